"""What Mesa's data collector keeps of a model with one world: each day's counts, American dead, Tehran's authority.

Plain functions, and not one made in place: a model holds them, and a model can be pickled.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Protocol

import numpy as np

from sim.tally import Tally
from sim.types import Number

COUNTED = ("attack_base", "attack_convoy", "strike", "kill_leader", "launch_missiles", "announce_truce")


class Reported(Protocol):
    """What a reporter reads of the model, after a step."""

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


def _count(decision: str, model: Reported) -> float:
    return _mean(model.last.total(decision))


def _us_killed(model: Reported) -> float:
    return _mean(model.last.total_mark("us_killed"))


def _authority(model: Reported) -> float:
    return _mean(model.authority)


def _mean(value: Number) -> float:
    """The mean over worlds of what may be common to all of them."""
    return value if isinstance(value, float) else float(np.mean(value))


REPORTERS: dict[str, Callable[[Reported], object]] = {
    "date": _date,
    **{name: functools.partial(_count, name) for name in COUNTED},
    "us_killed": _us_killed,
    "authority": _authority,
}
