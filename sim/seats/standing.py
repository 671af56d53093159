"""A world on an evening: the choices so far are run until a decision is due, or to the last day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
import pandas as pd

from sim.model import EscalationModel, alone
from sim.parameters import Parameters
from sim.policies import Past, Today
from sim.record.acts import day_number
from sim.scenario.conditions import parse, quantities_of
from sim.seats.advice import Advice, advised
from sim.seats.happenings import Happening, happenings
from sim.seats.orders import ONE_DAY, Choice, documented, scenario_of
from sim.seats.schema import DecisionPoint, SeatData


@dataclass(frozen=True)
class World:
    """Which world a seat is played in.

    Attributes
    ----------
    seed, number
        Its luck: world `number` of the seed, the same world in every scenario.
    parameters
        Draws, as for any run; the world has the draw of its number.
    """

    seed: int
    number: int
    parameters: Parameters

    def model(self, seat: SeatData, choices: Sequence[Choice]) -> EscalationModel:
        """A model of this world alone, not stepped yet, in which these choices are made."""
        return alone(scenario_of(seat, choices), self.seed, self.number, self.parameters)


@dataclass(frozen=True)
class Standing:
    """What the player knows on an evening.

    Attributes
    ----------
    day
        The evening.
    point
        The decision that is due; None once the last day is over.
    events
        The event table of the world so far, in the order of the events' numbers.
    actor
        The player's.
    advice
        What the rules say of the decisions that it is about.
    """

    day: date
    point: DecisionPoint | None
    events: pd.DataFrame
    actor: str
    advice: tuple[Advice, ...] = ()

    @cached_property
    def happenings(self) -> tuple[Happening, ...]:
        """The events as sentences, with what each came from."""
        return tuple(happenings(self.events, self.actor))


def stand(seat: SeatData, choices: Sequence[Choice], world: World) -> Standing:
    """Run a world with these choices until a further decision is due, or to its end."""
    model = world.model(seat, choices)
    watch = _Watch(seat, choices)
    point = None
    while model.running and point is None:
        model.step()
        point = watch.due(model)
    events = model.event_log.events().reset_index(drop=True)
    day = date.fromisoformat(str(model.date))
    advice = () if point is None else advised(model, seat.actor, point.about, events)
    model.close()
    return Standing(day, point, events, seat.actor, advice)


def historical_choices(seat: SeatData) -> tuple[Choice, ...]:
    """What was done, on the evenings on which the record makes it due: the same in every world."""
    model = EscalationModel(documented().edit(start=seat.start, end=seat.end), 1, 0, keep_log=False)
    choices: tuple[Choice, ...] = ()
    watch = _Watch(seat, choices)
    while model.running:
        model.step()
        point = watch.due(model)
        if point is not None:
            choices = (*choices, Choice(date.fromisoformat(str(model.date)), point.id, point.historical.id))
            watch.follow(choices)
    model.close()
    return choices


class _Watch:
    """Tells on every evening whether a decision is due.

    A decision is due once. Those before the last one chosen, in the order of the file, are past.
    """

    def __init__(self, seat: SeatData, choices: Sequence[Choice]) -> None:
        self._seat = seat
        self._conditions = {point.id: parse(point.when) for point in seat.decisions}
        self._past = Past([asked for condition in self._conditions.values() for asked in quantities_of(condition)])
        self.follow(choices)

    def follow(self, choices: Sequence[Choice]) -> None:
        """What is due next after these choices."""
        ids = list(self._conditions)
        self._open = self._seat.decisions[ids.index(choices[-1].decision) + 1 if choices else 0 :]
        self._after = day_number(choices[-1].day if choices else self._seat.day - ONE_DAY)

    def due(self, model: EscalationModel) -> DecisionPoint | None:
        """The decision that is due on the evening of the day just stepped, the first of several."""
        found = None
        if model.day > self._after:
            today = Today(model, self._past)
            for point in self._open:
                since, until = (day_number(day) for day in self._seat.span(point))
                if since <= model.day <= until and bool(np.all(self._conditions[point.id].holds(today))):
                    found = point
                    break
        self._past.pass_day(model.day, model.today)
        return found
