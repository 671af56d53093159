"""Documented acts on the axis of the groups: whom an act hits, whom a truce binds, who may have done it.

All of these are columns of shape `(groups, 1)`, common to all worlds.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping

import numpy as np

from sim.record.acts import Act
from sim.types import Bools, Floats, Number
from sim.vocabulary.decisions import MILITIAS

HIT = "hit_"
"""What a documented act's marks of the groups hit begin with."""


@functools.lru_cache(maxsize=1024)
def members(names: tuple[str, ...], groups: tuple[str, ...] = MILITIAS) -> Bools:
    """Which of the groups are among the names."""
    return np.array([[group in names] for group in groups])


def column(values: Mapping[str, float], groups: tuple[str, ...] = MILITIAS) -> Floats:
    """A value by group as a column; groups that are not named have zero."""
    return np.array([[values.get(group, 0.0)] for group in groups])


def groups_hit(act: Act) -> dict[str, float]:
    """By group, its part in what an act hit; empty if it hit none of them."""
    return {name.removeprefix(HIT): value for name, value in act.marks.items() if name.startswith(HIT)}


def hits(act: Act) -> Number:
    """The same as a column; plainly zero if it hit none of them."""
    parts = groups_hit(act)
    return column(parts, act.groups) if parts else 0.0


def other_marks(act: Act) -> dict[str, float]:
    """The marks of an act but the groups it hit."""
    return {name: value for name, value in act.marks.items() if not name.startswith(HIT)}
