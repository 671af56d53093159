"""The tally of one day: who did what how often, and with what marks, in every world.

Counts and marks are numbers common to all worlds or arrays of shape `(worlds,)`. What the militias did, and what hit them, is
also kept by group: shape `(groups, worlds)`, or `(groups, 1)` where it is common to all worlds. What nobody did in any world is
the plain number 0.0.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from sim.decision import Decision
from sim.luck import Bits
from sim.types import Floats, Ints, Number
from sim.worlds import is_nothing, over_groups, plus

ATTACKS = ("attack_base", "attack_convoy")
VIOLENCE = (*ATTACKS, "assault_embassy")
"""What the militias do to Americans by force: it falls on somebody's soil."""
FORCE = ("strike", "kill_leader")
"""American force that was chosen and announced. Counter-fire is not among it: it is nobody's decision in Washington, so that it
neither breaches sovereignty, nor deters, nor surprises Tehran, nor calls for reprisal."""
FIRE = (*FORCE, "counter_fire")
"""American fire of every kind: it falls on somebody's soil, and outrages whom it hits."""

Marks = dict[str, Number]
"""Casualties, soil and so on by name; by group are `hit`, `mourned` (hit, with dead to bury), `binds` (by a truce) and
`open_ended` (by a truce without a stated end)."""


@dataclass(frozen=True)
class TruceNotice:
    """A truce announced or ended: whom it binds, whether convoys are spared too, and its stated end.

    `scope` holds weights in [0, 1] by group, shape `(groups, 1)` or `(groups, worlds)`. `deadline` is a day (days since
    1970-01-01) or infinity; `while_context` names a context whose end ends the truce.
    """

    scope: Number
    spares_convoys: bool = True
    deadline: float = float("inf")
    while_context: str = ""

    @property
    def is_open_ended(self) -> bool:
        """Whether nobody said when it ends."""
        return math.isinf(self.deadline) and not self.while_context


@dataclass(frozen=True)
class LogEntry:
    """One line for the log: an act, in how many worlds how often, with its marks and the decision behind it.

    Attributes
    ----------
    actors
        The authors, row by row of `count`: one, or every group.
    count, marks
        As in a `Tally`; of several authors by group.
    decision, row
        The decision behind it, and whose row of it (None: the author's own); no decision for what a scenario puts in.
    labels
        The name that each author's act was reported under, "" for none.
    where
        Rows and worlds in which the count is not zero, if they are known.
    came_of
        Where its cause was drawn: number of the decision's motive (-1: none was at work), and number in the chronicle of the act
        answered (`sim.history.causes`), both of shape `(worlds,)`.
    motives, luck
        Of an act drawn in the model, where its count is not zero: number of the motive it came from, and random bits.
    of_both
        Of an act drawn in the model: how readily it answers acts that are in both arms (`sim.history.outcome.Beyond`).
    country
        Where a documented act happened, in the words of the record; "" for one drawn in the model.
    record_id, told, in_both
        Of a documented act: the row of the record, its number in the chronicle, and whether the factual arm has all of it.
    """

    actors: tuple[str, ...]
    name: str
    count: Number
    marks: Marks
    decision: Decision | None
    labels: tuple[str, ...]
    row: int | None = None
    country: str = ""
    where: tuple[Ints, Ints] | None = None
    came_of: tuple[Ints, Ints] | None = None
    motives: Ints | None = None
    luck: Bits | None = None
    of_both: Floats | float = 1.0
    record_id: str = ""
    told: int = -1
    in_both: bool = False


@dataclass
class Tally:
    """What happened on one day."""

    counts: dict[str, Number] = field(default_factory=dict)
    marks: dict[tuple[str, str], Number] = field(default_factory=dict)
    notices: dict[tuple[str, str], TruceNotice] = field(default_factory=dict)
    _by_group: dict[str | tuple[str, str], Number] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all has happened."""
        return not self.counts and not self.marks

    def put(self, decision: str, count: Number, marks: Mapping[str, Number] | None = None) -> None:
        """Add to the count and marks of a decision; two-dimensional values are by group."""
        if not is_nothing(count):
            self.counts[decision] = plus(self.counts.get(decision, 0.0), self._seen_by_group(decision, count))
        for mark, value in (marks or {}).items():
            if not is_nothing(value):
                key = decision, mark
                self.marks[key] = plus(self.marks.get(key, 0.0), self._seen_by_group(key, value))

    def _seen_by_group(self, key: str | tuple[str, str], value: Number) -> Number:
        """Keep what is by group as it is; return the sum over the groups."""
        if getattr(value, "ndim", 0) < 2:
            return value
        self._by_group[key] = plus(self._by_group.get(key, 0.0), value)
        return over_groups(value)

    def announce(self, decision: str, key: str, notice: TruceNotice) -> None:
        """Make a truce or its end known, and whom it binds; parts of the same notice (same key) add up."""
        self.put(decision, 0.0, {"binds": notice.scope, "open_ended": notice.scope if notice.is_open_ended else 0.0})
        held = self.notices.get((decision, key))
        if held is not None:
            notice = replace(held, scope=plus(held.scope, notice.scope))
        self.notices[decision, key] = notice

    def notices_of(self, decision: str) -> list[TruceNotice]:
        """The notices of `announce_truce` or of `end_truce`."""
        return [notice for (name, _), notice in self.notices.items() if name == decision]

    def only(self, mark: str) -> Tally:
        """A tally of this mark alone."""
        chosen = Tally(marks={key: value for key, value in self.marks.items() if key[1] == mark})
        chosen._by_group = {key: value for key, value in self._by_group.items() if key in chosen.marks}
        return chosen

    def total(self, *decisions: str, by_group: bool = False) -> Number:
        """How often any actor did one of these, or each group."""
        counts: Mapping[str, Number] = self._by_group if by_group else self.counts  # type: ignore[assignment]
        result: Number = 0.0
        for decision in decisions:
            result = plus(result, counts.get(decision, 0.0))
        return result

    def total_mark(self, mark: str, *decisions: str, by_group: bool = False) -> Number:
        """The sum of a mark over actors, or by group, of the given decisions or of all."""
        marks: Mapping[tuple[str, str], Number] = self._by_group if by_group else self.marks  # type: ignore[assignment]
        names = decisions or tuple(decision for decision, name in self.marks if name == mark)
        result: Number = 0.0
        for decision in names:
            result = plus(result, marks.get((decision, mark), 0.0))
        return result
