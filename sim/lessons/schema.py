"""What a lesson may say: the keys of `scenarios/lessons/*.yaml` with their types, and what must fit together in them.

A lesson has one bet and one lever. What the lever's settings change is said as a scenario says it (`interventions`), so that
whatever a question can ask, a lesson can show.
"""

from __future__ import annotations

import string
from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from sim.errors import unknown
from sim.scenario.faults import Fault
from sim.scenario.fields import MOST_INTERVENTIONS
from sim.scenario.interventions.base import Day, readable
from sim.scenario.interventions.registry import Typed
from sim.vocabulary.measures import MEASURES

MINUTES = 45
"""Of a lesson; the steps of its plan add up to it."""
SIDES = ("less", "same", "more")
NUMBERS = ("less", "same", "more", "median", "low", "high", "record", "bet")
"""What the text of a reveal may name in braces: shares of worlds, and the measure in the setting that the bet is about."""
COUNTED = tuple(name for name, measure in MEASURES.items() if measure.always_known)
"""Measures that can be added up day by day; a first day cannot."""
SETTINGS = (3, 7)


def listed(value: object) -> object:
    """A list of YAML as a tuple."""
    return tuple(value) if isinstance(value, list) else value


def _checked(text: str) -> str:
    """A text with numbers in braces; raises `ValueError` for a name that stands for none."""
    try:
        fields = [field[1:] for field in string.Formatter().parse(text) if field[1] is not None]
    except ValueError as error:
        raise ValueError(f"braces that do not fit together ({error}); allowed: {_spelled()}") from error
    for name, form, conversion in fields:
        if name not in NUMBERS or form or conversion:
            spelled = f"{name}{f'!{conversion}' if conversion else ''}{f':{form}' if form else ''}"
            raise ValueError(f"{{{spelled}}} stands for nothing; allowed: {_spelled()}")
    return text


def _spelled() -> str:
    return ", ".join(f"{{{name}}}" for name in NUMBERS)


Line = Annotated[str, Field(min_length=1, max_length=1_000), AfterValidator(readable)]
Prose = Annotated[str, Field(min_length=1, max_length=4_000), AfterValidator(readable)]
Reveal = Annotated[Prose, AfterValidator(_checked)]
Lines = Annotated[tuple[Line, ...], Field(min_length=1, max_length=12), BeforeValidator(listed)]
Word = Annotated[str, Field(pattern=r"^[a-z0-9_]+$", max_length=30)]
Name = Annotated[Line, Field(json_schema_extra={"enum": list(COUNTED)})]


class Part(BaseModel):
    """A part of a lesson: what it does not know is refused, and nothing of it changes."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Step(Part):
    """A step of the plan of the lesson: how long, and what is done."""

    minutes: Annotated[int, Field(ge=1, le=MINUTES)]
    what: Line


class Option(Part):
    """An answer that may be bet on: that there is `less`, the `same` or `more` than in the reference.

    `agrees` is told to who bet so where no other side has more worlds, `differs` to who did where one has.
    """

    says: Literal["less", "same", "more"]
    label: Line
    agrees: Reveal
    differs: Reveal


class Slider(Part):
    """A number that is bet on, and what is told if it lies below the central 90 % of worlds, within or above."""

    low: Annotated[int, Field(ge=0, le=100_000)]
    high: Annotated[int, Field(ge=1, le=100_000)]
    step: Annotated[int, Field(ge=1, le=10_000)] = 1
    below: Reveal
    within: Reveal
    above: Reveal


class Bet(Part):
    """What the class bets on before it sees anything: a measure in one setting of the lever, by options or on a slider."""

    ask: Line
    measure: Name
    setting: Word
    options: Annotated[tuple[Option, ...], Field(max_length=3), BeforeValidator(listed)] = ()
    slider: Slider | None = None


class Setting(Part):
    """One place of the lever: a short label, what it means in a sentence or two, and what it changes."""

    id: Word
    label: Annotated[Line, Field(max_length=40)]
    says: Line
    interventions: Annotated[tuple[Typed, ...], Field(max_length=MOST_INTERVENTIONS), BeforeValidator(listed)] = ()


class Lever(Part):
    """The one thing that changes: a scenario, days of it, and settings; `reference` is the one that others are set against."""

    title: Line
    base: Line = "documented"
    start: Day
    branch: Day
    end: Day
    reference: Word
    settings: Annotated[tuple[Setting, ...], Field(min_length=SETTINGS[0], max_length=SETTINGS[1]), BeforeValidator(listed)]


class Talk(Part):
    """Prompts for the talk afterwards, in the four phases of a debriefing (Eppich and Cheng, PEARLS, 2015)."""

    reactions: Lines
    description: Lines
    analysis: Lines
    application: Lines


class ForClass(Part):
    """What is played with a class: what lessons and seats have alike.

    Attributes
    ----------
    name
        The file's name without `.yaml`.
    order
        Its place in lists.
    read_aloud
        What is read to the class first.
    watch
        Measures that are shown, the first above all.
    sources
        Ids of the record, or keys of `sim/sources.yaml`.
    limits, artefacts
        What the record cannot say; what is the model's own doing, and a teacher should know.
    """

    name: Word
    order: Annotated[int, Field(ge=1, le=99)]
    title: Annotated[Line, Field(max_length=80)]
    question: Line
    read_aloud: Prose
    watch: tuple[Name, ...]
    discussion: Talk
    sources: Lines
    limits: Lines
    artefacts: Lines


class Lesson(ForClass):
    """A lesson of `MINUTES` minutes; what is read aloud ends on the day on which the lever moves."""

    aims: Lines
    plan: Annotated[tuple[Step, ...], Field(min_length=3, max_length=12), BeforeValidator(listed)]
    bet: Bet
    lever: Lever
    watch: Annotated[tuple[Name, ...], Field(min_length=1, max_length=6), BeforeValidator(listed)]

    def setting(self, name: str) -> Setting:
        """A setting of the lever by its id."""
        return next(each for each in self.lever.settings if each.id == name)


def faults(lesson: Lesson) -> Iterator[Fault]:
    """Everything in a lesson that does not fit together although each type is right; scenarios are looked at elsewhere."""
    minutes = sum(step.minutes for step in lesson.plan)
    if minutes != MINUTES:
        yield Fault(("plan",), f"the steps take {minutes} minutes; allowed: {MINUTES} in all")
    yield from _names(lesson)
    yield from _bet(lesson.bet)


def _names(lesson: Lesson) -> Iterator[Fault]:
    """Names that lead to other parts of the lesson, and the names of measures."""
    ids = [each.id for each in lesson.lever.settings]
    for at, name in enumerate(ids):
        if name in ids[:at]:
            yield Fault(("lever", "settings", at, "id"), f"the setting {name!r} stands twice; allowed: each id once")
    for key_path, name in ((("lever", "reference"), lesson.lever.reference), (("bet", "setting"), lesson.bet.setting)):
        if name not in ids:
            yield Fault(key_path, unknown("setting", name, ids))
    if lesson.bet.setting == lesson.lever.reference:
        others = ", ".join(name for name in ids if name != lesson.lever.reference)
        yield Fault(("bet", "setting"), f"the bet is about the reference itself; allowed: {others}")
    for at, name in enumerate(lesson.watch):
        if name not in COUNTED:
            yield Fault(("watch", at), unknown("measure", name, COUNTED))
    if lesson.bet.measure not in lesson.watch:
        yield Fault(("bet", "measure"), unknown("watched measure", lesson.bet.measure, lesson.watch))


def _bet(bet: Bet) -> Iterator[Fault]:
    """Options or a slider, and each of them whole."""
    if bool(bet.options) == (bet.slider is not None):
        yield Fault(("bet",), "a bet has options or a slider; allowed: one of the two")
    said = [option.says for option in bet.options]
    if bet.options and sorted(said) != sorted(SIDES):
        yield Fault(("bet", "options"), f"the options say {', '.join(said)}; allowed: {', '.join(SIDES)}, each once")
    if bet.slider is not None and bet.slider.high <= bet.slider.low:
        yield Fault(("bet", "slider", "high"), f"high {bet.slider.high} is not above low; allowed: {bet.slider.low + 1} or more")
