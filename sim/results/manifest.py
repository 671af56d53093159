"""The manifest of a result: what it was made from, the hash of every file in it, and by both whether it is ours and whole.

It carries a hash of itself, so that no number in it can be changed unseen. `docs/reliability.md` says what that proves: that a
folder is as it was written; not who wrote it.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from sim.errors import NAME, InputError, cut
from sim.parameters import Parameters
from sim.results.draws import DRAWS, draws, numbers
from sim.results.provenance import commit, drawn_by, input_hashes, sha256_of, versions
from sim.results.statements import KINDS, MANIFEST, SIMULATED, OfFolder, RunManifest, Simulated, Written
from sim.scenario import Scenario, parent_of
from sim.untrusted import is_folder, read_json

PROGRAM = "escalation-simulator"
SELF = "sha256"
"""The key of the manifest's own hash, over all its other keys."""


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


def source_of(manifest: Mapping[str, Any], source: Path, folder: Path) -> dict[str, Any]:
    """How a result in `folder` states that it was made from `source`, whose manifest is given."""
    where = os.path.relpath(source.resolve(), folder.resolve())
    return {
        "folder": Path(where).as_posix(), **{key: manifest[key] for key in ("command", SELF, "seed", "worlds")},
        **({"seeds": manifest["seeds"]} if manifest.get("seeds") else {}),
    }  # fmt: skip


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
    file = _file_of(path)
    stated = read_json(file)
    if _command(stated) == "sweep":
        raise InputError("this is a sweep, which keeps no events and days; allowed: what run, compare or batch wrote", file=file)
    found = _simulated(stated, file)
    if not found["scenarios"]:
        raise InputError("this batch holds sweeps alone, which keep no events and days; allowed: a batch of scenarios", file=file)
    if found.get("seeds"):
        several = cut(", ".join(map(str, found["seeds"])), NAME)
        raise InputError(f"its worlds are of several seeds ({several}); allowed here: a folder of one seed", file=file)
    return found


def read_any_manifest(path: Path) -> dict[str, Any]:
    """The same of a run, a batch or a sweep, whatever its seeds."""
    file = _file_of(path)
    return _simulated(read_json(file), file)


def read_written(path: Path) -> dict[str, Any]:
    """The same of any result: its manifest states what those of its command do."""
    file = _file_of(path)
    stated = read_json(file)
    if isinstance(stated, dict) and "of" in stated:
        return _checked(stated, file, OfFolder)
    command = stated.get("command") if isinstance(stated, dict) else None
    return _checked(stated, file, KINDS.get(command, Simulated) if isinstance(command, str) else Written)


def command_of(file: Path) -> str:
    """The command that a manifest says it is of; empty if it says none."""
    return _command(read_json(file))


def seeds_of(manifest: Mapping[str, Any]) -> list[int]:
    """The seeds that a manifest states, in their order: several, or the one."""
    return list(manifest.get("seeds") or [manifest["seed"]])


def folder_of(path: Path) -> Path:
    """The folder of a run, given that or its manifest."""
    return path if is_folder(path) else path.parent


def own_hash(manifest: dict[str, Any]) -> str:
    """Hash of a manifest's keys and values, in their order, which says what the reference is; but for the hash itself."""
    rest = {key: value for key, value in manifest.items() if key != SELF}
    return hashlib.sha256(json.dumps(rest, ensure_ascii=False).encode()).hexdigest()


def _file_of(path: Path) -> Path:
    return path / MANIFEST if is_folder(path) else path


def _command(stated: object) -> str:
    return str(stated.get("command")) if isinstance(stated, dict) else ""


def _simulated(stated: object, file: Path) -> dict[str, Any]:
    return _checked(stated, file, SIMULATED.get(_command(stated), RunManifest))


def _checked(manifest: object, file: Path, model: type[Written]) -> dict[str, Any]:
    """What a file states, if it is what a manifest of that kind does; raises `InputError` otherwise."""
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
        manifest = _checked(read_json(folder / MANIFEST), folder / MANIFEST, Written)
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
