"""The tree of a condition: numbers and truths of the day, of all worlds at once.

Every node is a number or a truth, and which of the two is part of its class, so that a tree that was built makes sense. Its value
is one for all worlds or has shape `(worlds,)`. Arithmetic is that of IEEE 754: a division by zero is without end, or, of zero by
zero, no number; a comparison with what is no number is false, but for `!=`, which is true.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from sim.types import Bools, Number


class Known(Protocol):
    """What a condition may ask of a day; numbers are one for all worlds or have shape `(worlds,)`."""

    def counted(self, what: str, days: int) -> Number:
        """How many of it there were in so many days, today the last of them."""

    def days_since(self, what: str) -> Number:
        """Days since the last of it; infinity where there was none."""

    def context(self, name: str) -> float:
        """Today's level of a dated context."""

    def level(self, memory: str) -> Number:
        """The level of a memory of the public scene."""


@dataclass(frozen=True)
class Constant:
    """A number as it is written."""

    number: float

    def value(self, known: Known) -> Number:
        """The number itself."""
        return self.number


@dataclass(frozen=True)
class Quantity:
    """A named quantity of the day.

    Attributes
    ----------
    kind
        `counted` (over `days`), `days_since`, `context` or `level`.
    name
        What is counted, or the context or memory.
    place
        Where it stands in the text, from 1.
    """

    kind: str
    name: str
    days: int = 0
    place: int = 0

    def value(self, known: Known) -> Number:
        """What the day says."""
        asked: Callable[..., Number] = getattr(known, self.kind)
        return asked(self.name, self.days) if self.kind == "counted" else asked(self.name)


@dataclass(frozen=True)
class Arithmetic:
    """Two numbers joined by `+`, `-`, `*` or `/`."""

    sign: str
    left: Numeric
    right: Numeric

    def value(self, known: Known) -> Number:
        """The number that the two make."""
        left, right = np.asarray(self.left.value(known)), np.asarray(self.right.value(known))
        with np.errstate(all="ignore"):
            made: Number = SIGNS[self.sign](left, right)
        return made


@dataclass(frozen=True)
class Always:
    """The truth that needs nothing."""

    def holds(self, known: Known) -> Bools:
        """Yes."""
        return np.array(True)


@dataclass(frozen=True)
class Comparison:
    """Two numbers compared."""

    sign: str
    left: Numeric
    right: Numeric

    def holds(self, known: Known) -> Bools:
        """Whether it is so."""
        return np.asarray(COMPARISONS[self.sign](np.asarray(self.left.value(known)), self.right.value(known)))


@dataclass(frozen=True)
class Not:
    """The contrary of a truth."""

    part: Condition

    def holds(self, known: Known) -> Bools:
        """Whether the part does not hold."""
        return np.logical_not(self.part.holds(known))


@dataclass(frozen=True)
class Joined:
    """Truths of which all hold (`and`), or any (`or`)."""

    word: str
    parts: tuple[Condition, ...]

    def holds(self, known: Known) -> Bools:
        """Whether all do, or any."""
        join = np.logical_and if self.word == "and" else np.logical_or
        held = self.parts[0].holds(known)
        for part in self.parts[1:]:
            held = join(held, part.holds(known))
        return held


Numeric = Constant | Quantity | Arithmetic
Condition = Always | Comparison | Not | Joined
SIGNS: dict[str, Callable[[Any, Any], Any]] = {"+": np.add, "-": np.subtract, "*": np.multiply, "/": np.divide}
COMPARISONS: dict[str, Callable[[Any, Any], Any]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "==": operator.eq, "!=": operator.ne,
}  # fmt: skip


def quantities_of(tree: Condition | Numeric) -> Iterator[Quantity]:
    """Every quantity that it names, in the order of the text; one that is named twice comes twice."""
    match tree:
        case Quantity():
            yield tree
        case Arithmetic() | Comparison():
            yield from quantities_of(tree.left)
            yield from quantities_of(tree.right)
        case Not():
            yield from quantities_of(tree.part)
        case Joined():
            for part in tree.parts:
                yield from quantities_of(part)
