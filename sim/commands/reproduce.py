"""`escalation reproduce`: whether a run's folder is as it was written, and comes out the same when it is run again."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape

from sim.commands.options import AsJson, Jobs, Yes, err, nothing_written, print_records, print_table, unfinished
from sim.commands.remaking import Given, Remade, again_of, is_drawn, refuse_what_does_not_go
from sim.errors import CheckFailed
from sim.machine import BLOCK, Machine

if TYPE_CHECKING:
    from sim.parameters import Parameters

SAME = "same"
CODE = "estimates"
"""Code whose hash the manifests of effects and of a folder's sensitivity state beside that of the rules."""
OTHERWISE = "comes out otherwise"
DRAWN_OTHERWISE = "comes out otherwise: drawn by other code or libraries; --tables leaves it out"
NOT_COMPARED, NOT_MADE = "as it was written; not drawn again", "as it was written; states its own versions"
OF_SWEEPS = "/manifest.json"
"""Ends the manifests of the sweeps that lie in the folder of a batch."""


Of = Annotated[
    Path | None,
    typer.Option(metavar="FOLDER", help="What effects or a sensitivity were made of, if it has moved.", show_default=False),
]
Record = Annotated[
    Path | None, typer.Option(help="The record that a look ahead was made from, if not the project's own.", show_default=False)
]
Contexts = Annotated[
    Path | None, typer.Option(help="The contexts that a look ahead was made from, if not the project's.", show_default=False)
]


def reproduce(
    manifest: Annotated[
        Path,
        typer.Argument(
            metavar="MANIFEST",
            help="The manifest.json, or its folder, of run, compare, batch, sweep, effects, sensitivity or ahead.",
        ),
    ],
    jobs: Jobs = 1,
    tables: Annotated[
        bool, typer.Option("--tables", help="Run again for the tables alone; figures and report must be as they were written.")
    ] = False,
    of: Of = None,
    record: Record = None,
    contexts: Contexts = None,
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Compare the files on disk with their manifest, run again, and compare once more; name every file that is not the same.

    Example: escalation reproduce results/no_soleimani_strike/manifest.json
    """
    from sim.results.draws import parameters_of
    from sim.results.manifest import differences_on_disk, folder_of, output_hashes, read_written

    about, given = read_written(manifest), Given(of, record, contexts)
    folder = folder_of(manifest)
    again = again_of(about["command"], manifest)
    refuse_what_does_not_go(about["command"], given)
    found = differences_on_disk(folder, about)
    _stop_if_edited(found, as_json)
    parameters = parameters_of(about, folder) if "parameters" in about else None
    machine = Machine(jobs, about.get("block", BLOCK))
    with unfinished(nothing_written), tempfile.TemporaryDirectory() as into:
        again(Remade(about, folder, Path(into), parameters, machine, yes, given))
        hashes = output_hashes(Path(into))
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
        elif tables and is_drawn(name):
            found[name] = NOT_COMPARED
        elif name not in about["outputs"]:
            found[name] = "missing from the manifest"
        elif again[name] != about["outputs"][name]:
            found[name] = DRAWN_OTHERWISE if is_drawn(name) and not drawn_alike else OTHERWISE
    return found


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


def _other_parameters(about: dict[str, Any], parameters: Parameters | None) -> dict[str, str]:
    """Whether the values that the folder holds are not those whose hash the manifest states; rules of today may have more."""
    from sim.results.draws import draws
    from sim.results.statements import MANIFEST

    if parameters is None:
        return {}
    stated = about["parameters"]
    whole = {*stated["values"], *draws(parameters)} == {*parameters.names}
    wrong = whole and stated["sha256"] != parameters.sha256()
    return {MANIFEST: "edited: its parameters have another hash than it says"} if wrong else {}


def _changed_since(about: dict[str, Any], parameters: Parameters | None) -> str:
    """The inputs and versions that are not what the manifest states, by comma."""
    from sim.results.provenance import code_hash, input_hashes, versions

    then = {**about.get("inputs", {}), **about["versions"]}
    now = {**(input_hashes() if "inputs" in about else {}), **versions()}
    if CODE in then:
        now[CODE] = code_hash(CODE)
    if parameters is not None:
        then["parameters"], now["parameters"] = about["parameters"]["sha256"], parameters.sha256()
    return ", ".join(sorted(name for name in now.keys() | then.keys() if now.get(name) != then.get(name)))
