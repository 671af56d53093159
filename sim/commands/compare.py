"""`escalation compare`: the same worlds under several scenarios."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from sim.commands import options as opt
from sim.errors import InputError
from sim.machine import BLOCK, SEED, WORLDS
from sim.parameter_files import POSTERIOR
from sim.vocabulary.measures import MEASURES

if TYPE_CHECKING:
    import pandas as pd

    from sim.comparison import Comparison

INTERVAL = "90 % of\nworlds"


def compare(
    names: opt.Names,
    worlds: opt.Worlds = WORLDS,
    seed: opt.Seed = SEED,
    jobs: opt.Jobs = 1,
    out: opt.Out = None,
    settings: opt.Settings = None,
    params: opt.Params = POSTERIOR,
    block: opt.Block = BLOCK,
    scheduler: opt.Scheduler = None,
    force: opt.Force = False,
    as_json: opt.AsJson = False,
) -> None:
    """Run scenarios in the same worlds; the first is the reference. Effects with 90 % intervals, figures, a report.

    Example: escalation compare documented no_soleimani_strike --worlds 1000 --jobs 2
    """
    from sim import api
    from sim.commands.writing import say_where, write_comparison
    from sim.comparison import window_of
    from sim.ensemble import check_names
    from sim.results.folders import new_folder

    scenarios = opt.scenarios_named(names)
    if len(scenarios) < 2:
        raise InputError(f"compare needs two scenarios or more, the reference first, such as: documented {names[0]}")
    check_names(scenarios)
    window_of(scenarios)
    parameters = opt.parameters_of(params, settings)
    folder = out or Path("results") / "_against_".join(scenario.name for scenario in reversed(scenarios))
    with opt.unfinished(opt.nothing_written), new_folder(folder, force=force) as partial:
        with opt.progress_over(scenarios, worlds) as progress:
            comparison = api.compare(
                scenarios, worlds, seed, params=parameters, jobs=jobs, block=block, scheduler=scheduler, progress=progress
            )
        report = write_comparison(comparison, partial, parameters)
    effects = comparison.effects
    assert effects is not None
    if as_json:
        opt.print_records(opt.records(effects))
    else:
        _print_effects(comparison, effects, worlds, seed)
    say_where(folder, report)


def _print_effects(comparison: Comparison, effects: pd.DataFrame, worlds: int, seed: int) -> None:
    """A table for each arm against the reference."""
    reference, *arms = comparison.scenarios
    row_of = {(row["scenario"], row["measure"]): row for row in opt.records(effects)}
    shown = opt.watched(comparison.scenarios)
    for arm in arms:
        columns = ("", "reference", "mean", INTERVAL, "difference", INTERVAL, "s.e.", "more\nin", "less\nin")
        rows = [_row(name, row_of[reference.name, name], row_of[arm.name, name]) for name in shown]
        opt.print_table(f"{arm.title} ({arm.name}), against the reference: {reference.title} ({reference.name})", columns, rows)
    typer.echo(f"Counted from {comparison.branch} to {comparison.window[1]}, in {worlds} worlds of seed {seed}.")
    typer.echo("Intervals say how much worlds differ; s.e. is the Monte Carlo standard error of the mean difference.")


def _row(name: str, reference: dict[str, Any], arm: dict[str, Any]) -> tuple[str, ...]:
    return (
        MEASURES[name].label,
        opt.number(reference["mean"]),
        opt.number(arm["mean"]),
        opt.span(arm["low"], arm["high"]),
        opt.number(arm["difference"], sign=True),
        opt.span(arm["difference_low"], arm["difference_high"], sign=True),
        opt.number(arm["standard_error"]),
        opt.percent(arm["p_more"]),
        opt.percent(arm["p_less"]),
    )
