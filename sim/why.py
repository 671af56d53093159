"""Why an event happened, as pages say it: the chain of its causes, how sure each is, what held back, what sources say.

The report and the live page show one card (`templates/why.html.j2`); commands print the same chains and shares
(`sim.explain.trace`), and a lesson's file draws them with a program of its own (`templates/lesson/why.js`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from sim.explain.chain import in_plain_words
from sim.explain.explanation import DOCUMENTED, DRAWN, KEPT, Explanation, RestraintFactor, Said
from sim.explain.shares import shares_of
from sim.explain.trace import Traced
from sim.figures.style import plain_day
from sim.lessons.words import event as said_of
from sim.record.incidents import known_rows, split
from sim.record.links import SPEAKERS
from sim.wording import percent, percents, spaced

AT_WORK = 0.995
"""A restraint that leaves more of the rate than that is not at work."""
HOW = {
    DOCUMENTED: "It is in the record.",
    KEPT: "It is in the record, and happens here too.",
    DRAWN: "It is drawn by the rules, and in no record.",
}
NO_PERCENT = "0 %"
NO_RULE = "No rule stands behind it: the scenario put it in."
DOCUMENTS = "doc:"
"""Begins the name of a founding document, which has no address."""


@dataclass(frozen=True)
class Row:
    """A row of the record: what it says, the addresses of its sources, and documents that have none."""

    id: str
    says: str
    links: tuple[str, ...]
    papers: tuple[str, ...]


@dataclass(frozen=True)
class Bar:
    """A motive or a restraint: a part of one whole, or what is left of a rate; `share` is in [0, 1], `word` says it."""

    word: str
    share: float
    name: str
    sentence: str
    source: str


@dataclass(frozen=True)
class Cause:
    """An event of a chain: what, how it came about, how sure that is (empty: nobody's rule), and its row if it has one."""

    day: str
    text: str
    came: str
    sure: str
    row: Row | None


@dataclass(frozen=True)
class Answered:
    """What sources say that an act answered: a row of the record or, without one, a context or an event by its name."""

    row: Row
    speaker: str
    strength: str


@dataclass(frozen=True)
class Card:
    """What is told of an event.

    Attributes
    ----------
    how
        Whether it is in the record, or was drawn.
    causes
        Itself, what it answered, what that answered, and so on.
    motives
        What it may have come from; the words are whole per cents that add up to 100.
    held
        What held back, with what each left of the rate.
    """

    how: str
    causes: tuple[Cause, ...]
    motives: tuple[Bar, ...]
    held: tuple[Bar, ...]
    answered: tuple[Answered, ...]


def card(events: pd.DataFrame, trace: Sequence[Traced]) -> Card:
    """The card of an event.

    Parameters
    ----------
    events
        The events of its world, in the order of their numbers.
    trace
        Its chain of causes, itself first, with whatever was explained of it (`sim.explain.trace.traced`).
    """
    why = trace[0].why
    causes = tuple(_cause(events, each) for each in trace)
    if why is None:
        return Card(NO_RULE, causes, (), (), ())
    how = HOW.get(why.how, f"It was {why.how}.")
    return Card(how, causes, motives(why), held(why.restraints), tuple(map(_answered, why.said_once)))


def motives(why: Explanation) -> tuple[Bar, ...]:
    """What an event may have come from, without what has no whole per cent of it."""
    return strong(parts_of_one((each.share, each.motive, each.sentence, each.source) for each in shares_of(why)))


def parts_of_one(terms: Iterable[tuple[float, str, str, str]]) -> tuple[Bar, ...]:
    """Parts of one whole, in whole per cents that add up to 100; of each its share, name, sentence and source."""
    known = list(terms)
    words = percents(*(share for share, *_ in known))
    pairs = zip(known, words, strict=True)
    return tuple(Bar(word, share, spaced(name), sentence, source) for (share, name, sentence, source), word in pairs)


def strong(bars: Iterable[Bar]) -> tuple[Bar, ...]:
    """Those that have a whole per cent."""
    return tuple(bar for bar in bars if bar.word != NO_PERCENT)


def held(restraints: Sequence[RestraintFactor]) -> tuple[Bar, ...]:
    """Restraints that are at work, with what each leaves of the rate."""
    at_work = (each for each in restraints if each.factor < AT_WORK)
    return tuple(Bar(_left(each.factor), each.factor, spaced(each.name), each.sentence, each.source) for each in at_work)


def row_of(name: str) -> Row | None:
    """A row of the record by its id; None if there is none."""
    known = known_rows().get(name)
    if known is None:
        return None
    sources = split(str(known["source_urls"]))
    papers = tuple(each.removeprefix(DOCUMENTS) for each in sources if each.startswith(DOCUMENTS))
    return Row(name, str(known["summary"]), tuple(each for each in sources if not each.startswith(DOCUMENTS)), papers)


def _cause(events: pd.DataFrame, each: Traced) -> Cause:
    event: Any = events.iloc[each.step.event].to_dict()
    sure = "" if each.share is None else percents(each.share, 1.0 - each.share)[0]
    return Cause(plain_day(each.date), said_of(event), in_plain_words(each.step), sure, row_of(each.step.record_id))


def _answered(said: Said) -> Answered:
    return Answered(row_of(said.cause) or Row(said.cause, "", (), ()), SPEAKERS[said.said_by], said.strength)


def _left(factor: float) -> str:
    """What is left of a rate: never nothing where something is."""
    return "under 1 %" if 0 < factor < 0.005 else percent(factor)
