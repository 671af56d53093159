"""The state of the militias' truces: how firmly each group's holds, for which attacks, and until when."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from sim.memory import Trace
from sim.tally import Tally, TruceNotice
from sim.types import Number
from sim.worlds import is_nothing, strongest


@dataclass
class _Dated:
    """A truce with a stated end."""

    level: Number
    notice: TruceNotice


class Truce:
    """How firmly each group's truce holds, in [0, 1], in each world: shape `(groups, worlds)`, or `(groups, 1)`.

    An open-ended truce wears off with a half-life (days); one with a stated end holds in full until that end.
    """

    def __init__(self, half_life: Number) -> None:
        self._open = Trace(half_life)
        self._open_convoys = Trace(half_life)
        self._dated: list[_Dated] = []

    def tune(self, half_life: Number) -> None:
        """Change the half-life of open-ended truces."""
        self._open.tune(half_life)
        self._open_convoys.tune(half_life)

    def hear(self, yesterday: Tally, breach: Number, day: int, context: Callable[[str], float]) -> None:
        """Take in a day's news, in this order: it wears off, is partly broken, announced, ended, or has run out by `day`."""
        self.wear_off()
        self.end(breach)
        for notice in yesterday.notices_of("announce_truce"):
            self.announce(notice.scope, notice)
        for notice in yesterday.notices_of("end_truce"):
            self.end(notice.scope)
        self.expire(day, context)

    def wear_off(self) -> None:
        """Move one day on: open-ended truces wear off."""
        self._open.feed(0.0)
        self._open_convoys.feed(0.0)

    def expire(self, day: int, context: Callable[[str], float]) -> None:
        """Drop the truces whose stated end has come before today."""
        if self._dated:
            self._dated = [d for d in self._dated if _still_on(d.notice, day, context)]

    def announce(self, level: Number, notice: TruceNotice) -> None:
        """A truce is announced with a level in [0, 1]; a second one renews the first, it does not add to it."""
        if np.isfinite(notice.deadline) or notice.while_context:
            self._dated.append(_Dated(level, notice))
            return
        self._open.level = strongest(self._open.level, level)
        if notice.spares_convoys:
            self._open_convoys.level = strongest(self._open_convoys.level, level)

    def end(self, level: Number) -> None:
        """The truce is declared over, in full (1) or in part."""
        if is_nothing(level):
            return
        self._open.forget(level)
        self._open_convoys.forget(level)
        for dated in self._dated:
            dated.level = dated.level * (1.0 - level)

    def firmness(self, on_convoys: bool = False) -> Number:
        """How firmly the truce holds for attacks on bases, or on convoys; in [0, 1]."""
        level = self._open_convoys.level if on_convoys else self._open.level
        for dated in self._dated:
            if dated.notice.spares_convoys or not on_convoys:
                level = strongest(level, dated.level)
        return level


def _still_on(notice: TruceNotice, day: int, context: Callable[[str], float]) -> bool:
    return day <= notice.deadline and (not notice.while_context or context(notice.while_context) > 0)
