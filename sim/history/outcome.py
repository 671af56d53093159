"""Settling an outcome: documented acts first, then acts drawn beyond them, into the day's tally and the log.

All histories end here, so that an act has the same marks and the same consequences wherever it came from.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sim.decision import Decision
from sim.environment import Environment
from sim.errors import Unbounded
from sim.history.marks import draw_marks, drawn_notice
from sim.record.acts import Act
from sim.tally import LogEntry, Marks, TruceNotice
from sim.types import Number
from sim.worlds import any_positive, is_nothing, plus

SENSELESS = 1e5
"""Acts of one kind by one actor on one day in one world at which a run stops."""


def apply_outcome(
    environment: Environment,
    decision: Decision,
    count: Number,
    acts: list[Act],
    weights: Sequence[Number],
    *,
    quiet: bool = False,
) -> list[LogEntry]:
    """Put one decision's outcome into the tally: documented acts first, in order, then acts drawn beyond them.

    Parameters
    ----------
    count
        How often the decision is taken today, shape `(worlds,)` or common to all.
    acts, weights
        Documented acts of the day and this actor's share of each; the first `count` of them happen, with their documented marks.
    quiet
        Leave the log to the caller (acts shared among several possible authors).
    """
    unseen = environment.unseen(decision.name)
    if not acts and is_nothing(count) and is_nothing(unseen):
        return []
    kept, marks = _documented_part(environment, decision, count, acts, weights)
    beyond = 0.0 if is_nothing(count) else np.maximum(count - kept.offered, 0.0) if acts else count
    further = not quiet and any_positive(beyond)
    if further:
        _check_sense(environment, decision, beyond)
        drawn = draw_marks(environment, decision, beyond, kept.offered)
        for name, value in drawn.items():
            marks[name] = plus(marks.get(name, 0.0), value)
        _give_notice(environment, decision, beyond, drawn.get("general", 0.0))
    happened = plus(kept.count, beyond if not quiet else 0.0)
    if not is_nothing(unseen):
        marks["unseen"] = decision.rate * unseen
    environment.today.put(decision.actor, decision.name, happened, marks)
    if quiet or not (further or any_positive(kept.count)):
        return []
    shown = {name: value for name, value in marks.items() if name != "unseen"}
    return [LogEntry(decision.actor, decision.name, happened, shown, decision, kept.label)]


def _check_sense(environment: Environment, decision: Decision, count: Number) -> None:
    """Stop before marks of millions of acts are drawn: rules that grow without bound are said so, not run out of memory."""
    most = float(np.max(count))
    if not most <= SENSELESS:
        day = np.datetime64(environment.day, "D")
        raise Unbounded(
            f"{decision.actor} {decision.name}: {most:.3g} acts on {day} in one world; with these parameters rates have no bound"
        )


@dataclass
class _Kept:
    """How many documented acts were open to this actor (`offered`), how many happened (`count`), and under what name."""

    offered: Number = 0.0
    count: Number = 0.0
    label: str = ""


def _documented_part(
    environment: Environment, decision: Decision, count: Number, acts: list[Act], weights: Sequence[Number]
) -> tuple[_Kept, Marks]:
    """The first `count` documented acts of this actor happen with their own marks; removed ones count for nothing."""
    kept, marks = _Kept(), Marks()
    for act, weight in zip(acts, weights, strict=True):
        if is_nothing(weight):
            continue
        happens = weight if weight is count else np.minimum(weight, np.maximum(count - kept.offered, 0.0))
        kept.offered = plus(kept.offered, weight)
        if act.removed:
            continue
        kept.count = plus(kept.count, happens)
        kept.label = kept.label or act.label
        for name, value in act.marks.items():
            marks[name] = plus(marks.get(name, 0.0), value * happens)
        if act.notice is not None:
            _publish(environment, decision.name, act, happens)
    return kept, marks


def _publish(environment: Environment, name: str, act: Act, happens: Number) -> None:
    """A documented truce or its end becomes known with the weight it happens with; shares of several authors add up."""
    notice = act.notice or TruceNotice({})
    scope = {group: happens * weight for group, weight in notice.scope.items()}
    environment.today.announce(name, act.id, TruceNotice(scope, notice.spares_convoys, notice.deadline, notice.while_context))


def _give_notice(environment: Environment, decision: Decision, counts: Number, general: Number) -> None:
    """A truce drawn in the model, or its end, becomes known."""
    if decision.name in ("announce_truce", "end_truce"):
        environment.today.announce(decision.name, decision.actor, drawn_notice(environment, decision.actor, counts, general))


def force(environment: Environment, decisions: Sequence[Decision], today: Mapping[str, Sequence[Act]]) -> list[LogEntry]:
    """Acts that the scenario adds today, by the actors of this phase; they happen whatever the rates.

    Parameters
    ----------
    today
        The day's acts as the scenario has them, by decision.
    """
    phase = {decision.name for decision in decisions}
    once = {decision.name for decision in decisions if not decision.many}
    entries: list[LogEntry] = []
    for act in (act for name in phase & today.keys() for act in today[name] if act.added):
        authors = (act.actor,) if act.actor else act.candidates
        room: Number = 1.0
        if act.decision in once:  # at most once a day, whatever is added
            room = np.maximum(1.0 - np.asarray(environment.today.count(act.actor, act.decision)), 0.0)
        for actor in authors:
            weight = room / len(authors)
            environment.today.put(actor, act.decision, weight, {name: weight * value for name, value in act.marks.items()})
        if act.notice is not None:
            _publish(environment, act.decision, act, 1.0)
        marks: Marks = {name: room * value for name, value in act.marks.items()}
        entries.append(LogEntry(act.actor or act.label, act.decision, room, marks, None, act.label))
    return entries
