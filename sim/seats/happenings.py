"""What happened in the player's world: each event as a sentence, with what it came from, his own acts as his."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

import pandas as pd

from sim.explain.chain import Step, in_plain_words, step_at
from sim.lessons.words import event
from sim.order import POLICY
from sim.record.incidents import known_rows

ORDERED = "It came from your order."


@dataclass(frozen=True)
class Happening:
    """An event of the player's world.

    Attributes
    ----------
    number
        Its number in the event table of the world.
    text
        What was done, as a sentence without its end; `summary` is what the record says of it, empty for a drawn one.
    rung
        Of the ladder.
    record_id
        The row of the record that it is; empty for a drawn one.
    own, ordered
        Whether the player's actor did it, and whether by an order of his.
    why
        What it came from, in a sentence.
    answers
        Number of the event that it answered; None if it answered none.
    """

    number: int
    date: date
    actor: str
    action: str
    text: str
    summary: str
    rung: int
    record_id: str
    own: bool
    ordered: bool
    why: str
    answers: int | None

    @property
    def documented(self) -> bool:
        """Whether it stands in the record."""
        return bool(self.record_id)


@dataclass(frozen=True)
class Stretch:
    """What happened from the morning of `since` to the evening of `until`, both inclusive."""

    since: date
    until: date
    happenings: tuple[Happening, ...]

    @property
    def days(self) -> tuple[tuple[date, tuple[Happening, ...]], ...]:
        """The days on which something happened, with what did."""
        return tuple((day, tuple(own)) for day, own in groupby(self.happenings, key=lambda each: each.date))


def happenings(events: pd.DataFrame, actor: str) -> Iterator[Happening]:
    """The events of one world, in the order of their numbers.

    Parameters
    ----------
    events
        Its event table.
    actor
        The player's.
    """
    rows = known_rows()
    for number, row in enumerate(events.to_dict("records")):
        yield _happening(number, row, step_at(events, number), actor, rows)


def _happening(number: int, row: Mapping[Any, Any], step: Step, actor: str, rows: Mapping[str, Mapping[str, Any]]) -> Happening:
    own = row["actor"] == actor
    known = rows.get(step.record_id)
    ordered = own and (step.motive == POLICY or (bool(step.record_id) and known is None))
    return Happening(
        number=number,
        date=step.date,
        actor=step.actor,
        action=step.action,
        text=event(row),
        summary="" if known is None else str(known["summary"]),
        rung=int(row["rung"]),
        record_id=step.record_id if known is not None else "",
        own=own,
        ordered=ordered,
        why=ORDERED if ordered else f"It came {in_plain_words(step)}",
        answers=step.answers,
    )
