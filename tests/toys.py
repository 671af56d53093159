"""An actor with one rule, small enough to check by hand."""

from __future__ import annotations

from sim.decision import Rule, motive, restraint
from sim.types import Number


class Toy:
    """An actor with one rule."""

    want: Number = 0.2
    anger: Number = 0.0
    fear: Number = 0.0

    @motive(None, "no source")
    def wanting(self) -> Number:
        """It wants."""
        return self.want

    @motive("momentum", "no source")
    def angry(self) -> Number:
        """It is angry."""
        return self.anger

    @restraint("fear", "no source")
    def afraid(self) -> Number:
        """It is afraid."""
        return self.fear


RULE = Rule(motives=("wanting", "angry"), restraints=("afraid",), many=True)
