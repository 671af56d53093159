"""What Mesa's data collector keeps of a model: each day's counts, their running totals, Tehran's authority; means over worlds.

Running totals (`cum_`) count the reported days so far, so that the last row has those of the run, which is what `mesa.batch_run`
returns. Plain functions, and not one made in place: a model holds them, and a model can be pickled.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Protocol

import numpy as np

from sim.tally import Tally
from sim.types import Number

COUNTED = ("attack_base", "attack_convoy", "strike", "counter_fire", "kill_leader", "launch_missiles", "announce_truce")
US_KILLED = "us_killed"


class Totals:
    """Running totals of what the collector counts; each the mean over worlds.

    Attributes
    ----------
    cum
        By name, from the first reported day on.
    """

    def __init__(self) -> None:
        self.cum = dict.fromkeys((*COUNTED, US_KILLED), 0.0)

    def add(self, day: Tally) -> None:
        """Add a day's counts."""
        for name in COUNTED:
            if name in day.counts:
                self.cum[name] += _mean(day.counts[name])
        if day.marks:
            self.cum[US_KILLED] += _mean(day.total_mark(US_KILLED))


class Reported(Protocol):
    """What a reporter reads of the model, after a step."""

    seed: int
    totals: Totals

    @property
    def date(self) -> np.datetime64:
        """The day just stepped."""
        ...

    @property
    def last(self) -> Tally:
        """What happened on it."""
        ...

    @property
    def authority(self) -> Number:
        """Tehran's authority over its clients, in [0, 1]."""
        ...


def _date(model: Reported) -> str:
    return str(model.date)


def _seed(model: Reported) -> int:
    return model.seed


def _count(decision: str, model: Reported) -> float:
    return _mean(model.last.counts.get(decision, 0.0))


def _us_killed(model: Reported) -> float:
    return _mean(model.last.total_mark(US_KILLED))


def _authority(model: Reported) -> float:
    return _mean(model.authority)


def _total(name: str, model: Reported) -> float:
    return model.totals.cum[name]


def _mean(value: Number) -> float:
    """The mean over worlds of what may be common to all of them."""
    return value if isinstance(value, float) else float(np.mean(value))


REPORTERS: dict[str, Callable[[Reported], object]] = {
    "date": _date,
    "seed": _seed,
    **{name: functools.partial(_count, name) for name in COUNTED},
    US_KILLED: _us_killed,
    "authority": _authority,
    **{f"cum_{name}": functools.partial(_total, name) for name in (*COUNTED, US_KILLED)},
}
