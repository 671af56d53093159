"""`escalation batch`: many scenarios, many worlds, resumable."""

from __future__ import annotations

import time
from pathlib import Path

from sim.commands import options as opt
from sim.machine import BLOCK, SEED, WORLDS, Machine
from sim.parameter_files import POSTERIOR


def batch(
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
    """Run many scenarios in many worlds into one folder, each over its own span. Stopped half-way, the same command goes on.

    Example: escalation batch free_run no_gaza_war --worlds 10000 --jobs -1 --out results/big
    """
    from sim.commands.writing import say_where
    from sim.ensemble import is_kept, plan, run_blocks
    from sim.results.folders import BLOCKS, new_folder, partial_of, write_blocks, write_manifest
    from sim.results.manifest import manifest_of, write_draws

    scenarios = opt.scenarios_named(names)
    parameters, machine = opt.parameters_of(params, settings), Machine(jobs, block, scheduler)
    folder = out or Path("results") / "batch"
    tasks = plan(scenarios, worlds, seed, parameters, machine)
    checkpoints = partial_of(folder) / BLOCKS
    begun = time.monotonic()

    def what_is_safe() -> str:
        kept = sum(is_kept(task, checkpoints) for task in tasks)
        return f"{kept} of {len(tasks)} blocks are safe in {checkpoints}; the same command goes on from there"

    with opt.unfinished(what_is_safe), new_folder(folder, force=force, resumable=True) as partial:
        with opt.progress_over(scenarios, worlds) as progress:
            write_blocks(partial, run_blocks(tasks, machine, progress, checkpoints))
        write_draws(partial, parameters)
        write_manifest(partial, manifest_of("batch", scenarios, worlds, seed, parameters, block, time.monotonic() - begun))
    if as_json:
        opt.print_records([{"scenario": s.name, "worlds": worlds, "start": str(s.start), "end": str(s.end)} for s in scenarios])
    else:
        rows = [(s.name, s.title, str(worlds), str(len(s.days))) for s in scenarios]
        opt.print_table(f"{len(scenarios)} scenarios, seed {seed}", ("scenario", "", "worlds", "days"), rows, n_words=2)
    say_where(folder, None)
