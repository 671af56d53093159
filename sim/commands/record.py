"""`escalation record`: filter, tabulate, export and cite the incident record, and show who answered what."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from sim.commands.export import write_whole
from sim.commands.options import print_wide
from sim.errors import NAME, InputError, bounded, cut

if TYPE_CHECKING:
    import pandas as pd

Words = Annotated[list[str] | None, typer.Option(help="Keep these only; may be given several times.", metavar="WORD")]
Day = Annotated[str | None, typer.Option(help="First or last day to keep, YYYY-MM-DD.", metavar="DAY")]

SHOWN = ("id", "target", "summary")
"""An id names day, actor and action, and is what a scenario asks for; where, and the American dead, stand below the target."""
LEFT_OUT_SHOWN = ("id", "target", "reason")
LINKS_SHOWN = ("id", "cause", "said_by", "strength")
TRAPS = "sequence is our order in time, no evidence; a stated reason may be a pretext (calibration/record/CODEBOOK.md)"
TOTALS_SHOWN = ("window_start", "window_end", "what", "count", "said_by", "said_on")
ENDINGS = (".csv", ".parquet", ".json")
APART: dict[str, tuple[str, tuple[str, ...]]] = {
    "--totals": (
        "is about incidents; it does not go with --totals",
        ("--actor", "--action", "--target", "--country", "--confidence", "--id", "--by", "--cite", "--uncoded", "--links"),
    ),
    "--links": ("does not go with --links, which lists pairs of acts", ("--by", "--cite", "--uncoded")),
    "--cite": ("does not go with --cite, which prints the sources alone", ("--by", "--export")),
    "--export": ("does not go with --export, which writes a file and prints no rows", ("--json",)),
}
"""What does not go with an option, and why: no option is ever passed over in silence."""
Columns = tuple[str, ...]


def record(
    since: Day = None,
    until: Day = None,
    actor: Words = None,
    action: Words = None,
    target: Words = None,
    country: Words = None,
    confidence: Words = None,
    ids: Annotated[list[str] | None, typer.Option("--id", help="Keep this incident; may be repeated.", metavar="ID")] = None,
    by: Annotated[list[str] | None, typer.Option(help="Count by this column, or by year or month.", metavar="COLUMN")] = None,
    export: Annotated[Path | None, typer.Option(help="Write to a file ending in .csv, .parquet or .json.")] = None,
    cited: Annotated[bool, typer.Option("--cite", help="Print the sources of the incidents, one a line.")] = False,
    left_out: Annotated[
        bool, typer.Option("--uncoded", help="List the incidents that are no decision of the model, and why.")
    ] = False,
    totals: Annotated[bool, typer.Option("--totals", help="Print the totals that officials and monitors gave out.")] = False,
    linked: Annotated[
        bool, typer.Option("--links", help="List what these answered, as sources say; with --id also what answered them.")
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Let --export replace a file.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print a list of records instead of a table.")] = False,
) -> None:
    """Filter, count, export and cite the documented incidents.

    Example: escalation record --since 2023-10-17 --actor us --action airstrike --by country --by month
    """
    from sim.record import cite, filter_record, load_record, tabulate

    columns: Columns = SHOWN
    words = {"actor": actor, "action": action, "target": target, "country": country, "confidence": confidence}
    asked = {name: list(value) for name, value in words.items() if value}
    other = {"id": ids, "by": by, "export": export, "cite": cited, "uncoded": left_out}
    other |= {"totals": totals, "links": linked, "json": as_json}
    _refuse_together({f"--{name}" for name, value in {**asked, **other}.items() if value}, force)
    if totals:
        frame, columns = _totals(since, until), TOTALS_SHOWN
    else:
        frame = filter_record(load_record(), since, until, ids or [], **asked)
    if linked:
        frame, columns = _links(frame, bool(ids)), LINKS_SHOWN
    if left_out:
        frame, columns = _left_out(frame), LEFT_OUT_SHOWN
    if cited:
        _print_sources(cite(frame), as_json)
        return
    if by:
        frame = tabulate(frame, by)
        columns = tuple(map(str, frame.columns))
    if export is not None:
        _write(frame, export, force)
        return
    _show(frame, as_json, columns)


def _refuse_together(given: set[str], force: bool) -> None:
    for option, (why, others) in APART.items():
        wrong = [other for other in others if option in given and other in given]
        if wrong:
            raise InputError(f"{wrong[0]} {why}")
    if force and "--export" not in given:
        raise InputError("--force is about the file of --export; it does nothing without it")


def _totals(since: str | None, until: str | None) -> pd.DataFrame:
    """Totals whose window lies within the span; an open window end counts as fitting."""
    from sim.record import day_or, load_totals

    frame = load_totals()
    early = frame["window_start"] < day_or(since, "1900-01-01")
    late = frame["window_end"] > day_or(until, "2200-01-01")
    return frame[~(early | late)]


def _left_out(frame: pd.DataFrame) -> pd.DataFrame:
    """The incidents among these that are no decision of the model, with a column `reason`."""
    from sim.record import load_coding, load_record, uncoded

    rest = uncoded(load_record(), load_coding())
    return frame.merge(rest[["id", "reason"]], on="id", how="inner")


def _links(frame: pd.DataFrame, also_answers: bool) -> pd.DataFrame:
    """What these acts answered, as sources say, and, if asked for, what answered them."""
    from sim.record import link_frame, load_links, load_record

    acts = set(frame["id"])
    links = (link for link in load_links().links if link.id in acts or (also_answers and link.named in acts))
    return link_frame(links, load_record().rows())


def _print_sources(sources: list[str], as_json: bool) -> None:
    typer.echo(json.dumps([{"source": source} for source in sources], indent=2) if as_json else "\n".join(sources))


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Plain records: days as YYYY-MM-DD, a count that no source states as null."""
    plain = frame.copy()
    for name in plain.select_dtypes("datetime").columns:
        plain[name] = plain[name].dt.strftime("%Y-%m-%d")
    plain = plain.astype(object).where(plain.notna(), None)
    return [{str(key): value for key, value in row.items()} for row in plain.to_dict("records")]


def _write(frame: pd.DataFrame, path: Path, force: bool) -> None:
    if path.suffix not in ENDINGS:
        raise InputError(f"{cut(path.name, NAME)!r} must end in {', '.join(ENDINGS)}")

    def write(part: Path) -> None:
        if path.suffix == ".csv":
            frame.to_csv(part, index=False, date_format="%Y-%m-%d")
        elif path.suffix == ".parquet":
            frame.to_parquet(part, index=False)
        else:
            part.write_text(json.dumps(_records(frame), indent=2, ensure_ascii=False) + "\n", encoding="utf-8")

    write_whole(path, write, force=force)
    typer.echo(f"{len(frame)} rows written to {bounded(str(path))}")


def _show(frame: pd.DataFrame, as_json: bool, columns: Columns) -> None:
    if as_json:
        typer.echo(json.dumps(_records(frame), indent=2, ensure_ascii=False))
        return
    caption = f"{len(frame)} rows" if columns != LINKS_SHOWN else f"{len(frame)} links; {TRAPS}"
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), caption=caption, caption_justify="left")
    for column in columns:
        table.add_column(column, no_wrap=column in ("id", "cause"), overflow="fold")  # an id is there to be copied: never cut
    for row in _records(frame):
        table.add_row(*(escape(_cell(row, column)) for column in columns))
    print_wide(table)


def _cell(row: dict[str, Any], column: str) -> str:
    """What a reader sees of a column: with the target of an incident, where it was and who died."""
    text = "" if row[column] is None else str(row[column])
    if column != "target" or "summary" not in row:
        return text
    dead = f", {row['us_killed']} US dead" if row["us_killed"] else ""
    return f"{text}\n{row['country']}{dead}"
