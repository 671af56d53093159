"""A run in memory: four tidy tables (`sim.results.tables`) and a manifest; and the scenarios that a manifest holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa

from sim.errors import InputError, unknown
from sim.results.tables import TABLES, Block
from sim.scenario import Scenario
from sim.yaml_lines import parse_document


@dataclass(frozen=True)
class Run:
    """One scenario in many worlds.

    `events`, `daily`, `worlds` and `summary` are DataFrames, described in `sim.results.tables`; `manifest` says what they were
    made from.
    """

    scenario: Scenario
    events: pd.DataFrame
    daily: pd.DataFrame
    worlds: pd.DataFrame
    summary: pd.DataFrame
    manifest: dict[str, Any] = field(default_factory=dict)


def collect(scenario: Scenario, blocks: Sequence[Block], summary: pd.DataFrame, manifest: dict[str, Any]) -> Run:
    """Put blocks, in the order of their worlds, together."""
    frames = {name: pa.concat_tables([block.tables[name] for block in blocks]).to_pandas() for name in TABLES}
    return Run(scenario, **frames, summary=summary, manifest=manifest)


# Scenarios of a folder ------------------------------------------------------------------------------------------------------


def scenarios_of(manifest: Mapping[str, Any], file: Path) -> tuple[Scenario, ...]:
    """The scenarios of a run, and those that they extend, as they were when it ran.

    Raises
    ------
    InputError
        For one that cannot be read any more.
    """
    parents = manifest.get("parents", {})
    found = []
    for name, text in manifest["scenarios"].items():
        try:
            parent = _read(parents[name], name, check=False) if name in parents else None
            found.append(_read(text, name, check=True).extending(parent))
        except InputError as error:
            raise InputError(f"scenario {name}: {error}", file=file) from error
    return tuple(found)


def scenario_of(manifest: Mapping[str, Any], file: Path, name: str | None = None) -> Scenario:
    """The scenario of a run that is asked for, by default the last; raises `InputError` if it has none of that name."""
    by_name = {each.name: each for each in scenarios_of(manifest, file)}
    if name is not None and name not in by_name:
        raise InputError(unknown("scenario of this run", name, by_name))
    return by_name[name] if name is not None else list(by_name.values())[-1]


def _read(text: str, name: str, *, check: bool) -> Scenario:
    return Scenario.from_dict(parse_document(text, name).data, check=check)
