"""`escalation reproduce`: run again what a manifest describes, and compare the bytes."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.commands.options import AsJson, Jobs, nothing_written, print_records, print_table, progress_over, unfinished
from sim.errors import CheckFailed, InputError
from sim.machine import Machine

if TYPE_CHECKING:
    from sim.parameters import Parameters

NOT_COMPARED = ("figures/", "report.html")
"""Pictures and pages are drawn from the tables; their bytes may depend on fonts."""


def reproduce(
    manifest: Annotated[Path, typer.Argument(metavar="MANIFEST", help="The manifest.json of a run, or its folder.")],
    jobs: Jobs = 1,
    as_json: AsJson = False,
) -> None:
    """Run again and say whether every table has the same hash, or which input has changed since.

    Example: escalation reproduce results/no_soleimani_strike/manifest.json
    """
    from sim.results.folders import output_hashes, read_manifest
    from sim.results.manifest import parameters_of

    about = read_manifest(manifest)
    folder = manifest if manifest.is_dir() else manifest.parent
    parameters = parameters_of(about, folder)
    with unfinished(nothing_written), tempfile.TemporaryDirectory() as folder_again:
        _again(about, parameters, jobs, Path(folder_again))
        hashes = output_hashes(Path(folder_again))
    expected = {name: sha for name, sha in about["outputs"].items() if not name.startswith(NOT_COMPARED)}
    rows = [
        {"output": name, "same": hashes.get(name) == sha, "expected": sha, "found": hashes.get(name)}
        for name, sha in expected.items()
    ]
    if as_json:
        print_records(rows)
    else:
        print_table("", ("output", "", "sha-256"), [_line(row) for row in rows], n_words=3)
    if not all(row["same"] for row in rows):
        raise CheckFailed(f"not reproduced; {_what_changed(about, parameters)}")


def _line(row: dict[str, Any]) -> tuple[str, str, str]:
    return row["output"], "same" if row["same"] else "differs", str(row["found"])[:16]


def _again(about: dict[str, Any], parameters: Parameters, jobs: int, folder: Path) -> None:
    """Write the tables of the run again."""
    from sim.comparison import run_arms
    from sim.ensemble import plan, run_blocks
    from sim.results.folders import scenarios_of, write_blocks, write_effects, write_runs
    from sim.results.manifest import write_draws

    scenarios, worlds, seed = scenarios_of(about), int(about["worlds"]), int(about["seed"])
    machine = Machine(jobs, int(about["block"]))
    with progress_over(scenarios, worlds) as progress:
        if about["command"] == "compare":
            comparison = run_arms(scenarios, worlds, seed, parameters, machine, progress)
            write_runs(folder, list(comparison.runs.values()))
            if comparison.effects is not None:
                write_effects(folder, comparison.effects)
        elif about["command"] in ("run", "batch"):
            write_blocks(folder, run_blocks(plan(scenarios, worlds, seed, parameters, machine), machine, progress))
        else:
            raise InputError(f"the manifest's command is {about['command']!r}; allowed: run, compare, batch")
    write_draws(folder, parameters)


def _what_changed(about: dict[str, Any], parameters: Parameters) -> str:
    """The inputs and versions that are not what the manifest states."""
    from sim.results.provenance import input_hashes, versions

    now = {**input_hashes(), **versions(), "parameters": parameters.sha256()}
    then = {**about["inputs"], **about["versions"], "parameters": about["parameters"]["sha256"]}
    changed = sorted(name for name in now.keys() | then.keys() if now.get(name) != then.get(name))
    return f"changed since: {', '.join(changed)}" if changed else "no input has changed: the manifest or a table was edited"
