"""What an intervention does to the record: an event is taken out, goes otherwise, or is put in.

Coding and the record are imported where they are used: they take a while to load, and a scenario can be read without them.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from datetime import date as calendar_day
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

from pydantic import BeforeValidator, Field

from sim.errors import RecordError, ScenarioError, unknown
from sim.record.rows import iso_date
from sim.record.schema import ACTIONS, COUNTRIES, RECORD_ACTORS, TARGETS
from sim.scenario.faults import Fault, listed
from sim.scenario.interventions.actors import not_theirs, unknown_actor
from sim.scenario.interventions.base import (
    Actor,
    Count,
    Day,
    Intervention,
    Prohibition,
    ScenarioSpan,
    StatedDays,
    Text,
    Word,
    Words,
)
from sim.scenario.recorded import coding, context_names, event_days, nearby_events, reasons_uncoded, row_of
from sim.vocabulary.decisions import ACTORS, DECISIONS, MILITIAS, decisions_of

if TYPE_CHECKING:
    from sim.record.acts import Act

Country = Annotated[Text, Field(json_schema_extra={"enum": list(COUNTRIES)})]
EVENT_ACTIONS = tuple(dict.fromkeys((*ACTIONS, *DECISIONS)))
Rows = Mapping[str, Mapping[str, Any]]


class _Casualties(Intervention):
    """Dead and wounded as the record counts them; None leaves the record's number (or none, for a new event)."""

    us_killed: Count | None = None
    us_wounded: Count | None = None
    coalition_killed: Count | None = None
    coalition_wounded: Count | None = None
    iraqi_forces_killed: Count | None = None
    iraqi_forces_wounded: Count | None = None
    militia_killed: Count | None = None
    militia_wounded: Count | None = None
    iran_killed: Count | None = None
    civilians_killed: Count | None = None


class _OfRecord(Intervention):
    """An intervention in an event that the record holds."""

    id: Word

    @property
    def changed_event(self) -> str:
        """Its id."""
        return self.id

    def name_faults(self, scenario: ScenarioSpan) -> Iterator[Fault]:
        """The event stands in the record, on a simulated day, and is a decision of the model."""
        if self.id not in event_days():
            yield Fault(("id",), unknown("event", self.id, nearby_events(self.id)))
            return
        first, day = scenario.branch or scenario.start, event_days()[self.id]
        if day is None:
            why = reasons_uncoded()[self.id]
            message = f"event {self.id} is no decision of the model, so changing it changes nothing ({why})"
            yield Fault(("id",), f"{message}; allowed: an event that is coded")
        elif not first <= day <= scenario.end:
            allowed = f"{first} (the branch) to {scenario.end}"
            yield Fault(("id",), f"event {self.id} is not on a simulated day; allowed: {allowed}")

    def prohibitions(self, scenario: ScenarioSpan, acts: Sequence[Act]) -> Iterator[Prohibition]:
        """Under fresh luck nothing ties a day to the record, so that whoever may have done it does not do it again that day."""
        if scenario.luck == "fresh":
            for act in (act for act in acts if act.id == self.id):
                for author in (act.actor,) if act.actor else act.candidates:
                    yield Prohibition(author, act.decision, act.date, act.date)


class RemoveEvent(_OfRecord):
    """An event of the record does not happen."""

    short: ClassVar[str | None] = "id"
    kind: Literal["remove_event"] = "remove_event"

    def change_acts(self, acts: list[Act], scenario: ScenarioSpan, rows: Rows) -> list[Act]:
        """Its acts are marked as removed."""
        return [dataclasses.replace(act, removed=True) if act.id == self.id else act for act in acts]


class EditEvent(_OfRecord, _Casualties):
    """An event of the record happens otherwise: other casualties, another place or group hit.

    `lethal` overrides what the casualties imply.
    """

    kind: Literal["edit_event"] = "edit_event"
    lethal: bool | None = None
    country: Country | None = None
    target_group: Text | None = None

    @property
    def changes(self) -> dict[str, int | bool | str]:
        """The record's columns that change, with their new values."""
        return self.model_dump(exclude={"kind", "id", "because"}, exclude_none=True)

    def own_faults(self) -> Iterator[Fault]:
        """It changes something."""
        if not self.changes:
            yield Fault((), f"edit_event changes nothing; allowed: {', '.join(self.yaml_keys())}")

    def name_faults(self, scenario: ScenarioSpan) -> Iterator[Fault]:
        """Its words are the codebook's, its event can be changed, and stays the decision that it was."""
        wrong = list(super().name_faults(scenario))
        if self.id in event_days():
            wrong = [*_foreign_words(self.country, self.target_group), *wrong]
        yield from wrong or self._other_decision()

    def _other_decision(self) -> Iterator[Fault]:
        from sim.record.coding import code_row

        row = row_of(self.id)
        before = {act.decision for act in code_row(row, coding())}
        try:
            after = {act.decision for act in code_row({**row, **self.changes}, coding())}
        except RecordError as error:
            yield Fault((), f"edit_event {self.id}: {error}")
            return
        if after != before:
            allowed = f"changes that leave it {', '.join(before)}"
            yield Fault((), f"edit_event {self.id} makes it {', '.join(after)}; allowed: {allowed}")

    def change_acts(self, acts: list[Act], scenario: ScenarioSpan, rows: Rows) -> list[Act]:
        """Its acts are coded again from the changed row; their day stays.

        Under fresh luck the event is put in as edited, and its own draw is left out (see `prohibitions`).
        """
        return [self._edited(act, scenario, rows) if act.id == self.id else act for act in acts]

    def _edited(self, act: Act, scenario: ScenarioSpan, rows: Rows) -> Act:
        from sim.record.coding import code_row

        coded = code_row({**rows[act.id], **self.changes}, coding())
        again = next((new for new in coded if new.decision == act.decision), None)
        if again is None:
            raise ScenarioError(
                f"edit_event {self.id}: so changed, the event is no longer what it was to the model ({act.decision})"
            )
        return dataclasses.replace(act, marks=again.marks, terms=again.terms, added=scenario.luck == "fresh")


class MoveEvent(_OfRecord):
    """An event of the record happens on another day, both days simulated; what it does there is what it did.

    Its day was the scenario's choice, so that it has no cause there. What happens at most once a day happens once: where the new
    day has an act of the kind already, the event is that one.
    """

    kind: Literal["move_event"] = "move_event"
    to: Day

    def days(self) -> StatedDays:
        """Its new day."""
        return {"to": self.to}

    def name_faults(self, scenario: ScenarioSpan) -> Iterator[Fault]:
        """Its event can be changed, and comes to another day."""
        yield from super().name_faults(scenario)
        if event_days().get(self.id) == self.to:
            yield Fault(("to",), f"event {self.id} is of {self.to} already; allowed: another day")

    def prohibitions(self, scenario: ScenarioSpan, acts: Sequence[Act]) -> Iterator[Prohibition]:
        """Under fresh luck its authors do not do it of themselves, neither on its old day nor on the new one."""
        for old in super().prohibitions(scenario, acts):
            yield from (old, old._replace(since=self.to, until=self.to))

    def change_acts(self, acts: list[Act], scenario: ScenarioSpan, rows: Rows) -> list[Act]:
        """Its acts are marked as removed from their day, and put in on the new one after the others."""
        from sim.record.acts import day_number

        gone = [dataclasses.replace(act, removed=True) if act.id == self.id else act for act in acts]
        moved = [act for act in acts if act.id == self.id]
        return gone + [dataclasses.replace(act, day=day_number(self.to), removed=False, added=True) for act in moved]


def _iso(value: object) -> object:
    """A day as ISO text."""
    return value.isoformat() if isinstance(value, calendar_day) else value


class AddEvent(_Casualties):
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
        wrong = [*self._unknown_terms(), *_foreign_words(self.country, self.target_group)]
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

    def _no_decision(self) -> Iterator[Fault]:
        from sim.record.coding import code_row

        try:
            code_row(self.row(), coding())
        except RecordError as error:
            yield Fault(("action",), str(error))

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


def _foreign_words(country: str | None, groups: str | None) -> Iterator[Fault]:
    """Country and groups hit, if stated, are words of the codebook; several groups are parted by semicolons."""
    if country is not None and country not in COUNTRIES:
        yield Fault(("country",), unknown("country", country, COUNTRIES))
    for group in filter(None, (groups or "").split(";")):
        if group not in RECORD_ACTORS:
            yield Fault(("target_group",), unknown("group", group, RECORD_ACTORS))
