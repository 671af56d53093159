"""`escalation sweep`: one scenario at the points of a design, the same worlds and luck at each."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.commands import options as opt
from sim.commands.remaking import Remade
from sim.machine import BLOCK, SEED, WORLDS, Machine
from sim.parameter_files import POSTERIOR
from sim.vocabulary.measures import MEASURES

if TYPE_CHECKING:
    from sim.sweeps.running import Plan, Sweep

AT_MOST = " at the point with the most"
MOST_ROWS = 40
"""Points that are printed; `points.csv` has them all."""
HEAD, LINE = 12, 18
"""Letters of a line in the head of a column: of a measure, and of a name."""

Vary = Annotated[
    list[str] | None,
    typer.Option(
        metavar="NAME=LO:HI|A,B,C",
        help="What to vary, by a range or by values: a parameter, `branch`, or a key of an intervention, such as "
        "`interventions[0].from`. May be given several times.",
        show_default=False,
    ),
]
Design = Annotated[
    str,
    typer.Option(
        metavar="grid|lhs|sobol|posterior|FILE.csv",
        help="Every combination; a Latin hypercube; a Sobol sequence; draws of the posterior; or the rows of a file.",
    ),
]
Points = Annotated[
    int | None,
    typer.Option(help="Values of each range in a grid (5), or points of a sampled design (32).", show_default=False),
]
Reference = Annotated[int, typer.Option(metavar="POINT", help="The point from which the others are told apart.")]


def sweep(
    scenario: opt.Name,
    vary: Vary = None,
    design: Design = "grid",
    points: Points = None,
    reference: Reference = 0,
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
    """Run one scenario at many points of parameters and levers, with the same worlds and luck at every point.

    Writes sweep.parquet (a row for each point and world), points.csv, figures, and design.csv, to be edited and given back.

    Example: escalation sweep no_soleimani_strike --vary us.strikes_per_lethal_attack=0.1:1 --points 5 --worlds 200
    """
    from sim.commands.writing import say_where
    from sim.figures.style import formats_of
    from sim.results.folders import new_folder
    from sim.results.manifest import write_manifest
    from sim.sweeps.asked import parse_vary
    from sim.sweeps.planning import plan_sweep
    from sim.sweeps.saving import write_sweep

    (chosen,) = opt.scenarios_named([scenario], luck, coupling)
    parameters, machine = opt.parameters_of(params, settings), Machine(jobs, block, scheduler)
    asked = parse_vary(vary or ())
    refuse_twice(asked, settings)
    plan = plan_sweep(chosen, asked, design, points, worlds, seed, parameters, reference)
    folder = out or Path("results") / f"{chosen.name}_sweep"
    drawn_as = formats_of(formats or None)
    checked_plan(plan, machine, folder, yes=yes)
    with opt.unfinished(opt.nothing_written), new_folder(folder, force=force) as partial:
        with opt.progress_over([chosen], len(plan.design) * worlds) as progress:
            result = write_sweep(partial, plan, machine, progress, formats=drawn_as)
        write_manifest(partial, result.manifest)
    if as_json:
        opt.print_records(_records(result))
    else:
        _print_means(result)
    say_where(folder, report=False, figures=True)


def again(made: Remade) -> None:
    """Write the folder of a sweep again, for `reproduce`."""
    from sim.sweeps.planning import plan_of_folder
    from sim.sweeps.saving import write_sweep

    plan = plan_of_folder(made.about, made.folder, made.known_parameters)
    checked_plan(plan, made.machine, made.into, yes=made.yes)
    with opt.progress_over([plan.scenario], len(plan.design) * plan.worlds * len(plan.seeds)) as progress:
        write_sweep(made.into, plan, made.machine, progress, formats=made.formats)


def checked_plan(plan: Plan, machine: Machine, folder: Path, *, yes: bool) -> None:
    """Refuse what would take hours over all points, unless `--yes` says that it is meant."""
    opt.check_work(plan.points.scenarios, plan.worlds, machine, folder, yes=yes, kept=0)


def refuse_twice(asked: dict[str, str | None], settings: list[str] | None) -> None:
    """Raise `InputError` for a parameter that is both set and varied."""
    from sim.errors import InputError
    from sim.parameters import parse_settings

    both = [name for name in parse_settings(settings or ()) if name in asked]
    if both:
        raise InputError(f"{both[0]} stands in --set and in --vary; allowed: one of the two")


def _records(result: Sweep) -> list[dict[str, object]]:
    """The rows of `points`, days as text."""
    frame = result.points
    days = {
        factor.name: frame[factor.name].dt.strftime("%Y-%m-%d") for factor in result.plan.design.factors if factor.kind == "day"
    }
    return opt.records(frame.assign(**days))


def _print_means(result: Sweep) -> None:
    """A row for each point, a column for each watched measure."""
    from sim.sweeps.factors import in_words

    plan = result.plan
    means = [result.points.loc[result.points["measure"] == name, "mean"].tolist() for name in plan.measures]
    rows = [
        (str(point), *map(_short, map(in_words, row)), *(opt.number(mean[point]) for mean in means))
        for point, row in list(enumerate(plan.design.rows))[:MOST_ROWS]
    ]
    names = [_broken(factor.name) for factor in plan.design.factors]
    heads = [_head(MEASURES[name].label) for name in plan.measures]
    title = f"{plan.scenario.title} ({plan.scenario.name}): means, counted from {plan.points.span}"
    opt.print_table(title, ("point", *names, *heads), rows, n_words=1 + len(names))
    if len(plan.design) > MOST_ROWS:
        typer.echo(f"and {len(plan.design) - MOST_ROWS} more points: see points.csv")
    from sim.extrapolation import beyond, levels_set

    for line in (beyond(result.undocumented, AT_MOST), *dict.fromkeys(map(levels_set, plan.points.scenarios))):
        if line:
            typer.echo(line)
    typer.echo(
        f"The same {plan.worlds} worlds of seed {plan.seed}, with the same luck, at every point. points.csv has their errors,"
    )
    typer.echo(
        f"intervals, and the paired differences to point {plan.reference}; sweep.parquet every world; design.csv the points."
    )


def _head(label: str) -> str:
    return "\n".join(textwrap.wrap(label, HEAD))


def _broken(name: str) -> str:
    """A name on several lines, each as long as a column has room for."""
    lines = [""]
    for part in re.split(r"(?<=[._])", name):
        if lines[-1] and len(lines[-1] + part) > LINE:
            lines.append("")
        lines[-1] += part
    return "\n".join(lines)


def _short(text: str) -> str:
    """A number to six digits, as a column has room for."""
    try:
        return f"{float(text):.6g}" if "." in text or "e" in text else text
    except ValueError:
        return text
