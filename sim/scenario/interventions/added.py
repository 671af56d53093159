"""Events that the record does not hold: a scenario puts them in, in the record's words."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from datetime import date as calendar_day
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from sim.errors import RecordError, unknown
from sim.record.rows import iso_date
from sim.record.schema import ACTIONS, TARGETS
from sim.scenario.faults import Fault, listed
from sim.scenario.interventions.actors import not_theirs, unknown_actor
from sim.scenario.interventions.base import Actor, Day, ScenarioSpan, StatedDays, Text, Words, day_in_words
from sim.scenario.interventions.events import Casualties, Country, Rows, foreign_words, said
from sim.scenario.recorded import coding, context_names
from sim.vocabulary.decisions import ACTORS, DECISIONS, MILITIAS, decisions_of

if TYPE_CHECKING:
    from sim.record.acts import Act

EVENT_ACTIONS = tuple(dict.fromkeys((*ACTIONS, *DECISIONS)))


def _iso(value: object) -> object:
    """A day as ISO text."""
    return value.isoformat() if isinstance(value, calendar_day) else value


class AddEvent(Casualties):
    """An event that the record does not hold, in its words, or with a decision of the model as action; coded as a row would be.

    A truce may also say its scope (the militias it binds), what it covers (attack_base, attack_convoy) and until when: a day, or
    the name of a context whose end ends it.
    """

    kind: Literal["add_event"] = "add_event"
    date: Day
    actor: Actor
    action: Annotated[Text, Field(json_schema_extra={"enum": list(EVENT_ACTIONS)})]
    target: Annotated[Text, Field(json_schema_extra={"enum": list(TARGETS)})]
    target_group: Text = ""
    country: Country = "Iraq"
    location: Text = ""
    scope: Words = ()
    covers: Words = ()
    until: Annotated[Text, BeforeValidator(_iso)] = ""

    def days(self) -> StatedDays:
        """Its day; a new truce's end is its own affair."""
        return {"date": self.date}

    def row(self) -> dict[str, Any]:
        """The event as a row of the record: its columns, only those that are stated."""
        row = self.model_dump(exclude={"kind", "because"}, exclude_none=True)
        return {key: value for key, value in row.items() if key not in ("scope", "covers", "until") or value}

    def name_faults(self, scenario: ScenarioSpan) -> Iterator[Fault]:
        """It is said in the record's words, and the rules that code the record make a decision of it."""
        wrong = [*self._unknown_terms(), *foreign_words(self.country, self.target_group)]
        yield from wrong or self._no_decision()

    def _unknown_terms(self) -> Iterator[Fault]:
        """Who does what to whom, and the terms of a truce."""
        yield from unknown_actor(self.actor)
        for key, name, allowed in (("action", self.action, EVENT_ACTIONS), ("target", self.target, TARGETS)):
            if name not in allowed:
                yield Fault((key,), unknown(key, name, allowed))
        if self.actor in ACTORS and self.action in DECISIONS and self.action not in decisions_of(self.actor):
            yield Fault(("action",), not_theirs(self.actor, self.action))
        yield from listed(("scope",), "militia", self.scope, MILITIAS)
        yield from listed(("covers",), "decision", self.covers, ("attack_base", "attack_convoy"))
        yield from _unknown_end(self.until)
        if _is_day(self.until) and iso_date(self.until) < self.date:
            yield Fault(("until",), f"until {self.until} lies before date; allowed: {self.date} or later")

    def _no_decision(self) -> Iterator[Fault]:
        from sim.record.coding import code_row

        try:
            code_row(self.row(), coding())
        except RecordError as error:
            yield Fault(("action",), f"{error}; the intervention context changes a dated context, such as protests")

    @property
    def contexts_read(self) -> tuple[str, ...]:
        """The context that a truce ends with."""
        return (self.until,) if self.until in context_names() else ()

    def in_words(self) -> str:
        """What happens besides."""
        known = ("date", "actor", "action", "target", "target_group", "country", "location")
        more = [f"{key} {said(value)}" for key, value in self.row().items() if key not in known]
        where = self.location or self.country
        whom = "" if self.target == "none" else f" against {self.target_group or self.target}"
        what = f"{self.action.replace('_', ' ')}{whom} by {self.actor}"
        return f"On {day_in_words(self.date)} there is also this: {what} ({'; '.join([where, *more])})."

    def change_acts(self, acts: list[Act], scenario: ScenarioSpan, rows: Rows) -> list[Act]:
        """Its acts come after the others."""
        from sim.record.coding import code_row

        name = f"added-{len(acts)}"
        return acts + [dataclasses.replace(act, id=name, added=True) for act in code_row(self.row(), coding())]


def _unknown_end(until: str) -> Iterator[Fault]:
    """A truce holds until a day, or while a context lasts."""
    if until and until not in context_names() and not _is_day(until):
        yield Fault(("until",), f"{unknown('end of a truce', until, context_names())}; or a day such as 2020-10-31")


def _is_day(text: str) -> bool:
    try:
        return bool(iso_date(text))
    except ValueError:
        return False
