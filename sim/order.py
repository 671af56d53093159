"""An order: what a scenario's policy says of a decision on a day, in place of the actor's own rule."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.types import Bools, Floats, Number

POLICY = "policy"
"""The motive that an act comes from which a policy of the scenario has done."""
CERTAIN = 50.0
"""Acts a day at which something happens for sure: 1 - exp(-50) is 1 to the last bit."""


@dataclass(frozen=True)
class Order:
    """Where a policy speaks today, and what it says.

    Attributes
    ----------
    governs
        Where the rule is silent, shape `(authors, worlds)`.
    rate
        Events a day there, nothing elsewhere; same shape.
    """

    governs: Bools
    rate: Floats

    def silenced(self, value: Number) -> Number:
        """A term of the rule, shaped as the decision's: nothing where the policy speaks."""
        where = self.governs if self.governs.shape[0] > 1 else self.governs[0]
        return np.where(where, 0.0, value)

    def of(self, row: int) -> Order:
        """What it says to one of the authors."""
        return Order(self.governs[[row]], self.rate[[row]])


def rate_of(chance: float) -> float:
    """Events a day at which something happens with this probability."""
    return CERTAIN if chance >= 1.0 else min(float(-np.log1p(-chance)), CERTAIN)
