"""Events of a world as a page says them: sentences, what they came from, the row of the record with its sources."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from sim.explain.chain import Step, in_plain_words, step_at
from sim.lessons.words import event as said
from sim.record.incidents import known_rows, split
from sim.why import DOCUMENTS


@dataclass(frozen=True)
class Told:
    """An event.

    Attributes
    ----------
    number
        In its world.
    text, why
        What was done, and what it came from.
    record_id, summary, links
        The row of the record that it is, what that says, and the addresses of its sources; empty for a drawn one.
    answers
        The number of the event that it answered; None if there is none.
    """

    number: int
    date: date
    text: str
    why: str
    rung: int
    record_id: str
    summary: str
    links: tuple[str, ...]
    answers: int | None


def all_told(events: pd.DataFrame) -> list[Told]:
    """All of them."""
    return [_told(row, step_at(events, at)) for at, row in enumerate(events.to_dict("records"))]


def _told(row: dict[Any, Any], step: Step) -> Told:
    known = known_rows().get(step.record_id)
    return Told(
        step.event, step.date, said(row), in_plain_words(step), int(row["rung"]), step.record_id,
        "" if known is None else str(known["summary"]), () if known is None else split(str(known["source_urls"])), step.answers,
    )  # fmt: skip


def days_with(events: Sequence[Told]) -> list[date]:
    """The days on which anything happened, in order."""
    return sorted({each.date for each in events})


def next_day(days: Sequence[date], now: date, by: int) -> date:
    """The day with an event that comes next (`by` = 1) or came before (-1); the same day if there is none."""
    later = [day for day in days if (day > now if by > 0 else day < now)]
    return now if not later else later[0] if by > 0 else later[-1]


def in_markdown(event: Told) -> str:
    """An event as a line: what, what it came from, and its sources as links."""
    text = f"**{escaped(event.text)}**. It came {escaped(event.why)}"
    if not event.record_id:
        return f"{text} *Drawn by the rules, in no record.*"
    where = [f"[source {at}]({link})" for at, link in enumerate(event.links, start=1) if not link.startswith(DOCUMENTS)]
    papers = [f"founding document {link.removeprefix(DOCUMENTS)}" for link in event.links if link.startswith(DOCUMENTS)]
    summary = f"{escaped(event.summary)} " if event.summary else ""
    return f"{text}\n\n{summary}{', '.join((*where, *papers))} `{event.record_id}`"


def escaped(text: str) -> str:
    """Text in which nothing is markup: no link, no picture, no formula."""
    for letter in "\\`*_[]<>$:#~|":
        text = text.replace(letter, f"\\{letter}")
    return text
