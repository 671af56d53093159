"""The sampled history, motive by motive: each draws by luck of its own, so that arms differ only in what their motives differ.

Given the day's frailty the motives of a decision are independent Poisson processes; their counts add up to one with the whole
rate (superposition). Drawn from one uniform for the whole decision (`sim.history.sampled`), an act may stay in the other arm
although the motive that brought it is gone; here it goes with its motive. Where two simulated arms are compared, this is how they
are drawn; it takes longer, and each arm by itself has the same distribution either way.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from sim.decision import Decision
from sim.environment import Environment
from sim.history import chance
from sim.history.flows import rates_of
from sim.history.outcome import Beyond, apply_outcome
from sim.history.pools import mood_of
from sim.order import POLICY
from sim.tally import LogEntry, Tally
from sim.types import Floats, Number
from sim.worlds import is_nothing, table_at, total


class SampledByMotive:
    """Counts of every motive by inversion from keyed uniforms, the stream named after actor, decision and motive."""

    def __init__(self) -> None:
        self.log_probability: dict[str, Number] = {}

    def begin(self, environment: Environment, yesterday: Tally) -> None:
        """A day begins; nothing is kept of the days before."""

    def resolve(self, environment: Environment, decisions: Sequence[Decision]) -> list[LogEntry]:
        """Draw every decision of this part of the day."""
        return [entry for decision in decisions for entry in self._drawn(environment, decision)]

    def _drawn(self, environment: Environment, decision: Decision) -> list[LogEntry]:
        counts = [self._count(environment, decision, *each) for each in self._rates(environment, decision)]
        table = total(counts)
        if is_nothing(table):
            return apply_outcome(environment, decision, 0.0)
        several = np.asarray(table, dtype=np.float64)
        count = decision.shaped(several if decision.many else np.minimum(several, 1.0))
        return apply_outcome(environment, decision, count, beyond=lambda *where: Beyond(table_at(counts, *where)))

    def _rates(self, environment: Environment, decision: Decision) -> Iterator[tuple[str, Floats]]:
        """What each motive brings a day, as it would be reported, in the day's mood; shape `(authors, worlds)` or one column."""
        reported, mood = environment.reported(decision.name), mood_of(environment, decision.name)
        for name, rate in zip(decision.motive_names, rates_of(decision), strict=True):
            yield name, rate * (reported if name == POLICY else reported * mood)

    def _count(self, environment: Environment, decision: Decision, motive: str, rate: Floats) -> Number:
        """How often each author does it for one motive; plainly zero if nobody does anywhere."""
        if not rate.any():
            return 0.0
        luck = environment.luck.uniforms(tuple(f"{stream}/{motive}" for stream in decision.streams), environment.day)
        return chance.draw_table(np.broadcast_to(rate, luck.shape), luck)
