"""What a scenario asks of the record, looked up once: its events, their days, how it is coded, and what contexts there are.

Coding and the record are imported where they are used: they take a while to load, and a scenario can be read without them.
"""

from __future__ import annotations

import difflib
import functools
import heapq
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from sim.errors import NAME, cut
from sim.vocabulary.offices import OFFICES

if TYPE_CHECKING:
    from sim.record.coding_rules import Coding
    from sim.record.contexts import Span

LIKELY = 40
"""Ids that are compared letter by letter with a misspelt one."""


@functools.cache
def coding() -> Coding:
    """The project's own rules of coding."""
    from sim.record.coding import load_coding

    return load_coding()


@functools.cache
def context_names() -> tuple[str, ...]:
    """The dated contexts that have a level."""
    from sim.record.contexts import load_contexts

    return load_contexts().names


@functools.cache
def office_holders(role: str) -> tuple[str, ...]:
    """Who may be put into an office: those of the record for whom the rules have every parameter that they read of a holder."""
    from sim.parameters import load_parameters
    from sim.record.contexts import load_contexts

    known, families = load_parameters().names, OFFICES[role]
    holders = dict.fromkeys(term.holder for term in load_contexts().terms(role))
    return tuple(name for name in holders if all(f"{family}_{name}" in known for family in families))


@functools.cache
def deaths_in_office(role: str) -> Mapping[str, str]:
    """By holder, the event of the record that ended his term."""
    from sim.record.contexts import load_contexts

    return {term.holder: term.ended_by for term in load_contexts().terms(role) if term.ended_by}


@functools.cache
def event_days() -> Mapping[str, date | None]:
    """The day of every event of the record, by id; None for a row that documents no decision of the model."""
    from sim.record.coding import code_record
    from sim.record.incidents import load_record

    record = load_record()
    days: dict[str, date | None] = dict.fromkeys(record.incidents["id"])
    return days | {act.id: act.date for act in code_record(record, coding())}


@functools.cache
def reasons_uncoded() -> Mapping[str, str]:
    """Why a row documents no decision of the model, by id."""
    from sim.record.coding import uncoded
    from sim.record.incidents import load_record

    rest = uncoded(load_record(), coding())
    return {str(key): str(reason) for key, reason in zip(rest["id"], rest["reason"], strict=True)}


@functools.cache
def spans_begun_by(event: str) -> tuple[Span, ...]:
    """The spans of dated contexts that begin with a row which no rule codes; none of a row that is coded."""
    from sim.record.contexts import load_contexts

    is_uncoded = event in event_days() and event_days()[event] is None
    return load_contexts().begun_by(event) if is_uncoded else ()


def row_of(event: str) -> Mapping[str, Any]:
    """The row of an event: its cells by column."""
    from sim.record.incidents import known_rows

    return known_rows()[event]


def day_of_row(event: str) -> date:
    """The day of an event as its row has it, coded or not."""
    day: date = row_of(event)["date"].date()
    return day


def event_in_words(event: str) -> str:
    """An event as `strike of 3 January 2020 at Baghdad airport (us, kill_leader)`; one that nobody knows by its id alone."""
    if event not in event_days():
        return f"event {event}"
    from sim.record.coding import code_row

    row = row_of(event)
    day: date = row["date"]
    done = (
        (row["actor"], *dict.fromkeys(act.decision for act in code_row(row, coding())))
        if event_days()[event]
        else (row["actor"],)
    )
    where = f"at {row['location']}" if row["location"] else f"in {row['country']}"
    return f"{row['action'].replace('_', ' ')} of {day.day} {day.strftime('%B')} {day.year} {where} ({', '.join(done)})"


def _triples(name: str) -> frozenset[str]:
    return frozenset(name[at : at + 3] for at in range(len(name) - 2))


@functools.cache
def _triples_of_events() -> Mapping[str, frozenset[str]]:
    return {event: _triples(event) for event in event_days()}


def nearby_events(name: str) -> list[str]:
    """The nearest ids and those of the same month: a short list teaches more than nine hundred names.

    Those that share most triples of letters are compared in full: all of them would take a tenth of a second for each name.
    """
    asked = cut(name, NAME)
    triples, known = _triples(asked), _triples_of_events()
    likely = heapq.nlargest(LIKELY, known, key=lambda event: len(known[event] & triples))
    near = difflib.get_close_matches(asked, likely, n=2, cutoff=0.4)
    return list(dict.fromkeys([*near, *(key for key in event_days() if key[:7] == name[:7])])) or list(event_days())
