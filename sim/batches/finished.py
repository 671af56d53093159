"""A finished folder of a batch: what in it still holds for a batch that is asked for now, and the worlds themselves."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from sim.batches.asked import Batch, counted
from sim.ensemble import Strand
from sim.errors import NAME, InputError, cut
from sim.results.inputs import SCENARIO, SEED, changed, common_now, common_of, listed
from sim.results.manifest import command_of, differences_on_disk, read_any_manifest, seeds_of
from sim.results.statements import MANIFEST
from sim.results.tables import SCHEMAS, Block
from sim.scenario import Scenario
from sim.sweeps.planning import plan_of_folder
from sim.sweeps.running import SWEEP, Plan
from sim.untrusted import is_file, shown

SWEEPS = "sweeps"
"""The folder of the sweeps, below that of the batch."""
Key = tuple[str, str, str]


@dataclass(frozen=True)
class Finished:
    """What a batch has written, and what of it stays as it is in another one.

    Attributes
    ----------
    batch
        What is asked for now.
    posterior
        The hash of its parameters.
    """

    folder: Path
    manifest: dict[str, Any]
    batch: Batch
    posterior: str
    _rows: dict[Path, _Rows] = field(default_factory=dict, repr=False)

    @classmethod
    def open(cls, folder: Path, batch: Batch, posterior: str, *, needed: bool = False) -> Finished | None:
        """The batch that a folder holds; None if it holds none.

        Raises
        ------
        InputError
            If it is broken; if one is `needed` and the folder holds something else.
        """
        file = folder / MANIFEST
        if not is_file(file):
            return None
        if (command := command_of(file)) == "batch":
            return cls(folder, read_any_manifest(file), batch, posterior)
        if needed:
            said = f"{shown(folder)} holds what `{cut(command, NAME)}` wrote, and no batch"
            raise InputError(f"{said}; allowed with --extend: another --out, or the folder of a batch")
        return None

    def check_whole(self) -> None:
        """Raise `InputError` unless every file is as it was written: nothing else is put into another result."""
        wrong = differences_on_disk(self.folder, self.manifest)
        if wrong:
            name, says = next(iter(wrong.items()))
            raise InputError(f"{says}; allowed: --force alone, to run everything again", file=self.folder / name)

    # What is the same --------------------------------------------------------------------------------------------------------

    @property
    def worlds(self) -> int:
        """How many worlds of each seed it has."""
        return int(self.manifest["worlds"])

    @property
    def seeds(self) -> list[int]:
        """Its seeds, in their order."""
        return seeds_of(self.manifest)

    @cached_property
    def changes(self) -> list[str]:
        """What all its worlds were made from and is not the same any more, in words."""
        return changed(common_of(self.manifest), common_now(self.posterior))

    @cached_property
    def plans(self) -> dict[str, Plan | None]:
        """Its sweeps by the names of their folders; None for one that these rules cannot read any more."""
        return {Path(name).name: self._plan(self.folder / name) for name in self.manifest.get("sweeps", [])}

    def _plan(self, folder: Path) -> Plan | None:
        try:
            plan = plan_of_folder(read_any_manifest(folder), folder, self.batch.parameters)
            _ = plan.points
            return plan
        except (InputError, KeyError, ValueError):
            return None

    @cached_property
    def points(self) -> dict[Key, tuple[Path, int]]:
        """Where the rows of each point lie that any of its sweeps has: the table, and the point's number."""
        found: dict[Key, tuple[Path, int]] = {}
        for name, plan in self.plans.items():
            file = self.folder / SWEEPS / name / f"{SWEEP}.parquet"
            if plan is not None:
                for point in range(len(plan.design)):
                    found.setdefault(_key(plan.strand(point, plan.seed)), (file, point))
        return found

    def has(self, strand: Strand) -> int:
        """How many worlds of a strand it holds, and would hold if they were run now."""
        if self.changes or strand.seed not in self.seeds:
            return 0
        known = _key(strand) in self.points if "events" not in strand.tables else self._texts_hold(strand.scenario)
        return min(self.worlds, self.batch.worlds) if known else 0

    def _texts_hold(self, scenario: Scenario) -> bool:
        return bool(self.manifest["scenarios"].get(scenario.name) == scenario.text)

    def lost(self) -> list[str]:
        """What of it would not stay as it is, in words; nothing if all of it is part of what is asked for."""
        return list(self._lost)

    @cached_property
    def _lost(self) -> list[str]:
        asked = {each.name: each for each in self.batch.scenarios}
        names = list(self.manifest["scenarios"])
        other = [name for name in names if name in asked and not self._texts_hold(asked[name])]
        gone = [name for name in names if name not in asked]
        seeds = [seed for seed in self.seeds if seed not in self.batch.seeds]
        wanted = {_key(strand) for strand in self.batch.strands() if "events" not in strand.tables}
        unread = [name for name, plan in self.plans.items() if plan is None]
        points = sum(key not in wanted for key in self.points)
        fewer = self.worlds > self.batch.worlds
        return [
            *self.changes,
            *([f"{SCENARIO} ({listed(other)})"] if other else []),
            *([f"{SCENARIO} ({listed(gone)}: not asked for)"] if gone else []),
            *([f"{SEED} ({listed(self.seeds)}, now {listed(self.batch.seeds)})"] if seeds else []),
            *([f"worlds ({self.worlds}, now {self.batch.worlds})"] if fewer else []),
            *([f"sweep ({listed(unread)}: not readable any more)"] if unread else []),
            *([f"points ({points} not asked for)"] if points else []),
        ]

    def is_all(self) -> bool:
        """Whether it holds all that is asked for, in the same order, and nothing else."""
        same = {name: (plan and (plan.design.rows, plan.reference)) for name, plan in self.plans.items()}
        asked = {each.name: (each.plan.design.rows, each.plan.reference) for each in self.batch.sweeps}
        return (
            not self.lost()
            and list(self.manifest["scenarios"]) == [each.name for each in self.batch.scenarios]
            and (self.seeds, self.worlds) == (list(self.batch.seeds), self.batch.worlds)
            and list(same.items()) == list(asked.items())
            and not self.manifest.get("failed")
        )

    def in_words(self) -> str:
        """How many scenarios, sweeps, seeds and worlds it has."""
        parts = counted(len(self.manifest["scenarios"]), len(self.plans))
        seeds = f" of each of {len(self.seeds)} seeds" if len(self.seeds) > 1 else ""
        return f"{' and '.join(parts)} in {self.worlds:,} worlds{seeds}"

    # Its worlds --------------------------------------------------------------------------------------------------------------

    def blocks(self, strand: Strand, block: int) -> Iterator[Block]:
        """The worlds of a strand that need not be run, so many at a time."""
        for first in range(0, strand.there, block):
            worlds = min(block, strand.there - first)
            whole = self._of_point if "events" not in strand.tables else self._of_scenario
            yield Block(strand.scenario.name, first, worlds, whole(strand, first, worlds))

    def _of_scenario(self, strand: Strand, first: int, worlds: int) -> dict[str, pa.Table]:
        wanted = [("scenario", "==", strand.scenario.name), ("world", ">=", first), ("world", "<", first + worlds)]
        if len(self.seeds) > 1:
            wanted.append(("seed", "==", strand.seed))
        tables = {name: pq.read_table(self.folder / f"{name}.parquet", filters=wanted) for name in strand.tables}
        return {name: _plain(table, name) for name, table in tables.items()}

    def _of_point(self, strand: Strand, first: int, worlds: int) -> dict[str, pa.Table]:
        file, point = self.points[_key(strand)]
        begins = (point * len(self.seeds) + self.seeds.index(strand.seed)) * self.worlds + first
        table = self._rows.setdefault(file, _Rows(file)).between(begins, begins + worlds)
        assert pc.all(pc.equal(table["point"], point)).as_py(), "rows stand in the order of points, seeds and worlds"
        names = pa.array([strand.scenario.name] * table.num_rows, pa.string())
        return {"worlds": _plain(table.append_column("scenario", names), "worlds")}


def _plain(table: pa.Table, name: str) -> pa.Table:
    """The columns that a block has."""
    return table.select(SCHEMAS[name].names).cast(SCHEMAS[name]).replace_schema_metadata(None)


def _key(strand: Strand) -> Key:
    """What a strand is, whatever its seed."""
    return strand.scenario.text, json.dumps(dict(strand.changes), sort_keys=True), str([*map(str, strand.spans)])


class _Rows:
    """Rows of a Parquet file by their numbers; the row group read last is kept, for rows are asked for in about their order."""

    def __init__(self, file: Path) -> None:
        self._file = pq.ParquetFile(file)
        self._group: tuple[int, pa.Table | None] = (-1, None)

    def between(self, start: int, stop: int) -> pa.Table:
        """Rows `start` to `stop`, the last not included."""
        pieces, begins = [], 0
        for group in range(self._file.num_row_groups):
            rows = self._file.metadata.row_group(group).num_rows
            low, high = max(start - begins, 0), min(stop - begins, rows)
            if low < high:
                pieces.append(self._read(group).slice(low, high - low))
            begins += rows
        return pa.concat_tables(pieces)

    def _read(self, group: int) -> pa.Table:
        if self._group[0] != group:
            self._group = (group, self._file.read_row_group(group))
        return self._group[1]
