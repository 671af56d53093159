"""`escalation record`: filter, tabulate, export and cite the incident record."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from sim.commands.options import print_wide
from sim.errors import InputError

if TYPE_CHECKING:
    import pandas as pd

Words = Annotated[list[str] | None, typer.Option(help="Keep these only; may be given several times.", metavar="WORD")]
Day = Annotated[str | None, typer.Option(help="First or last day to keep, YYYY-MM-DD.", metavar="DAY")]

SHOWN = ("date", "actor", "action", "target", "country", "us_killed", "summary")
LEFT_OUT_SHOWN = ("id", "action", "target", "reason")
TOTALS_SHOWN = ("window_start", "window_end", "what", "count", "said_by", "said_on")
ENDINGS = (".csv", ".parquet", ".json")
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
    as_json: Annotated[bool, typer.Option("--json", help="Print a list of records instead of a table.")] = False,
) -> None:
    """Filter, count, export and cite the documented incidents.

    Example: escalation record --since 2023-10-17 --actor us --action airstrike --by country --by month
    """
    from sim.record import cite, filter_record, load_record, tabulate

    columns: Columns = SHOWN
    if totals:
        _refuse_with_totals({"--by": by, "--cite": cited, "--uncoded": left_out})
        frame, columns = _totals(since, until), TOTALS_SHOWN
    else:
        words = {"actor": actor, "action": action, "target": target, "country": country, "confidence": confidence}
        asked = {name: list(value) for name, value in words.items() if value}
        frame = filter_record(load_record(), since, until, ids or [], **asked)
    if left_out:
        frame, columns = _left_out(frame), LEFT_OUT_SHOWN
    if cited:
        _print_sources(cite(frame), as_json)
        return
    if by:
        frame = tabulate(frame, by)
        columns = tuple(map(str, frame.columns))
    if export is not None:
        _write(frame, export)
        return
    _show(frame, as_json, columns)


def _refuse_with_totals(given: dict[str, Any]) -> None:
    for option, value in given.items():
        if value:
            raise InputError(f"{option} is about incidents; it does not go with --totals")


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


def _print_sources(sources: list[str], as_json: bool) -> None:
    typer.echo(json.dumps([{"source": source} for source in sources], indent=2) if as_json else "\n".join(sources))


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Plain records: days as YYYY-MM-DD, a count that no source states as null."""
    plain = frame.copy()
    for name in plain.select_dtypes("datetime").columns:
        plain[name] = plain[name].dt.strftime("%Y-%m-%d")
    plain = plain.astype(object).where(plain.notna(), None)
    return [{str(key): value for key, value in row.items()} for row in plain.to_dict("records")]


def _write(frame: pd.DataFrame, path: Path) -> None:
    if path.suffix not in ENDINGS:
        raise InputError(f"{path.name!r} must end in {', '.join(ENDINGS)}")
    try:
        if path.suffix == ".csv":
            frame.to_csv(path, index=False, date_format="%Y-%m-%d")
        elif path.suffix == ".parquet":
            frame.to_parquet(path, index=False)
        else:
            path.write_text(json.dumps(_records(frame), indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    except OSError as error:
        raise InputError(f"cannot write: {error.strerror or error}", file=path) from error
    typer.echo(f"{len(frame)} rows written to {path}")


def _show(frame: pd.DataFrame, as_json: bool, columns: Columns) -> None:
    if as_json:
        typer.echo(json.dumps(_records(frame), indent=2, ensure_ascii=False))
        return
    table = Table(*columns, caption=f"{len(frame)} rows", caption_justify="left")
    for row in _records(frame[list(columns)]):
        table.add_row(*("" if value is None else escape(str(value)) for value in row.values()))
    print_wide(table)
