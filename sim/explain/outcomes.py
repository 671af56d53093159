"""Outcomes and events as conditions that a world meets or not: a count and a threshold, such as `launch_missiles >= 1`."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sim.errors import InputError, cut, unknown
from sim.event_log import DAILY
from sim.types import Bools, Floats
from sim.vocabulary.measures import MEASURES

FACTUAL = "factual"
"""In the place of a number: what the same world has in the factual arm."""
SIGNS: dict[str, Callable[[Floats, Floats], Bools]] = {
    ">=": operator.ge,
    "<=": operator.le,
    "==": operator.eq,
    ">": operator.gt,
    "<": operator.lt,
}
NAMES = tuple(dict.fromkeys((*MEASURES, *DAILY)))
_FORM = re.compile(r"\s*(\w+)\s*(>=|<=|==|>|<)\s*(factual|\d+(?:\.\d+)?)\s*", re.ASCII)


@dataclass(frozen=True)
class Condition:
    """A count, a sign of `SIGNS`, and a threshold; None stands for what the same world has in the factual arm.

    A count is a measure of `MEASURES`, or a column of the daily table: its total over the days counted, of `rung` the highest.
    """

    name: str
    sign: str
    threshold: float | None

    def __str__(self) -> str:
        """As it is written."""
        return f"{self.name} {self.sign} {FACTUAL if self.threshold is None else f'{self.threshold:g}'}"

    def holds(self, values: Floats, factual: Floats) -> Bools:
        """Where it is met, shape `(worlds,)`, as the values are; a day that never comes is later than any other."""
        ours, theirs = (np.nan_to_num(each, nan=np.inf) for each in (values, factual))
        return np.asarray(SIGNS[self.sign](ours, theirs if self.threshold is None else np.full(ours.shape, self.threshold)))


def is_condition(text: str) -> bool:
    """Whether a text means a condition, right or wrong, and not the id of an event."""
    return any(sign in text for sign in "<>=")


def read_condition(text: str, option: str = "--outcome") -> Condition:
    """Read `NAME SIGN NUMBER` or `NAME SIGN factual`; raises `InputError` for anything else.

    >>> str(read_condition("attack_base>=factual"))
    'attack_base >= factual'
    """
    found = _FORM.fullmatch(text)
    if found is None:
        form = f"a count, {', '.join(SIGNS)}, and a number or {FACTUAL}"
        raise InputError(f"{option} {cut(text, 60)!r} is no condition; allowed: {form}, such as 'launch_missiles >= 1'")
    name, sign, threshold = found.groups()
    if name not in NAMES:
        raise InputError(f"{option}: {unknown('count', name, NAMES)}")
    return Condition(name, sign, None if threshold == FACTUAL else float(threshold))


def is_measured(name: str) -> bool:
    """Whether a count is a measure, which a run's table of worlds holds; others are added up from the daily table."""
    return name in MEASURES


def total(name: str, daily: pd.DataFrame) -> Floats:
    """A column of a scenario's daily table, by world in their order, shape `(worlds,)`: its total, of `rung` the highest.

    Parameters
    ----------
    daily
        Columns `world` and the named one, the days to be counted alone.
    """
    by_world = daily.groupby("world", sort=True)[name]
    return np.asarray(by_world.max() if name == "rung" else by_world.sum(), dtype=np.float64)
