"""The tally of one day: who did what how often, and with what marks, in every world.

Counts and marks are numbers common to all worlds or arrays of shape `(worlds,)`. What nobody did in any world is the plain
number 0.0.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from sim.decision import Decision
from sim.types import Number
from sim.worlds import is_nothing, plus, total

ATTACKS = ("attack_base", "attack_convoy")


@dataclass(frozen=True)
class TruceNotice:
    """A truce announced or ended: whom it binds (weight in [0, 1] by group), whether convoys are spared too, and its stated end.

    `deadline` is a day (days since 1970-01-01) or infinity; `while_context` names a context whose end ends the truce.
    """

    scope: Mapping[str, Number]
    spares_convoys: bool = True
    deadline: float = float("inf")
    while_context: str = ""


Marks = dict[str, Number]
"""Casualties, groups hit and so on by name: numbers common to all worlds, or of shape `(worlds,)`."""


@dataclass(frozen=True)
class LogEntry:
    """One line for the log: an act, in how many worlds how often, with its marks and the decision behind it."""

    actor: str
    name: str
    count: Number
    marks: Marks
    decision: Decision | None
    label: str = ""


@dataclass
class Tally:
    """What happened on one day."""

    counts: dict[tuple[str, str], Number] = field(default_factory=dict)
    marks: dict[tuple[str, str, str], Number] = field(default_factory=dict)
    notices: dict[tuple[str, str], TruceNotice] = field(default_factory=dict)

    def put(self, actor: str, decision: str, count: Number, marks: Mapping[str, Number] | None = None) -> None:
        """Add to the count and marks of an actor's decision."""
        if not is_nothing(count):
            self.counts[actor, decision] = plus(self.counts.get((actor, decision), 0.0), count)
        for mark, value in (marks or {}).items():
            if not is_nothing(value):
                key = actor, decision, mark
                self.marks[key] = plus(self.marks.get(key, 0.0), value)

    def announce(self, decision: str, key: str, notice: TruceNotice) -> None:
        """Make a truce or its end known; parts of the same notice (same key) add up."""
        held = self.notices.get((decision, key))
        if held is not None:
            notice = replace(held, scope={g: plus(w, notice.scope.get(g, 0.0)) for g, w in held.scope.items()})
        self.notices[decision, key] = notice

    def notices_of(self, decision: str) -> list[TruceNotice]:
        """The notices of `announce_truce` or of `end_truce`."""
        return [notice for (name, _), notice in self.notices.items() if name == decision]

    def count(self, actor: str, decision: str) -> Number:
        """How often this actor did it."""
        return self.counts.get((actor, decision), 0.0)

    def mark(self, actor: str, decision: str, mark: str) -> Number:
        """A mark of this actor's actions, such as `us_killed`."""
        return self.marks.get((actor, decision, mark), 0.0)

    def total(self, *decisions: str) -> Number:
        """How often any actor did one of these."""
        return total(value for (_, decision), value in self.counts.items() if decision in decisions)

    def total_mark(self, mark: str, *decisions: str) -> Number:
        """The sum of a mark over actors, of the given decisions or of all."""
        return total(
            v for (_, decision, name), v in self.marks.items() if name == mark and (not decisions or decision in decisions)
        )

    def total_mark_starting(self, prefix: str, *decisions: str) -> Number:
        """The sum of all marks whose name begins so, over actors, of the given decisions."""
        return total(v for (_, decision, name), v in self.marks.items() if name.startswith(prefix) and decision in decisions)
