"""The manifest of a result: what it was made from, the hash of every file in it, and by both whether it is ours and whole.

It carries a hash of itself, so that no number in it can be changed unseen. `docs/reliability.md` says what that proves: that a
folder is as it was written; not who wrote it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from sim.errors import NAME, InputError, cut
from sim.machine import MOST_SEED, MOST_WORLDS
from sim.parameters import Parameters, parse_days
from sim.results.draws import DRAWS, draws, numbers
from sim.results.provenance import commit, drawn_by, input_hashes, sha256_of, versions
from sim.scenario import Scenario, parent_of
from sim.untrusted import is_folder, read_json

MANIFEST = "manifest.json"
PROGRAM = "escalation-simulator"
SELF = "sha256"
"""The key of the manifest's own hash, over all its other keys."""


def _inside(name: str) -> str:
    path = PurePosixPath(name)
    if not name or path.is_absolute() or ".." in path.parts or name == MANIFEST or "\\" in name or "\0" in name:
        raise ValueError("allowed: the name of a file below this folder")
    return name


def _days(text: str) -> str:
    parse_days(text)
    return text


_Seed = Annotated[int, Field(ge=0, le=MOST_SEED)]


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, strict=True, allow_inf_nan=False)


class _Written(_Strict):
    """What the manifest of any result of ours states."""

    command: str
    outputs: dict[Annotated[str, AfterValidator(_inside)], str]
    versions: dict[str, str]


class _Values(_Strict):
    sha256: str
    values: dict[str, float]
    draws: Literal["parameters.parquet"] | None
    params: str = ""
    fitted_to: Annotated[str, AfterValidator(_days)] | None = None


class _Simulated(_Written):
    """What the manifest of worlds that were simulated states."""

    scenarios: dict[str, str] = Field(min_length=1)
    parents: dict[str, str] = Field(default_factory=dict)
    seed: _Seed
    seeds: list[_Seed] | None = Field(default=None, min_length=2)
    worlds: int = Field(ge=1, le=MOST_WORLDS)
    block: int = Field(ge=1, le=MOST_WORLDS)
    parameters: _Values
    inputs: dict[str, str]


class _Failed(_Strict):
    """A task of a batch that failed (`sim.attempts.Failure`)."""

    model_config = ConfigDict(extra="forbid")
    task: str
    scenario: str
    first_world: int
    worlds: int
    stage: str
    reason: str
    seed: int = 0
    sweep: str = ""
    point: str = ""


class RunManifest(_Simulated):
    """What the manifest of a run or a comparison states; read by `read_manifest`."""

    command: Literal["run", "compare", "batch"]
    seeds: None = None


class BatchManifest(_Simulated):
    """What the manifest of a batch states: scenarios, sweeps (each with a manifest of its own in its folder), or both."""

    command: Literal["batch"]
    scenarios: dict[str, str]
    sweeps: list[Annotated[str, AfterValidator(_inside)]] = Field(default_factory=list)
    failed: list[_Failed] = Field(default_factory=list)


class SweepManifest(_Simulated):
    """What the manifest of a sweep states; read by `read_any_manifest`."""

    command: Literal["sweep"]
    design: str
    varied: list[str] = Field(min_length=1)
    points: int = Field(ge=1)
    reference: int = Field(ge=0)


def manifest_of(
    command: str,
    scenarios: Sequence[Scenario],
    worlds: int,
    seed: int,
    parameters: Parameters,
    block: int,
    seconds: float,
    seeds: Sequence[int] = (),
) -> dict[str, Any]:
    """What went into a run; `seeds` stands in it where there are several, `seed` being the first.

    `params` and `fitted_to` say which posterior, or what else, the parameters began with; `created` and `seconds` say when and
    how long; no table depends on these, nor on `block`.
    """
    origin = parameters.origin
    values = {
        "params": origin.name,
        "fitted_to": origin.days,
        "sha256": parameters.sha256(),
        "values": numbers(parameters),
        "draws": DRAWS if draws(parameters) else None,
    }
    return {
        "command": command,
        "scenarios": {scenario.name: scenario.text for scenario in scenarios},
        "parents": {each.name: parent.text for each in scenarios if (parent := parent_of(each)) is not None},
        "seed": seed,
        **({"seeds": list(seeds)} if len(seeds) > 1 else {}),
        "worlds": worlds,
        "block": block,
        "parameters": values,
        "inputs": input_hashes(),
        "versions": versions(),
        "drawn_by": drawn_by(),
        "commit": commit(),
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
        "seconds": round(seconds, 1),
    }


# On disk --------------------------------------------------------------------------------------------------------------------


def write_manifest(folder: Path, manifest: dict[str, Any]) -> None:
    """Write `manifest.json`, with the hash of every file that lies in the folder, and its own."""
    full = {"program": PROGRAM, **manifest, "outputs": output_hashes(folder)}
    text = json.dumps({**full, SELF: own_hash(full)}, indent=2, ensure_ascii=False)
    (folder / MANIFEST).write_text(text + "\n", encoding="utf-8")


def read_manifest(path: Path) -> dict[str, Any]:
    """The manifest of a run whose worlds have one seed, given its folder or the file.

    Raises
    ------
    InputError
        If it is none, something in it is wrong, or it is of a sweep, of sweeps alone, or of several seeds.
    """
    file = path / MANIFEST if is_folder(path) else path
    if command_of(file) == "sweep":
        raise InputError("this is a sweep, which keeps no events and days; allowed: what run, compare or batch wrote", file=file)
    found = read_any_manifest(path)
    if not found["scenarios"]:
        raise InputError("this batch holds sweeps alone, which keep no events and days; allowed: a batch of scenarios", file=file)
    if found.get("seeds"):
        several = cut(", ".join(map(str, found["seeds"])), NAME)
        raise InputError(f"its worlds are of several seeds ({several}); allowed here: a folder of one seed", file=file)
    return found


def read_any_manifest(path: Path) -> dict[str, Any]:
    """The same of a run, a batch or a sweep, whatever its seeds."""
    file = path / MANIFEST if is_folder(path) else path
    return _read(file, MODELS.get(command_of(file), RunManifest))


MODELS: dict[str, type[_Simulated]] = {"sweep": SweepManifest, "batch": BatchManifest}


def command_of(file: Path) -> str:
    """The command that a manifest says it is of; empty if it says none."""
    stated = read_json(file)
    return str(stated.get("command")) if isinstance(stated, dict) else ""


def folder_of(path: Path) -> Path:
    """The folder of a run, given that or its manifest."""
    return path if is_folder(path) else path.parent


def own_hash(manifest: dict[str, Any]) -> str:
    """Hash of a manifest's keys and values, in their order, which says what the reference is; but for the hash itself."""
    rest = {key: value for key, value in manifest.items() if key != SELF}
    return hashlib.sha256(json.dumps(rest, ensure_ascii=False).encode()).hexdigest()


def _read(file: Path, model: type[_Written]) -> dict[str, Any]:
    manifest = read_json(file)
    if not isinstance(manifest, dict):
        raise InputError("this is not a run's manifest; allowed: the manifest.json of a run", file=file)
    missing = [name for name, field in model.model_fields.items() if field.is_required() and name not in manifest]
    if missing:
        raise InputError(f"this is not a run's manifest; missing: {', '.join(missing)}", file=file)
    try:
        model.model_validate(manifest)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise InputError(f"{where}: {first['msg'].lower()}; found {_short(first['input'])}", file=file) from error
    return manifest


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


# The files of a folder ------------------------------------------------------------------------------------------------------


def files_of(folder: Path) -> list[str]:
    """Every file below a folder by its path from there, links included, in order."""
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_symlink() or not path.is_dir())


def output_hashes(folder: Path) -> dict[str, str]:
    """Hash of every file of a folder but its manifest, by path relative to it."""
    return {name: sha256_of(folder / name) for name in files_of(folder) if name != MANIFEST}


def listed_files(folder: Path) -> set[str] | None:
    """The files that make up a result of ours, the manifest among them; None if the folder holds none of ours."""
    try:
        manifest = _read(folder / MANIFEST, _Written)
    except InputError:
        return None
    ours = manifest.get("program") == PROGRAM or PROGRAM in manifest["versions"]  # the second before there was the first
    return {MANIFEST, *manifest["outputs"]} if ours else None


def differences_on_disk(folder: Path, manifest: dict[str, Any]) -> dict[str, str]:
    """What is not as the manifest says, in words by file; empty if all of it is."""
    found: dict[str, str] = {}
    if manifest.get(SELF) != own_hash(manifest):
        found[MANIFEST] = "edited: its own hash is not that of what it says"
    present = set(files_of(folder)) - {MANIFEST}
    for name, expected in manifest["outputs"].items():
        if name not in present:
            found[name] = "missing"
        elif not (folder / name).is_file() or sha256_of(folder / name) != expected:
            found[name] = "edited: its hash is not that of the manifest"
    return found | dict.fromkeys(sorted(present - set(manifest["outputs"])), "not of this run: the manifest does not list it")
