"""A run's folder: written whole or not at all, never over another without leave, and read back.

Everything is written into a new folder beside it, which takes its name at the end. The Parquet files depend on nothing but their
rows: row groups have a fixed size, and neither a date nor a machine is in them.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

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
EFFECTS = "effects.csv"
DRAWS = "parameters.parquet"
BLOCKS = "blocks"
MARKER = "escalation-batch.txt"
NEW, OLD = "new", "old"
NEEDED = {"command", "scenarios", "seed", "worlds", "block", "parameters", "inputs", "versions", "outputs"}
"""Keys that every manifest has."""
ROW_GROUP = 1 << 18


def check_output(path: Path, kind: Literal["file", "folder"]) -> None:
    """Raise `InputError` if no such thing can be written there, before anything is computed; makes nothing."""
    with _writable(path):
        if path.exists() and path.is_dir() is (kind == "file"):
            raise InputError(f"there is a {'folder' if kind == 'file' else 'file'} of this name; allowed: a {kind}", file=path)
        nearest = next(above for above in (path, *path.absolute().parents) if above.exists())
        if nearest != path and not nearest.is_dir():
            raise InputError(f"cannot write there: {nearest} is no folder", file=path)
        if not os.access(nearest, os.W_OK):
            raise InputError(f"cannot write there: {nearest} is not for you to write", file=path)


def check_target(folder: Path, force: bool) -> None:
    """Raise `InputError` if a run may not be written there, before anything is computed."""
    here = Path.cwd()
    if folder.resolve() in (here, *here.parents):
        raise InputError(f"{folder} is the folder you are in, or one above it; allowed: a folder that does not exist yet")
    if folder.exists() and not folder.is_dir():
        raise InputError(f"{folder} is a file; allowed: a folder that does not exist yet")
    if not folder.exists() or not any(folder.iterdir()):
        return
    if not (folder / MANIFEST).is_file():
        raise InputError(f"{folder} holds something else than a run; allowed: a folder that does not exist yet")
    if not force:
        raise InputError(f"{folder} already holds a run; allowed: another --out, or --force to replace it")


def partial_of(folder: Path) -> Path:
    """Where the finished blocks of an interrupted batch wait."""
    return folder.parent / f"{folder.name}.partial"


@contextmanager
def new_folder(folder: Path, *, force: bool = False, resumable: bool = False) -> Iterator[Path]:
    """Yield a folder to write into; it becomes `folder` at the end, or is removed if anything fails.

    A resumable run may keep finished blocks in `partial_of(folder) / BLOCKS`; they go when it is whole.
    """
    check_target(folder, force)
    blocks = _Blocks(partial_of(folder)) if resumable else None
    try:
        with _beside(folder.resolve()) as workspace:
            yield workspace / NEW
            check_target(folder, force)  # another run may have been written there meanwhile
            _replace(folder.resolve(), workspace)
    except BaseException:
        if blocks is not None and blocks.are_none():
            blocks.remove()
        raise
    if blocks is not None:
        blocks.remove()


class _Blocks:
    """The folder of a batch's finished blocks: made with a marker in it, and refused if it exists without one."""

    def __init__(self, partial: Path) -> None:
        self.partial, self.marker = partial, partial / MARKER
        if partial.exists() and not self.marker.is_file() and not (partial.is_dir() and not any(partial.iterdir())):
            raise InputError(f"{partial} was not made by an interrupted batch; allowed: another --out, or move it away")
        with _writable(partial):
            partial.mkdir(parents=True, exist_ok=True)
            self.marker.write_text(
                "Finished blocks of an interrupted batch; the same command goes on from here.\n", encoding="utf-8"
            )

    def are_none(self) -> bool:
        """Whether no block is kept."""
        return not any((self.partial / BLOCKS).glob("*"))

    def remove(self) -> None:
        """Remove blocks and marker, and the folder unless somebody put something else there."""
        shutil.rmtree(self.partial / BLOCKS, ignore_errors=True)
        self.marker.unlink(missing_ok=True)
        if not any(self.partial.iterdir()):
            self.partial.rmdir()


@contextmanager
def _beside(folder: Path) -> Iterator[Path]:
    """A new folder of a name of its own beside `folder`, with an empty `NEW` in it; removed at the end."""
    with _writable(folder):
        folder.parent.mkdir(parents=True, exist_ok=True)
        workspace = Path(tempfile.mkdtemp(prefix=f"{folder.name}.partial-", dir=folder.parent))
        (workspace / NEW).mkdir()  # mkdtemp lets nobody else read; this one has the usual rights
    try:
        yield workspace
    finally:
        if (workspace / OLD).exists() and not folder.exists():
            (workspace / OLD).replace(folder)
        shutil.rmtree(workspace, ignore_errors=True)


@contextmanager
def _writable(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise InputError(f"cannot write there: {error.strerror}", file=folder) from error


def _replace(folder: Path, workspace: Path) -> None:
    """Give the finished folder its name; the run that had it before goes only when the new one is in place."""
    if folder.exists():
        folder.replace(workspace / OLD)
    (workspace / NEW).replace(folder)


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
    _write_csv(summary, folder / SUMMARY)


def write_effects(folder: Path, effects: pd.DataFrame) -> None:
    """Write `effects.csv`, the effects of a comparison, as precise as the summary."""
    _write_csv(effects, folder / EFFECTS)


def _write_csv(frame: pd.DataFrame, path: Path) -> None:
    frame.to_csv(path, index=False, float_format="%.6g", lineterminator="\n")


# Manifest -------------------------------------------------------------------------------------------------------------------


def output_hashes(folder: Path) -> dict[str, str]:
    """Hash of every file of a folder but its manifest, by path relative to it."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    named = {path.relative_to(folder).as_posix(): path for path in files}
    return {name: sha256_of(path) for name, path in named.items() if name != MANIFEST}


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
