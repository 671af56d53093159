"""Opening a folder that effects are asked of: whether it is ours, whole and as written, and what others are set against."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from sim.errors import NAME, InputError, cut, unknown
from sim.results.draws import DRAWS
from sim.results.folders import LOCK, NEW, partial_of
from sim.results.lock import writer
from sim.results.manifest import SELF, folder_of, own_hash, read_any_manifest, seeds_of
from sim.results.provenance import sha256_of
from sim.results.runs import scenarios_of
from sim.results.spans import Span, counted_span, reported_span
from sim.results.statements import MANIFEST
from sim.results.tables import SCHEMAS, SCHEMAS_OF_SEEDS
from sim.scenario import Scenario
from sim.untrusted import exists, is_file, is_folder, shown
from sim.wording import seeds_in_words

SWEPT, POINTS = "sweep.parquet", "points.csv"


@dataclass(frozen=True)
class Opened:
    """A folder of ours, as it was written.

    Attributes
    ----------
    scenarios
        Those that ran, in their order; of a sweep the one.
    reference
        The name of the scenario, or the number of the point, that the others are set against.
    n_draws
        How many vectors of parameters the worlds share.
    """

    folder: Path
    manifest: dict[str, Any]
    scenarios: tuple[Scenario, ...]
    reference: str | int
    n_draws: int

    @property
    def is_sweep(self) -> bool:
        """Whether it holds the points of a design."""
        return bool(self.manifest["command"] == "sweep")

    @property
    def seeds(self) -> tuple[int, ...]:
        """The seeds of its worlds, in their order."""
        return tuple(seeds_of(self.manifest))

    @property
    def worlds(self) -> int:
        """How many worlds each arm has, those of all seeds together."""
        return self.worlds_of_a_seed * len(self.seeds)

    @property
    def worlds_of_a_seed(self) -> int:
        """How many worlds each arm has of each seed."""
        return int(self.manifest["worlds"])

    @property
    def seeds_in_words(self) -> str:
        """As `seed 7`, or `seeds 7, 8, 9`."""
        return seeds_in_words(self.seeds)


def open_folder(path: Path, reference: str | int | None = None) -> Opened:
    """Check a folder and everything in it that effects are made from.

    Parameters
    ----------
    path
        What `run`, `compare`, `batch` or `sweep` wrote, or its manifest.
    reference
        A scenario's name, or a point of a sweep; default: the first scenario of a comparison, the documented one of a batch, the
        reference of a sweep.

    Raises
    ------
    InputError
        If the folder is not ours, is being written, was edited, or holds nothing to set the others against.
    """
    _refuse_unfinished(path)
    manifest, folder = read_any_manifest(path), folder_of(path)
    swept = manifest["command"] == "sweep"
    if not manifest["scenarios"]:
        inside = f"its sweeps, such as {shown(folder / manifest['sweeps'][0])}" if manifest.get("sweeps") else "another folder"
        raise InputError(f"there is no scenario in it; allowed: {inside}", file=folder)
    _check_whole(folder, manifest, (SWEPT, POINTS) if swept else ("daily.parquet", "events.parquet"))
    scenarios = scenarios_of(manifest, folder)
    chosen = _point(manifest, reference) if swept else _arm(manifest, scenarios, reference, folder)
    draws = folder / DRAWS
    n_draws = pq.read_metadata(draws).num_rows if manifest["parameters"]["draws"] else 1
    return Opened(folder, manifest, scenarios, chosen, n_draws)


def _refuse_unfinished(path: Path) -> None:
    """Refuse a folder that somebody is writing, and what a stopped command left, in words that say so."""
    for workspace in (path, path.parent, *([partial_of(path)] if path.name else [])):
        inside = workspace in (path, path.parent)
        if inside and not (is_file(workspace / LOCK) and (workspace == path or path.name == NEW)):
            continue
        who = writer(workspace / LOCK)
        if who is not None:
            raise InputError(f"{who} is writing there; allowed: a finished folder, or wait until it ends", file=path)
        if inside or (is_folder(workspace) and not is_folder(path)):
            raise InputError(
                "this was not finished; the command that began it goes on from there; allowed: a finished folder", file=path
            )
    if not exists(path):
        raise InputError("there is no such folder; allowed: what run, compare, batch or sweep wrote", file=path)


def _check_whole(folder: Path, manifest: dict[str, Any], tables: tuple[str, ...]) -> None:
    """Refuse tables that are not as the manifest says, or that rules of another day wrote."""
    if manifest.get(SELF) != own_hash(manifest):
        raise InputError("edited: its own hash is not that of what it says", file=folder / MANIFEST)
    for name in (*tables, *([DRAWS] if manifest["parameters"]["draws"] else [])):
        file = folder / name
        if not is_file(file):
            raise InputError("this table is missing; `escalation reproduce` says what else is", file=file)
        if sha256_of(file) != manifest["outputs"].get(name):
            raise InputError("not as it was written; `escalation reproduce` says what else is not", file=file)
    for name in tables:
        if name.endswith(".parquet") and not _has_columns(folder / name, manifest):
            raise InputError("its columns are not those that these rules write; allowed: run it again", file=folder / name)


def _has_columns(file: Path, manifest: dict[str, Any]) -> bool:
    try:
        found = pq.read_schema(file).remove_metadata()
    except (OSError, ValueError, pa.ArrowException):
        return False
    several = len(seeds_of(manifest)) > 1
    if file.name != SWEPT:
        return bool(found.equals((SCHEMAS_OF_SEEDS if several else SCHEMAS)[file.stem]))
    rest = list(SCHEMAS["worlds"])[1:]
    begins = ["point", *manifest["varied"], *(["seed"] if several else [])]
    return found.names[: len(begins)] == begins and list(found)[len(begins) :] == rest


# What the others are set against ----------------------------------------------------------------------------------------------


def _point(manifest: dict[str, Any], asked: str | int | None) -> int:
    if int(manifest["points"]) < 2:
        raise InputError("no reference in it: the sweep has one point; allowed: two or more")
    if asked is None:
        return int(manifest["reference"])
    last = int(manifest["points"]) - 1
    try:
        point = int(asked)
    except ValueError:
        point = -1
    if not 0 <= point <= last:
        raise InputError(f"reference is {cut(str(asked), NAME)!r}; allowed for a sweep: a point, 0 to {last}")
    return point


def _arm(manifest: dict[str, Any], scenarios: tuple[Scenario, ...], asked: str | int | None, folder: Path) -> str:
    by_name = {each.name: each for each in scenarios}
    if asked is not None and str(asked) not in by_name:
        raise InputError(f"reference: {unknown('scenario of this folder', str(asked), by_name)}")
    if len(scenarios) < 2:
        raise InputError(
            f"no reference in it: {scenarios[0].name} ran alone; allowed: what compare, batch or sweep wrote", file=folder
        )
    name = _usual(manifest, scenarios) if asked is None else str(asked)
    if name is None:
        raise InputError(
            f"no reference in it: none of its scenarios is documented throughout; allowed: --reference {' or '.join(by_name)}",
            file=folder,
        )
    for other in scenarios:
        span = span_against(other, by_name[name])
        if other.name != name and not (reported_span(by_name[name]).covers(span) and reported_span(other).covers(span)):
            raise InputError(
                f"{other.name} is counted over {span}, but the reference {name} reports "
                f"{reported_span(by_name[name])}; allowed: a reference that reports these days",
                file=folder,
            )
    return name


def span_against(scenario: Scenario, reference: Scenario) -> Span:
    """The days over which the two are set against each other: the arm's own, or the reference's where the arm is documented."""
    return counted_span(reference if scenario.is_documented else scenario)


def _usual(manifest: dict[str, Any], scenarios: tuple[Scenario, ...]) -> str | None:
    if manifest["command"] == "compare":
        return scenarios[0].name
    return next((each.name for each in scenarios if each.is_documented), None)
