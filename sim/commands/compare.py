"""`escalation compare`: the same worlds under several scenarios."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from sim.commands import options as opt
from sim.commands.remaking import Remade, run_again
from sim.machine import BLOCK, SEED, WORLDS, Machine
from sim.parameter_files import POSTERIOR
from sim.scenario.contrast import contrast, contrast_sentence
from sim.vocabulary.measures import MEASURES
from sim.wording import percents

if TYPE_CHECKING:
    from sim.comparison import Comparison
    from sim.results.tabulation import Arm

INTERVAL = "90 % of\nworlds"
COLUMNS = ("", "reference", "mean", INTERVAL, "difference", INTERVAL, "s.e.", "more\nin", "same\nin", "less\nin")


def compare(
    names: opt.Names,
    worlds: opt.Worlds = WORLDS,
    seed: opt.Seed = SEED,
    jobs: opt.Jobs = 1,
    out: opt.Out = None,
    settings: opt.Settings = None,
    params: opt.Params = POSTERIOR,
    luck: opt.Luck = None,
    coupling: opt.Coupling = None,
    block: opt.Block = BLOCK,
    scheduler: opt.Scheduler = None,
    force: opt.Force = False,
    formats: opt.Formats = None,
    yes: opt.Yes = False,
    as_json: opt.AsJson = False,
) -> None:
    """Run scenarios in the same worlds; the first is the reference. Effects with 90 % intervals, figures, a report.

    Each scenario is counted from its first simulated day to its last, and set against the reference over the same days.

    Example: escalation compare documented no_soleimani_strike --worlds 1000 --jobs 2
    """
    from sim.commands.writing import arms_for, say_where, write_run
    from sim.figures.style import formats_of
    from sim.results.folders import new_folder
    from sim.results.manifest import write_manifest

    scenarios = opt.scenarios_named(names, luck, coupling)
    arms = arms_for("compare", scenarios)
    parameters, machine = opt.parameters_of(params, settings), Machine(jobs, block, scheduler)
    folder = out or Path("results") / "_against_".join(scenario.name for scenario in reversed(scenarios))
    drawn_as = formats_of(formats or None)
    opt.check_work([arm.scenario for arm in arms], worlds, machine, folder, yes=yes)
    with opt.unfinished(opt.nothing_written), new_folder(folder, force=force) as partial:
        with opt.progress_over(scenarios, worlds) as progress:
            comparison = write_run(
                partial, "compare", arms, worlds, seed, parameters, machine, progress, formats=drawn_as,
            )  # fmt: skip
        write_manifest(partial, comparison.manifest)
    if as_json:
        assert comparison.effects is not None
        opt.print_records(opt.records(comparison.effects))
    else:
        _print_effects(comparison, worlds, seed)
    say_where(folder, report=True)


def again(made: Remade) -> None:
    """Write the folder of a comparison again, for `reproduce`."""
    run_again(made)


def _print_effects(comparison: Comparison, worlds: int, seed: int) -> None:
    """A table for each arm against the reference."""
    from sim.commands.writing import say_what_leaves_the_record

    assert comparison.effects is not None
    row_of: dict[tuple[Any, ...], dict[str, Any]] = {
        (row["scenario"], row["since"], row["until"], row["measure"]): row for row in opt.records(comparison.effects)
    }
    reference, *arms = comparison.tabulation.arms
    for arm in arms:
        _print_arm(arm, reference, row_of)
    say_what_leaves_the_record(comparison)
    typer.echo(
        f"{worlds} worlds of seed {seed}. Intervals say how much worlds differ; s.e. is the Monte Carlo standard error of the"
    )
    typer.echo("mean difference. The numbers are those of effects.csv, summary.csv, figures and report.")


def _print_arm(arm: Arm, reference: Arm, row_of: dict[tuple[Any, ...], dict[str, Any]]) -> None:
    (span,) = arm.spans
    days = str(span.since), str(span.until)
    rows = [
        _row(name, row_of[reference.scenario.name, *days, name], row_of[arm.scenario.name, *days, name])
        for name in opt.watched([arm.scenario])
    ]
    shown = contrast(arm.scenario, reference.scenario)
    opt.print_table(
        f"{arm.scenario.title} ({arm.scenario.name}), against: {reference.scenario.title} ({reference.scenario.name}); "
        f"counted from {span}; contrast: {shown}. {contrast_sentence(arm.scenario, reference.scenario)}",
        COLUMNS,
        rows,
    )


def _row(name: str, reference: dict[str, Any], arm: dict[str, Any]) -> tuple[str, ...]:
    return (
        MEASURES[name].label,
        opt.number(reference["mean"]),
        opt.number(arm["mean"]),
        opt.span(arm["low"], arm["high"]),
        opt.number(arm["difference"], sign=True),
        opt.span(arm["difference_low"], arm["difference_high"], sign=True),
        opt.number(arm["standard_error"]),
        *percents(arm["p_more"], arm["p_same"], arm["p_less"]),
    )
