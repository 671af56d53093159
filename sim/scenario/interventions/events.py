"""What an intervention does to the record: an event is taken out, goes otherwise, or is put in.

Coding and the record are imported where they are used: they take a while to load, and a scenario can be read without them.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

from pydantic import Field

from sim.errors import RecordError, ScenarioError, unknown
from sim.record.schema import COUNTRIES, RECORD_ACTORS
from sim.scenario.faults import Fault
from sim.scenario.interventions.authors import author_faults, by_another
from sim.scenario.interventions.base import Count, Day, Intervention, ScenarioSpan, StatedDays, Text, Word, day_in_words
from sim.scenario.interventions.columns import laid_over, read, unread
from sim.scenario.interventions.dated import Prohibition
from sim.scenario.interventions.spans import gone_in_words, moved_in_words, uncoded_faults
from sim.scenario.interventions.weapons import weapon_faults, weapon_in_words
from sim.scenario.recorded import coding, day_of_row, event_days, event_in_words, nearby_events, row_of, spans_begun_by
from sim.vocabulary.decisions import MILITIAS, actors_of

if TYPE_CHECKING:
    from sim.record.acts import Act
    from sim.record.contexts import Contexts

Author = Annotated[Text, Field(json_schema_extra={"enum": list(MILITIAS)})]
Country = Annotated[Text, Field(json_schema_extra={"enum": list(COUNTRIES)})]
Rows = Mapping[str, Mapping[str, Any]]


class Casualties(Intervention):
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

    changes_spans: ClassVar[bool] = False
    """Whether a dated context that a row begins follows what is done to the row."""
    id: Word

    @property
    def changed_event(self) -> str:
        """Its id."""
        return self.id

    def name_faults(self, scenario: ScenarioSpan) -> Iterator[Fault]:
        """The event stands in the record, on a simulated day, and is a decision of the model, or begins what a rule reads."""
        if self.id not in event_days():
            yield Fault(("id",), unknown("event", self.id, nearby_events(self.id)))
            return
        first, day = scenario.branch or scenario.start, event_days()[self.id]
        if day is None:
            yield from uncoded_faults(self.id, scenario, changeable=self.changes_spans)
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
    """An event of the record does not happen; nor, if no rule codes it, the dated context that begins with it."""

    changes_spans: ClassVar[bool] = True
    short: ClassVar[str | None] = "id"
    kind: Literal["remove_event"] = "remove_event"

    def in_words(self) -> str:
        """What does not happen."""
        return f"The {event_in_words(self.id)} does not happen{gone_in_words(self.id)}."

    def change_contexts(self, contexts: Contexts) -> Contexts:
        """What it begins is nothing."""
        return contexts.without_begun_by(self.id) if spans_begun_by(self.id) else contexts

    def change_acts(self, acts: list[Act], scenario: ScenarioSpan, rows: Rows) -> list[Act]:
        """Its acts are marked as removed."""
        return [dataclasses.replace(act, removed=True) if act.id == self.id else act for act in acts]


class EditEvent(_OfRecord, Casualties):
    """An event of the record happens otherwise: other casualties, place, group hit or weapon, another group as its author.

    `lethal` overrides what the casualties imply; `weapon` is that of a militia's attack on a base, stated or not; `author` is a
    militia, for what a militia did, named or not.
    """

    kind: Literal["edit_event"] = "edit_event"
    lethal: bool | None = None
    country: Country | None = None
    target_group: Text | None = None
    weapon: Literal["drone", "rocket"] | None = None
    author: Author | None = None

    @property
    def changes(self) -> dict[str, int | bool | str]:
        """The record's columns that change, with their new values."""
        return self.model_dump(exclude={"kind", "id", "because", "author"}, exclude_none=True)

    def own_faults(self) -> Iterator[Fault]:
        """It changes something."""
        if not self.changes and self.author is None:
            yield Fault((), f"edit_event changes nothing; allowed: {', '.join(self.yaml_keys())}")

    def name_faults(self, scenario: ScenarioSpan) -> Iterator[Fault]:
        """Its words are the codebook's, its event can be changed, and stays the decision that it was."""
        wrong = list(super().name_faults(scenario))
        if self.id in event_days():
            wrong = [*foreign_words(self.country, self.target_group), *wrong]
        yield from wrong or self._other_decision()

    def prohibitions(self, scenario: ScenarioSpan, acts: Sequence[Act]) -> Iterator[Prohibition]:
        """Under fresh luck, as for an event that is taken out; nor does the new author do it by himself that day."""
        yield from super().prohibitions(scenario, acts)
        for act in (act for act in acts if act.id == self.id and self.author and scenario.luck == "fresh"):
            if self.author in actors_of(act.decision):
                yield Prohibition(self.author, act.decision, act.date, act.date)

    def _other_decision(self) -> Iterator[Fault]:
        from sim.record.coding import code_row

        row = row_of(self.id)
        acts = code_row(row, coding())
        before = {act.decision for act in acts}
        if self.author is not None:
            yield from author_faults(self.id, self.author, acts)
        if self.weapon is not None:
            wrong = list(weapon_faults(self.id, self.weapon, acts))
            yield from wrong
            if wrong:
                return
        try:
            after = {act.decision for act in code_row(laid_over(row, self.changes), coding())}
        except RecordError as error:
            yield Fault((), f"edit_event {self.id}: {error}")
            return
        if after != before:
            allowed = f"changes that leave it {', '.join(before)}"
            yield Fault((), f"edit_event {self.id} makes it {', '.join(after)}; allowed: {allowed}")
            return
        for column in unread(row, self.changes):
            allowed = ", ".join([*read(row, tuple(_changeable()))])
            message = f"no rule reads {column} of {', '.join(before)}, so that changing it changes nothing; allowed: {allowed}"
            yield Fault((column,), message)

    def in_words(self) -> str:
        """What happens otherwise."""
        row = row_of(self.id) if self.id in event_days() else {}
        told = [f"{column} is {said(value)}{_recorded(row, column)}" for column, value in self.changes.items()]
        told += [f"it is done by {self.author}"] if self.author else []
        return f"The {event_in_words(self.id)} happens otherwise: {', '.join(told)}."

    def change_acts(self, acts: list[Act], scenario: ScenarioSpan, rows: Rows) -> list[Act]:
        """Its acts are coded again from the changed row, and are their new author's; their day stays.

        Under fresh luck the event is put in as edited, and its own draw is left out (see `prohibitions`).
        """
        return [self._edited(act, scenario, rows) if act.id == self.id else act for act in acts]

    def _edited(self, act: Act, scenario: ScenarioSpan, rows: Rows) -> Act:
        changed = self._coded_again(act, rows) if self.changes else act
        changed = changed if self.author is None else by_another(changed, self.author)
        return dataclasses.replace(changed, added=scenario.luck == "fresh")

    def _coded_again(self, act: Act, rows: Rows) -> Act:
        from sim.record.coding import code_row

        coded = code_row(laid_over(rows[act.id], self.changes), coding())
        again = next((new for new in coded if new.decision == act.decision), None)
        if again is None:
            raise ScenarioError(
                f"edit_event {self.id}: so changed, the event is no longer what it was to the model ({act.decision})"
            )
        return dataclasses.replace(act, marks=again.marks, terms=again.terms, unstated=again.unstated, country=again.country)


class MoveEvent(_OfRecord):
    """An event of the record happens on another day, both days simulated; what it does there is what it did.

    Its day was the scenario's choice, so that it has no cause there. What happens at most once a day happens once: where the new
    day has an act of the kind already, the event is that one. With a row that no rule codes the dated context moves that begins
    with it.
    """

    changes_spans: ClassVar[bool] = True
    kind: Literal["move_event"] = "move_event"
    to: Day

    def days(self) -> StatedDays:
        """Its new day."""
        return {"to": self.to}

    def name_faults(self, scenario: ScenarioSpan) -> Iterator[Fault]:
        """Its event can be changed, and comes to another day."""
        yield from super().name_faults(scenario)
        known = self.id in event_days()
        if known and (event_days()[self.id] or day_of_row(self.id)) == self.to:
            yield Fault(("to",), f"event {self.id} is of {self.to} already; allowed: another day")

    def in_words(self) -> str:
        """What happens on which other day."""
        return f"The {event_in_words(self.id)} happens on {day_in_words(self.to)} instead{moved_in_words(self.id, self.to)}."

    def change_contexts(self, contexts: Contexts) -> Contexts:
        """What it begins does so on the new day, and lasts as long."""
        return contexts.with_begun_on(self.id, self.to) if spans_begun_by(self.id) else contexts

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


def foreign_words(country: str | None, groups: str | None) -> Iterator[Fault]:
    """Country and groups hit, if stated, are words of the codebook; several groups are parted by semicolons."""
    if country is not None and country not in COUNTRIES:
        yield Fault(("country",), unknown("country", country, COUNTRIES))
    for group in filter(None, (groups or "").split(";")):
        if group not in RECORD_ACTORS:
            yield Fault(("target_group",), unknown("group", group, RECORD_ACTORS))


def _changeable() -> list[str]:
    """The columns of the record that an event's edit may change."""
    return [name for name in EditEvent.model_fields if name not in ("kind", "id", "because", "author")]


def said(value: object) -> str:
    """A value of a column for people."""
    if isinstance(value, tuple):
        return " and ".join(map(str, value))
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value) or "none"


def _recorded(row: Mapping[str, Any], column: str) -> str:
    """What the record has in its place, if it says so."""
    if column == "weapon":
        return weapon_in_words(row)
    value = row.get(column)
    return "" if value in (None, "") else f", not {said(value)}"
