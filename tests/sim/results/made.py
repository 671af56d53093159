"""Blocks of worlds made up for tests: any counts by day, with the tables that a run would have of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from sim.event_log import DAILY
from sim.results import Block, Span, to_arrow
from sim.results.per_world import Counts, world_table
from sim.types import Ints, as_day

EVENT = {
    "actor": "kataib_hezbollah", "action": "attack_base", "target": "us", "country": "Iraq", "count": 1, "us_killed": 0,
    "us_wounded": 0, "militia_killed": 0, "iraqi_forces_killed": 0, "rung": 2, "cause": "", "record_id": "", "claimed_as": "",
}  # fmt: skip


def block(
    scenario: str, since: str, columns: Mapping[str, Ints], spans: Sequence[Span], *, first_world: int = 0, n_draws: int = 1
) -> Block:
    """A block whose daily counts are those of `columns`, each of shape `(worlds, days)` from the day `since` on, the rest zero.

    There is one event in the table of events for each day on which a world has an attack on a base.
    """
    worlds, days = next(iter(columns.values())).shape
    dates = np.arange(as_day(since), as_day(since) + days)
    whole = {name: np.asarray(columns.get(name, np.zeros((worlds, days))), dtype=np.int32) for name in DAILY}
    numbers = np.arange(first_world, first_world + worlds)
    key = {"scenario": scenario, "world": np.repeat(numbers, days), "date": np.tile(dates.astype("datetime64[s]"), worlds)}
    daily = pd.DataFrame(key | {name: column.ravel() for name, column in whole.items()})
    hit = daily[daily["attack_base"] > 0][["scenario", "world", "date"]].assign(**EVENT).reset_index(drop=True)
    hit = hit.assign(
        event=hit.groupby("world").cumcount().astype(np.int32), cause_event=pd.array([pd.NA] * len(hit), dtype="Int32")
    )
    counts = Counts(dates, numbers, dict(whole), np.zeros((worlds, days), dtype=np.bool_))
    frames = {"events": hit, "daily": daily, "worlds": world_table(scenario, counts, spans, n_draws)}
    return Block(scenario, first_world, worlds, {name: to_arrow(name, frame) for name, frame in frames.items()})


def cut(columns: Mapping[str, Ints], size: int) -> list[tuple[int, dict[str, Ints]]]:
    """The same worlds in blocks of that size: the first world of each, and its columns."""
    worlds = len(next(iter(columns.values())))
    return [(first, {name: of[first : first + size] for name, of in columns.items()}) for first in range(0, worlds, size)]
