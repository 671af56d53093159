"""Links: what sources say that a documented act answered (`calibration/record/links.csv`).

A link is data and may be wrong: a stated reason may be a pretext, and `said_by: sequence` is our own order in time, no evidence.
`CODEBOOK.md` beside the file lists these traps. Reading is strict: an id that does not exist, a cause later than its answer or
acts that answer each other in a circle are errors that name the line and the column.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise
from pathlib import Path

import pandas as pd

from sim.errors import RecordError, cut, unknown
from sim.paths import RECORD
from sim.record.acts import day_number
from sim.record.coding_tidy import Rows, span_of
from sim.record.contexts import load_contexts
from sim.record.incidents import load_record
from sim.record.rows import CsvRow, iso_date, read_rows
from sim.untrusted import shown

LINKS = RECORD / "links.csv"
COLUMNS = ("id", "cause", "said_by", "strength", "coders", "note")
WORDS: dict[str, tuple[str, ...]] = {
    "said_by": ("actor", "opponent", "source", "sequence"),
    "strength": ("sole", "joint", "background"),
    "coders": ("both", "first"),
}
"""Columns that hold exactly one word of a list."""
SPEAKERS = {
    "actor": "the actor itself",
    "opponent": "an opponent",
    "source": "others (reporters, officials, analysts)",
    "sequence": "nobody (our order in time, no evidence)",
}
"""By a word of `said_by`, who said what an act answered."""
MOTIVES = ("government_formation", "israeli_campaign", "syria_war", "other")
"""What a link may name after `context:` beside the names of `contexts.yaml`: motives that are no dated fact there."""
CONTEXT, MISSING = "context:", "missing:"
_A_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
FRAME = ("id", "date", "cause", "cause_date", "days", "said_by", "strength", "coders", "note")


@dataclass(frozen=True)
class Link:
    """One act and one thing that it is said to have answered.

    Attributes
    ----------
    id
        The act that answers.
    cause
        The id of the act that it answered; or `context:NAME`; or `missing:DATE:NAME` for an event without a row.
    said_by
        `actor` (it said so itself), `opponent`, `source` (reporters, officials, analysts), `sequence` (our order in time alone).
    strength
        `sole`, `joint` (one of several), `background` (a general motive).
    coders
        `both` where a second reader has the same pair, else `first`.
    """

    id: str
    cause: str
    said_by: str
    strength: str
    coders: str
    note: str

    @property
    def named(self) -> str:
        """The id of the act that was answered; empty for a context and for an event without a row."""
        return "" if self.cause.startswith((CONTEXT, MISSING)) else self.cause

    @property
    def cause_date(self) -> str:
        """The day of what was answered, YYYY-MM-DD; empty for a context."""
        if self.cause.startswith(MISSING):
            return self.cause.split(":")[1]
        return self.named[:10]


@dataclass(frozen=True)
class Links:
    """All links, in the order of the file."""

    links: tuple[Link, ...]

    def __len__(self) -> int:
        """How many links."""
        return len(self.links)

    def causes(self, act: str) -> tuple[Link, ...]:
        """What an act is said to have answered."""
        return tuple(self._by_id.get(act, ()))

    def answers(self, act: str) -> tuple[Link, ...]:
        """What is said to have answered an act."""
        return tuple(self._by_cause.get(act, ()))

    @cached_property
    def _by_id(self) -> dict[str, list[Link]]:
        return _grouped((link.id, link) for link in self.links)

    @cached_property
    def _by_cause(self) -> dict[str, list[Link]]:
        return _grouped((link.named, link) for link in self.links if link.named)


NO_LINKS = Links(())
"""Nothing is said of what any act answered."""


def _grouped(pairs: Iterable[tuple[str, Link]]) -> dict[str, list[Link]]:
    groups: dict[str, list[Link]] = {}
    for key, link in pairs:
        groups.setdefault(key, []).append(link)
    return groups


def load_links(path: Path | None = None, rows: Rows | None = None, contexts: Collection[str] | None = None) -> Links:
    """Read and check the links; all by default is the project's own, read once.

    Parameters
    ----------
    path
        The file; by default the project's own.
    rows
        The incidents they speak of, by id; by default the project's own.
    contexts
        Names that may stand after `context:`; by default those of `contexts.yaml` and `MOTIVES`.

    Raises
    ------
    RecordError
        At the first link that is wrong: file, line, column, value and what is allowed.
    """
    if path is None and rows is None and contexts is None:
        return _own()
    path = LINKS if path is None else Path(path)
    rows = load_record().rows() if rows is None else rows
    names = (*load_contexts().names, *MOTIVES) if contexts is None else tuple(contexts)
    lines: dict[tuple[str, str], int] = {}
    links = [_checked(row, rows, names, lines, _wrong(row, shown(path))) for row in read_rows(path, COLUMNS)]
    _refuse_circles(links, lines, shown(path))
    return Links(tuple(links))


@cache
def _own() -> Links:
    return load_links(LINKS)


Wrong = Callable[[str, str], RecordError]
"""The error for a column and what is wrong with it."""


def _wrong(row: CsvRow, file: str) -> Wrong:
    def error(column: str, message: str) -> RecordError:
        return RecordError(
            f"link of {cut(row.cells['id'], 60) or '(no id)'}, column {column}: {message}", file=file, line=row.line
        )

    return error


def _checked(row: CsvRow, rows: Rows, names: Sequence[str], lines: dict[tuple[str, str], int], wrong: Wrong) -> Link:
    """The link of a row; `lines` holds the line of every pair read so far."""
    link = Link(**row.cells)
    if link.id not in rows:
        raise wrong("id", unknown("id", link.id, rows))
    for column, allowed in WORDS.items():
        if row.cells[column] not in allowed:
            raise wrong(column, unknown("word", row.cells[column], allowed))
    _check_cause(link, rows, names, wrong)
    if (link.id, link.cause) in lines:
        raise wrong("cause", f"the same pair stands on line {lines[link.id, link.cause]} already; allowed: once")
    lines[link.id, link.cause] = row.line
    return link


def _check_cause(link: Link, rows: Rows, names: Sequence[str], wrong: Wrong) -> None:
    if link.cause.startswith(CONTEXT):
        name = link.cause.removeprefix(CONTEXT)
        if name not in names:
            raise wrong("cause", unknown("context", name, names))
    elif link.cause.startswith(MISSING):
        _check_missing(link.cause, wrong)
    elif link.cause == link.id:
        raise wrong("cause", "an act does not answer itself")
    elif link.cause not in rows:
        raise wrong("cause", f"{unknown('id', link.cause, rows)}; or write context:NAME, or missing:YYYY-MM-DD:NAME")
    _check_order(link, rows, wrong)


def _check_missing(cause: str, wrong: Wrong) -> None:
    day, _, name = cause.removeprefix(MISSING).partition(":")
    try:
        iso_date(day)
    except ValueError as error:
        raise wrong("cause", f"{cut(repr(day), 60)} is not a calendar day; write missing:YYYY-MM-DD:NAME") from error
    if not _A_NAME.fullmatch(name):
        raise wrong("cause", f"{cut(repr(name), 60)} is not a name; write small letters, digits and hyphens")


def _check_order(link: Link, rows: Rows, wrong: Wrong) -> None:
    """Refuse a cause that can only be later than its answer; an act dated to a week or a month may lie on any day of it."""
    if not link.cause_date:
        return
    _, last = span_of(rows[link.id])
    first = span_of(rows[link.named])[0] if link.named else day_number(link.cause_date)
    if first > last:
        raise wrong("cause", f"{link.cause_date} is later than the act that answers it; allowed: the same day or earlier")


def _refuse_circles(links: Sequence[Link], lines: Mapping[tuple[str, str], int], file: str) -> None:
    behind: dict[str, list[str]] = {}
    for link in links:
        if link.named:
            behind.setdefault(link.id, []).append(link.named)
    try:
        TopologicalSorter(behind).prepare()
    except CycleError as error:
        circle: list[str] = error.args[1]
        line = max(lines[answer, cause] for cause, answer in pairwise(circle))
        told = " <- ".join(cut(name, 60) for name in circle[:3])
        more = " <- ..." if len(circle) > 3 else ""
        message = f"column cause: acts answer each other in a circle: {told}{more}; allowed: none"
        raise RecordError(message, file=file, line=line) from error


def link_frame(links: Iterable[Link], rows: Rows) -> pd.DataFrame:
    """Links as a table.

    Returns
    -------
    Columns `FRAME`: `date` and `cause_date` as datetime64 (NaT for a context), `days` between them (Int64; empty for a context
    and where the record gives a week or a month), the rest as text.
    """
    made = []
    for link in links:
        vague = any(rows[name]["date_precision"] != "day" for name in (link.id, link.named) if name)
        made.append((link.id, link.id[:10], link.cause, link.cause_date or None, vague, *_rest(link)))
    frame = pd.DataFrame(made, columns=["id", "date", "cause", "cause_date", "vague", "said_by", "strength", "coders", "note"])
    for name in ("date", "cause_date"):
        frame[name] = pd.to_datetime(frame[name], format="%Y-%m-%d")
    days = (frame["date"] - frame["cause_date"]).dt.days.astype("Int64")
    return frame.assign(days=days.mask(frame["vague"].astype(bool)))[list(FRAME)]


def _rest(link: Link) -> tuple[str, ...]:
    return link.said_by, link.strength, link.coders, link.note
