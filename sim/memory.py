"""Memories: leaky states fed by yesterday's events.

A level stays the plain number 0.0 until something has happened in some world; arithmetic with it then costs next to nothing.
"""

from __future__ import annotations

from typing import Protocol

import numpy as np

from sim.types import Number
from sim.worlds import is_nothing


def decay_of(half_life: Number) -> Number:
    """Daily decay factor of a half-life in days; a half-life of 0 forgets overnight."""
    if isinstance(half_life, np.ndarray):
        return np.where(half_life > 0, np.exp2(-1.0 / np.maximum(half_life, 1e-9)), 0.0)
    return float(np.exp2(-1.0 / half_life)) if half_life > 0 else 0.0


class Memory(Protocol):
    """A state that is fed each day and fades: a kernel or a trace.

    Attributes
    ----------
    level
        One number for all worlds, shape `(worlds,)`, or `(groups, worlds)` for one that is kept by group.
    decay
        Share of it that is left after a day.
    stages
        1 or 2 for a kernel; 0 for a trace.
    """

    level: Number
    decay: Number
    stages: int

    def tune(self, half_life: Number) -> None:
        """Change the half-life; the level is kept."""

    def feed(self, events: Number) -> None:
        """Move one day on and take in yesterday's events, shaped as the level is."""

    def forget(self, share: Number) -> None:
        """Lose a share in [0, 1] of the level at once."""


class _Leaky:
    """What kernels and traces have in common."""

    stages = 0

    def __init__(self, half_life: Number) -> None:
        self.level: Number = 0.0
        self.tune(half_life)

    def tune(self, half_life: Number) -> None:
        """Change the half-life; the level is kept."""
        self.decay = decay_of(half_life)

    def forget(self, share: Number) -> None:
        """Lose a share in [0, 1] of the level at once."""
        if not is_nothing(self.level) and not is_nothing(share):
            self.level = self.level * (1.0 - share)


class Kernel(_Leaky):
    r"""A response kernel of total mass one: the level after an event at day 0, summed over the days after it, is 1.

    One stage:  k(lag) = (1 - d) d^(lag-1);   two stages:  k(lag) = lag (1 - d)^2 d^(lag-1),   lag = 1, 2, ...
    with d the daily decay. A weight times the level is then an expected number of answers per event (Hawkes 1971, in discrete
    time).

    Parameters
    ----------
    half_life
        Half-life of a stage in days, a number or shape `(worlds,)`; 0 puts all the mass on the first day.
    stages
        1 answers most on the first day; 2 builds up, then fades.
    """

    def __init__(self, half_life: Number, stages: int = 1) -> None:
        self.stages = stages
        self._first: Number = 0.0
        super().__init__(half_life)

    def tune(self, half_life: Number) -> None:
        """Change the half-life; the level is kept."""
        super().tune(half_life)
        self._gain = 1.0 - self.decay

    def feed(self, events: Number) -> None:
        """Move one day on and take in yesterday's events, shaped as the level is."""
        if self.stages == 1:
            self.level = _leak(self.level, self.decay, self._gain, events)
        else:
            self._first = _leak(self._first, self.decay, self._gain, events)
            self.level = _leak(self.level, self.decay, self._gain, self._first)


class Trace(_Leaky):
    """A fading trace of peak one: the level jumps by 1 with an event and halves every half-life (days)."""

    def feed(self, events: Number) -> None:
        """Move one day on and take in yesterday's events."""
        self.level = _leak(self.level, self.decay, 1.0, events)


def _leak(level: Number, decay: Number, gain: Number, events: Number) -> Number:
    """`level * decay + gain * events`, skipping what is plainly zero."""
    if is_nothing(level):
        return 0.0 if is_nothing(events) else gain * events
    if is_nothing(events):
        return level * decay
    return level * decay + gain * events
