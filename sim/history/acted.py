"""Where a decision was taken on a day, and how often: what marks and claims are drawn for."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from sim.luck import Bits
from sim.types import Floats, Ints, Number
from sim.worlds import chosen, entries_at


@dataclass
class Acted:
    """The authors and worlds in which a decision was taken today; all arrays have shape `(acted,)`.

    `rows` number the authors (0 of a state); `first` is the number of the first slot to draw: slots before it are documented acts
    with marks of their own. `bits` are filled in by `sim.history.marks.draw_marks`.
    """

    rows: Ints
    worlds: Ints
    counts: Floats
    first: Floats
    bits: Bits = field(default_factory=lambda: np.empty(0, dtype=np.uint64))

    @classmethod
    def of(cls, counts: Number, first: Number, where: tuple[Ints, Ints]) -> Acted:
        """From counts shaped as a decision's are, in the rows and worlds where they are not zero."""
        return cls(*where, entries_at(counts, *where), entries_at(first, *where))

    def at(self, value: Number) -> Floats | float:
        """A state or parameter there."""
        return chosen(value, self.rows, self.worlds)
