"""`escalation batch`: many scenarios, many worlds, resumable."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING

from sim.commands import options as opt
from sim.machine import BLOCK, SEED, WORLDS, Machine
from sim.parameter_files import POSTERIOR
from sim.untrusted import shown

if TYPE_CHECKING:
    from sim.results.checkpoints import Checkpoints

log = logging.getLogger(__name__)


def batch(
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
    yes: opt.Yes = False,
    as_json: opt.AsJson = False,
) -> None:
    """Run many scenarios in many worlds into one folder, each over its own span. Stopped half-way, the same command goes on.

    Example: escalation batch free_run no_gaza_war --worlds 10000 --jobs -1 --out results/big
    """
    from sim.commands.writing import arms_for, say_where, write_run
    from sim.ensemble import plan
    from sim.results.checkpoints import Checkpoints
    from sim.results.folders import BLOCKS, new_folder, partial_of
    from sim.results.manifest import write_manifest
    from sim.results.spans import counted_span

    scenarios = opt.scenarios_named(names, luck, coupling)
    parameters, machine = opt.parameters_of(params, settings), Machine(jobs, block, scheduler)
    folder, arms = out or Path("results") / "batch", arms_for("batch", scenarios)
    opt.check_work(scenarios, worlds, machine, folder, yes=yes, kept=2)
    tasks = plan(arms, worlds, seed, parameters, machine)
    blocks = [task.name for task in tasks]
    checkpoints = Checkpoints(partial_of(folder) / BLOCKS)

    def what_is_safe() -> str:
        kept = len(checkpoints.kept(blocks))
        return f"{kept} of {len(blocks)} blocks are safe in {checkpoints.folder}; the same command goes on from there"

    with (
        opt.unfinished(what_is_safe),
        new_folder(folder, force=force, finished=lambda: checkpoints.remove(blocks)) as partial,
    ):
        _say_what_is_there(checkpoints, blocks)
        with opt.progress_over(scenarios, worlds) as progress:
            result = write_run(
                partial, "batch", arms, worlds, seed, parameters, machine, progress, checkpoints=checkpoints, tasks=tasks
            )
        write_manifest(partial, result.manifest)
    days = {scenario.name: counted_span(scenario) for scenario in scenarios}
    if as_json:
        opt.print_records(
            [{"scenario": s.name, "worlds": worlds, "start": str(s.start), "end": str(s.end),
              "since": str(days[s.name].since), "until": str(days[s.name].until)} for s in scenarios]
        )  # fmt: skip
    else:
        rows = [(s.name, s.title, str(worlds), str(days[s.name])) for s in scenarios]
        opt.print_table(f"{len(scenarios)} scenarios, seed {seed}", ("scenario", "", "worlds", "counted from"), rows, n_words=2)
    say_where(folder, report=False)


def _say_what_is_there(checkpoints: Checkpoints, blocks: list[str]) -> None:
    """What an earlier call left: blocks to go on from, and blocks of something else."""
    kept, others = len(checkpoints.kept(blocks)), checkpoints.others(blocks)
    if kept:
        log.warning("%d of %d blocks are there already; going on from them", kept, len(blocks))
    if half := len(checkpoints.half(blocks)):
        log.warning("%d of the others %s not whole and run again", half, "is" if half == 1 else "are")
    if others:
        told = "%s also holds %d blocks of another batch (other code, record, seed or blocks); they stay"
        log.warning(told, shown(checkpoints.folder), others)
