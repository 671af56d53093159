"""The rule variants of the ablation: one mechanism off, and their likelihood of the same acts as the whole rules'.

Where a mechanism is a whole decision, such as Baghdad's raids, switching it off would leave the record of that decision unscored.
Then the decision keeps its own rule, and what is switched off is what everybody else makes of it; so both score every act.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from calibration.fit.likelihood import IMPOSSIBLE, replay_scenario
from calibration.fit.parameter_space import Space
from sim.history.documented import LINKS
from sim.model import EscalationModel
from sim.parameters import Parameters
from sim.record.acts import day_number
from sim.types import Floats, Number
from sim.vocabulary.mechanisms import MECHANISMS


@dataclass(frozen=True)
class RuleVariant:
    """The rules with some mechanisms off."""

    name: str
    off: tuple[str, ...] = ()


WHOLE_RULES = RuleVariant("whole")
RULE_VARIANTS = (
    WHOLE_RULES,
    *(RuleVariant(name, (name,)) for name in MECHANISMS),
    RuleVariant("fear and reprisal", ("fear", "reprisal")),
)


@dataclass(frozen=True)
class Split:
    """The training window, split where the days begin that are left out.

    Attributes
    ----------
    first, last
        Both inclusive.
    future
        First of the days left out.
    """

    first: date
    last: date
    future: date

    def past(self) -> Split:
        """The days before the future alone; nothing lies after them."""
        return Split(self.first, self.future - timedelta(days=1), self.future)


@dataclass(frozen=True)
class Replayed:
    """Log probability by decision of the past and of the future, and of each day of the future.

    Attributes
    ----------
    halves
        By decision, shape `(n, 2)`.
    daily
        By decision, shape `(days of the future, n)`; empty unless asked for.
    """

    halves: Mapping[str, Floats]
    daily: Mapping[str, Floats]


def replayed(parameters: Parameters, n: int, split: Split, off: tuple[str, ...] = (), *, daily: bool = False) -> Replayed:
    """Replay past and future under `n` parameter vectors."""
    scenario = replay_scenario((split.first, split.last), off)
    model = EscalationModel(scenario, worlds=n, rng=0, parameters=parameters, keep_log=False)
    before: dict[str, Number] = {}
    sums: list[dict[str, Number]] = []
    past = len(model.days) - _future_days(split)
    for _ in model.run():
        if model.clock == past:
            before = dict(model.log_probability)
        elif daily and model.clock > past:
            sums.append(dict(model.log_probability))
    model.close()
    halves = {}
    for name, value in model.log_probability.items():
        early, whole = _full(before.get(name, 0.0), n), _full(value, n)
        halves[name] = np.stack([early, whole - early], axis=1)
    by_day = {name: _differences(before.get(name, 0.0), [s.get(name, 0.0) for s in sums], n) for name in halves} if daily else {}
    return Replayed(halves, by_day)


def _future_days(split: Split) -> int:
    return day_number(split.last) - day_number(split.future) + 1


def _full(value: Number, n: int) -> Floats:
    return np.broadcast_to(np.asarray(value, dtype=np.float64), (n,))


def _differences(start: Number, sums: list[Number], n: int) -> Floats:
    return np.diff(np.stack([_full(value, n) for value in [start, *sums]]), axis=0)


@dataclass(frozen=True)
class Likelihood:
    """A rule variant's log likelihood of all acts.

    Attributes
    ----------
    own_rule
        Decisions that the variant's model leaves out, scored by their own rules instead, and so is what is said of them.
    """

    variant: RuleVariant
    space: Space
    split: Split
    own_rule: frozenset[str]

    @classmethod
    def of(cls, variant: RuleVariant, space: Space, split: Split) -> Likelihood:
        """The likelihood of a variant; finds out which decisions its model leaves out."""
        return cls(variant, space, split, frozenset(_decisions(split, ()) - _decisions(split, variant.off)))

    def ends(self, theta: Floats) -> Floats:
        """Every decision over past and future, under the whole rules and then under this variant; shape `(n, 2 decisions)`."""
        whole, variant = self._replayed(theta, ()), self._replayed(theta, self.variant.off)
        ends = [whole.halves, {**whole.halves, **variant.halves}]
        return np.stack([_finite(end[name].sum(axis=1)) for end in ends for name in sorted(whole.halves)], axis=1)

    def parts(self, theta: Floats) -> Floats:
        """Every decision over past and future under this variant; shape `(n, decisions)`."""
        whole = self._replayed(theta, ()).halves if self.own_rule else {}
        halves = {**self._left_out(whole), **self._replayed(theta, self.variant.off).halves}
        return np.stack([_finite(halves[name].sum(axis=1)) for name in sorted(halves)], axis=1)

    def future(self, theta: Floats) -> Floats:
        """Log of the mean probability of each day of the future, over the draws; shape `(days,)`."""
        variant = self._replayed(theta, self.variant.off, daily=True)
        parts = list(variant.daily.values())
        if self.own_rule:
            whole = self._replayed(theta, (), daily=True)
            parts += self._left_out(whole.daily).values()
        days = np.sum(parts, axis=0)
        return np.asarray(np.logaddexp.reduce(days, axis=1) - np.log(days.shape[1]))

    def _left_out(self, whole: Mapping[str, Floats]) -> dict[str, Floats]:
        """Of the whole rules' parts those that this variant's model has not."""
        return {name: part for name, part in whole.items() if name.removeprefix(LINKS) in self.own_rule}

    def _replayed(self, theta: Floats, off: tuple[str, ...], *, daily: bool = False) -> Replayed:
        return replayed(self.space.parameters(theta), len(theta), self.split, off, daily=daily)


def _decisions(split: Split, off: tuple[str, ...]) -> set[str]:
    model = EscalationModel(replay_scenario((split.first, split.last), off), worlds=1, rng=0, keep_log=False)
    names = {decision.name for actor in model.actors for decision in actor.decisions}
    model.close()
    return names


def _finite(values: Number) -> Floats:
    return np.maximum(np.nan_to_num(np.asarray(values, dtype=np.float64), nan=IMPOSSIBLE, neginf=IMPOSSIBLE), IMPOSSIBLE)
