"""What a run leaves: four tidy tables and a manifest. `sim.results.folders` writes them to disk and reads them back.

============ =======================================================================================================
`events`     one row per world and event
`daily`      one row per world and day: counts by action, casualties, the rung
`worlds`     one row per world: every measure over the whole reported span; `days_to_first_*` and first dates are counted
             from the first simulated day, or from the start if nothing is simulated
`summary`    one row per measure: mean, median, 50 % and 90 % intervals over the worlds
============ =======================================================================================================

Comparisons (`sim.comparison`) count from the branch day on, where arms may differ; the tables here hold the whole span.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
import pandas as pd
import pyarrow as pa

from sim.event_log import DAILY
from sim.results.per_world import FIRST_DATES, FIRST_LETHAL, LAG
from sim.scenario import Scenario
from sim.vocabulary.measures import MEASURES

_KEY = [("scenario", pa.string()), ("world", pa.int32())]
_DATE = pa.timestamp("ms")
SCHEMAS: dict[str, pa.Schema] = {
    "events": pa.schema(
        [
            *_KEY,
            ("date", _DATE),
            *((name, pa.string()) for name in ("actor", "action", "target")),
            *((name, pa.int32()) for name in ("count", "us_killed", "us_wounded", "militia_killed", "rung")),
            ("cause", pa.string()),
            ("claimed_as", pa.string()),
        ]
    ),
    "daily": pa.schema([*_KEY, ("date", _DATE), *((name, pa.int16()) for name in DAILY)]),
    "worlds": pa.schema(
        [
            *_KEY,
            *((name, pa.int64() if about.always_known else pa.float64()) for name, about in MEASURES.items()),
            *((name, _DATE) for name in (*FIRST_DATES, FIRST_LETHAL)),
            (LAG, pa.float64()),
        ]
    ),
}
TABLES = tuple(SCHEMAS)
OBSERVED: Literal["inverted_cdf"] = "inverted_cdf"
"""Quantiles are values that occurred in a world: counts stay whole."""
QUANTILES = {"low_90": 0.05, "low_50": 0.25, "high_50": 0.75, "high_90": 0.95}


@dataclass(frozen=True)
class Block:
    """What a stretch of worlds of one scenario gave: the Arrow tables `events`, `daily` and `worlds`."""

    scenario: str
    first_world: int
    worlds: int
    tables: dict[str, pa.Table]


@dataclass(frozen=True)
class Run:
    """One scenario in many worlds.

    `events`, `daily`, `worlds` and `summary` are DataFrames, described above; `manifest` says what they were made from.
    """

    scenario: Scenario
    events: pd.DataFrame
    daily: pd.DataFrame
    worlds: pd.DataFrame
    summary: pd.DataFrame
    manifest: dict[str, Any] = field(default_factory=dict)


def to_arrow(name: str, frame: pd.DataFrame) -> pa.Table:
    """A table in its fixed schema, without the metadata that pandas would add."""
    table = pa.Table.from_pandas(frame[SCHEMAS[name].names], preserve_index=False)
    return table.cast(SCHEMAS[name]).replace_schema_metadata(None)


def collect(scenario: Scenario, blocks: Sequence[Block], manifest: dict[str, Any] | None = None) -> Run:
    """Put blocks, in the order of their worlds, together."""
    frames = {name: pa.concat_tables([block.tables[name] for block in blocks]).to_pandas() for name in TABLES}
    return Run(scenario, **frames, summary=summarise(frames["worlds"]), manifest=manifest or {})


def summarise(worlds: pd.DataFrame) -> pd.DataFrame:
    """Mean, median and the 50 % and 90 % intervals of each measure by scenario.

    `worlds` counts the worlds that have a value: `days_to_first_*` have none where nothing came.
    """
    rows = [
        {"scenario": str(scenario), "measure": name, "unit": about.unit, **_spread(part[name].to_numpy(dtype=float))}
        for scenario, part in worlds.groupby("scenario", sort=False)
        for name, about in MEASURES.items()
    ]
    return pd.DataFrame(rows)


def _spread(values: np.ndarray) -> dict[str, float | int]:
    known = values[~np.isnan(values)]
    if known.size == 0:
        return {"worlds": 0, "mean": np.nan, "median": np.nan, **dict.fromkeys(QUANTILES, np.nan)}
    quantiles = np.quantile(known, [0.5, *QUANTILES.values()], method=OBSERVED)
    return {
        "worlds": known.size,
        "mean": float(known.mean()),
        **dict(zip(("median", *QUANTILES), map(float, quantiles), strict=True)),
    }


def by_scenario(frame: pd.DataFrame, names: Iterable[str]) -> dict[str, pd.DataFrame]:
    """A table of several scenarios taken apart."""
    return {name: frame[frame["scenario"] == name].reset_index(drop=True) for name in names}
