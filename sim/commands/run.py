"""`escalation run`: one scenario in many worlds."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sim.commands import options as opt
from sim.machine import BLOCK, SEED, WORLDS
from sim.parameter_files import POSTERIOR
from sim.vocabulary.measures import MEASURES

if TYPE_CHECKING:
    from sim.results import Run


def run(
    scenario: opt.Name,
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
    """Simulate one scenario in many worlds.

    Example: escalation run free_run --worlds 200 --out results/free
    """
    from sim.api import simulate
    from sim.commands.writing import say_where, write_comparison
    from sim.comparison import of_one
    from sim.results.folders import new_folder

    (chosen,) = opt.scenarios_named([scenario])
    parameters = opt.parameters_of(params, settings)
    folder = out or Path("results") / chosen.name
    with opt.unfinished(opt.nothing_written), new_folder(folder, force=force) as partial:
        with opt.progress_over([chosen], worlds) as progress:
            result = simulate(
                chosen, worlds, seed, params=parameters, jobs=jobs, block=block, scheduler=scheduler, progress=progress
            )
        report = write_comparison(of_one(result), partial, parameters)
    if as_json:
        opt.print_records(opt.records(result.summary))
    else:
        _print_summary(result, worlds, seed)
    say_where(folder, report)


def _print_summary(result: Run, worlds: int, seed: int) -> None:
    scenario = result.scenario
    shown = result.summary.set_index("measure").loc[opt.watched([scenario])]
    rows = [
        (MEASURES[str(name)].label, opt.number(row["mean"]), opt.number(row["median"]),
         opt.span(row["low_50"], row["high_50"]), opt.span(row["low_90"], row["high_90"]))
        for name, row in shown.iterrows()
    ]  # fmt: skip
    title = f"{scenario.title}: {scenario.start} to {scenario.end}, {worlds} worlds, seed {seed}"
    opt.print_table(title, ("", "mean", "median", "50 % of worlds", "90 % of worlds"), rows)
