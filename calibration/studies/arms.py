"""The arms of the ablation: the rules with one mechanism off, and their likelihood of the same acts as the whole rules'.

Where a mechanism is a whole decision, such as Baghdad's raids, switching it off would leave the record of that decision unscored.
Then the decision keeps its own rule, and what is switched off is what everybody else makes of it; so both arms score every act.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from calibration.fit.likelihood import IMPOSSIBLE, replay_scenario
from calibration.fit.parameter_space import Space
from sim.model import EscalationModel
from sim.parameters import Parameters
from sim.record.acts import day_number
from sim.types import Floats, Number
from sim.vocabulary.mechanisms import MECHANISMS


@dataclass(frozen=True)
class Arm:
    """The rules with some mechanisms off."""

    name: str
    off: tuple[str, ...] = ()


WHOLE = Arm("whole")
ARMS = (WHOLE, *(Arm(name, (name,)) for name in MECHANISMS), Arm("fear and reprisal", ("fear", "reprisal")))


@dataclass(frozen=True)
class Span:
    """The training window, split where the future begins.

    Attributes
    ----------
    first, last
        Both inclusive.
    split
        First day of the future.
    """

    first: date
    last: date
    split: date

    def past(self) -> Span:
        """The days before the split alone; nothing lies after it."""
        return Span(self.first, self.split - timedelta(days=1), self.split)


@dataclass(frozen=True)
class Replayed:
    """Log probability by decision before the split and after it, and of each day after it.

    Attributes
    ----------
    halves
        By decision, shape `(n, 2)`.
    daily
        By decision, shape `(days after the split, n)`; empty unless asked for.
    """

    halves: Mapping[str, Floats]
    daily: Mapping[str, Floats]


def replayed(parameters: Parameters, n: int, span: Span, off: tuple[str, ...] = (), *, daily: bool = False) -> Replayed:
    """Replay the span under `n` parameter vectors."""
    scenario = replay_scenario((span.first, span.last), off)
    model = EscalationModel(scenario, worlds=n, rng=0, parameters=parameters, keep_log=False)
    before: dict[str, Number] = {}
    sums: list[dict[str, Number]] = []
    while model.running:
        if model.clock == len(model.days) - _days_after(span):
            before = dict(model.log_probability)
        model.step()
        if daily and model.clock > len(model.days) - _days_after(span):
            sums.append(dict(model.log_probability))
    model.close()
    halves = {}
    for name, value in model.log_probability.items():
        early, whole = _full(before.get(name, 0.0), n), _full(value, n)
        halves[name] = np.stack([early, whole - early], axis=1)
    by_day = {name: _differences(before.get(name, 0.0), [s[name] for s in sums], n) for name in halves} if daily else {}
    return Replayed(halves, by_day)


def _days_after(span: Span) -> int:
    return day_number(span.last) - day_number(span.split) + 1


def _full(value: Number, n: int) -> Floats:
    return np.broadcast_to(np.asarray(value, dtype=np.float64), (n,))


def _differences(start: Number, sums: list[Number], n: int) -> Floats:
    return np.diff(np.stack([_full(value, n) for value in [start, *sums]]), axis=0)


@dataclass(frozen=True)
class Likelihood:
    """An arm's log likelihood of all acts.

    Attributes
    ----------
    own_rule
        Decisions that the arm's model leaves out, scored by their own rules instead.
    """

    arm: Arm
    space: Space
    span: Span
    own_rule: frozenset[str]

    @classmethod
    def of(cls, arm: Arm, space: Space, span: Span) -> Likelihood:
        """The likelihood of an arm; finds out which decisions its model leaves out."""
        return cls(arm, space, span, frozenset(_decisions(span, ()) - _decisions(span, arm.off)))

    def ends(self, theta: Floats) -> Floats:
        """Every decision over the whole span, under the whole rules and then under this arm; shape `(n, 2 decisions)`."""
        whole, arm = self._replayed(theta, ()), self._replayed(theta, self.arm.off)
        ends = [whole.halves, {**whole.halves, **arm.halves}]
        return np.stack([_finite(end[name].sum(axis=1)) for end in ends for name in sorted(whole.halves)], axis=1)

    def parts(self, theta: Floats) -> Floats:
        """Every decision over the whole span under this arm; shape `(n, decisions)`."""
        arm = self._replayed(theta, self.arm.off).halves
        own = self._replayed(theta, ()).halves if self.own_rule else {}
        found = {**{name: own[name] for name in self.own_rule}, **arm}
        return np.stack([_finite(found[name].sum(axis=1)) for name in sorted(found)], axis=1)

    def future(self, theta: Floats) -> Floats:
        """Log of the mean probability of each day after the split, over the draws; shape `(days,)`."""
        arm = self._replayed(theta, self.arm.off, daily=True)
        parts = list(arm.daily.values())
        if self.own_rule:
            whole = self._replayed(theta, (), daily=True)
            parts += [whole.daily[name] for name in self.own_rule]
        days = np.sum(parts, axis=0)
        return np.asarray(np.logaddexp.reduce(days, axis=1) - np.log(days.shape[1]))

    def _replayed(self, theta: Floats, off: tuple[str, ...], *, daily: bool = False) -> Replayed:
        return replayed(self.space.parameters(theta), len(theta), self.span, off, daily=daily)


def _decisions(span: Span, off: tuple[str, ...]) -> set[str]:
    model = EscalationModel(replay_scenario((span.first, span.last), off), worlds=1, rng=0, keep_log=False)
    names = {decision.name for actor in model.actors for decision in actor.decisions}
    model.close()
    return names


def _finite(values: Number) -> Floats:
    return np.maximum(np.nan_to_num(np.asarray(values, dtype=np.float64), nan=IMPOSSIBLE, neginf=IMPOSSIBLE), IMPOSSIBLE)
