"""`escalation effects`: one table and one report of the effects in any folder of a comparison, a batch or a sweep."""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.commands import options as opt
from sim.commands.remaking import Remade, beside_of, source_of
from sim.vocabulary.measures import MEASURES
from sim.wording import percents

if TYPE_CHECKING:
    import pandas as pd

    from sim.estimates.estimating import Estimate

MOST_ARMS = 6
"""Arms that are printed; `effects.csv` has them all."""
BEFORE = ("", "reference", "mean", "difference", "s.e.", "over\nparameters", "single\nworlds")
RANGED = "over\ncouplings"
AFTER = ("more\nin", "same\nin", "less\nin", "lost", "own\nacts", "followed", "shape")
WIDTH, WIDTH_RANGED = 140, 160
LEGEND = (
    "s.e.: how sure the mean is. Over parameters: 90 % of the mean effect over their draws. Single worlds: 90 % of them, luck "
    "and parameters together. Lost: of the worlds in which the reference has any, those with none. Own acts: what it edits "
    "or forbids counts for by itself; followed: the rest."
)

Folder = Annotated[
    Path, typer.Argument(metavar="FOLDER", help="What compare, batch or sweep wrote, or its manifest.", show_default=False)
]
Reference = Annotated[
    str | None,
    typer.Option(
        metavar="SCENARIO|POINT",
        help="What the others are set against; default: the first scenario of a comparison, the documented one of a batch, the "
        "reference of a sweep.",
        show_default=False,
    ),
]
Beside = Annotated[
    list[Path] | None,
    typer.Option(
        metavar="FOLDER",
        help="The same comparison or batch with another --coupling: adds the range of the mean effect over couplings.",
        show_default=False,
    ),
]
Out = Annotated[Path | None, typer.Option(help="Folder to write; default: FOLDER_effects.", show_default=False)]


def effects(
    folder: Folder,
    reference: Reference = None,
    beside: Beside = None,
    out: Out = None,
    force: opt.Force = False,
    formats: opt.Formats = None,
    as_json: opt.AsJson = False,
) -> None:
    """Say what the effects in a folder are and how sure: means, errors, what is luck and what parameters, month by month.

    Writes effects.csv, effects_monthly.csv, beyond_the_record.csv, figures and report.html
    into a folder of its own; nothing is run again.

    Example: escalation effects results/no_soleimani_strike
    """
    from sim.commands.writing import say_where
    from sim.estimates.estimating import estimate
    from sim.estimates.ranged import with_range
    from sim.estimates.saving import save_effects
    from sim.figures.style import formats_of
    from sim.results.folders import check_target
    from sim.results.manifest import folder_of

    drawn_as = formats_of(formats or None)
    target = _target(folder_of(folder)) if out is None else out
    with opt.unfinished(opt.nothing_written):
        check_target(target, force)
        found = with_range(estimate(folder, reference), beside or ())
        save_effects(found, target, force=force, formats=drawn_as)
    if as_json:
        opt.print_records(records_of(found))
    else:
        _print(found)
    say_where(target, report=True)


def again(made: Remade) -> None:
    """Write a folder of effects again, for `reproduce`, from the folders that it was made of."""
    from sim.estimates.estimating import estimate
    from sim.estimates.ranged import with_range
    from sim.estimates.saving import write_effects

    found = with_range(estimate(source_of(made), made.about.get("reference")), beside_of(made))
    write_effects(found, made.into, made.formats)


def _target(folder: Path) -> Path:
    whole = folder.resolve()
    return folder.parent / f"{folder.name}_effects" if folder.name not in ("", "..") else whole.parent / f"{whole.name}_effects"


def records_of(found: Estimate) -> list[dict[str, object]]:
    """The rows of the table, days as text."""
    days = found.table.select_dtypes("datetime").columns
    return opt.records(found.table.assign(**{name: found.table[name].dt.strftime("%Y-%m-%d") for name in days}))


def _print(found: Estimate) -> None:
    from sim.estimates.words import asked, beyond_of, measures_of, range_of, spread, title_of

    for arm in found.arms[:MOST_ARMS]:
        rows = found.rows_by_measure(arm)
        shown = [cells(rows[name], name, ranged=bool(found.beside)) for name in measures_of(found, arm)]
        since, until = (next(iter(rows.values()))[key] for key in ("since", "until"))
        title = (
            f"{title_of(found, arm)} ({arm}), against: {found.reference}; counted from {since} to {until}. {asked(found, arm)}"
        )
        opt.print_table(title, columns(ranged=bool(found.beside)), shown, width=WIDTH_RANGED if found.beside else WIDTH)
        if line := beyond_of(found, arm):
            typer.echo(line)
    if len(found.arms) > MOST_ARMS:
        typer.echo(f"and {len(found.arms) - MOST_ARMS} more: see effects.csv")
    head = f"{found.opened.worlds} worlds, {found.opened.n_draws} draws of the parameters."
    said = " ".join(filter(None, (head, spread(found), range_of(found), LEGEND)))
    typer.echo("\n".join(textwrap.wrap(said, opt.PLAIN_WIDTH)))


def columns(*, ranged: bool) -> tuple[str, ...]:
    """Heads of the printed table; `ranged` if the effect under other couplings is known."""
    return (*BEFORE, *([RANGED] if ranged else []), *AFTER)


def cells(row: pd.Series, name: str, *, ranged: bool) -> tuple[str, ...]:
    """A measure's row of the printed table, from its row of `effects.csv`; as many as `columns` has heads."""
    return (
        MEASURES[name].label,
        opt.number(row["reference_mean"]),
        opt.number(row["mean"]),
        opt.number(row["difference"], sign=True),
        opt.number(row["standard_error"]),
        opt.span(row["effect_low"], row["effect_high"], sign=True),
        opt.span(row["difference_low"], row["difference_high"], sign=True),
        *([opt.span(row["coupling_low"], row["coupling_high"], sign=True)] if ranged else []),
        *percents(row["p_more"], row["p_same"], row["p_less"]),
        opt.percent(row["p_lost"]),
        opt.number(row["own"], sign=True),
        opt.number(row["followed"], sign=True),
        str(row["shape"]),
    )
