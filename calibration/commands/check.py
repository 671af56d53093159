"""`escalation check`: the calibration targets, and which of them the model misses."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from calibration.targets import WORLDS
from sim.commands import options as opt
from sim.errors import CheckFailed, InputError
from sim.parameter_files import TRAIN
from sim.untrusted import is_folder, shown

if TYPE_CHECKING:
    import pandas as pd

WIDE = 150
"""Columns of the table where it goes to a file or a pipe."""
Only = Annotated[
    list[str] | None, typer.Option("--only", metavar="ID", help="Check this target alone; may be repeated.", show_default=False)
]
SwitchOff = Annotated[
    list[str] | None,
    typer.Option("--switch-off", metavar="MECHANISM", help="Leave a mechanism out; may be repeated.", show_default=False),
]
Junit = Annotated[
    Path | None,
    typer.Option("--junit", metavar="FILE", help="Write JUnit XML too, a test for each target.", show_default=False),
]


def check_targets(
    params: opt.Params = TRAIN,
    settings: opt.Settings = None,
    worlds: opt.Worlds = WORLDS,
    seed: opt.Seed = 7,
    jobs: opt.Jobs = -1,
    only: Only = None,
    switch_off: SwitchOff = None,
    junit: Junit = None,
    as_json: opt.AsJson = False,
) -> None:
    """Compare documented patterns with the 95 % of worlds that the model predicts; exit 1 if one is missed unexpectedly.

    By default under the posterior of the training window, so that patterns of later days are held out; with --params posterior
    under that of the whole record, which scenarios run on: then all are fitted.

    With fewer worlds than the default, upper ends are noisy, and one may pass its limit by chance. "Defined" is the share of
    worlds in which a statistic has a value: days to an answer have none where no answer comes. A band that rules out little is
    marked "wide": lying within it says little.

    With --junit a file is written whole or not at all, over an older one: misses are failures, known ones are skipped.

    Example: escalation check --worlds 1000 --junit results/check.xml
    """
    from calibration.fit.judging import parameters_to_judge
    from calibration.targets.check import evaluate_targets, missed
    from sim.parameters import parse_settings

    if junit is not None:
        _check_file(junit)
    parameters, off = parameters_to_judge(params, parse_settings(settings or ())), tuple(switch_off or ())
    table = evaluate_targets(parameters, worlds, seed, jobs=jobs, only=only or (), switch_off=off)
    if junit is not None:
        _write(junit, table)
    if as_json:
        opt.print_records(opt.records(table))
    else:
        _show(table)
    misses = missed(table)
    if misses:
        raise CheckFailed(f"{len(misses)} of {len(table)} targets missed: {', '.join(misses)}")


def _check_file(path: Path) -> None:
    """Say before the work that a file cannot be written after it."""
    from sim.results.folders import check_output

    if is_folder(path):
        raise InputError("this is a folder; allowed: the name of a file", file=shown(path))
    if not is_folder(path.parent):
        raise InputError("there is no folder of that name to write into; allowed: a folder that exists", file=shown(path))
    check_output(path, "file")


def _write(path: Path, table: pd.DataFrame) -> None:
    from calibration.targets.junit import junit
    from sim.commands.export import write_whole

    content = junit(table)

    def fill(temporary: Path) -> None:
        temporary.write_bytes(content)

    write_whole(path, fill, force=True)


def _show(table: pd.DataFrame) -> None:
    """One line a target, then the reasons of the misses that are known and of the runs that stopped."""
    shown = Table(box=None, pad_edge=False, title="Documented patterns and 95 % of worlds", title_justify="left")
    words = ("", "target", "kind", "days")
    for name in (*words, "observed", "predicted", "95 % of worlds", "defined", "band"):
        shown.add_column(name, justify="left" if name in (*words, "band") else "right")
    for row in table.to_dict("records"):
        days = "fitted" if row["in_fit"] else "held out"
        numbers = (opt.number(row["observed"]), opt.number(row["predicted"]), opt.span(row["low"], row["high"]))
        passed = verdict(bool(row["passed"]), str(row["expected_miss"]))
        rest = (opt.percent(row["defined"]), "" if row["informative"] else "wide")
        shown.add_row(passed, str(row["title"]), str(row["kind"]), days, *numbers, *rest)
    console = Console(highlight=False)
    Console(highlight=False, width=None if console.is_terminal else max(console.width, WIDE)).print(shown)
    for row in table.to_dict("records"):
        if row["expected_miss"] and not row["passed"]:
            typer.echo(f"known: {row['id']}: {row['expected_miss']}")
    for stopped in dict.fromkeys(row["stopped"] for row in table.to_dict("records") if row["stopped"]):
        typer.echo(f"stopped: {stopped}")
    wide = ~table["informative"].astype(bool)
    met_anyway = int((table["passed"].astype(bool) & wide).sum())
    typer.echo(
        f"{int(table['passed'].sum())} of {len(table)} targets passed; {int(wide.sum())} bands are so wide that lying within "
        f"them says little, {met_anyway} of them passed"
    )


def verdict(passed: bool, expected_miss: str) -> str:
    """The word in front of a target."""
    if passed:
        return "pass"
    return "MISS (known)" if expected_miss else "MISS"
