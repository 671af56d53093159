"""`escalation batch`: many scenarios, many worlds, resumable."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.commands import options as opt
from sim.commands.remaking import Remade, run_again
from sim.errors import NAME, RunUnfinished, Unbounded, bounded, cut
from sim.machine import BLOCK, SEED, WORLDS, Machine
from sim.parameter_files import POSTERIOR
from sim.untrusted import shown

if TYPE_CHECKING:
    from sim.attempts import Failure
    from sim.comparison import Comparison
    from sim.ensemble import Task
    from sim.machine import Progress
    from sim.results.checkpoints import Checkpoints
    from sim.results.tabulation import Arm
    from sim.scenario import Scenario

FailFast = Annotated[bool, typer.Option("--fail-fast", help="Stop at the first scenario that fails.")]
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
    fail_fast: FailFast = False,
    yes: opt.Yes = False,
    as_json: opt.AsJson = False,
) -> None:
    """Run many scenarios in many worlds into one folder, each over its own span. Stopped half-way, the same command goes on.

    A scenario that fails is left out, with stage and reason in failed.csv; the others go on, and the exit code is 3.

    Example: escalation batch free_run no_gaza_war --worlds 10000 --jobs -1 --out results/big
    """
    from sim.attempts import FAILED, attempt_all, write_failures
    from sim.commands.writing import arms_for, say_what_leaves_the_record, say_where, write_run
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

    failed: list[Failure] = []

    def write(partial: Path, arms: Sequence[Arm], progress: Progress) -> Comparison:
        wanted = {arm.scenario.name for arm in arms}
        mine = [task for task in tasks if task.scenario.name in wanted]
        return write_run(partial, "batch", arms, worlds, seed, parameters, machine, progress, checkpoints=checkpoints, tasks=mine)

    with (
        opt.unfinished(what_is_safe),
        new_folder(folder, force=force, finished=lambda: checkpoints.remove(_whole(tasks, failed))) as partial,
    ):
        _say_what_is_there(checkpoints, blocks)
        try:
            with opt.progress_over(scenarios, worlds) as progress:
                result = write(partial, arms, progress)
        except Exception as error:
            gone = isinstance(error, RunUnfinished) and not isinstance(error, Unbounded)  # a worker or the cluster, not a task
            failed += [] if fail_fast or gone or len(arms) < 2 else attempt_all(tasks, machine, checkpoints)
            arms = tuple(arm for arm in arms if arm.scenario.name not in {each.scenario for each in failed})
            if not failed or not arms:
                raise
            log.warning("%s; the other scenarios go on", bounded(str(error) or type(error).__name__))
            result = write(_emptied(partial), arms, lambda name, done: None)
            write_failures(partial, failed)
        write_manifest(partial, {**result.manifest, **({"failed": [each._asdict() for each in failed]} if failed else {})})
    done = [arm.scenario for arm in arms]
    if as_json:
        opt.print_records([*(_record(scenario, worlds) for scenario in done), *(each._asdict() for each in failed)])
    else:
        rows = [(scenario.name, scenario.title, str(worlds), str(counted_span(scenario))) for scenario in done]
        opt.print_table(f"{len(done)} scenarios, seed {seed}", ("scenario", "", "worlds", "counted from"), rows, n_words=2)
        say_what_leaves_the_record(result)
    say_where(folder, report=False)
    if failed:
        raise RunUnfinished(f"{_told(failed)}; the others are in {shown(folder)}, and why in its {FAILED}")


def again(made: Remade) -> None:
    """Write the folder of a batch again, for `reproduce`."""
    run_again(made)


def _record(scenario: Scenario, worlds: int) -> dict[str, Any]:
    """What `--json` says of a scenario that was run."""
    from sim.results.spans import counted_span

    since, until = counted_span(scenario)
    days = {"start": scenario.start, "end": scenario.end, "since": since, "until": until}
    return {"scenario": scenario.name, "worlds": worlds, **{name: str(day) for name, day in days.items()}}


def _told(failed: Sequence[Failure]) -> str:
    """Which scenarios are left out, and the first reason."""
    names, first = list(dict.fromkeys(each.scenario for each in failed)), failed[0]
    return f"left out: {cut(', '.join(names), 3 * NAME)} (stage {first.stage}: {cut(first.reason, 3 * NAME)})"


def _whole(tasks: Sequence[Task], failed: Sequence[Failure]) -> list[str]:
    """The blocks of the scenarios of which none failed; those of the others stay, to go on from."""
    out = {each.scenario for each in failed}
    return [task.name for task in tasks if task.scenario.name not in out]


def _emptied(folder: Path) -> Path:
    """The folder without what was written into it so far."""
    for path in folder.iterdir():
        path.unlink()
    return folder


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
