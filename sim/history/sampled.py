"""The sampled history: counts drawn from the rates."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sim.decision import Decision
from sim.environment import Environment
from sim.history import chance
from sim.history.outcome import apply_outcome
from sim.history.pools import pools, shape_of
from sim.tally import LogEntry
from sim.types import Number


class Sampled:
    """Counts drawn by inversion from keyed uniforms; monotone: raise a rate in one arm and its count can only rise."""

    def __init__(self) -> None:
        self.log_probability: dict[str, Number] = {}

    def resolve(self, environment: Environment, decisions: Sequence[Decision]) -> list[LogEntry]:
        """Draw every decision of this phase."""
        entries: list[LogEntry] = []
        for name, pool in pools(decisions):
            z = self._frailty(environment, name, pool)
            for decision in pool:
                s = environment.luck.uniform(decision.stream, environment.day)
                rate = decision.rate * (environment.reported(name) * z)
                count = chance.draw_count(rate, s) if decision.many else chance.draw_once(rate, s)
                entries += apply_outcome(environment, decision, count, [], [])
        return entries

    def _frailty(self, environment: Environment, name: str, pool: list[Decision]) -> Number:
        """The pool's frailty; left at zero in the worlds where none of its members could act even at the most it may be.

        Its mean is one, so that its quantile at v is below 1 / (1 - v) (Markov's inequality), which costs less than the quantile.
        """
        shape = shape_of(environment, name)
        if shape is None:
            return 1.0
        v = environment.luck.uniform(f"frailty/{name}", environment.day)
        most = environment.reported(name) / (1.0 - v)
        may = np.zeros(v.shape, dtype=np.bool_)
        for decision in pool:
            may |= environment.luck.uniform(decision.stream, environment.day) < decision.rate * most
        z = np.zeros(v.shape)
        z[may] = chance.frailty(shape[may] if isinstance(shape, np.ndarray) else shape, v[may])
        return z
