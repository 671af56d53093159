"""What advisers say: the motives and restraints of a decision as the rules weigh it on the morning after, before anybody acts.

They know what the player knows on the evening, and no more: the day just over is taken in by everybody, as a day of the model
begins (`sim.model.EscalationModel.step`), and each decision is weighed as if it were the player's next. What the player has
ordered already, and that nothing happens without him, is left out: it is the rule's own advice.
What a setting of the scenario first changes on that very morning is not in it yet.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.ancestry import Ancestry, Deeds
from sim.decision import Decision
from sim.explain.explanation import RestraintFactor, restraints_of
from sim.explain.kinds import NONE, kind_of
from sim.explain.parents import MAX_PARENTS, shares_felt
from sim.lessons.words import event
from sim.model import EscalationModel
from sim.scenario.interventions.base import day_in_words
from sim.tally import Tally
from sim.vocabulary.day import PARTS
from sim.vocabulary.decisions import ACTION_TYPE, MILITIAS
from sim.wording import percent, percents
from sim.worlds import at

SMALL = 0.03
"""Voices below this share are said in one line; restraints this close to 1 are not said."""
ROUNDING = 1e-9


@dataclass(frozen=True)
class Voice:
    """A motive: who urges, and how much of all that urges is his.

    Attributes
    ----------
    share
        Its share of the motives; those of an advice add up to one.
    answers
        The earlier events that it feels: number, share of what is felt, and the event in words; the heaviest first.
    """

    name: str
    kind: str
    share: float
    sentence: str
    source: str
    answers: tuple[tuple[int, float, str], ...]


@dataclass(frozen=True)
class Advice:
    """How the rules weigh a decision.

    Attributes
    ----------
    decision, meaning
        Which, and what it is.
    rate, chance
        Events a day, and the probability of one on the day.
    motives
        The weightiest first.
    restraints
        What holds back most first.
    """

    decision: str
    meaning: str
    rate: float
    motives: tuple[Voice, ...]
    restraints: tuple[RestraintFactor, ...]

    @property
    def chance(self) -> float:
        """Probability that the rules would have it done on the next day."""
        return -math.expm1(-self.rate)

    def in_words(self) -> list[str]:
        """What is said for it and against it, a line each, the first a summary."""
        lines = [f"To {self.meaning}: left to the rules, {said_chance(self.chance)} on the next day."]
        large = [voice for voice in self.motives if voice.share >= SMALL]
        shown = percents(*(voice.share for voice in large), 1.0 - sum(voice.share for voice in large))
        for voice, share in zip(large, shown, strict=False):
            felt = "; ".join(text for _, _, text in voice.answers[:2])
            lines.append(f"For it, {share}: {voice.sentence}" + (f" ({felt})" if felt else ""))
        at_work = [each for each in self.restraints if each.factor <= 1.0 - SMALL]
        return [*lines, *(f"Against it, leaving {each.factor:.0%} of the will: {each.sentence}" for each in at_work)]


def said_chance(chance: float) -> str:
    """A probability in words and as one in so many.

    >>> said_chance(0.3), said_chance(0.02), said_chance(1e-7)
    ('a chance of 30 %', 'a chance of 1 in 50', 'next to no chance')
    """
    if chance < 1e-5:
        return "next to no chance"
    return f"a chance of {percent(chance)}" if chance >= 0.1 else f"a chance of 1 in {1 / chance:,.0f}"


def advised(model: EscalationModel, actor: str, about: Sequence[str], events: pd.DataFrame) -> tuple[Advice, ...]:
    """What the rules say of decisions of an actor on the next morning.

    Parameters
    ----------
    model
        Of one world, stepped through the evening; not to be stepped any more.
    about
        Which decisions.
    events
        Its events so far.
    """
    _wake(model)
    decisions = model.decisions()
    deeds = model.event_log.deeds()
    return tuple(_advice(model, decisions[actor, name], name, deeds, events) for name in about if (actor, name) in decisions)


def _wake(model: EscalationModel) -> None:
    """Begin the next day and weigh all decisions, with nothing done yet."""
    model.day += 1
    model.scene.perceive(model.yesterday, *model.schedule.told_of(model.clock))
    for actor in model.actors:
        actor.perceive(model.yesterday)
    model.today = Tally()
    for actor in model.actors:
        for decision in actor.decisions:
            decision.order, decision.forbidden = None, False
    for part in PARTS:
        for actor in model.actors:
            actor.decide(part)


def _advice(model: EscalationModel, decision: Decision, name: str, deeds: Deeds, events: pd.DataFrame) -> Advice:
    to_come = _with(deeds, decision.actor, name, model)
    shares = decision.shares(0)
    voices = [
        Voice(motive, kind_of(note), shares[motive], note.sentence, note.source, _felt(model, to_come, name, motive, events))
        for motive, note in zip(decision.motive_names, decision.notes, strict=True)
        if shares.get(motive, 0.0) > ROUNDING
    ]
    rest = 1.0 - sum(voice.share for voice in voices)
    if rest > 1e-6:
        voices.append(Voice(NONE, NONE, rest, "Nothing that the rules know speaks for it.", "", ()))
    return Advice(
        name,
        ACTION_TYPE[name].meaning,
        at(decision.rate, 0),
        tuple(sorted(voices, key=lambda voice: -voice.share)),
        restraints_of(decision),
    )


def _felt(
    model: EscalationModel, deeds: Deeds, action: str, motive: str, events: pd.DataFrame
) -> tuple[tuple[int, float, str], ...]:
    """The earlier events that a motive feels."""
    shares = shares_felt(Ancestry(model.perceivers()), deeds, deeds.days.size - 1, action, motive)
    heaviest = sorted(shares.items(), key=lambda item: (-item[1], -item[0]))[:MAX_PARENTS]
    return tuple((number, share, _told(events, number)) for number, share in heaviest)


def _told(events: pd.DataFrame, number: int) -> str:
    row = events.iloc[number]
    return f"{day_in_words(row['date'].date())}: {event(row.to_dict())}"


def _with(deeds: Deeds, actor: str, name: str, model: EscalationModel) -> Deeds:
    """The acts so far, and as the last of them the one that is weighed."""
    names = list(deeds.names) if name in deeds.names else [*deeds.names, name]
    group = model.group_names.index(actor) if actor in MILITIAS else -1

    def longer(values: NDArray[Any], more: float) -> NDArray[Any]:
        return np.append(values, np.array([more], dtype=values.dtype))

    return dataclasses.replace(
        deeds,
        worlds=longer(deeds.worlds, 0),
        days=longer(deeds.days, model.clock - model.schedule.warm_up),
        actions=longer(deeds.actions, names.index(name)),
        groups=longer(deeds.groups, group),
        counts=longer(deeds.counts, 1.0),
        marks={mark: longer(values, 0.0) for mark, values in deeds.marks.items()},
        on_groups={mark: np.vstack([table, np.zeros((1, table.shape[1]))]) for mark, table in deeds.on_groups.items()},
        names=names,
        in_both=longer(deeds.in_both, 0),
    )
