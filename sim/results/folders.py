"""A run's folder: written whole or not at all, never over another without leave, and read back.

Everything is written into `NAME.partial` beside the folder, which takes the folder's name at the end. The Parquet files depend on
nothing but their rows: row groups have a fixed size, and neither a date nor a machine is in them.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from ruamel.yaml import YAML

from sim.errors import InputError
from sim.results.provenance import sha256_of
from sim.results.runs import SCHEMAS, TABLES, Block, Run, by_scenario, summarise, to_arrow
from sim.scenario import Scenario

MANIFEST = "manifest.json"
SUMMARY = "summary.csv"
DRAWS = "parameters.parquet"
BLOCKS = "blocks"
NEEDED = {"command", "scenarios", "seed", "worlds", "block", "parameters", "inputs", "versions", "outputs"}
"""Keys that every manifest has."""
ROW_GROUP = 1 << 18


def check_target(folder: Path, force: bool) -> None:
    """Raise `InputError` if a run may not be written there, before anything is computed."""
    if folder.exists() and not folder.is_dir():
        raise InputError(f"{folder} is a file; allowed: a folder that does not exist yet")
    if not folder.exists() or not any(folder.iterdir()):
        return
    if not (folder / MANIFEST).is_file():
        raise InputError(f"{folder} holds something else than a run; allowed: a folder that does not exist yet")
    if not force:
        raise InputError(f"{folder} already holds a run; allowed: another --out, or --force to replace it")


def partial_of(folder: Path) -> Path:
    """Where a folder is being written."""
    return folder.with_name(f"{folder.name}.partial")


@contextmanager
def new_folder(folder: Path, *, force: bool = False, resumable: bool = False) -> Iterator[Path]:
    """Yield a folder to write into; it becomes `folder` at the end, or is removed if anything fails.

    A resumable one keeps its finished blocks when it fails, and what lies there already is kept at the start.
    """
    check_target(folder, force)
    partial = partial_of(folder)
    _clear(partial, keep=BLOCKS if resumable else None)
    try:
        partial.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"cannot write there: {error.strerror}", file=folder) from error
    try:
        yield partial
        shutil.rmtree(partial / BLOCKS, ignore_errors=True)
        _replace(partial, folder)
    except BaseException:
        _clear(partial, keep=BLOCKS if resumable else None)
        raise


def _clear(partial: Path, keep: str | None) -> None:
    """Remove what lies in a folder but for one name; and the folder, if that is not there."""
    if not partial.is_dir():
        return
    for path in partial.iterdir():
        if path.name != keep:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    if not any(partial.iterdir()):
        partial.rmdir()


def _replace(partial: Path, folder: Path) -> None:
    """Give the finished folder its name; the run that had it before goes only when the new one is in place."""
    old = folder.with_name(f"{folder.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    if folder.exists():
        folder.replace(old)
    partial.replace(folder)
    shutil.rmtree(old, ignore_errors=True)


# Tables ---------------------------------------------------------------------------------------------------------------------


class TableWriter:
    """Writes the tables block by block; the bytes do not depend on where one block ends and the next begins."""

    def __init__(self, folder: Path) -> None:
        self._waiting: dict[str, list[pa.Table]] = {name: [] for name in TABLES}
        self._files = {name: pq.ParquetWriter(folder / f"{name}.parquet", SCHEMAS[name], compression="zstd") for name in TABLES}

    def __enter__(self) -> TableWriter:
        return self

    def __exit__(self, *failure: object) -> None:
        for name, file in self._files.items():
            if failure[0] is None:
                self._write(name, last=True)
            file.close()

    def add(self, block: Block) -> None:
        """Take the next block."""
        for name in TABLES:
            self._waiting[name].append(block.tables[name])
            if sum(table.num_rows for table in self._waiting[name]) >= ROW_GROUP:
                self._write(name, last=False)

    def _write(self, name: str, *, last: bool) -> None:
        """Write whole row groups; the rest waits, unless these are the last rows."""
        if not self._waiting[name]:
            return
        table = pa.concat_tables(self._waiting[name])
        whole = table.num_rows if last else table.num_rows // ROW_GROUP * ROW_GROUP
        for start in range(0, whole, ROW_GROUP):
            group = table.slice(start, min(ROW_GROUP, whole - start)).combine_chunks()
            self._files[name].write_table(group, row_group_size=ROW_GROUP)
        self._waiting[name] = [table.slice(whole)]


def write_blocks(folder: Path, blocks: Iterable[Block]) -> None:
    """Write `events`, `daily`, `worlds` and `summary` from blocks that may come one at a time."""
    worlds: list[pd.DataFrame] = []
    with TableWriter(folder) as writer:
        for block in blocks:
            writer.add(block)
            worlds.append(block.tables["worlds"].to_pandas())
    write_summary(folder, summarise(pd.concat(worlds, ignore_index=True)))


def write_runs(folder: Path, runs: Sequence[Run]) -> None:
    """Write the tables of runs that are in memory; the same bytes as `write_blocks` gives."""
    blocks = (Block(run.scenario.name, 0, 0, {name: to_arrow(name, getattr(run, name)) for name in TABLES}) for run in runs)
    write_blocks(folder, blocks)


def write_summary(folder: Path, summary: pd.DataFrame) -> None:
    """Write `summary.csv`: six significant digits, enough for every mean of counts."""
    summary.to_csv(folder / SUMMARY, index=False, float_format="%.6g", lineterminator="\n")


# Manifest -------------------------------------------------------------------------------------------------------------------


def output_hashes(folder: Path) -> dict[str, str]:
    """Hash of every file of a folder but its manifest and its blocks, by path relative to it."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    named = {path.relative_to(folder).as_posix(): path for path in files}
    return {name: sha256_of(path) for name, path in named.items() if name != MANIFEST and not name.startswith(f"{BLOCKS}/")}


def write_manifest(folder: Path, manifest: dict[str, Any]) -> None:
    """Write `manifest.json`, with the hashes of what lies in the folder."""
    full = {**manifest, "outputs": output_hashes(folder)}
    (folder / MANIFEST).write_text(json.dumps(full, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def read_manifest(path: Path) -> dict[str, Any]:
    """The manifest of a run, given its folder or the file; raises `InputError` if it is none."""
    file = path / MANIFEST if path.is_dir() else path
    try:
        manifest = json.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError("there is no manifest; allowed: the folder of a run, or its manifest.json", file=file) from error
    except ValueError as error:
        raise InputError(f"not readable as JSON ({error})", file=file) from error
    missing = NEEDED - set(manifest if isinstance(manifest, dict) else ())
    if missing:
        raise InputError(f"this is not a run's manifest; missing: {', '.join(sorted(missing))}", file=file)
    return dict(manifest)


def scenarios_of(manifest: dict[str, Any]) -> tuple[Scenario, ...]:
    """The scenarios of a run, as they were when it ran."""
    yaml = YAML(typ="safe", pure=True)
    return tuple(Scenario.from_dict(yaml.load(text)) for text in manifest["scenarios"].values())


def read_run(folder: str | Path, scenario: str | None = None) -> Run:
    """Read a run back from its folder; `scenario` names the one that is wanted where there are several (default: the last).

    Raises
    ------
    InputError
        If the folder is not a run's, a table is missing, or it has no such scenario.
    """
    runs = read_runs(folder)
    name = list(runs)[-1] if scenario is None else scenario
    if name not in runs:
        raise InputError(f"this run has no scenario {name!r}; allowed: {', '.join(runs)}", file=folder)
    return runs[name]


def read_runs(folder: str | Path) -> dict[str, Run]:
    """Every scenario of a run's folder, by name."""
    path = Path(folder)
    manifest = read_manifest(path)
    try:
        frames = {name: pq.read_table(path / f"{name}.parquet").to_pandas() for name in TABLES}
    except (OSError, pa.ArrowException) as error:
        raise InputError(f"a table is missing or broken ({error})", file=path) from error
    parts = {name: by_scenario(frame, manifest["scenarios"]) for name, frame in frames.items()}
    runs: dict[str, Run] = {}
    for scenario in scenarios_of(manifest):
        own = {name: part[scenario.name] for name, part in parts.items()}
        runs[scenario.name] = Run(scenario, **own, summary=summarise(own["worlds"]), manifest=manifest)
    return runs
