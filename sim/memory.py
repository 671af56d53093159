"""Memories: leaky states fed by yesterday's events, and where an answer may come at once by today's.

A level stays the plain number 0.0 until something has happened in some world; arithmetic with it then costs next to nothing.
"""

from __future__ import annotations

from typing import Protocol

import numpy as np

from sim.types import Floats, Ints, Number
from sim.worlds import chosen, is_nothing, plus, reduced


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
        What terms read: one number for all worlds, shape `(worlds,)`, or `(groups, worlds)` for one that is kept by group.
    decay
        Share of it that is left after a day.
    stages
        1 or 2 for a kernel; 0 for a trace.
    """

    level: Number
    decay: Number
    stages: int

    def tune(self, half_life: Number, at_once: Number = 0.0) -> None:
        """Change the half-life, and the share of an answer that comes on the very day; what is remembered is kept."""

    def feed(self, events: Number) -> None:
        """Move one day on and take in yesterday's events, shaped as the level is."""

    def see(self, events: Number) -> None:
        """Let today's events so far add what is answered at once; the next `feed` takes them in for the days after."""

    def forget(self, share: Number) -> None:
        """Lose a share in [0, 1] of the level at once."""

    def follow(self, other: Memory) -> None:
        """Fade as another memory of the same kind does; what is remembered is kept."""

    def worth(self, lag: int) -> Number:
        """What a unit is worth to the level `lag` days after it happened (0: on the very day) if nothing was forgotten."""

    def worths(self, lags: Ints, worlds: Ints) -> Floats:
        """The same for many lags, each in a world of its own; shapes that NumPy broadcasts."""


class Kernel:
    r"""A response kernel of total mass one: the level after an event at day 0, summed over that day and all later ones, is 1.

    One stage:  k(lag) = (1 - s) (1 - d) d^(lag-1);   two stages:  k(lag) = (1 - s) lag (1 - d)^2 d^(lag-1),   lag = 1, 2, ...
    and k(0) = s, with d the daily decay and s the share that is answered at once. A weight times the level is then an expected
    number of answers per event (Hawkes 1971, in discrete time).

    Parameters
    ----------
    half_life
        Half-life of a stage in days, a number or shape `(worlds,)`; 0 puts all the mass on the first day.
    stages
        1 answers most on the first day; 2 builds up, then fades.
    at_once
        Share of the mass on the day of the event itself, in [0, 1].
    """

    def __init__(self, half_life: Number, stages: int = 1, at_once: Number = 0.0) -> None:
        self.stages = stages
        self.level: Number = 0.0
        self._first: Number = 0.0
        self._later: Number = 0.0
        self._morning: Number = 0.0  # the level before anything of today is seen
        self.tune(half_life, at_once)

    def tune(self, half_life: Number, at_once: Number = 0.0) -> None:
        """Change the half-life, and the share of an answer that comes on the very day; what is remembered is kept."""
        self._fade(decay_of(half_life), at_once)

    def _fade(self, decay: Number, at_once: Number) -> None:
        self.decay, self._gain = decay, 1.0 - decay
        self._at_once, self._from_tomorrow, self._none_at_once = at_once, 1.0 - at_once, is_nothing(at_once)
        self._wake()

    def feed(self, events: Number) -> None:
        """Move one day on and take in yesterday's events, shaped as the level is."""
        if self.stages != 1:
            events = self._first = _leak(self._first, self.decay, self._gain, events)
        self._later = _leak(self._later, self.decay, self._gain, events)
        self._wake()
        self.level = self._morning

    def _wake(self) -> None:
        later = self._later
        self._morning = later if self._none_at_once or is_nothing(later) else self._from_tomorrow * later

    def see(self, events: Number) -> None:
        """Let today's events so far add what is answered at once; the next `feed` takes them in for the days after."""
        if self._none_at_once or is_nothing(events):
            self.level = self._morning
        else:
            self.level = plus(self._morning, self._at_once * events)

    def forget(self, share: Number) -> None:
        """Lose a share in [0, 1] of the level at once."""
        if not is_nothing(share):
            self.level, self._first, self._later = (reduced(value, share) for value in (self.level, self._first, self._later))
            self._wake()

    def follow(self, other: Memory) -> None:
        """Fade as another memory of the same kind does; what is remembered is kept."""
        at_once = other.worth(0)
        if self.decay is not other.decay or self._at_once is not at_once:
            self._fade(other.decay, at_once)

    def worth(self, lag: int) -> Number:
        """What a unit is worth to the level `lag` days after it happened (0: on the very day) if nothing was forgotten."""
        if lag == 0:
            return self._at_once
        stages = self._gain if self.stages == 1 else lag * self._gain**2
        return (1.0 - self._at_once) * stages * self.decay ** (lag - 1)

    def worths(self, lags: Ints, worlds: Ints) -> Floats:
        """The same for many lags, each in a world of its own; shapes that NumPy broadcasts."""
        gain, decay, at_once = (chosen(value, worlds, worlds) for value in (self._gain, self.decay, self._at_once))
        stages = gain if self.stages == 1 else lags * gain**2
        later = (1.0 - at_once) * stages * decay ** np.maximum(lags - 1, 0)
        return np.where(lags > 0, later, np.where(lags == 0, at_once, 0.0))


class Trace:
    """A fading trace of peak one: the level jumps by 1 the day after an event and halves every half-life (days)."""

    stages = 0

    def __init__(self, half_life: Number) -> None:
        self.level: Number = 0.0
        self.tune(half_life)

    def tune(self, half_life: Number, at_once: Number = 0.0) -> None:
        """Change the half-life; the level is kept. A trace answers nothing at once."""
        self.decay = decay_of(half_life)

    def feed(self, events: Number) -> None:
        """Move one day on and take in yesterday's events."""
        self.level = _leak(self.level, self.decay, 1.0, events)

    def see(self, events: Number) -> None:
        """Today's events are felt from tomorrow on."""

    def forget(self, share: Number) -> None:
        """Lose a share in [0, 1] of the level at once."""
        self.level = reduced(self.level, share)

    def follow(self, other: Memory) -> None:
        """Fade as another memory of the same kind does; what is remembered is kept."""
        self.decay = other.decay

    def worth(self, lag: int) -> Number:
        """What a unit is worth to the level `lag` days after it happened (0: on the very day) if nothing was forgotten."""
        return self.decay ** (lag - 1) if lag > 0 else 0.0

    def worths(self, lags: Ints, worlds: Ints) -> Floats:
        """The same for many lags, each in a world of its own; shapes that NumPy broadcasts."""
        return np.where(lags > 0, chosen(self.decay, worlds, worlds) ** np.maximum(lags - 1, 0), 0.0)


def _leak(level: Number, decay: Number, gain: Number, events: Number) -> Number:
    """`level * decay + gain * events`, skipping what is plainly zero."""
    nothing_before = isinstance(level, float) and level == 0.0
    if isinstance(events, float) and events == 0.0:
        return 0.0 if nothing_before else level * decay
    return gain * events if nothing_before else level * decay + gain * events
