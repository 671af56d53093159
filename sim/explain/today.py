"""What everybody wants and fears on one day: every decision with its rate, its motives and its restraints.

An explanation takes apart one act that came about; this takes apart what might have, for all actors at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np

from sim.decision import Decision
from sim.errors import InputError
from sim.explain.explanation import RestraintFactor, restraints_of
from sim.explain.kinds import kind_of
from sim.model import EscalationModel
from sim.record.acts import day_number
from sim.types import as_day
from sim.worlds import at


@dataclass(frozen=True)
class Pull:
    """A motive, and how many acts a day it would bring by itself, before restraints."""

    name: str
    kind: str
    per_day: float
    sentence: str
    source: str


@dataclass(frozen=True)
class Weighed:
    """What an actor made of a decision that day.

    Attributes
    ----------
    rate
        Acts a day, after restraints; in one world.
    forbidden
        Whether the scenario forbids it.
    motives, restraints
        All of them, the strongest first; a motive that is nothing today is left out, a restraint that holds nothing back too.
    """

    actor: str
    decision: str
    rate: float
    forbidden: bool
    motives: tuple[Pull, ...]
    restraints: tuple[RestraintFactor, ...]


def weighed_on(model: EscalationModel, day: date | str) -> tuple[Weighed, ...]:
    """Step a fresh model of one world through a day; every decision that was weighed then, the likeliest first.

    Raises
    ------
    InputError
        If the model has several worlds or was stepped already, or the day is not reported.
    """
    if model.worlds != 1 or model.clock != 0:
        raise InputError("weighed_on needs a model with one world that was not stepped yet")
    scenario = model.scenario
    if not as_day(scenario.start) <= as_day(day) <= as_day(scenario.end):
        raise InputError(f"{day} is not reported by {scenario.name}; allowed: {scenario.start} to {scenario.end}")
    wanted = day_number(as_day(day))
    while model.clock == 0 or model.day < wanted:
        model.step()
    return tuple(sorted(_all(model), key=lambda each: -each.rate))


def _all(model: EscalationModel) -> Iterator[Weighed]:
    for (actor, name), decision in model.decisions().items():
        yield Weighed(
            actor,
            name,
            at(decision.rate, 0),
            bool(np.any(decision.forbidden)),
            tuple(sorted(_motives(decision), key=lambda each: -each.per_day)),
            tuple(each for each in restraints_of(decision) if each.factor < 1),
        )


def _motives(decision: Decision) -> Iterator[Pull]:
    for name, note, value in zip(decision.motive_names, decision.notes, decision.motive_values, strict=True):
        per_day = at(value, 0)
        if per_day > 0:
            yield Pull(name, kind_of(note), per_day, note.sentence, note.source)
