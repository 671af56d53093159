"""`escalation batch`: scenarios, sweeps and seeds in one plan, resumable."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape

from sim.commands import options as opt
from sim.commands.remaking import Remade
from sim.commands.sweep import Design, Points, Vary
from sim.errors import NAME, InputError, RunUnfinished, cut
from sim.machine import BLOCK, SEED, WORLDS, Machine
from sim.parameter_files import POSTERIOR
from sim.untrusted import shown

if TYPE_CHECKING:
    from sim.attempts import Failure
    from sim.batches.asked import Batch
    from sim.batches.saving import Written
    from sim.scenario import Scenario

Names = Annotated[
    list[str],
    typer.Argument(
        metavar="SCENARIO[@DESIGN.csv]...",
        help="Names of scenarios, or their files; with the file of a design, such as a sweep writes, a sweep of it.",
        show_default=False,
        autocompletion=opt._names_beginning,
    ),
]
Seeds = Annotated[
    str | None, typer.Option(metavar="7,8,9|LO:HI", help="Several seeds, each with so many worlds.", show_default=False)
]
Extend = Annotated[
    bool,
    typer.Option("--extend", help="Add worlds, seeds, points or scenarios to the finished batch that the folder holds."),
]
FailFast = Annotated[bool, typer.Option("--fail-fast", help="Stop at the first task that fails.")]


def batch(
    names: Names,
    worlds: opt.Worlds = WORLDS,
    seed: opt.Seed = SEED,
    seeds: Seeds = None,
    vary: Vary = None,
    design: Design = "grid",
    points: Points = None,
    jobs: opt.Jobs = 1,
    out: opt.Out = None,
    settings: opt.Settings = None,
    params: opt.Params = POSTERIOR,
    luck: opt.Luck = None,
    coupling: opt.Coupling = None,
    block: opt.Block = BLOCK,
    scheduler: opt.Scheduler = None,
    extend: Extend = False,
    force: opt.Force = False,
    fail_fast: FailFast = False,
    formats: opt.Formats = None,
    yes: opt.Yes = False,
    as_json: opt.AsJson = False,
) -> None:
    """Run many scenarios in many worlds into one folder, each over its own span. Stopped half-way, the same command goes on.

    With --vary, or as SCENARIO@DESIGN.csv, a scenario is swept, into sweeps/NAME of the folder. What fails is left out, with
    stage and reason in failed.csv; the rest goes on, and the exit code is 3. With --extend a finished folder gets more.

    Example: escalation batch free_run no_gaza_war --worlds 10000 --jobs -1 --out results/big
    """
    from sim.batches.keeping import Home
    from sim.commands.pacing import shown_pace
    from sim.commands.writing import say_where
    from sim.figures.style import formats_of

    asked = _asked(names, worlds, _seeds(seed, seeds), (vary, design, points), (params, settings), (luck, coupling))
    home = Home(out or Path("results") / "batch", asked, Machine(jobs, block, scheduler), extend=extend, force=force)
    drawn_as = formats_of(formats or None)
    if home.is_all_there():
        if as_json:
            opt.print_records(_records(asked))
        opt.err.print(escape(f"{shown(home.folder)} holds all of it already; nothing was run"))
        return
    home.check(yes=yes)
    with opt.unfinished(home.what_is_safe), shown_pace() as watch:
        written = home.write(watch, fail_fast=fail_fast, formats=drawn_as)
    _print(written, as_json)
    say_where(home.folder, report=False, figures=bool(written.sweeps))
    if written.failed:
        from sim.attempts import FAILED

        told = f"{_told(written.failed)}; the others are in {shown(home.folder)}, and why in its {FAILED}"
        raise RunUnfinished(f"{told}; --extend tries them again")


def _seeds(seed: int, seeds: str | None) -> tuple[int, ...]:
    from sim.batches.asked import parse_seeds

    if seeds is not None and seed != SEED:
        raise InputError("--seed does not go with --seeds; allowed: one of the two")
    return (seed,) if seeds is None else parse_seeds(seeds)


def _asked(
    names: Sequence[str],
    worlds: int,
    seeds: tuple[int, ...],
    design: tuple[list[str] | None, str, int | None],
    params: tuple[str, list[str] | None],
    changes: tuple[str | None, str | None],
) -> Batch:
    """What the options ask for."""
    from sim.batches.asked import Designed, make_batch, plans_of, split_design
    from sim.commands.sweep import refuse_twice
    from sim.sweeps.asked import parse_vary

    split = [split_design(name) for name in names]
    scenarios = opt.scenarios_named([name for name, _ in split], *changes)
    vary = parse_vary(design[0] or ())
    refuse_twice(vary, params[1])
    parameters = opt.parameters_of(*params)
    pairs = [(scenario, file) for scenario, (_, file) in zip(scenarios, split, strict=True)]
    alone, plans = plans_of(pairs, Designed(vary or None, *design[1:]), worlds, seeds[0], parameters)
    return make_batch(alone, plans, worlds, seeds, parameters)


def _print(written: Written, as_json: bool) -> None:
    """A row for each scenario and each sweep."""
    from sim.batches.asked import counted
    from sim.commands.writing import say_what_leaves_the_record
    from sim.results.spans import counted_span
    from sim.wording import seeds_in_words

    asked = written.job.batch
    if as_json:
        opt.print_records([*_records(asked), *(each._asdict() for each in written.failed)])
        return
    each_seed = str(asked.worlds) + (f" x {len(asked.seeds)}" if len(asked.seeds) > 1 else "")
    title = f"{', '.join(counted(len(asked.arms), len(asked.sweeps)))}, {seeds_in_words(asked.seeds)}"
    lines = [(each.name, each.title, each_seed, str(counted_span(each))) for each in asked.scenarios]
    for name, plan in asked.sweeps:
        points = f"{plan.scenario.title}: {len(plan.design)} points"
        lines.append((f"sweeps/{name}", points, each_seed, str(plan.points.span)))
    opt.print_table(title, ("scenario", "", "worlds", "counted from"), lines, n_words=2)
    if written.comparison is not None:
        say_what_leaves_the_record(written.comparison)


def again(made: Remade) -> None:
    """Write the folder of a batch again, for `reproduce`: its sweeps are those that it holds; what failed is not tried again."""
    from sim.attempts import Failure, write_failures
    from sim.batches.asked import make_batch
    from sim.batches.running import Job
    from sim.batches.saving import write_batch
    from sim.commands.pacing import shown_pace
    from sim.results.manifest import read_any_manifest, seeds_of
    from sim.results.runs import scenarios_of
    from sim.sweeps.planning import plan_of_folder
    from sim.workload import check

    about, parameters, sweeps = made.about, made.known_parameters, [made.folder / name for name in made.about.get("sweeps", [])]
    plans = [plan_of_folder(read_any_manifest(folder), folder, parameters) for folder in sweeps]
    batch = make_batch(scenarios_of(about, made.folder), plans, about["worlds"], seeds_of(about), parameters)
    job = Job(batch, made.machine, parameters.sha256())
    check(job.workload(), made.into, yes=made.yes)
    with shown_pace() as watch:
        write_batch(made.into, job, watch, formats=made.formats)
    if about.get("failed"):
        write_failures(made.into, [Failure(**each) for each in about["failed"]])


def _record(scenario: Scenario, worlds: int) -> dict[str, Any]:
    """What `--json` says of a scenario that was run."""
    from sim.results.spans import counted_span

    since, until = counted_span(scenario)
    days = {"start": scenario.start, "end": scenario.end, "since": since, "until": until}
    return {"scenario": scenario.name, "worlds": worlds, **{name: str(day) for name, day in days.items()}}


def _records(asked: Batch) -> list[dict[str, Any]]:
    """What `--json` says of a batch: a record for each scenario and each sweep."""
    alone = [_record(scenario, asked.worlds) for scenario in asked.scenarios]
    swept = [
        {**_record(plan.scenario, asked.worlds), "since": str(plan.points.span.since), "sweep": name, "points": len(plan.design)}
        for name, plan in asked.sweeps
    ]
    seeds = {"seeds": list(asked.seeds)} if len(asked.seeds) > 1 else {}
    return [{**record, **seeds} for record in (*alone, *swept)]


def _told(failed: Sequence[Failure]) -> str:
    """Which scenarios and points are left out, and the first reason."""
    names = list(dict.fromkeys(f"sweeps/{each.sweep} at {each.point}" if each.sweep else each.scenario for each in failed))
    first = failed[0]
    return f"left out: {cut(', '.join(names), 3 * NAME)} (stage {first.stage}: {cut(first.reason, 3 * NAME)})"
