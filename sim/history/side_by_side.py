"""One decision on one day in both arms of a branching by cause: how the rates differ, what may be kept, what comes beyond.

Acts come in few worlds, and everything is worked out there alone. Where they can come is known beforehand: what comes beyond the
documented acts has at most the rate of all, and a uniform above a rate brings nothing.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass

import numpy as np

from sim.decision import Decision
from sim.environment import Environment
from sim.history.common import Common, InCommon
from sim.history.documented import Ledger
from sim.history.flows import Flows, TakenApart
from sim.history.ordered import governed
from sim.history.outcome import Beyond
from sim.types import Bools, Floats, Ints, Number
from sim.worlds import chosen, entries_at, is_nothing, summed

ROUNDED_UP = 1.0 + 1e-9
"""By so much a bound of rates is raised, so that rounding cannot put one above it."""


@dataclass(frozen=True)
class SideBySide:
    """A decision as it was weighed here, and what the factual rules made of it.

    Rows and worlds are those of authors and worlds, both of shape `(entries,)`, and so is what is said of them.
    """

    environment: Environment
    decision: Decision
    fact: Ledger
    shared: InCommon
    apart: TakenApart

    @functools.cached_property
    def here(self) -> Flows:
        """The decision's motives here."""
        return self.apart.of(self.environment, self.decision)

    @functools.cached_property
    def reported(self) -> float:
        """Probability that an act of it stands in the record."""
        return self.environment.reported(self.decision.name)

    @functools.cached_property
    def luck(self) -> Floats:
        """The day's uniforms, shape `(authors, worlds)`."""
        return self.environment.luck.uniforms(self.decision.streams, self.environment.day)

    # Where ------------------------------------------------------------------------------------------------------------------

    @property
    def differ(self) -> bool:
        """Whether anything sets the arms apart in any world."""
        rate = self.decision.rate * self.reported
        return bool(np.any(np.not_equal(rate, self.fact.rate) | self.decision.forbidden | governed(self.decision)))

    def differs(self, rows: Ints, worlds: Ints) -> Bools:
        """Whether anything sets the arms apart."""
        rate = entries_at(self.decision.rate, rows, worlds) * self.reported
        apart: Bools = np.not_equal(rate, entries_at(self.fact.rate, rows, worlds))
        return apart | _at(self.decision.forbidden, rows, worlds) | _at(governed(self.decision), rows, worlds)

    def is_forbidden(self, rows: Ints, worlds: Ints) -> Bools:
        """Where the scenario forbids it."""
        return np.broadcast_to(_at(self.decision.forbidden, rows, worlds), worlds.shape)

    def possible(self, most: Number) -> tuple[Ints, Ints]:
        """Rows and worlds in which the day's luck may bring an act, if its rate is raised by this at the most."""
        if is_nothing(self.decision.rate):
            return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
        rows, worlds = np.nonzero(self.luck < self.decision.rate * (self.reported * ROUNDED_UP * most))
        return rows, worlds

    def laid_out(self, counts: Number, rows: Ints, worlds: Ints) -> Floats:
        """Counts of some rows and worlds among all, shape `(authors, worlds)`."""
        table = np.zeros((len(self.decision.actors), self.environment.worlds))
        table[rows, worlds] = counts
        return table

    # How much ---------------------------------------------------------------------------------------------------------------

    def common(self, rows: Ints, worlds: Ints) -> Common:
        """What both arms have of each motive there."""
        return self.shared.of(self.decision.name, self.fact.flows, self.here, self.environment.day, (rows, worlds))

    def of_act(self, motive: int, number: int) -> tuple[Number, Number]:
        """What a motive there feels of an act in both arms, and what it feels of it there; in all rows and worlds."""
        return self.shared.of_act(self.decision.name, self.fact.flows, self.here, motive, number, self.environment.day)

    def excess(self, common: Common, rows: Ints, worlds: Ints) -> Floats:
        """The rate here beyond what may be kept, as it is reported."""
        beyond = np.maximum(entries_at(self.decision.rate, rows, worlds) - summed(common.kept), 0.0) * self.reported
        return np.where(self.differs(rows, worlds), beyond, 0.0)

    def beyond(self, later: Number, rows: Ints, worlds: Ints) -> Beyond:
        """What acts beyond come from: each motive's excess, and of what may be kept what was `later` than an act lost."""
        common, rates = self.common(rows, worlds), self.here.rates(rows, worlds)
        numbers = self.shared.match(self.decision.name, self.fact.flows, self.here).numbers
        on = numbers >= 0
        kept, again = np.zeros(rates.shape), np.zeros(rates.shape)
        kept[numbers[on]], again[numbers[on]] = common.kept[on], common.is_documented[on]
        share = chosen(later, rows, worlds)
        return Beyond(np.maximum(rates - kept, 0.0) + share * kept, 1.0 - again * (1.0 - share))


def _at(value: bool | Bools, rows: Ints, worlds: Ints) -> bool | Bools:
    """Of what is said of all, of the authors or of authors and worlds."""
    if isinstance(value, bool):
        return value
    return np.asarray(value[rows, worlds if value.shape[1] > 1 else 0])
