"""Finished blocks of a batch on disk, each with its hashes: what does not match is run again, never believed.

A block counts once its `.json` is there, which is written last and holds the hash of each of its tables.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable
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

    def keep(self, name: str, block: Block) -> None:
        """Write a block; it counts whole or not at all."""
        self.folder.mkdir(parents=True, exist_ok=True)
        for table in TABLES:
            pq.write_table(block.tables[table], self._table(name, table), compression="zstd")
        hashes = {table: sha256_of(self._table(name, table)) for table in TABLES}
        which = {"name": name, "scenario": block.scenario, "first_world": block.first_world, "worlds": block.worlds}
        about = {**which, "tables": hashes}
        part = self._about(name).with_suffix(".part")
        part.write_text(json.dumps({**about, SELF: own_hash(about)}), encoding="utf-8")
        part.replace(self._about(name))

    def read(self, name: str) -> Block | None:
        """The block of that name; None, with a warning, if it is broken, so that it has to be run again."""
        try:
            about: dict[str, Any] = json.loads(self._about(name).read_text(encoding="utf-8"))
            if about[SELF] != own_hash(about) or about["name"] != name:
                raise ValueError("what is said of it has another hash")
            tables = {table: self._whole(name, table, about["tables"][table]) for table in TABLES}
            return Block(about["scenario"], about["first_world"], about["worlds"], tables)
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

    def others(self, names: Iterable[str]) -> int:
        """How many finished blocks there are under other names: of another run, or of another code."""
        return len({path.stem for path in self.folder.glob("*.json")} - set(names))

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
