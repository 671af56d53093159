"""`escalation sensitivity`: what drives the answer of a scenario, or of a folder that was run."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.commands import options as opt
from sim.commands.remaking import Remade, source_of
from sim.machine import BLOCK, SEED, Machine, check_worlds
from sim.parameter_files import POSTERIOR
from sim.vocabulary.measures import MEASURES

if TYPE_CHECKING:
    from sim.sensitivities.answering import Answer
    from sim.sensitivities.rows import Row
    from sim.sensitivities.running import Question

MOST_TERMS = 5
"""Doubted terms that are printed for a measure; `sensitivity.csv` has them all."""

What = Annotated[
    str,
    typer.Argument(
        metavar="SCENARIO|FOLDER",
        help="A scenario's name or file, which is run at designs of its own; or a folder of run, compare or batch, as it is.",
        show_default=False,
    ),
]
Reference = Annotated[
    str | None,
    typer.Option(
        metavar="SCENARIO",
        help="What the effect is measured against, in the same worlds; default: the level itself. The documented history is the "
        "same in every world, so that an effect against it has the same shares as the level.",
        show_default=False,
    ),
]
Arm = Annotated[
    str | None, typer.Option(metavar="SCENARIO", help="Which scenario of a folder; default: the last.", show_default=False)
]
Draws = Annotated[int | None, typer.Option(help="Draws of each of two sets; default: 256.", show_default=False)]
OfDraw = Annotated[int | None, typer.Option("--worlds", help="Worlds of each draw, two or more; default: 4.", show_default=False)]
Groups = Annotated[
    list[str] | None,
    typer.Option(
        metavar="owners|NAME=PATTERN,...",
        help="Groups of parameters: by owner, or patterns such as 'war=us.*,iran.*'; what none names is the rest. May be given "
        "several times.",
        show_default=False,
    ),
]
Coverage = Annotated[
    bool, typer.Option("--coverage/--no-coverage", help="Replay the record under other reporting probabilities, and reweigh.")
]
Out = Annotated[
    Path | None,
    typer.Option(help="Folder to write; default: results/SCENARIO_sensitivity, or FOLDER_sensitivity.", show_default=False),
]


def sensitivity(
    what: What,
    reference: Reference = None,
    arm: Arm = None,
    draws: Draws = None,
    worlds: OfDraw = None,
    groups: Groups = None,
    coverage: Coverage = True,
    seed: opt.Seed = SEED,
    jobs: opt.Jobs = 1,
    out: Out = None,
    settings: opt.Settings = None,
    params: opt.Params = POSTERIOR,
    luck: opt.Luck = None,
    coupling: opt.Coupling = None,
    block: opt.Block = BLOCK,
    scheduler: opt.Scheduler = None,
    force: opt.Force = False,
    yes: opt.Yes = False,
    as_json: opt.AsJson = False,
) -> None:
    """Say what drives the answer: how much is chance, parameters, rule variants; which groups, terms and priors move it.

    Writes sensitivity.csv, dependence.csv, words.txt and figures. A folder is taken as it is, so that groups have no indices.

    Example: escalation sensitivity no_soleimani_strike --jobs 2
    """
    from sim.commands.writing import say_where
    from sim.sensitivities.of_folder import is_of_ours

    path, machine = Path(what), Machine(jobs, block, scheduler)
    if is_of_ours(path):
        given = {"--reference": reference, "--draws": draws, "--worlds": worlds, "--groups": groups, "--set": settings}
        more = {"--luck": luck, "--coupling": coupling, "--params": None if params == POSTERIOR else params}
        opt.refuse({**given, **more, "--yes": yes}, "a folder, which is taken as it is; allowed: with a scenario")
        target = _beside(path) if out is None else out
        found = _of_folder(path, arm, seed, coverage, machine, target, force)
    else:
        opt.refuse({"--arm": arm}, "a scenario; allowed: with a folder")
        question = _question(what, reference, draws, worlds, groups, params, settings, luck, coupling, seed, coverage)
        target = out or Path("results") / f"{question.scenario.name}_sensitivity"
        found = _of_scenario(question, machine, target, force=force, yes=yes)
    if as_json:
        opt.print_records(opt.records(found.table))
    else:
        _print(found)
    say_where(target, report=False, figures=True)


def _beside(path: Path) -> Path:
    from sim.results.manifest import folder_of

    whole = folder_of(path).resolve()
    return whole.parent / f"{whole.name}_sensitivity"


def _of_folder(path: Path, arm: str | None, seed: int, coverage: bool, machine: Machine, target: Path, force: bool) -> Answer:
    from sim.results.folders import check_target
    from sim.sensitivities.of_folder import of_folder
    from sim.sensitivities.saving import save_answer

    with opt.unfinished(opt.nothing_written):
        check_target(target, force)
        found = of_folder(path, arm, seed=seed, coverage=coverage, machine=machine)
        save_answer(found, target, force=force)
    return found


def _question(
    what: str,
    reference: str | None,
    draws: int | None,
    worlds: int | None,
    groups: list[str] | None,
    params: str,
    settings: list[str] | None,
    luck: str | None,
    coupling: str | None,
    seed: int,
    coverage: bool,
) -> Question:
    from sim.sensitivities.running import DRAWS, WORLDS, Question

    named = [what] if reference is None else [what, reference]
    scenario, *others = opt.scenarios_named(named, luck, coupling)
    return Question(
        scenario,
        opt.parameters_of(params, settings),
        others[0] if others else None,
        DRAWS if draws is None else draws,
        WORLDS if worlds is None else check_worlds(worlds),
        seed,
        groups or (),
        coverage,
    )


def _of_scenario(question: Question, machine: Machine, target: Path, *, force: bool, yes: bool) -> Answer:
    from sim.results.folders import new_folder
    from sim.results.manifest import write_manifest
    from sim.sensitivities.saving import write_files

    _check_work(question, machine, target, yes=yes)
    with opt.unfinished(opt.nothing_written), new_folder(target, force=force) as partial:
        found = _run(question, machine)
        write_files(found, partial)
        write_manifest(partial, found.manifest)
    return found


def _check_work(question: Question, machine: Machine, target: Path, *, yes: bool) -> None:
    from sim.sensitivities.running import plan_of

    made = plan_of(question)
    scenarios = [arm.scenario for arm in question.in_every_design] * len(made.names)
    opt.check_work(scenarios, made.size, machine, target, yes=yes, kept=0)


def _run(question: Question, machine: Machine) -> Answer:
    from sim.sensitivities.running import plan_of, run

    made = plan_of(question)
    whole = len(question.in_every_design) * len(made.names) * made.size
    with opt.progress_over([question.scenario], whole) as progress:
        return run(question, machine, progress)


def again(made: Remade) -> None:
    """Write the folder again, for `reproduce`: from the folder that it was made of, or running every design once more."""
    from sim.sensitivities.saving import write_files

    about = made.about
    if "of" in about:
        from sim.sensitivities.of_folder import of_folder

        seed, coverage = about.get("seed", SEED), about.get("coverage", True)
        found = of_folder(source_of(made), about.get("arm"), seed=seed, coverage=coverage, machine=made.machine)
        write_files(found, made.into)
        return
    from sim.results.runs import scenarios_of
    from sim.sensitivities.running import Question

    *reference, scenario = scenarios_of(about, made.folder)
    question = Question(
        scenario, made.known_parameters, reference[0] if reference else None, about["rows"], about["worlds_a_row"],
        about["seed"], about["asked_groups"], about.get("coverage", True),
    )  # fmt: skip
    _check_work(question, made.machine, made.into, yes=made.yes)
    write_files(_run(question, made.machine), made.into)


# What is printed --------------------------------------------------------------------------------------------------------------


def _print(found: Answer) -> None:
    from sim.sensitivities.rows import DIFFERENCE, FIRST, SHARE, SHIFT, TOTAL
    from sim.sensitivities.split import FACTORS
    from sim.sensitivities.words import sentences

    head = f"{found.about['title']} ({found.about['scenario']})"
    shares = [(MEASURES[name].label, *(_between(row, opt.percent) for row in found.of(SHARE, name))) for name in found.measures]
    opt.print_table(f"{head}: shares of the variance of single worlds", ("", *map(_broken, FACTORS)), shares)
    if groups := [
        (MEASURES[name].label, row.factor, *(_between(each, opt.percent) for each in (row, first)))
        for name in found.measures
        for row, first in sorted(zip(found.of(TOTAL, name), found.of(FIRST, name), strict=True), key=lambda pair: -pair[0].index)
        if not math.isnan(row.index)
    ]:
        opt.print_table(
            "Of the variance of the mean over luck", ("", "group of parameters", "total order", "first order"), groups, n_words=2
        )
    if terms := [
        (MEASURES[name].label, row.factor, _between(row, _signed))
        for name in found.measures
        for row in [each for each in found.of(DIFFERENCE, name) if each.low > 0 or each.high < 0][:MOST_TERMS]
    ]:
        title = f"Draws with a term less draws without, where 90 % do not hold zero (at most {MOST_TERMS} a measure)"
        opt.print_table(title, ("", "doubted term", "difference"), terms, n_words=2)
    share = {row.factor: opt.percent(row.index) for row in found.effective}
    shifts = [row for row in found.rows if row.kind == SHIFT]
    if changes := [(row.factor, share[row.factor], _between(row, _signed)) for row in shifts if row.measure == shifts[0].measure]:
        title = f"Priors and coverage changed, draws reweighed: the mean of “{MEASURES[shifts[0].measure].label}”"
        opt.print_table(title, ("changed", "draws that count", "shift"), changes)
    for line in sentences(found):
        typer.echo()
        typer.echo("\n".join(textwrap.wrap(line, opt.PLAIN_WIDTH)))


def _broken(factor: str) -> str:
    return factor.replace(" and ", "\nand ")


def _between(row: Row, form: Callable[[float], str]) -> str:
    """The estimate with its interval; a dash for none."""
    return "-" if math.isnan(row.index) else f"{form(row.index)} ({form(row.low)} to {form(row.high)})"


def _signed(value: float) -> str:
    return opt.number(value, sign=True)
