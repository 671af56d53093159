"""From an event to its cause, to that one's cause and so on, as the event table of one world holds them.

Every act of the table came from one motive. A motive that answers acts leads to an earlier act, which has a cause of its own; a
chain ends with a standing will, with a dated context, with a policy of the scenario, or where the table knows no more.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from sim.explain.kinds import ACT, CONTEXT, NONE, STANDING, cause_notes, kind_of
from sim.order import POLICY
from sim.vocabulary.levels import LEVELS
from sim.wording import spaced

UNTOLD, AMID = "untold", "amid"
"""Ends of a chain: its last act answered one that the table does not hold (of the days before, or missed by the record), or it
went with what was going on as a whole.
"""


@dataclass(frozen=True)
class Step:
    """One event of a chain and what it came from.

    Attributes
    ----------
    event, record_id
        Its number in its world, and the row of the record that it is; empty for a drawn one.
    motive, kind
        What it came from, and whether that is `standing`, `context`, `act` or `policy`; `none` where no motive explains it.
    during
        The dated context without which the motive is nothing; empty: none.
    amid
        Whether the motive goes with acts as a whole and answers no single one.
    sentence
        The motive in words; empty without one.
    answers
        Number of the event that it answered, the next of the chain; None at its end.
    """

    event: int
    date: date
    actor: str
    action: str
    target: str
    record_id: str
    motive: str
    kind: str
    during: str
    amid: bool
    sentence: str
    answers: int | None

    @property
    def end(self) -> str:
        """What the chain ends with, if it ends here: `standing`, `context`, `policy`, `amid`, `untold` or `none`; else empty."""
        if self.answers is not None:
            return ""
        if self.amid:
            return AMID
        return UNTOLD if self.kind == ACT else self.kind


def chain_of(events: pd.DataFrame, number: int) -> tuple[Step, ...]:
    """The chain of causes of an event, itself first.

    Parameters
    ----------
    events
        The events of one world, in the order of their numbers; each answers an earlier one, if any.
    """
    steps = [step_at(events, number)]
    while steps[-1].answers is not None:
        steps.append(step_at(events, steps[-1].answers))
    return tuple(steps)


def step_at(events: pd.DataFrame, number: int) -> Step:
    """An event and what it came from, the first step of its chain; `events` as in `chain_of`."""
    row: Any = events.iloc[number]
    note = cause_notes().get((row["action"], row["cause"]))
    return Step(
        event=number,
        date=date.fromisoformat(str(row["date"].date())),
        **{name: str(row[name]) for name in ("actor", "action", "target", "record_id")},
        motive=NONE if note is None else str(row["cause"]),
        kind=NONE if note is None else kind_of(note),
        during="" if note is None else note.during,
        amid=note is not None and bool(note.amid),
        sentence="" if note is None else note.sentence,
        answers=None if pd.isna(row["cause_event"]) else int(row["cause_event"]),
    )


def in_words(step: Step) -> str:
    """What an event came from, as the rest of a sentence that begins with `it came`."""
    if step.kind == NONE:
        return "from nothing that the rules know: the scenario put it in, or its cause was not traced"
    why = f"from {step.motive}: {step.sentence}"
    end = _BY_LEVEL if step.during in LEVELS else _ENDS.get(step.end, "")
    return f"{why} {end.format(step.during)}" if step.end else why


def in_plain_words(step: Step) -> str:
    """The same with the motive's name as words: `standing will` for `standing_will`."""
    return in_words(step).replace(step.motive, spaced(step.motive), 1)


_BY_LEVEL = "A level that the scenario changes ({}), which answers no act of the model."
_ENDS = {
    STANDING: "A standing will, which answers nothing.",
    CONTEXT: "A dated context ({}), which answers no act of the model.",
    POLICY: "It answers no act, whatever its condition looked at.",
    AMID: "It went with what was going on as a whole, and answered no single act of it.",
    UNTOLD: "The act that it answered is not in the table: it lies before, or the record missed it.",
}
