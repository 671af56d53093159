"""The tables of a run: their fixed schemas, and how they are written block by block, so that memory does not grow with worlds.

============ =======================================================================================================
`events`     one row per world and event, over all reported days
`daily`      one row per world and day: counts by action, casualties, the rung
`worlds`     one row per world and span of days counted: every measure, first dates, `draw` (which row of the parameters'
             draws the world has), `since` and `until`
`summary`    one row per measure and span: mean, median, 50 % and 90 % intervals over the worlds
============ =======================================================================================================

Where a batch has several seeds, `events`, `daily` and `worlds` have a column `seed` after `scenario`: a world is known by both.
A scenario's measures count from its first simulated day to its last (`sim.results.spans`); the reference of a comparison has a
row for the span of every arm that is set against it. The bytes depend on the rows alone: row groups have a fixed size, and no
date and no machine is in them.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from sim.event_log import CASUALTIES, DAILY
from sim.results.per_world import FIRST_DATES, FIRST_LETHAL, LAG
from sim.types import Ints
from sim.vocabulary.measures import MEASURES

SUMMARY, EFFECTS = "summary.csv", "effects.csv"
ROW_GROUP = 1 << 18
MOST_WAITING = 64
"""Blocks whose rows wait apart for a row group to fill: a small table takes more memory than its rows."""
MOST_A_DAY = 32_767
"""Acts of a kind in one world and day that `daily` holds; casualties may be more."""
_KEY = [("scenario", pa.string()), ("world", pa.int32())]
_DATE = pa.timestamp("ms")
SCHEMAS: dict[str, pa.Schema] = {
    "events": pa.schema(
        [
            *_KEY,
            ("event", pa.int32()),
            ("date", _DATE),
            *((name, pa.string()) for name in ("actor", "action", "target", "country")),
            *((name, pa.int32()) for name in ("count", *CASUALTIES, "rung")),
            ("cause", pa.string()),
            ("cause_event", pa.int32()),
            ("record_id", pa.string()),
            ("claimed_as", pa.string()),
        ]
    ),
    "daily": pa.schema([*_KEY, ("date", _DATE), *((name, pa.int32() if name in CASUALTIES else pa.int16()) for name in DAILY)]),
    "worlds": pa.schema(
        [
            *_KEY,
            ("draw", pa.int32()),
            ("since", _DATE),
            ("until", _DATE),
            *((name, pa.int64() if about.always_known else pa.float64()) for name, about in MEASURES.items()),
            *((name, _DATE) for name in (*FIRST_DATES, FIRST_LETHAL)),
            (LAG, pa.float64()),
        ]
    ),
}
TABLES = tuple(SCHEMAS)
SCHEMAS_OF_SEEDS = {
    name: pa.schema([schema.field(0), ("seed", pa.int64()), *list(schema)[1:]]) for name, schema in SCHEMAS.items()
}
"""The same of a batch of several seeds."""


@dataclass(frozen=True)
class Block:
    """What a stretch of worlds of one scenario gave: the Arrow tables `events`, `daily` and `worlds`."""

    scenario: str
    first_world: int
    worlds: int
    tables: dict[str, pa.Table]

    def draws(self, n_draws: int) -> Ints:
        """The draw of the parameters that each world has, shape `(worlds,)`, if there are so many."""
        return np.arange(self.first_world, self.first_world + self.worlds) % n_draws


def to_arrow(name: str, frame: pd.DataFrame) -> pa.Table:
    """A table in its fixed schema, without the metadata that pandas would add."""
    table = pa.Table.from_pandas(frame[SCHEMAS[name].names], preserve_index=False)
    return table.cast(SCHEMAS[name]).replace_schema_metadata(None)


def with_seed(tables: Mapping[str, pa.Table], seed: int) -> dict[str, pa.Table]:
    """Tables of `SCHEMAS` with their seed, as `SCHEMAS_OF_SEEDS` has them."""
    return {
        name: table.add_column(1, SCHEMAS_OF_SEEDS[name].field("seed"), pa.array(np.full(table.num_rows, seed, dtype=np.int64)))
        for name, table in tables.items()
    }


class TableWriter:
    """Writes tables piece by piece; the bytes do not depend on where one piece ends and the next begins.

    Parameters
    ----------
    schemas
        Of each table, by its name, which is that of its file; default: those of a run.
    """

    def __init__(self, folder: Path, schemas: Mapping[str, pa.Schema] = SCHEMAS) -> None:
        self._waiting: dict[str, list[pa.Table]] = {name: [] for name in schemas}
        self._rows = dict.fromkeys(schemas, 0)
        self._files = {
            name: pq.ParquetWriter(folder / f"{name}.parquet", schema, compression="zstd") for name, schema in schemas.items()
        }

    def __enter__(self) -> TableWriter:
        return self

    def __exit__(self, *failure: object) -> None:
        with ExitStack() as closing:  # every file, whatever happens to the others
            for file in self._files.values():
                closing.callback(_close, file)
            if failure[0] is None:
                for name in self._files:
                    self._write(name, last=True)

    def add(self, block: Block) -> None:
        """Take the next block of a run."""
        self.add_tables(block.tables)

    def add_tables(self, tables: Mapping[str, pa.Table]) -> None:
        """Take the next rows of every table."""
        for name in self._files:
            self._waiting[name].append(tables[name])
            self._rows[name] += tables[name].num_rows
            if self._rows[name] >= ROW_GROUP:
                self._write(name, last=False)
            elif len(self._waiting[name]) >= MOST_WAITING:
                self._waiting[name] = [pa.concat_tables(self._waiting[name]).combine_chunks()]

    def _write(self, name: str, *, last: bool) -> None:
        """Write whole row groups; the rest waits, unless these are the last rows."""
        if not self._waiting[name]:
            return
        table = pa.concat_tables(self._waiting[name])
        whole = table.num_rows if last else table.num_rows // ROW_GROUP * ROW_GROUP
        for start in range(0, whole, ROW_GROUP):
            group = table.slice(start, min(ROW_GROUP, whole - start)).combine_chunks()
            self._files[name].write_table(group, row_group_size=ROW_GROUP)
        rest = table.slice(whole)
        self._waiting[name] = [_copied(rest)] if rest.num_rows else []
        self._rows[name] = rest.num_rows


def _close(file: pq.ParquetWriter) -> None:
    """Close a file once: what could not be closed, on a full disk, is not tried again when it is collected."""
    try:
        file.close()
    finally:
        file.is_open = False


def _copied(table: pa.Table) -> pa.Table:
    """The rows alone: a slice would keep the whole block in memory."""
    return table.take(pa.array(np.arange(table.num_rows)))


def write_csv(frame: pd.DataFrame, path: Path) -> None:
    """Write `summary` or `effects`: twelve significant digits, so that shares add up to one there too."""
    frame.to_csv(path, index=False, float_format="%.12g", lineterminator="\n")
