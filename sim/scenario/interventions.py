"""What a scenario may change: the interventions of a YAML file as typed, frozen objects.

Each class is one kind. In YAML it is a list item with one key: `- forbid: {actor: us, decision: strike, from: 2020-01-01}`. Days
are inclusive. Whether the names in them exist is checked in `sim.scenario.names`, which knows the record and parameters.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, ClassVar, Literal

from pydantic import AfterValidator, AliasChoices, BaseModel, BeforeValidator, ConfigDict, Field, TypeAdapter

from sim.record.schema import ACTIONS, COUNTRIES, TARGETS
from sim.vocabulary.decisions import ACTORS, DECISIONS


def _day(value: object) -> object:
    """Accept an ISO date as text; anything else is left for the type check to refuse."""
    if isinstance(value, str) and len(value) == len("2020-01-03"):
        try:
            return date.fromisoformat(value)
        except ValueError:
            return value
    return value


def _listed(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


def _said(value: object) -> object:
    """A day as ISO text."""
    return value.isoformat() if isinstance(value, date) else value


def _readable(text: str) -> str:
    """Refuse control characters other than line breaks and tabs: nobody means them, and not every YAML tool reads them back."""
    odd = next((letter for letter in text if unicodedata.category(letter) == "Cc" and letter not in "\n\t"), None)
    if odd is not None:
        raise ValueError(f"the text holds the control character {odd!r}; allowed: letters, signs, line breaks and tabs")
    return text


Text = Annotated[str, AfterValidator(_readable)]
Words = Annotated[tuple[str, ...], BeforeValidator(_listed)]
Day = Annotated[date, BeforeValidator(_day)]
Word = Annotated[Text, Field(min_length=1)]
Actor = Annotated[str, Field(json_schema_extra={"enum": list(ACTORS)})]
Decision = Annotated[str, Field(json_schema_extra={"enum": list(DECISIONS)})]
Country = Annotated[str, Field(json_schema_extra={"enum": list(COUNTRIES)})]
EVENT_ACTIONS = tuple(dict.fromkeys((*ACTIONS, *DECISIONS)))
Count = Annotated[int, Field(ge=0, le=1_000_000)]
_SINCE: Any = AliasChoices("from", "since")
"""YAML says `from`, a word that Python keeps for itself; there it is `since`."""


class _Part(BaseModel):
    """Frozen, strict about types, and closed to unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)
    short: ClassVar[str | None] = None
    """The field that may be given alone, as in `- remove_event: 2020-01-03-us-targeted-killing`."""

    because: Text | None = None


class _Casualties(_Part):
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


class RemoveEvent(_Part):
    """An event of the record does not happen."""

    short: ClassVar[str | None] = "id"
    kind: Literal["remove_event"] = "remove_event"
    id: Word


class EditEvent(_Casualties):
    """An event of the record happens otherwise: other casualties, another place or group hit.

    `lethal` overrides what the casualties imply.
    """

    kind: Literal["edit_event"] = "edit_event"
    id: Word
    lethal: bool | None = None
    country: Country | None = None
    target_group: Text | None = None

    @property
    def changes(self) -> dict[str, int | bool | str]:
        """The record's columns that change, with their new values."""
        return self.model_dump(exclude={"kind", "id", "because"}, exclude_none=True)


class AddEvent(_Casualties):
    """An event that the record does not hold, in its words, or with a decision of the model as action; coded as a row would be.

    A truce may also say its scope (the militias it binds), what it covers (attack_base, attack_convoy) and until when: a day, or
    the name of a context whose end ends it.
    """

    kind: Literal["add_event"] = "add_event"
    date: Day
    actor: Actor
    action: Annotated[str, Field(json_schema_extra={"enum": list(EVENT_ACTIONS)})]
    target: Annotated[str, Field(json_schema_extra={"enum": list(TARGETS)})]
    target_group: Text = ""
    country: Country = "Iraq"
    location: Text = ""
    scope: Words = ()
    covers: Words = ()
    until: Annotated[str, BeforeValidator(_said)] = ""

    def row(self) -> dict[str, Any]:
        """The event as a row of the record: its columns, only those that are stated."""
        row = self.model_dump(exclude={"kind", "because"}, exclude_none=True)
        return {key: value for key, value in row.items() if key not in ("scope", "covers", "until") or value}


class Forbid(_Part):
    """An actor does not take a decision from one day to another (or to the end): its rate is zero on simulated days."""

    kind: Literal["forbid"] = "forbid"
    actor: Actor
    decision: Decision
    since: Day = Field(validation_alias=_SINCE, serialization_alias="from")
    until: Day | None = None


class Set(_Part):
    """A parameter takes another value from one day (default: the first) to another (default: the last)."""

    kind: Literal["set"] = "set"
    parameter: Word
    value: float
    since: Day | None = Field(default=None, validation_alias=_SINCE, serialization_alias="from")
    until: Day | None = None


class ContextChange(_Part):
    """A dated context, such as a war, has another level from one day to another (or to the end)."""

    kind: Literal["context"] = "context"
    name: Word
    level: Annotated[float, Field(ge=0, le=100)]
    since: Day = Field(validation_alias=_SINCE, serialization_alias="from")
    until: Day | None = None


class RemoveActor(_Part):
    """An actor takes no decision from the branch on."""

    short: ClassVar[str | None] = "actor"
    kind: Literal["remove_actor"] = "remove_actor"
    actor: Actor


Intervention = RemoveEvent | EditEvent | AddEvent | Forbid | Set | ContextChange | RemoveActor

KINDS: dict[str, type[_Part]] = {
    "remove_event": RemoveEvent,
    "edit_event": EditEvent,
    "add_event": AddEvent,
    "forbid": Forbid,
    "set": Set,
    "context": ContextChange,
    "remove_actor": RemoveActor,
}


def keys_of(kind: str) -> tuple[str, ...]:
    """The keys that one kind of intervention knows, as YAML spells them."""
    fields = KINDS[kind].model_fields
    names = [field.serialization_alias or name for name, field in fields.items() if name not in ("kind", "because")]
    return (*sorted(names, key=lambda name: name != "id"), "because")


def from_yaml(item: object) -> object:
    """Turn one item of a YAML list, `{forbid: {...}}`, into what the type check reads: `{kind: forbid, ...}`.

    Typed interventions pass through; anything else becomes a `ValueError` that says what an item looks like.
    """
    if isinstance(item, _Part):
        return item
    if not isinstance(item, Mapping) or len(item) != 1:
        raise ValueError(
            f"an intervention is one key with its details, such as `- remove_event: ID`; allowed: {', '.join(KINDS)}"
        )
    kind, body = next(iter(item.items()))
    short = KINDS[kind].short if kind in KINDS else None
    if short is not None and not isinstance(body, Mapping):
        return {"kind": kind, short: body}
    if kind in KINDS and (not isinstance(body, Mapping) or "kind" in body):
        raise ValueError(f"{kind} needs details in braces; allowed keys: {', '.join(keys_of(kind))}")
    return {**body, "kind": kind} if isinstance(body, Mapping) else {"kind": kind}


Typed = Annotated[Annotated[Intervention, Field(discriminator="kind")], BeforeValidator(from_yaml)]
"""An intervention as a field of a scenario: read from YAML's form, refused by kind and key."""

READ: TypeAdapter[Intervention] = TypeAdapter(Typed)


def to_yaml(intervention: Intervention) -> dict[str, Any]:
    """The YAML form: one key, defaults left out, the short form where it says all."""
    body = intervention.model_dump(exclude={"kind"}, exclude_defaults=True, by_alias=True)
    kind = intervention.kind
    order = ["id", *(key for key in body if key not in ("id", "because")), "because"]  # as people write it
    body = {key: body[key] for key in order if key in body}
    if intervention.short is not None and set(body) == {intervention.short}:
        return {kind: body[intervention.short]}
    return {kind: {key: list(value) if isinstance(value, tuple) else value for key, value in body.items()}}


def days_of(intervention: Intervention) -> dict[str, date]:
    """The days that an intervention names, by YAML key; a new truce's end is its own affair."""
    if isinstance(intervention, AddEvent):
        return {"date": intervention.date}
    stated = {"from": getattr(intervention, "since", None), "until": getattr(intervention, "until", None)}
    return {key: day for key, day in stated.items() if day is not None}
