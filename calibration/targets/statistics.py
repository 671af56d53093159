"""Statistics of a history: small functions of daily counts, each giving one number per world, shape `(worlds,)`.

The same function is applied to the record (one world) and to what the rules make (many), so that like is compared with like.
A statistic without a value in a world, such as a lag where no answer came, is nan there. What has a cause, or is a part of
something, is asked of the days as they were known (`Days.known`): in a replay an act follows the documented one before it, never
one that was only predicted.
"""

from __future__ import annotations

import datetime as dt
import inspect
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from calibration.targets.answered import WITHIN, answers_of, days_of
from calibration.targets.daily_counts import Days
from sim.types import Bools, Floats, as_day

Statistic = Callable[..., Floats]
Names = Sequence[str]


def count(days: Days, series: Names) -> Floats:
    """How often any of the series happened."""
    return np.asarray(days.of(*series).sum(axis=0))


def days_with(days: Days, series: Names) -> Floats:
    """On how many days any of the series happened."""
    return np.asarray(_happened(days, series).sum(axis=0), dtype=np.float64)


def lag(days: Days, series: Names, after: dt.date) -> Floats:
    """Days from `after` to the first time any of the series happens; nan if it never does."""
    happened = _happened(days, series)
    first = np.argmax(happened, axis=0) + (days.dates[0] - as_day(after)).astype(np.int64)
    return np.asarray(np.where(happened.any(axis=0), first, np.nan), dtype=np.float64)


def happened(days: Days, series: Names, within: int) -> Floats:
    """1 if any of the series happened in the first `within` days, else 0."""
    return np.asarray(_happened(days, series)[:within].any(axis=0), dtype=np.float64)


def share_followed(days: Days, series: Names, by: Names, within: int) -> Floats:
    """Share of the days with `series` on which, or within so many days after, any of `by` happened; nan if there were none."""
    asked, answer = _happened(days.known, series), _soon(_happened(days, by), within)
    return _ratio((asked & answer).sum(axis=0), asked.sum(axis=0))


def days_without_cause(days: Days, series: Names, cause: Names, within: int) -> Floats:
    """Days with `series` that follow no `cause` of that day or of so many days before."""
    recent = _recent(_happened(days.known, cause), within)
    return np.asarray((_happened(days, series) & ~recent).sum(axis=0), dtype=np.float64)


def dispersion(days: Days, series: Names, width: int) -> Floats:
    """Variance over mean of the counts in consecutive blocks of `width` days; 1 for Poisson, nan if nothing happened."""
    blocks = _blocks(days.of(*series), width)
    return _ratio(blocks.var(axis=0, ddof=1), blocks.mean(axis=0))


def autocorrelation(days: Days, series: Names, width: int) -> Floats:
    """Correlation of the counts in consecutive blocks of `width` days with those of the block before; nan if constant."""
    blocks = _blocks(days.of(*series), width)
    deviation = blocks - blocks.mean(axis=0)
    return _ratio((deviation[1:] * deviation[:-1]).sum(axis=0), (deviation**2).sum(axis=0))


def largest_burst(days: Days, series: Names, width: int) -> Floats:
    """The largest count in any `width` consecutive days."""
    running = np.cumsum(np.vstack([np.zeros((1, days.worlds)), days.of(*series)]), axis=0)
    return np.asarray((running[width:] - running[:-width]).max(axis=0))


def gap(days: Days, series: Names, quantile: float) -> Floats:
    """A quantile of the days between consecutive days with any of the series; nan with fewer than two such days."""
    by_world = [np.diff(np.flatnonzero(column)) for column in _happened(days, series).T]
    return np.array([np.quantile(gaps, quantile) if gaps.size else np.nan for gaps in by_world])


def silent_days(days: Days, series: Names) -> Floats:
    """Share of the days on which none of the series happened."""
    return np.asarray(1.0 - _happened(days, series).mean(axis=0))


def count_after(days: Days, series: Names, cause: Names, within: int) -> Floats:
    """How often any of the series happened on the so many days that follow a `cause`, the day of the cause left out."""
    recent = _recent(_happened(days.known, cause), within - 1)
    return np.asarray((days.of(*series)[1:] * recent[:-1]).sum(axis=0))


def contrast(days: Days, series: Names, to: Names, at: dt.date) -> Floats:
    """What part of the acts of `to` are acts of `series`: before `at`, less from `at` on; nan where one side had none of `to`."""
    later = days.dates >= as_day(at)
    part, whole = days.of(*series), days.known.of(*to)
    before, after = (_ratio(part[side].sum(axis=0), whole[side].sum(axis=0)) for side in (~later, later))
    return before - after


def share(days: Days, series: Names, to: Names) -> Floats:
    """What part of the acts of `to` are acts of `series`; nan where there were none of `to`."""
    return _ratio(days.of(*series).sum(axis=0), days.known.of(*to).sum(axis=0))


def mean_per(days: Days, series: Names, to: Names) -> Floats:
    """How many of `series`, such as dead, there are for one of `to`; nan where there were none of `to`."""
    return share(days, series, to)


def answer_lag(days: Days, series: Names, to: Names) -> Floats:
    """Mean days between acts of `to` and the acts of `series` that answered them, at most `WITHIN`; nan if none did.

    Which acts answered, and what: `calibration.targets.answered`.
    """
    pairs = [(answer, cause) for answer in series for cause in to]
    lags = days.of(*(days_of(*pair) for pair in pairs)).sum(axis=0)
    return _ratio(lags, days.of(*(answers_of(*pair) for pair in pairs)).sum(axis=0))


def change(days: Days, series: Names, at: dt.date) -> Floats:
    """Daily mean from `at` on minus the daily mean before it."""
    later = days.dates >= as_day(at)
    counts = days.of(*series)
    return np.asarray(counts[later].mean(axis=0) - counts[~later].mean(axis=0))


def rise_after(days: Days, series: Names, cause: Names, width: int) -> Floats:
    """Mean daily count in the `width` days after a day with a cause, minus that in the `width` days before it.

    The day itself belongs to neither side, as its order within the day is unknown. Causes too near to an end of the span are
    left out; nan if none is left.
    """
    counts, marked = days.of(*series), _happened(days.known, cause)
    running = np.cumsum(np.vstack([np.zeros((1, days.worlds)), counts]), axis=0)
    inner = np.arange(width, len(counts) - width)
    rise = (running[inner + 1 + width] - running[inner + 1]) - (running[inner] - running[inner - width])
    return _ratio((rise * marked[inner]).sum(axis=0) / width, marked[inner].sum(axis=0))


STATISTICS: Mapping[str, Statistic] = {
    function.__name__: function
    for function in (
        count, days_with, lag, happened, share_followed, days_without_cause, dispersion, autocorrelation, largest_burst, gap,
        silent_days, count_after, contrast, change, rise_after, share, mean_per, answer_lag,
    )
}  # fmt: skip
"""By name, as targets call them."""

SHARES = ("happened", "share_followed", "silent_days", "share")
"""Statistics from 0 to 1."""
LIMITED = {"answer_lag": float(WITHIN)}
"""Statistics from 0 to so much."""
NARROW = 0.5
"""A band of either says something if it is narrower than this part of all that there may be."""
DIFFERENCES = ("autocorrelation", "contrast", "change", "rise_after")
"""Statistics of either sign, zero if there is no pattern."""
SPREAD = 10.0
"""A band of anything else says little if its upper end is more than so many times the lower one, taken as one at least."""

SERIES_ARGUMENTS = ("series", "by", "cause", "to")


def arguments_of(name: str) -> tuple[str, ...]:
    """Names of a statistic's arguments, besides the days."""
    return tuple(inspect.signature(STATISTICS[name]).parameters)[1:]


def informative(name: str, observed: float, low: float, high: float, runs: int = 1) -> bool:
    """Whether a band of a statistic, added up over so many runs, rules out enough that lying within it says something.

    Without a rule for it a share may be anything, and so may an answer's lag as far as it counts: the band must be narrower than
    half of that. A difference of the observed size must not have either sign. Any other statistic may not differ by more than a
    factor of `SPREAD`. Without a band there is nothing to say.
    """
    if np.isnan(low):
        return False
    if name in SHARES:
        return high - low < NARROW * runs
    if name in LIMITED:
        return high - low < NARROW * LIMITED[name]
    if name in DIFFERENCES:
        return not low <= -abs(observed) <= abs(observed) <= high
    return high <= SPREAD * max(low, 1.0)


def evaluate(name: str, days: Days, arguments: Mapping[str, Any]) -> Floats:
    """A statistic by name, shape `(worlds,)`."""
    return STATISTICS[name](days, **arguments)


# What they are made of ------------------------------------------------------------------------------------------------------


def _happened(days: Days, series: Names) -> Bools:
    return np.asarray(days.of(*series) > 0)


def _soon(answer: Bools, within: int) -> Bools:
    """Whether it happens on the day or within so many days after it."""
    return _recent(answer[::-1], within)[::-1]


def _recent(cause: Bools, within: int) -> Bools:
    """Whether it happened on the day or within so many days before it."""
    seen = np.cumsum(cause, axis=0)
    before = np.vstack([np.zeros((within + 1, cause.shape[1]), dtype=seen.dtype), seen])[: len(seen)]
    return np.asarray(seen > before)


def _blocks(counts: Floats, width: int) -> Floats:
    """Counts in consecutive blocks, shape `(blocks, worlds)`; days left over at the end are dropped."""
    whole = len(counts) // width
    return np.asarray(counts[: whole * width].reshape(whole, width, -1).sum(axis=1))


def _ratio(above: Any, below: Any) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(np.asarray(below) > 0, np.asarray(above) / below, np.nan)
