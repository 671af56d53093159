"""Rows of the record that no rule codes, and with which a dated context begins: what is done to one is done to the context."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from sim.scenario.faults import Fault
from sim.scenario.interventions.base import ScenarioSpan
from sim.scenario.interventions.circumstances import why_unread
from sim.scenario.recorded import day_of_row, reasons_uncoded, spans_begun_by


def uncoded_faults(event: str, scenario: ScenarioSpan, *, changeable: bool) -> Iterator[Fault]:
    """Why an event that is no decision of the model cannot be changed here.

    Parameters
    ----------
    changeable
        Whether this kind of change is one that the context which it begins can follow.
    """
    spans = spans_begun_by(event)
    if not (spans and changeable):
        begins = f" and begins no dated context ({reasons_uncoded()[event]})" if changeable else f" ({reasons_uncoded()[event]})"
        message = f"event {event} is no decision of the model{begins}, so that changing it changes nothing"
        yield Fault(("id",), f"{message}; allowed: an event that is coded; the intervention context changes a dated context")
        return
    first, day = scenario.branch or scenario.start, day_of_row(event)
    if not first <= day <= scenario.end:
        yield Fault(("id",), f"event {event} is not on a simulated day; allowed: {first} (the branch) to {scenario.end}")
    names = ", ".join(span.name for span in spans)
    if scenario.contexts == "none":
        message = f"contexts: none leaves out what {event} begins ({names}), so that changing it changes nothing"
        yield Fault(("id",), f"{message}; allowed: it under contexts: recorded")
    reasons = [why_unread(span.name, scenario) for span in spans]
    if all(reasons):
        yield Fault(("id",), f"no rule reads what {event} begins ({names}), so that changing it changes nothing: {reasons[0]}")


def gone_in_words(event: str) -> str:
    """What goes with an event that does not happen, as the end of a sentence; empty if nothing does."""
    return _joined([f"the context {span.name} ({_from_to(span.since, span.until)})" for span in spans_begun_by(event)])


def moved_in_words(event: str, to: date) -> str:
    """What goes with an event that happens on another day, as the end of a sentence; empty if nothing does."""
    by = to - day_of_row(event) if spans_begun_by(event) else timedelta()
    return _joined(
        [
            f"the context {span.name}, now {_from_to(span.since + by, None if span.until is None else span.until + by)}"
            for span in spans_begun_by(event)
        ]
    )


def _joined(parts: list[str]) -> str:
    return f", and with it {' and '.join(parts)}" if parts else ""


def _from_to(since: date, until: date | None) -> str:
    return f"from {since} on" if until is None else f"{since} to {until}"
