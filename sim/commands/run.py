"""`escalation run`: one scenario in many worlds."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sim.commands import options as opt
from sim.commands.remaking import Remade, run_again
from sim.machine import BLOCK, SEED, WORLDS, Machine
from sim.parameter_files import POSTERIOR
from sim.vocabulary.measures import MEASURES

if TYPE_CHECKING:
    from sim.comparison import Comparison


def run(
    scenario: opt.Name,
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
    """Simulate one scenario in many worlds.

    Example: escalation run free_run --worlds 200 --out results/free
    """
    from sim.commands.writing import arms_for, say_where, write_run
    from sim.figures.style import formats_of
    from sim.results.folders import new_folder
    from sim.results.manifest import write_manifest

    chosen = opt.scenarios_named([scenario], luck, coupling)
    parameters, machine = opt.parameters_of(params, settings), Machine(jobs, block, scheduler)
    folder = out or Path("results") / chosen[0].name
    drawn_as = formats_of(formats or None)
    opt.check_work(chosen, worlds, machine, folder, yes=yes)
    with opt.unfinished(opt.nothing_written), new_folder(folder, force=force) as partial:
        with opt.progress_over(chosen, worlds) as progress:
            result = write_run(
                partial, "run", arms_for("run", chosen), worlds, seed, parameters, machine, progress, formats=drawn_as,
            )  # fmt: skip
        write_manifest(partial, result.manifest)
    if as_json:
        opt.print_records(opt.records(result.summary))
    else:
        _print_summary(result, worlds, seed)
    say_where(folder, report=True)


def again(made: Remade) -> None:
    """Write the folder of a run again, for `reproduce`."""
    run_again(made)


def _print_summary(result: Comparison, worlds: int, seed: int) -> None:
    from sim.commands.writing import say_what_leaves_the_record

    (scenario,) = result.scenarios
    shown = result.summary.set_index("measure").loc[opt.watched([scenario])]
    rows = [
        (MEASURES[str(name)].label, opt.number(row["mean"]), opt.number(row["median"]),
         opt.span(row["low_50"], row["high_50"]), opt.span(row["low_90"], row["high_90"]))
        for name, row in shown.iterrows()
    ]  # fmt: skip
    days = shown.iloc[0]
    title = f"{scenario.title}: counted from {days['since']} to {days['until']}, {worlds} worlds, seed {seed}"
    opt.print_table(title, ("", "mean", "median", "50 % of worlds", "90 % of worlds"), rows)
    say_what_leaves_the_record(result)
