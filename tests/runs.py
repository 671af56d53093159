"""What many tests need: run a model to its end, look at its rates, cut a short span out of the record."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd

from sim.event_log import DAILY
from sim.model import EscalationModel
from sim.results.tables import TABLES, Block, TableWriter
from sim.scenario import Scenario, load_scenario

Key = tuple[str, str]


def finish(model: EscalationModel, each_day: Callable[[EscalationModel], None] | None = None) -> EscalationModel:
    """Step a model to its end; `each_day` sees the warm-up days too."""
    while model.running:
        model.step()
        if each_day is not None:
            each_day(model)
    return model


def rates(model: EscalationModel) -> dict[Key, np.ndarray]:
    """The rates of the day just stepped, by actor and decision, shape `(worlds,)`: those of `model.decisions()`, made faster."""
    found: dict[Key, np.ndarray] = {}
    for decision in (decision for actor in model.actors for decision in actor.decisions):
        rows = np.empty((len(decision.actors), model.worlds))
        rows[:] = decision.rate
        found.update(zip(((name, decision.name) for name in decision.actors), rows, strict=True))
    return found


def daily_rates(model: EscalationModel) -> list[dict[Key, np.ndarray]]:
    """Run to the end and keep the rates of every day stepped."""
    kept: list[dict[Key, np.ndarray]] = []
    finish(model, lambda m: kept.append(rates(m)))
    return kept


def span(start: date, days: int, **changes: object) -> Scenario:
    """Some days of the real record, documented unless the changes branch it."""
    return load_scenario("documented").edit(name="span", start=start, end=start + timedelta(days=days - 1), **changes)


def write_blocks(folder: Path, blocks: Iterable[Block]) -> None:
    """Write the tables of blocks that may come one at a time."""
    with TableWriter(folder) as writer:
        for block in blocks:
            writer.add(block)


def read_tables(folder: Path) -> dict[str, pd.DataFrame]:
    """The three tables of a run's folder, by name."""
    return {name: pd.read_parquet(folder / f"{name}.parquet") for name in TABLES}


def counts(model: EscalationModel, measure: str) -> np.ndarray:
    """Daily counts of a measure, shape `(days, worlds)`."""
    return model.event_log.daily[:, DAILY.index(measure)]
