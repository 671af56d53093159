"""`escalation scenarios`, `escalation validate` and `escalation schema`."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from sim.commands.options import print_wide
from sim.errors import InputError, ScenarioError, bounded
from sim.scenario import Scenario, differences, load_scenario, parent_of, scenario_faults
from sim.scenario.contrast import contrast, contrast_sentence
from sim.scenario.differences import Difference
from sim.scenario.files import LESSONS, SEATS, SUFFIXES, scenario_paths
from sim.scenario.schema import schema_text
from sim.untrusted import is_folder

Folder = Annotated[Path | None, typer.Option(help="Where to look instead of the scenarios that ship with the project.")]


def scenarios(
    as_json: Annotated[bool, typer.Option("--json", help="Print a list of records instead of a table.")] = False,
    diff: Annotated[
        str | None, typer.Option(metavar="NAME", help="Say in words what a scenario changes in the one it extends.")
    ] = None,
    folder: Folder = None,
) -> None:
    """List the scenarios with their questions.

    Example: escalation scenarios --diff no_soleimani_strike
    """
    paths = scenario_paths() if folder is None else _paths_in(folder)
    if diff is not None:
        _print_diff(load_scenario(diff, folder=folder, check=False), as_json)
        return
    good, bad = _load_all(paths.values())
    if as_json:
        typer.echo(json.dumps([_record(scenario) for scenario in good], indent=2))
    else:
        _print_table(good)
    _report(bad)


def validate(
    files: Annotated[list[Path], typer.Argument(help="Scenario files, or folders of them.", show_default=False)],
) -> None:
    """Check scenario files: one line for everything that is wrong in them, exit code 2 if anything is.

    What lies in a folder named lessons is checked as a lesson, in one named seats as a seat.

    Example: escalation validate scenarios/no_gaza_war.yaml my_idea.yaml
    """
    paths = [path for given in files for path in (_paths_in(given).values() if is_folder(given) else [given])]
    bad: list[InputError] = []
    for path in paths:
        wrong = [_no_scenario(path)] if path.suffix not in SUFFIXES else _faults(path)
        if not wrong:
            typer.echo(f"{bounded(str(path))}: right")
        bad += wrong
    _report(bad)


def schema() -> None:
    """Print the JSON Schema of scenario files, for editors.

    Example: escalation schema > scenarios/schema.json
    """
    typer.echo(schema_text(), nl=False)


def _faults(path: Path) -> list[ScenarioError]:
    """What is wrong with a scenario, with a lesson, or with a seat."""
    folder = path.absolute().parent.name
    if folder == LESSONS.name:
        from sim.lessons.reading import lesson_faults

        return lesson_faults(path)
    if folder == SEATS.name:
        from sim.seats.reading import seat_faults

        return seat_faults(path)
    return scenario_faults(path)


def _paths_in(folder: Path) -> dict[str, Path]:
    """The scenario files of a folder by name; raises `InputError` if there is none."""
    if folder.absolute().name == LESSONS.name:
        from sim.lessons.reading import lesson_paths

        paths = lesson_paths(folder)
    elif folder.absolute().name == SEATS.name:
        from sim.seats.reading import seat_paths

        paths = seat_paths(folder)
    else:
        paths = scenario_paths(folder)
    if not paths:
        raise InputError(
            f"there is no scenario file; allowed: a folder with files ending in {' or '.join(SUFFIXES)}", file=folder
        )
    return paths


def _load_all(paths: Iterable[Path]) -> tuple[list[Scenario], list[InputError]]:
    """The scenarios whose types are right, and an error for each that does not load."""
    good: list[Scenario] = []
    bad: list[InputError] = []
    for path in paths:
        try:
            good.append(load_scenario(path, check=False))
        except InputError as error:
            bad.append(error)
    return good, bad


def _no_scenario(path: Path) -> ScenarioError:
    return ScenarioError(f"this is not a scenario file; allowed: a name ending in {' or '.join(SUFFIXES)}", file=path)


def _report(bad: list[InputError]) -> None:
    """One line for each error; then exit 2 if there was any."""
    for error in bad:
        typer.echo(str(error), err=True)
    if bad:
        raise typer.Exit(InputError.exit_code)


def _record(scenario: Scenario) -> dict[str, str | list[str] | None]:
    parent = scenario.files[1].stem if len(scenario.files) > 1 else None
    branch = None if scenario.branch is None else str(scenario.branch)
    return {
        "name": scenario.name, "title": scenario.title, "question": scenario.question, "theme": scenario.theme,
        "answer": list(scenario.answer), "extends": parent, "start": str(scenario.start), "end": str(scenario.end),
        "branch": branch, "file": str(scenario.files[0]),
    }  # fmt: skip


def _print_table(good: list[Scenario]) -> None:
    table = Table("name", "question", "days", box=None, pad_edge=False)
    for scenario in good:
        table.add_row(escape(scenario.name), escape(scenario.question), f"{scenario.start} to {scenario.end}")
    print_wide(table)


def _print_diff(scenario: Scenario, as_json: bool) -> None:
    parent = parent_of(scenario)
    changes = [] if parent is None else differences(scenario, parent)
    if as_json:
        typer.echo(json.dumps([*_records(changes), *_contrast_record(scenario, parent)], indent=2, ensure_ascii=False))
    elif parent is None:
        half = scenario.files[1:2]
        what = f"{half[0].stem}, which is no whole scenario by itself" if half else "no other scenario"
        typer.echo(f"{scenario.name} extends {what}")
    else:
        lines = [*(change.words for change in changes if change.key != "name"), contrast_sentence(scenario, parent)]
        typer.echo("\n".join([f"{scenario.name} against {parent.name}", *(f"  {line}" for line in lines)]))


def _records(changes: list[Difference]) -> list[dict[str, str]]:
    """A record for each line of YAML, with the sentence of its change."""
    return [{"key": change.key, "line": line, "words": change.words} for change in changes for line in change.lines]


def _contrast_record(scenario: Scenario, parent: Scenario | None) -> list[dict[str, str]]:
    if parent is None:
        return []
    return [{"key": "contrast", "line": f"contrast: {contrast(scenario, parent)}", "words": contrast_sentence(scenario, parent)}]
