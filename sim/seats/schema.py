"""What a seat may say: the keys of `scenarios/seats/*.yaml` with their types, and what must fit together in them.

A seat is an actor on an evening. Up to that evening the record holds; from the next morning on the world is simulated. A decision
is due on the first evening of its span on which its condition holds (the language of policies, `sim.scenario.conditions`); each
of its options is a list of interventions, as scenarios have them, whose days may be counted from the evening of the decision.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from sim.errors import unknown
from sim.lessons.schema import COUNTED, ForClass, Line, Name, Part, Prose, Word, listed
from sim.scenario.conditions import parse
from sim.scenario.faults import Fault
from sim.scenario.fields import MOST_INTERVENTIONS
from sim.scenario.interventions.base import SINCE, Actor, Day
from sim.vocabulary.decisions import ACTORS, decisions_of

ALWAYS = "always"
MOST_DECISIONS, OPTIONS = 3, (2, 3)
"""A tree of all paths has to fit into one file."""


Orders = Annotated[tuple[dict[str, Any], ...], Field(max_length=MOST_INTERVENTIONS), BeforeValidator(listed)]


class Option(Part):
    """What the player may decide.

    Attributes
    ----------
    label, says
        A few words, and what it means in a sentence or two.
    historical
        Whether it is what was done.
    moves
        The watched measure that it is to move, against what was done; none for what was done.
    orders
        Interventions in the form of a scenario's file; `day` in the place of a day is the evening of the decision, `day+2` two
        days later.
    """

    id: Word
    label: Annotated[Line, Field(max_length=60)]
    says: Line
    historical: bool = False
    moves: Name | None = None
    orders: Orders = ()


class DecisionPoint(Part):
    """A decision of the player's.

    Attributes
    ----------
    ask, tells
        The question, and what is known that evening whatever was chosen before.
    since, until, when
        It is due on the first evening from `since` (default: the seat's own day) to `until` (default: the last day, or that very
        evening without a condition) on which the condition holds, once all decisions before it are over or past.
    about
        Decisions of the model on which advisers are heard.
    """

    id: Word
    ask: Line
    tells: Prose
    since: Day | None = Field(default=None, validation_alias=SINCE, serialization_alias="from")
    until: Day | None = None
    when: Line = ALWAYS
    about: Annotated[tuple[Word, ...], Field(min_length=1, max_length=4), BeforeValidator(listed)]
    options: Annotated[tuple[Option, ...], Field(min_length=OPTIONS[0], max_length=OPTIONS[1]), BeforeValidator(listed)]

    def option(self, name: str) -> Option:
        """An option by its id."""
        return next(each for each in self.options if each.id == name)

    @property
    def historical(self) -> Option:
        """What was done."""
        return next(each for each in self.options if each.historical)


class SeatData(ForClass):
    """A seat; the debrief counts what is watched.

    Attributes
    ----------
    actor, role
        Whose decisions the player takes, and who he is, in words.
    start, day, end
        First day of the record that is told; the evening on which the player takes the seat; the last day of the game.
    decides
        Decisions of the actor that are the player's alone: from the next morning on nothing of them happens but by his orders.
        All else the actor does as the rules have it.
    """

    actor: Actor
    role: Line
    start: Day
    day: Day
    end: Day
    decides: Annotated[tuple[Word, ...], Field(max_length=8), BeforeValidator(listed)] = ()
    decisions: Annotated[tuple[DecisionPoint, ...], Field(min_length=1, max_length=MOST_DECISIONS), BeforeValidator(listed)]
    watch: Annotated[tuple[Name, ...], Field(min_length=1, max_length=8), BeforeValidator(listed)]

    def decision(self, name: str) -> DecisionPoint:
        """A decision by its id."""
        return next(each for each in self.decisions if each.id == name)

    def span(self, point: DecisionPoint) -> tuple[date, date]:
        """First and last evening on which a decision may be due."""
        since = point.since or self.day
        return since, point.until or (since if point.when == ALWAYS else self.end)


def faults(seat: SeatData) -> Iterator[Fault]:
    """Everything in a seat that does not fit together although each type is right; what options order is looked at elsewhere."""
    if not seat.start <= seat.day < seat.end:
        yield Fault(("day",), f"day {seat.day} lies outside the seat; allowed: {seat.start} to the day before {seat.end}")
    if seat.actor not in ACTORS:
        yield Fault(("actor",), unknown("actor", seat.actor, ACTORS))
        return
    own = decisions_of(seat.actor)
    for at, name in enumerate(seat.decides):
        if name not in own:
            yield Fault(("decides", at), unknown(f"decision of {seat.actor}", name, own))
    for at, name in enumerate(seat.watch):
        if name not in COUNTED:
            yield Fault(("watch", at), unknown("measure", name, COUNTED))
    first = seat.decisions[0]
    if (first.since or seat.day) != seat.day or first.when != ALWAYS:
        yield Fault(("decisions", 0), f"the first decision is due later; allowed: on {seat.day}, whatever happened")
    for at, point in enumerate(seat.decisions):
        yield from (fault.below(("decisions", at)) for fault in _of_point(seat, point, own))
    ids = [point.id for point in seat.decisions]
    for at, name in enumerate(ids):
        if name in ids[:at]:
            yield Fault(("decisions", at, "id"), f"the decision {name!r} stands twice; allowed: each id once")


def _of_point(seat: SeatData, point: DecisionPoint, own: tuple[str, ...]) -> Iterator[Fault]:
    since, until = seat.span(point)
    if not seat.day <= since <= until <= seat.end:
        yield Fault(("from",), f"the evenings {since} to {until} are not all of the seat; allowed: {seat.day} to {seat.end}")
    try:
        parse(point.when)
    except ValueError as error:
        yield Fault(("when",), f"when, {error}")
    for at, name in enumerate(point.about):
        if name not in own:
            yield Fault(("about", at), unknown(f"decision of {seat.actor}", name, own))
    ids = [option.id for option in point.options]
    for at, name in enumerate(ids):
        if name in ids[:at]:
            yield Fault(("options", at, "id"), f"the option {name!r} stands twice; allowed: each id once")
    for at, option in enumerate(point.options):
        if not option.historical and option.moves not in seat.watch:
            yield Fault(("options", at, "moves"), unknown("watched measure", str(option.moves), seat.watch))
    done = sum(option.historical for option in point.options)
    if done != 1:
        yield Fault(("options",), f"{done} of the options are historical; allowed: one")
