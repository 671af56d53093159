"""`escalation reproduce`: whether a run's folder is as it was written, and comes out the same when it is run again."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape

from sim.commands.options import (
    AsJson,
    Jobs,
    Yes,
    check_work,
    err,
    nothing_written,
    print_records,
    print_table,
    progress_over,
    unfinished,
)  # fmt: skip
from sim.errors import CheckFailed
from sim.machine import Machine

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.parameters import Parameters
    from sim.scenario import Scenario
    from sim.sweeps.running import Plan

SAME = "same"
DRAWN = ("figures/", "report.html")
"""Pictures and pages, whose bytes depend on the code and the libraries that draw them too."""
OTHERWISE = "comes out otherwise"
DRAWN_OTHERWISE = "comes out otherwise: drawn by other code or libraries; --tables leaves it out"
NOT_COMPARED, NOT_MADE = "as it was written; not drawn again", "as it was written; states its own versions"
OF_SWEEPS = "/manifest.json"
"""Ends the manifests of the sweeps that lie in the folder of a batch."""


def reproduce(
    manifest: Annotated[Path, typer.Argument(metavar="MANIFEST", help="The manifest.json of a run or sweep, or its folder.")],
    jobs: Jobs = 1,
    tables: Annotated[
        bool, typer.Option("--tables", help="Run again for the tables alone; figures and report must be as they were written.")
    ] = False,
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Compare the files on disk with their manifest, run again, and compare once more; name every file that is not the same.

    Example: escalation reproduce results/no_soleimani_strike/manifest.json
    """
    from sim.results.draws import parameters_of
    from sim.results.manifest import differences_on_disk, folder_of, output_hashes, read_any_manifest

    about = read_any_manifest(manifest)
    folder = folder_of(manifest)
    found = differences_on_disk(folder, about)
    _stop_if_edited(found, as_json)
    parameters = parameters_of(about, folder)
    with unfinished(nothing_written), tempfile.TemporaryDirectory() as again:
        _again(about, parameters, Machine(jobs, about["block"]), Path(again), folder, yes=yes)
        hashes = output_hashes(Path(again))
    found = _differences(about, hashes, tables=tables) | _other_parameters(about, parameters)
    _show({name: found.get(name, SAME) for name in sorted({*about["outputs"], *hashes, *found})}, about, hashes, as_json)
    wrong = [name for name, says in found.items() if says not in (NOT_COMPARED, NOT_MADE)]
    if wrong:
        changed = _changed_since(about, parameters)
        why = f"changed since: {changed}" if changed else "no input has changed: the manifest or a file was edited"
        raise CheckFailed(f"not reproduced: {', '.join(wrong)}; {why}")
    if changed := _changed_since(about, parameters):
        err.print(escape(f"the same, though not all that it was made from is: changed since: {changed}"))


def _stop_if_edited(found: dict[str, str], as_json: bool) -> None:
    """Files that are not as they were written vouch for nothing, whatever a new run gives."""
    if found:
        if as_json:
            print_records([{"output": name, "same": False, "says": says} for name, says in found.items()])
        else:
            print_table("", ("file", ""), list(found.items()), n_words=2)
        raise CheckFailed(f"not as it was written: {', '.join(found)}")


def _differences(about: dict[str, Any], again: dict[str, str], *, tables: bool) -> dict[str, str]:
    """What a new run gives otherwise than the manifest says, by file; of the tables alone if that is asked."""
    from sim.results.provenance import drawn_by

    drawn_alike = about.get("drawn_by") == drawn_by()
    found: dict[str, str] = {}
    for name in sorted({*about["outputs"], *again}):
        if name not in again:
            found[name] = "not written by the run"
        elif name.endswith(OF_SWEEPS):
            found[name] = NOT_MADE
        elif tables and _is_drawn(name):
            found[name] = NOT_COMPARED
        elif name not in about["outputs"]:
            found[name] = "missing from the manifest"
        elif again[name] != about["outputs"][name]:
            found[name] = DRAWN_OTHERWISE if _is_drawn(name) and not drawn_alike else OTHERWISE
    return found


def _is_drawn(name: str) -> bool:
    """Whether a file is a figure or the report, also of a sweep that lies in the folder of a batch."""
    return name.startswith(DRAWN) or f"/{DRAWN[0]}" in name


def _show(says: dict[str, str], about: dict[str, Any], again: dict[str, str], as_json: bool) -> None:
    rows = [
        {
            "output": name,
            "same": word in (SAME, NOT_COMPARED, NOT_MADE),
            "says": word,
            "expected": about["outputs"].get(name),
            "found": again.get(name),
        }
        for name, word in says.items()
    ]
    if as_json:
        print_records(rows)
    else:
        print_table("", ("file", "", "sha-256"), [(r["output"], r["says"], str(r["found"])[:16]) for r in rows], n_words=3)


def _again(about: dict[str, Any], parameters: Parameters, machine: Machine, again: Path, folder: Path, *, yes: bool) -> None:
    """Write everything again."""
    from sim.commands.writing import arms_for, write_run
    from sim.results.runs import scenarios_of

    scenarios, command = scenarios_of(about, folder), about["command"]
    if command == "sweep":
        _swept_again(about, scenarios[0], parameters, machine, again, folder, yes=yes)
        return
    if command == "batch":
        _batch_again(about, scenarios, parameters, machine, again, folder, yes=yes)
        return
    arms = arms_for(command, scenarios)
    check_work(scenarios, about["worlds"], machine, again, yes=yes)
    with progress_over(scenarios, about["worlds"]) as progress:
        write_run(
            again, command, arms, about["worlds"], about["seed"], parameters, machine, progress, provenance=about,
            formats=_formats(about),
        )  # fmt: skip


def _batch_again(
    about: dict[str, Any], scenarios: Sequence[Scenario], parameters: Parameters, machine: Machine, again: Path, folder: Path, *,
    yes: bool,
) -> None:  # fmt: skip
    """The same of a batch: its sweeps are those that its folder holds."""
    from sim.attempts import Failure, write_failures
    from sim.batches.asked import make_batch
    from sim.batches.running import Job
    from sim.batches.saving import write_batch
    from sim.commands.pacing import shown_pace
    from sim.results.manifest import read_any_manifest
    from sim.workload import check

    plans = [_plan(read_any_manifest(folder / name), parameters, folder / name) for name in about.get("sweeps", [])]
    batch = make_batch(scenarios, plans, about["worlds"], about.get("seeds") or [about["seed"]], parameters)
    job = Job(batch, machine, parameters.sha256())
    check(job.workload(), again, yes=yes)
    with shown_pace() as watch:
        write_batch(again, job, watch, formats=_formats(about))
    if about.get("failed"):  # what failed is not tried again
        write_failures(again, [Failure(**each) for each in about["failed"]])


def _swept_again(
    about: dict[str, Any], scenario: Scenario, parameters: Parameters, machine: Machine, again: Path, folder: Path, *, yes: bool
) -> None:
    """The same of a sweep: its points are those of the design that its folder holds."""
    from sim.commands.sweep import checked_plan
    from sim.sweeps.saving import write_sweep

    plan = _plan(about, parameters, folder)
    checked_plan(plan, machine, again, yes=yes)
    with progress_over([scenario], len(plan.design) * plan.worlds * len(plan.seeds)) as progress:
        write_sweep(again, plan, machine, progress, formats=_formats(about))


def _plan(about: dict[str, Any], parameters: Parameters, folder: Path) -> Plan:
    """What the sweep of a folder ran."""
    from sim.results.runs import scenarios_of
    from sim.sweeps.design_files import DESIGN, read_design
    from sim.sweeps.running import Plan

    (scenario,) = scenarios_of(about, folder)
    design, (first, *more) = read_design(folder / DESIGN, scenario, about["design"]), about.get("seeds") or [about["seed"]]
    return Plan(scenario, design, about["worlds"], first, parameters, about["reference"], tuple(more))


def _formats(about: dict[str, Any]) -> tuple[str, ...]:
    """The formats in which the figures of a folder were drawn; of one that has none, any will do."""
    from sim.figures.style import FORMATS

    return tuple(name for name in FORMATS if any(_is_drawn(file) and file.endswith(f".{name}") for file in about["outputs"]))


def _other_parameters(about: dict[str, Any], parameters: Parameters) -> dict[str, str]:
    """Whether the values that the folder holds are not those whose hash the manifest states; rules of today may have more."""
    from sim.results.draws import draws
    from sim.results.manifest import MANIFEST

    stated = about["parameters"]
    whole = {*stated["values"], *draws(parameters)} == {*parameters.names}
    wrong = whole and stated["sha256"] != parameters.sha256()
    return {MANIFEST: "edited: its parameters have another hash than it says"} if wrong else {}


def _changed_since(about: dict[str, Any], parameters: Parameters) -> str:
    """The inputs and versions that are not what the manifest states, by comma."""
    from sim.results.provenance import input_hashes, versions

    now = {**input_hashes(), **versions(), "parameters": parameters.sha256()}
    then = {**about["inputs"], **about["versions"], "parameters": about["parameters"]["sha256"]}
    return ", ".join(sorted(name for name in now.keys() | then.keys() if now.get(name) != then.get(name)))
