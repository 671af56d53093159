"""Two worlds of each setting that are played day by day, with what happened in them and why.

Which worlds: the **typical** one runs nearest to the middle of all worlds (the distance to the median running total, over time
and all watched measures, each in units of what worlds differ by on average; of equals, the lowest number). The **extreme** one
ends farthest from the same world under the reference (in the first watched measure; of equals, the one that reached the highest
rung, then the lowest number).

Why: every event has its motive and the event that it answered, from the table of the run (`sim.explain.chain`). The events that
matter most, and those that they answered, are explained in full (`sim.explain.several`): with which probability they came from
each motive, what held back, and what sources say that a documented one answered.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sim.chosen_worlds import EXTREME, TYPICAL, farthest, nearest_the_middle
from sim.explain.chain import Step, step_at
from sim.explain.explanation import Explanation
from sim.explain.logs import worth_explaining
from sim.explain.several import explain_events
from sim.lessons.worlds import Worlds
from sim.model import alone

EXPLAINED, ANCESTORS = 6, 3
"""Events of a world that are explained in full, and how far back each chain is."""


@dataclass(frozen=True)
class Played:
    """One world of one setting.

    Attributes
    ----------
    setting, rule, world
        Which setting, by which rule the world was chosen, and its number.
    simulated
        Whether anything is: else this is the record.
    events
        Its events, in the order of their numbers.
    steps
        By number, each event with its motive and what it answered.
    told
        By number, the events that are explained in full.
    """

    setting: str
    rule: str
    world: int
    simulated: bool
    events: pd.DataFrame
    steps: tuple[Step, ...]
    told: Mapping[int, Explanation]

    def last(self) -> int | None:
        """The event that the page opens with: the explained one on the highest rung, the earliest of several."""
        return max(self.told, key=lambda number: (self.events["rung"].iloc[number], -number), default=None)


def played(worlds: Worlds) -> list[Played]:
    """Two worlds of every setting; one where they are the same, as in a setting that changes nothing."""
    found = []
    for setting in worlds.lesson.lever.settings:
        chosen = {typical(worlds, setting.id): TYPICAL}
        chosen.setdefault(extreme(worlds, setting.id), EXTREME)
        simulated = not worlds.ran[setting.id].is_documented
        found += [_played(worlds, setting.id, rule, world, simulated) for world, rule in chosen.items()]
    return found


def typical(worlds: Worlds, setting: str) -> int:
    """The world that runs nearest to the middle of all."""
    return nearest_the_middle([worlds.running(setting, measure) for measure in worlds.lesson.watch])


def extreme(worlds: Worlds, setting: str) -> int:
    """The world that ends farthest from the reference."""
    measure = worlds.lesson.watch[0]
    away = np.abs(worlds.final(setting, measure) - worlds.final(worlds.lesson.lever.reference, measure))
    events = worlds.events[setting]
    since = events[events["date"] >= pd.Timestamp(worlds.first)]
    rungs = since.groupby("world")["rung"].max().reindex(range(len(away)), fill_value=0).to_numpy()
    return farthest(away, rungs)


def _played(worlds: Worlds, setting: str, rule: str, world: int, simulated: bool) -> Played:
    table = worlds.events[setting]
    number = world if simulated else 0
    events = table[table["world"] == number].reset_index(drop=True)
    events["cause_event"] = events["cause_event"].astype("Int32")
    steps = tuple(step_at(events, at) for at in range(len(events)))
    wanted = worth_explaining(events, worlds.first, EXPLAINED, ANCESTORS)
    told = explain_events(alone(worlds.ran[setting], worlds.seed, number, worlds.parameters), events, wanted)
    return Played(setting, rule, world, simulated, events, steps, told)
