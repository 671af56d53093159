"""From a count to what happens: documented acts first, then acts drawn beyond them, into the day's tally and the log.

All histories end here, so that an act has the same marks and the same consequences wherever it came from.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sim.decision import Decision
from sim.environment import Environment
from sim.errors import Unbounded
from sim.history.acted import Acted
from sim.history.chronicle import marks_of, notice_of
from sim.history.groups import members
from sim.history.marks import draw_marks, drawn_notice
from sim.record.acts import Act
from sim.tally import LogEntry, Marks
from sim.types import Ints, Number
from sim.worlds import any_positive, is_nothing, nonzero, plus

MOST_ACTS = 1e5
"""Acts of one kind by one actor on one day in one world at which a run stops."""
TRUCES = ("announce_truce", "end_truce")
LOG_ONLY = ("claim",)
"""Marks that no memory takes in: the log alone shows them."""


def apply_outcome(
    environment: Environment,
    decision: Decision,
    count: Number,
    acts: list[Act],
    weights: Sequence[Number],
    *,
    where: tuple[Ints, Ints] | None = None,
    quiet: bool = False,
) -> list[LogEntry]:
    """Put one decision's outcome into the tally: documented acts first, in order, then acts drawn beyond them.

    Parameters
    ----------
    count
        How often the decision is taken today: a number common to all worlds, `(worlds,)`, or by group.
    acts, weights
        Documented acts of the day and the author's share of each, shaped as the count is; the first `count` of them happen, with
        their documented marks.
    where
        Rows and worlds in which the count is not zero, if the caller knows them and nothing is documented.
    quiet
        Leave the log to the caller (acts shared among several possible authors).
    """
    unseen = environment.unseen(decision.name)
    if not acts and is_nothing(count) and is_nothing(unseen):
        return []
    kept, marks = _documented_part(environment, decision, count, acts, weights)
    beyond = 0.0 if is_nothing(count) else np.maximum(count - kept.offered, 0.0) if acts else count
    if where is None and not quiet and not is_nothing(beyond):
        where = nonzero(beyond, (len(decision.actors), environment.worlds))
    further = where is not None and where[0].size > 0
    if where is not None and further:
        drawn = _drawn(environment, decision, beyond, kept.offered, where)
        for name, value in drawn.items():
            marks[name] = plus(marks.get(name, 0.0), value)
        if decision.name in TRUCES:
            notice = drawn_notice(environment, beyond, drawn.get("general", 0.0))
            environment.today.announce(decision.name, "drawn", notice)
    happened = plus(kept.count, beyond if not quiet else 0.0)
    if not is_nothing(unseen):
        marks["unseen"] = decision.rate * unseen
    environment.today.put(decision.name, happened, {name: value for name, value in marks.items() if name not in LOG_ONLY})
    if quiet or not (further or any_positive(kept.count)):
        return []
    shown = {name: value for name, value in marks.items() if name != "unseen"}
    labels = _labels(decision, acts) if acts else ("",) * len(decision.actors)
    return [LogEntry(decision.actors, decision.name, happened, shown, decision, labels, where=None if acts else where)]


def _drawn(environment: Environment, decision: Decision, counts: Number, first: Number, where: tuple[Ints, Ints]) -> Marks:
    """The marks of acts beyond the documented ones, drawn where there are any.

    Raises
    ------
    Unbounded
        Before marks of millions of acts are drawn: rules that grow without bound are said so, not run out of memory.
    """
    acted = Acted.of(counts, first, where)
    most = int(np.argmax(acted.counts))
    if not acted.counts[most] <= MOST_ACTS:
        act = f"{decision.actors[acted.rows[most]]} {decision.name}: {acted.counts[most]:.3g} acts"
        day = np.datetime64(environment.day, "D")
        raise Unbounded(f"{act} on {day} in one world; with these parameters rates have no bound")
    return draw_marks(environment, decision, acted)


@dataclass
class _DocumentedPart:
    """How many documented acts were open to the author (`offered`), and how many happened (`count`)."""

    offered: Number = 0.0
    count: Number = 0.0


def _documented_part(
    environment: Environment, decision: Decision, count: Number, acts: list[Act], weights: Sequence[Number]
) -> tuple[_DocumentedPart, Marks]:
    """The first `count` documented acts happen with their own marks; removed ones count for nothing."""
    kept, marks = _DocumentedPart(), Marks()
    for act, weight in zip(acts, weights, strict=True):
        happens = weight if weight is count else np.minimum(weight, np.maximum(count - kept.offered, 0.0))
        kept.offered = plus(kept.offered, weight)
        if act.removed:
            continue
        kept.count = plus(kept.count, happens)
        for name, value in marks_of(act, happens).items():
            marks[name] = plus(marks.get(name, 0.0), value)
        _publish(environment, act, happens)
    return kept, marks


def _labels(decision: Decision, acts: Sequence[Act]) -> tuple[str, ...]:
    """The name that each author's documented acts of the day were reported under: that of the first he may have done."""
    labels = dict.fromkeys(decision.actors, "")
    for act in (act for act in acts if not act.removed):
        for actor in act.candidates if decision.by_group else decision.actors:
            labels[actor] = labels.get(actor) or act.label
    return tuple(labels[actor] for actor in decision.actors)


def _publish(environment: Environment, act: Act, happens: Number) -> None:
    """A documented truce or its end becomes known as far as it happens."""
    notice = notice_of(act, happens)
    if notice is not None:
        environment.today.announce(act.decision, act.id, notice)


def force(environment: Environment, decisions: Sequence[Decision], today: Mapping[str, Sequence[Act]]) -> list[LogEntry]:
    """Acts that the scenario adds today, by the actors of this phase; they happen whatever the rates.

    Parameters
    ----------
    today
        The day's acts as the scenario has them, by decision.
    """
    phase = {decision.name: decision for decision in decisions}
    entries: list[LogEntry] = []
    for act in (act for name in phase if name in today for act in today[name] if act.added):
        decision, tally = phase[act.decision], environment.today
        room: Number = 1.0
        if not decision.many:  # at most once a day, whatever is added
            room = np.maximum(1.0 - tally.total(act.decision), 0.0)
        weight = room * members(act.candidates) / len(act.candidates) if decision.by_group else room
        tally.put(act.decision, weight, marks_of(act, weight))
        _publish(environment, act, 1.0)
        entries.append(LogEntry((act.actor or act.label,), act.decision, room, marks_of(act, room), None, (act.label,)))
    return entries
