"""The sampled history: counts drawn from the rates."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sim.decision import Decision
from sim.environment import Environment
from sim.history import chance
from sim.history.outcome import apply_outcome
from sim.history.pools import shape_of
from sim.tally import LogEntry
from sim.types import Floats, Number


class Sampled:
    """Counts drawn by inversion from keyed uniforms; monotone: raise a rate in one arm and its count can only rise."""

    def __init__(self) -> None:
        self.log_probability: dict[str, Number] = {}

    def resolve(self, environment: Environment, decisions: Sequence[Decision]) -> list[LogEntry]:
        """Draw every decision of this phase: one comparison of all rates with all their uniforms finds where anything happens."""
        luck = environment.luck.uniforms(tuple(stream for decision in decisions for stream in decision.streams), environment.day)
        rates = np.empty(luck.shape)
        begin = 0
        for decision in decisions:
            end = begin + len(decision.actors)
            rates[begin:end] = decision.rate
            factor = _reported(environment, decision, rates[begin:end], luck[begin:end])
            if factor is not None:
                rates[begin:end] *= factor
            begin = end
        rows, worlds = np.nonzero(luck < rates)
        rate, s = rates[rows, worlds], luck[rows, worlds]
        really = s < -np.expm1(-rate)  # 1 - exp(-rate) is below the rate, so few need it exactly
        return self._outcomes(environment, decisions, rows[really], worlds[really], rate[really], s[really])

    def _outcomes(
        self,
        environment: Environment,
        decisions: Sequence[Decision],
        rows: np.ndarray,
        worlds: np.ndarray,
        rate: Floats,
        s: Floats,
    ) -> list[LogEntry]:
        """Counts where anything happens, decision by decision; `rows` number the authors of all decisions and are sorted."""
        entries: list[LogEntry] = []
        begin = 0
        for decision in decisions:
            n = len(decision.actors)
            first, last = np.searchsorted(rows, (begin, begin + n))
            count: Number = 0.0
            if first < last:
                here = slice(first, last)
                drawn = chance.count_of(rate[here], s[here]) if decision.many else np.ones(last - first)
                count = _spread(decision, environment.worlds, rows[here] - begin, worlds[here], drawn)
            entries += apply_outcome(environment, decision, count, [], [])
            begin += n
        return entries


def _spread(decision: Decision, worlds: int, rows: np.ndarray, where: np.ndarray, values: Floats) -> Number:
    """Counts by group, or by world, from the few that are not zero."""
    if not decision.by_group and worlds == 1:
        return float(values[0])
    counts = np.zeros((len(decision.actors), worlds))
    counts[rows, where] = values
    return counts if decision.by_group else counts[0]


def _reported(environment: Environment, decision: Decision, rates: Floats, luck: Floats) -> Number | None:
    """What the rates of a decision are multiplied by: the chance that it is reported, and the pool's frailty; None if nothing.

    The frailty is left at zero in the worlds where none of the pool could act even at the most it may be: its mean is one, so
    that its quantile at v is below 1 / (1 - v) (Markov's inequality), which costs less than the quantile.
    """
    reported = environment.reported(decision.name)
    shape = shape_of(environment, decision.name)
    if shape is None:
        return None if reported == 1.0 else reported
    v = environment.luck.uniform(f"frailty/{decision.name}", environment.day)
    may = (luck < rates * (reported / (1.0 - v))).any(axis=0)
    z = np.zeros(v.shape)
    if may.any():
        z[may] = chance.frailty(shape[may] if isinstance(shape, np.ndarray) else shape, v[may])
    return reported * z
