"""What every intervention is: a typed, frozen item of a scenario that says its YAML form, what is wrong with it, what it does.

In YAML it is a list item with one key: `- forbid: {actor: us, decision: strike, from: 2020-01-01}`. Days are inclusive. A kind is
a subclass in one file of this folder and a name in the union of `registry.py`; what it does are the methods it overrides.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Protocol

from pydantic import AfterValidator, AliasChoices, BaseModel, BeforeValidator, ConfigDict, Field

from sim.record.rows import iso_date
from sim.record.schema import MOST
from sim.scenario.faults import Fault
from sim.scenario.interventions.dated import Dosage, Instruction, Prohibition, Setting, Split, Switch
from sim.untrusted import unprintable
from sim.vocabulary.decisions import ACTORS, DECISIONS

if TYPE_CHECKING:
    from sim.record.acts import Act
    from sim.record.contexts import Contexts

# Types of fields ------------------------------------------------------------------------------------------------------------


MOST_WORDS = 20
"""Items of a list inside an intervention: no list that it may hold has more names."""


def _day(value: object) -> object:
    """Accept a day as text, YYYY-MM-DD; anything else is left for the type check to refuse."""
    if isinstance(value, str):
        try:
            return iso_date(value)
        except ValueError:
            return value
    return value


def _listed(value: object) -> object:
    if isinstance(value, list) and len(value) > MOST_WORDS:
        raise ValueError(f"a list of {len(value):,} items; allowed: at most {MOST_WORDS}")
    return tuple(value) if isinstance(value, list) else value


def readable(text: str) -> str:
    """Refuse what nobody means and no table, page or figure can show, such as control characters and half a surrogate pair."""
    odd = None if text.isprintable() else next((letter for letter in text if letter == "\r" or unprintable(letter)), None)
    if odd is not None:
        raise ValueError(f"the text holds {odd!r}, which has no print; allowed: letters, signs, line breaks and tabs")
    return text


Text = Annotated[str, Field(max_length=1_000), AfterValidator(readable)]
Words = Annotated[tuple[Text, ...], Field(max_length=MOST_WORDS), BeforeValidator(_listed)]
Day = Annotated[date, BeforeValidator(_day)]
Word = Annotated[Text, Field(min_length=1)]
Actor = Annotated[Text, Field(json_schema_extra={"enum": list(ACTORS)})]
Decision = Annotated[Text, Field(json_schema_extra={"enum": list(DECISIONS)})]
Count = Annotated[int, Field(ge=0, le=MOST)]
"""As many as the record may hold; all events that a scenario may add on one day, and their sums, fit in 32 bits."""
SINCE: Any = AliasChoices("from", "since")
"""YAML says `from`, a word that Python keeps for itself; there it is `since`."""
StatedDays = dict[str, date]
"""Days by the key of YAML that states them."""


def span_in_words(since: date | None, until: date | None) -> str:
    """Two days, both inclusive and None open, as the beginning of a sentence."""
    if since is None:
        return "From the first day to the last" if until is None else f"Up to {until}"
    return f"From {since}" if until is None else f"On {since}" if until == since else f"From {since} to {until}"


def day_in_words(day: date) -> str:
    """A day as 3 January 2020."""
    return f"{day.day} {day.strftime('%B')} {day.year}"


# What interventions ask and do ----------------------------------------------------------------------------------------------


class ScenarioSpan(Protocol):
    """What an intervention may ask of the scenario that it stands in."""

    @property
    def start(self) -> date:
        """First reported day."""

    @property
    def end(self) -> date:
        """Last reported day, inclusive."""

    @property
    def branch(self) -> date | None:
        """First simulated day; None if all are documented."""

    @property
    def luck(self) -> str:
        """`abducted` or `fresh`."""

    @property
    def contexts(self) -> str:
        """`recorded` or `none`."""

    @property
    def switch_off(self) -> Sequence[str]:
        """Mechanisms that are off for all."""

    @property
    def interventions(self) -> Sequence[Intervention]:
        """All that it changes."""


class Intervention(BaseModel):
    """Frozen, strict about types, and closed to unknown keys.

    Attributes
    ----------
    kind
        Its key in YAML; a subclass fixes it.
    because
        Why the scenario does this.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)
    short: ClassVar[str | None] = None
    """The field that may be given alone, as in `- remove_event: 2020-01-03-us-targeted-killing`."""
    needs_branch: ClassVar[bool] = True
    """Whether it can only be done to simulated days."""
    simulated_only: ClassVar[bool] = False
    """Whether the day that it begins on must be a simulated one."""
    moot_before_branch: ClassVar[bool] = False
    """Whether it does nothing on documented days, so that the last of its days must be a simulated one."""

    kind: str
    because: Text | None = None

    # Its form

    @classmethod
    def yaml_keys(cls) -> tuple[str, ...]:
        """The keys that it knows, as YAML spells them."""
        names = [field.serialization_alias or name for name, field in cls.model_fields.items() if name not in ("kind", "because")]
        return (*sorted(names, key=lambda name: name != "id"), "because")

    def as_yaml(self) -> dict[str, Any]:
        """The YAML form: one key, defaults left out, the short form where it says all."""
        body = self.model_dump(exclude={"kind"}, exclude_defaults=True, by_alias=True)
        order = ["id", *(key for key in body if key not in ("id", "because")), "because"]  # as people write it
        body = {key: body[key] for key in order if key in body}
        if self.short is not None and set(body) == {self.short}:
            return {self.kind: body[self.short]}
        return {self.kind: {key: list(value) if isinstance(value, tuple) else value for key, value in body.items()}}

    def days(self) -> StatedDays:
        """The days that it names."""
        stated = {"from": getattr(self, "since", None), "until": getattr(self, "until", None)}
        return {key: day for key, day in stated.items() if day is not None}

    def in_words(self) -> str:
        """What it changes, as an English sentence."""
        ((kind, body),) = self.as_yaml().items()
        said = ", ".join(f"{key} {value}" for key, value in body.items()) if isinstance(body, dict) else body
        return f"{kind}: {said}."

    # What is wrong with it; places are counted from the intervention itself

    def own_faults(self) -> Iterator[Fault]:
        """What makes no sense by itself, whatever the names in it mean."""
        yield from ()

    def name_faults(self, scenario: ScenarioSpan) -> Iterator[Fault]:
        """Names in it that do not exist, and things that cannot be changed in this scenario."""
        yield from ()

    # What it does

    @property
    def changed_event(self) -> str:
        """Id of the event of the record that it takes out or changes; empty if none."""
        return ""

    def change_contexts(self, contexts: Contexts) -> Contexts:
        """The dated facts as this intervention has them."""
        return contexts

    def settings(self) -> Iterator[Setting]:
        """The values of parameters that it sets."""
        yield from ()

    def dosages(self) -> Iterator[Dosage]:
        """The levels that it sets."""
        yield from ()

    def switches(self) -> Iterator[Switch]:
        """The mechanisms that it switches off."""
        yield from ()

    def splits(self) -> Iterator[Split]:
        """The groups that split off."""
        yield from ()

    @property
    def changes_rules(self) -> bool:
        """Whether it changes how actors answer, not what happens."""
        return any(self.settings()) or any(self.switches()) or any(self.splits())

    @property
    def is_of_place(self) -> bool:
        """Whether it changes what there is in one place alone, so that acts are kept or lost by where they fell."""
        return False

    @property
    def contexts_read(self) -> tuple[str, ...]:
        """The dated contexts that something in it reads, such as a truce that ends with one."""
        return ()

    @property
    def parameters_read(self) -> tuple[str, ...]:
        """The parameters that something in it reads, such as a policy that asks for a memory."""
        return ()

    def prohibitions(self, scenario: ScenarioSpan, acts: Sequence[Act]) -> Iterator[Prohibition]:
        """The decisions that it forbids; `acts` are those of the record."""
        yield from ()

    def instructions(self, scenario: ScenarioSpan) -> Iterator[Instruction]:
        """What it has actors do in place of their rules."""
        yield from ()

    def change_acts(self, acts: list[Act], scenario: ScenarioSpan, rows: Mapping[str, Mapping[str, Any]]) -> list[Act]:
        """The documented acts as this intervention has them; `rows` are those of the record by id."""
        return acts
