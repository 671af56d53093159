"""Was an event necessary for an outcome, was it sufficient? Probabilities of causation from worlds that run in pairs.

x: the event happens, y: the outcome comes; x', y': they do not. y_x: the outcome had the event been made to happen, y_x' had it
been kept away. Definitions 1 to 3 of Tian and Pearl (2000):

    PN  = P(y'_x' | x, y)        necessity: where both came, the outcome would not have come without the event
    PS  = P(y_x | x', y')        sufficiency: where neither came, the outcome would have come with the event
    PNS = P(y_x, y'_x')          both: it comes with the event and does not come without it

**Pairs.** A world of the factual arm and the same world (same luck, same parameters) of an arm without the event, or with it,
show y, y_x' and y_x of one world together, so that the three are shares of worlds. They hold for the way in which the arms are
coupled, which no record can test (Haugh and Singal 2022).

**Without the pairing** the arms give frequencies alone: P(y_x) and P(y_x') as an experiment would, P(x, y) and so on as an
observer would. They bound the three whatever the coupling (Tian and Pearl 2000, on combined data; the numbers are ours):

    (1)  max(0, [P(y) - P(y_x')] / P(x, y))   <= PN  <= min(1, [P(y'_x') - P(x', y')] / P(x, y))
    (2)  max(0, [P(y_x) - P(y)] / P(x', y'))  <= PS  <= min(1, [P(y_x) - P(x, y)] / P(x', y'))
    (3)  max(0, P(y_x) - P(y_x'), P(y) - P(y_x'), P(y_x) - P(y)) <= PNS
         PNS <= min(P(y_x), P(y'_x'), P(x, y) + P(x', y'), P(y_x) - P(y_x') + P(x, y') + P(x', y))

**Monotonicity**: the event never prevents the outcome; no world has y_x' and y'_x. Then frequencies say what they are:

    (4)  PN  = [P(y|x) - P(y|x')] / P(y|x) + [P(y|x') - P(y_x')] / P(x, y)  = [P(y) - P(y_x')] / P(x, y)
    (5)  PS  = [P(y_x) - P(y)] / P(x', y')
    (6)  PNS = P(y_x) - P(y_x')

The first term of (4) is the excess risk ratio, the second takes confounding out. A value below 0 says that monotonicity is wrong.

Sources: Tian and Pearl, Probabilities of causation: bounds and identification, Annals of Mathematics and Artificial
Intelligence 28 (2000) 287-313; Pearl, Causality (2nd edition 2009), chapter 9.

**Intervals** are of a cluster bootstrap over the draws of the parameters (Cameron and Miller 2015): worlds that share a draw are
not independent, so whole draws are drawn again, with their worlds. Where all worlds agree a bootstrap knows no error; there the
interval is the exact one of a share (Clopper and Pearson 1934), every draw counted as one trial. With one draw for all, worlds
differ by luck alone and each is a unit. They say how far more worlds and draws might move a share; that the rules are right they
take for granted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np

from sim.types import Bools, Floats, Ints

Quantity = Literal["PN", "PS", "PNS"]
QUANTITIES: tuple[Quantity, ...] = ("PN", "PS", "PNS")
LEVEL = 0.95
RESAMPLES = 2000
SEED = 20_000


@dataclass(frozen=True)
class Pairs:
    """The same worlds in two or three arms; every array has shape `(worlds,)`.

    Attributes
    ----------
    event, outcome
        Whether they came in the factual arm.
    draws
        Number of the draw of the parameters that each world has.
    outcome_without, outcome_with
        Whether the outcome came in the arm without the event, and in the arm with it; None where there is no such arm.
    """

    event: Bools
    outcome: Bools
    draws: Ints
    outcome_without: Bools | None = None
    outcome_with: Bools | None = None

    def __post_init__(self) -> None:
        arms = [arm for arm in (self.outcome_without, self.outcome_with) if arm is not None]
        if len({each.shape for each in (self.event, self.outcome, self.draws, *arms)}) > 1 or not self.event.size:
            raise ValueError("pairs need one world or more, and as many in every arm")
        if not arms:
            raise ValueError("pairs need an arm without the event, or one with it")

    @cached_property
    def kept_away(self) -> Bools | None:
        """y_x' by world: what came where the event did not, else what came in the arm without it; None if that is unknown."""
        if self.outcome_without is None:
            return None if self.event.any() else self.outcome
        return np.where(self.event, self.outcome_without, self.outcome)

    @cached_property
    def made_to_happen(self) -> Bools | None:
        """y_x by world, in the same way."""
        if self.outcome_with is None:
            return self.outcome if self.event.all() else None
        return np.where(self.event, self.outcome, self.outcome_with)

    @property
    def n_otherwise(self) -> int:
        """Worlds in which an arm differs though the event is as in the factual one: the arm changes more than the event."""
        without, with_it = self.outcome_without, self.outcome_with
        more = np.zeros(self.event.shape, dtype=np.bool_)
        if without is not None:
            more |= ~self.event & (without != self.outcome)
        if with_it is not None:
            more |= self.event & (with_it != self.outcome)
        return int(more.sum())

    @property
    def n_prevented(self) -> int:
        """Worlds of the pairs that break monotonicity: the outcome comes without the event, and with it does not."""
        away, happening = self.kept_away, self.made_to_happen
        known = self.event if happening is None else ~self.event if away is None else np.ones_like(self.event)
        with_it = self.outcome if happening is None else happening
        without = self.outcome if away is None else away
        return int((known & without & ~with_it).sum())

    @property
    def is_constant(self) -> bool:
        """Whether event and outcome are the same in every world of the factual arm, as where that is the record."""
        return all(bool(each.all()) or not bool(each.any()) for each in (self.event, self.outcome))


@dataclass(frozen=True)
class Frequencies:
    """What the arms show one by one; numbers, or arrays of one shape. NaN where an arm is missing.

    Attributes
    ----------
    both, event_alone, outcome_alone, neither
        P(x, y), P(x, y'), P(x', y), P(x', y') of the factual arm; they add up to one.
    with_event, without_event
        P(y_x) and P(y_x').
    """

    both: Floats
    event_alone: Floats
    outcome_alone: Floats
    neither: Floats
    with_event: Floats
    without_event: Floats

    @property
    def outcome(self) -> Floats:
        """P(y)."""
        return self.both + self.outcome_alone


# Bounds, and points under monotonicity --------------------------------------------------------------------------------------


def bounds(quantity: Quantity, f: Frequencies) -> tuple[Floats, Floats]:
    """The least and the largest value that the frequencies allow, equations (1) to (3); NaN where it is not defined."""
    if quantity == "PN":
        low, high = _over(f.outcome - f.without_event, f.both), _over(1.0 - f.without_event - f.neither, f.both)
    elif quantity == "PS":
        low, high = _over(f.with_event - f.outcome, f.neither), _over(f.with_event - f.both, f.neither)
    else:
        apart = f.with_event - f.without_event
        low = _largest(apart, f.outcome - f.without_event, f.with_event - f.outcome)
        switched = apart + f.event_alone + f.outcome_alone
        high = -_largest(-f.with_event, f.without_event - 1.0, -f.both - f.neither, -switched)
    low = np.clip(low, 0.0, 1.0)
    return low, np.maximum(np.clip(high, 0.0, 1.0), low)  # they meet where all is known, but for rounding


def if_monotone(quantity: Quantity, f: Frequencies) -> Floats:
    """The value if the event never prevents the outcome, equations (4) to (6); below 0 where that cannot be; NaN if undefined."""
    if quantity == "PN":
        return _over(f.outcome - f.without_event, f.both)
    if quantity == "PS":
        return _over(f.with_event - f.outcome, f.neither)
    return np.asarray(f.with_event - f.without_event)


def _over(part: Floats, whole: Floats) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.where(np.asarray(whole) > 0, np.divide(part, whole), np.nan))


def _largest(*values: Floats) -> Floats:
    """NaN if any of them is."""
    return np.asarray(np.max(np.stack(np.broadcast_arrays(*values)), axis=0))


# Estimates ------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Estimate:
    """One of the three probabilities, each field a number or None where it has no value.

    Attributes
    ----------
    n_worlds
        Worlds of which it is a share: for PN those of the factual arm with event and outcome, for PS those with neither.
    value, low, high
        The share in the pairs, and its 95 % interval over draws of the parameters.
    monotone
        What the frequencies say if the event never prevents the outcome; None, too, where they say that it does.
    bound_low, bound_high
        What the frequencies allow without that, whatever the coupling.
    """

    quantity: Quantity
    n_worlds: int
    value: float | None
    low: float | None
    high: float | None
    monotone: float | None
    bound_low: float | None
    bound_high: float | None


def estimate(quantity: Quantity, pairs: Pairs, resamples: int = RESAMPLES) -> Estimate:
    """A probability of causation, its interval, its value under monotonicity and its bounds.

    Nothing has a value where no world has the condition (event and outcome, or neither), or the arm that it needs is missing.
    """
    sums = _sums(pairs)
    f, (part, whole) = _frequencies(sums.sum(axis=0), pairs), _share(quantity, sums.sum(axis=0), pairs)
    n, bound = int(whole), bounds(quantity, f)
    if not n or np.isnan(part):
        return Estimate(quantity, n, *[None] * 6)
    value, monotone = float(part / whole), float(if_monotone(quantity, f))
    low, high = _interval(quantity, pairs, sums, value, resamples)
    return Estimate(quantity, n, value, low, high, _plain(monotone if monotone >= 0 else np.nan), *map(_plain, bound))


def estimates(pairs: Pairs) -> Mapping[Quantity, Estimate]:
    """All three."""
    return {quantity: estimate(quantity, pairs) for quantity in QUANTITIES}


def _plain(value: float | Floats) -> float | None:
    return None if np.isnan(value) else float(value)


def _interval(quantity: Quantity, pairs: Pairs, sums: Floats, value: float, resamples: int) -> tuple[float, float]:
    """The 95 % interval: percentiles of a bootstrap of whole draws; exact where all worlds agree."""
    tail = (1.0 - LEVEL) / 2.0
    if value in (0.0, 1.0):
        trials = int((_share(quantity, sums, pairs)[1] > 0).sum())
        away = 1.0 - tail ** (1.0 / trials)
        return (0.0, away) if value == 0.0 else (1.0 - away, 1.0)
    kinds, often = np.unique(sums, axis=0, return_counts=True)  # draws that say the same are drawn as one
    drawn = np.random.default_rng(SEED).multinomial(len(sums), often / len(sums), size=resamples) @ kinds
    low, high = np.nanquantile(_over(*_share(quantity, drawn, pairs)), (tail, 1.0 - tail))
    return min(float(low), value), max(float(high), value)


def _sums(pairs: Pairs) -> Floats:
    """By draw, in how many of its worlds each thing holds, shape `(draws, 8)`.

    x and y; x alone; y alone; neither; y_x; y_x'; x, y and y'_x'; neither and y_x: what every probability here is made of.
    """
    x, y = pairs.event, pairs.outcome
    nothing = np.zeros_like(x)
    happening = nothing if pairs.made_to_happen is None else pairs.made_to_happen
    away = nothing if pairs.kept_away is None else pairs.kept_away
    held = (x & y, x & ~y, ~x & y, ~x & ~y, happening, away, x & y & ~away, ~x & ~y & happening)
    _, row = np.unique(pairs.draws, return_inverse=True)
    row = np.arange(row.size) if not row.any() else row  # one draw for all: worlds are the units
    return np.stack([np.bincount(row, weights=each, minlength=row.max() + 1) for each in held], axis=1)


def _frequencies(sums: Floats, pairs: Pairs) -> Frequencies:
    parts = sums / sums[..., :4].sum(axis=-1, keepdims=True)
    unknown = np.full(parts.shape[:-1], np.nan)
    with_event = unknown if pairs.made_to_happen is None else parts[..., 4]
    without_event = unknown if pairs.kept_away is None else parts[..., 5]
    return Frequencies(parts[..., 0], parts[..., 1], parts[..., 2], parts[..., 3], with_event, without_event)


def _share(quantity: Quantity, sums: Floats, pairs: Pairs) -> tuple[Floats, Floats]:
    """In how many worlds it holds, and of how many that is counted; NaN where an arm is missing.

    PNS = P(x, y) PN + P(x', y') PS (Tian and Pearl 2000, lemma 1): a world in which the outcome comes with the event and not
    without it has both, or neither.
    """
    unknown = np.full(sums.shape[:-1], np.nan)
    if quantity == "PN":
        return (unknown if pairs.kept_away is None else sums[..., 6]), sums[..., 0]
    if quantity == "PS":
        return (unknown if pairs.made_to_happen is None else sums[..., 7]), sums[..., 3]
    whole = sums[..., :4].sum(axis=-1)
    known = pairs.kept_away is not None and pairs.made_to_happen is not None
    return (sums[..., 6] + sums[..., 7] if known else unknown), whole
