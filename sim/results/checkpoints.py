"""Finished blocks of a batch on disk, each with its hashes: what does not match is run again, never believed.

A block counts once its `.json` is there, which is written last and holds the hash of each of its tables, and what it was made
from (`sim.results.inputs`), by which a later batch can say why it cannot use it.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from sim.errors import NAME, bounded
from sim.results.manifest import SELF, own_hash
from sim.results.provenance import sha256_of
from sim.results.tables import SCHEMAS, TABLES, Block

log = logging.getLogger(__name__)


class Checkpoints:
    """The folder of finished blocks, each known by its name: scenario, first world, and a hash of all it depends on."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def keep(self, name: str, block: Block, inputs: Mapping[str, Any] | None = None) -> None:
        """Write a block, with what it was made from; it counts whole or not at all."""
        self.folder.mkdir(parents=True, exist_ok=True)
        for table in block.tables:
            pq.write_table(block.tables[table], self._table(name, table), compression="zstd")
        hashes = {table: sha256_of(self._table(name, table)) for table in block.tables}
        which = {"name": name, "scenario": block.scenario, "first_world": block.first_world, "worlds": block.worlds}
        about = {**which, "inputs": dict(inputs or {}), "tables": hashes}
        part = self._about(name).with_suffix(".part")
        part.write_text(json.dumps({**about, SELF: own_hash(about)}), encoding="utf-8")
        part.replace(self._about(name))

    def read(self, name: str, tables: Sequence[str] = TABLES) -> Block | None:
        """The block of that name with these tables; None, with a warning, if it is broken, so that it has to be run again."""
        try:
            about: dict[str, Any] = json.loads(self._about(name).read_text(encoding="utf-8"))
            if about[SELF] != own_hash(about) or about["name"] != name:
                raise ValueError("what is said of it has another hash")
            whole = {table: self._whole(name, table, about["tables"][table]) for table in tables}
            return Block(about["scenario"], about["first_world"], about["worlds"], whole)
        except (OSError, ValueError, KeyError, TypeError, RecursionError, pa.ArrowException) as error:
            log.warning("the kept block %s is broken (%s); it is run again", name, bounded(str(error), NAME))
            self.remove([name])
            return None

    def _whole(self, name: str, table: str, expected: str) -> pa.Table:
        path = self._table(name, table)
        if sha256_of(path) != expected:
            raise ValueError(f"{table} has another hash")
        return pq.read_table(path, schema=SCHEMAS[table])

    def kept(self, names: Iterable[str]) -> set[str]:
        """Those of these names that count as finished."""
        return {name for name in names if self._about(name).is_file()}

    def half(self, names: Iterable[str]) -> set[str]:
        """Those of these names that have a table but do not count: a block that was being kept, or has lost its hashes."""
        tables = {name for name in names if any(self._table(name, table).is_file() for table in TABLES)}
        return tables - self.kept(tables)

    def others(self, names: Iterable[str]) -> list[dict[str, Any]]:
        """What each finished block under another name was made from, as of another run or code; {} if it does not say."""
        strangers = sorted({path.stem for path in self.folder.glob("*.json")} - set(names))
        return [self._inputs(name) for name in strangers]

    def _inputs(self, name: str) -> dict[str, Any]:
        try:
            about: dict[str, Any] = json.loads(self._about(name).read_text(encoding="utf-8"))
            if about[SELF] == own_hash(about):
                return dict(about["inputs"])
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            pass
        return {}

    def remove(self, names: Iterable[str]) -> None:
        """Remove these blocks, and nothing else."""
        for name in names:
            self._about(name).unlink(missing_ok=True)  # first, so that half a block never counts
            self._about(name).with_suffix(".part").unlink(missing_ok=True)
            for table in TABLES:
                self._table(name, table).unlink(missing_ok=True)

    def _about(self, name: str) -> Path:
        return self.folder / f"{name}.json"

    def _table(self, name: str, table: str) -> Path:
        return self.folder / f"{name}.{table}.parquet"
