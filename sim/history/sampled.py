"""The sampled history: counts drawn from the rates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.decision import Decision
from sim.environment import Environment
from sim.history import chance
from sim.history.outcome import apply_outcome
from sim.history.pools import shape_of
from sim.tally import LogEntry, Tally
from sim.types import Floats, Ints, Number


class Sampled:
    """Counts drawn by inversion from keyed uniforms; monotone: raise a rate in one arm and its count can only rise."""

    def __init__(self) -> None:
        self.log_probability: dict[str, Number] = {}
        self._tables: dict[tuple[int, ...], Floats] = {}

    def begin(self, environment: Environment, yesterday: Tally) -> None:
        """A day begins; nothing is kept of the days before."""

    def resolve(self, environment: Environment, decisions: Sequence[Decision]) -> list[LogEntry]:
        """Draw every decision of this part of the day: one comparison of all rates with all their uniforms finds who acts."""
        luck = environment.luck.uniforms(tuple(stream for decision in decisions for stream in decision.streams), environment.day)
        rates, ends, end = self._table(luck.shape), [], 0
        for decision in decisions:
            begin, end = end, end + len(decision.actors)
            ends.append(end)
            rates[begin:end] = decision.rate
            factor = _reported(environment, decision, rates[begin:end], luck[begin:end])
            if factor is not None:
                rates[begin:end] *= factor
        rows, worlds = np.divmod(np.flatnonzero(luck < rates), environment.worlds)
        rate, s = rates[rows, worlds], luck[rows, worlds]
        really = s < -np.expm1(-rate)  # 1 - exp(-rate) is below the rate, so few need it exactly
        happens = _Occurrences(rows[really], worlds[really], rate[really], s[really])
        entries: list[LogEntry] = []
        lasts = np.searchsorted(happens.rows, ends).tolist()
        for decision, first, last, end in zip(decisions, [0, *lasts], lasts, ends, strict=False):
            if first < last or environment.unseen(decision.name):
                here, begin = slice(first, last), end - len(decision.actors)
                count = happens.counts(decision, environment.worlds, here, begin)
                where = (happens.rows[here] - begin, happens.worlds[here]) if first < last else None
                entries += apply_outcome(environment, decision, count, where=where)
        return entries

    def _table(self, shape: tuple[int, ...]) -> Floats:
        """A table to write the day's rates into, the same each day: a fresh one costs more than filling it."""
        if shape not in self._tables:
            self._tables[shape] = np.empty(shape)
        return self._tables[shape]


@dataclass(frozen=True)
class _Occurrences:
    """Where anything happens today: rows of all the part's authors (sorted), worlds, rates and uniforms, `(acts,)` each."""

    rows: Ints
    worlds: Ints
    rate: Floats
    s: Floats

    def counts(self, decision: Decision, worlds: int, here: slice, begin: int) -> Number:
        """The counts of one decision, whose rows begin at `begin`: by group, by world, or one number."""
        if here.start == here.stop:
            return 0.0
        drawn = chance.count_of(self.rate[here], self.s[here]) if decision.many else np.ones(here.stop - here.start)
        counts = np.zeros((len(decision.actors), worlds))
        counts[self.rows[here] - begin, self.worlds[here]] = drawn
        return decision.shaped(counts)


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
    return reported * (z if decision.order is None else np.where(decision.order.governs, 1.0, z))
