"""From a count to what happens: documented acts first, then acts drawn beyond them, into the day's tally and the log.

All histories end here, so that an act has the same marks and the same consequences wherever it came from.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from sim.decision import Decision
from sim.environment import Environment
from sim.errors import Unbounded
from sim.history.acted import Acted
from sim.history.chronicle import marks_of, notice_of
from sim.history.groups import members
from sim.history.marks import draw_marks, drawn_notice
from sim.luck import split
from sim.record.acts import Act
from sim.tally import LogEntry, Marks
from sim.types import Floats, Ints, Number
from sim.worlds import any_positive, is_nothing, nonzero, plus

MOST_ACTS = 1e5
"""Acts of one kind by one actor on one day in one world at which a run stops."""
TRUCES = ("announce_truce", "end_truce")
LOG_ONLY = ("claim",)
"""Marks that no memory takes in: the log alone shows them."""
_MOTIVE = 1 << 21  # far from the parts of the same bits that marks and claims use


@dataclass(frozen=True)
class Done:
    """A documented act of the day, as far as it may happen.

    Attributes
    ----------
    share
        Each author's share of it, shaped as the decision's counts.
    came_of, told, in_both
        Its cause, if it was drawn, its number in the chronicle, and whether the factual arm has all that is here of it, as in a
        `LogEntry`.
    """

    act: Act
    share: Number
    came_of: tuple[Ints, Ints] | None = None
    told: int = -1
    in_both: bool = True


@dataclass(frozen=True)
class Beyond:
    """What acts beyond the documented ones come from, motive by motive of the decision; shape `(motives, acts)`.

    Attributes
    ----------
    motives
        How much each brings of them.
    of_both
        How readily they answer an act that the factual arm has too: 1 as any other, 0 not at all, since what answers it is
        documented. None: as any other.
    """

    motives: Floats
    of_both: Floats | None = None


Source = Callable[[Ints, Ints], Beyond]
"""Says what acts beyond come from in the authors' rows and the worlds in which there are any, both of shape `(acts,)`."""


def apply_outcome(
    environment: Environment,
    decision: Decision,
    count: Number,
    done: Sequence[Done] = (),
    *,
    where: tuple[Ints, Ints] | None = None,
    quiet: bool = False,
    beyond: Source | None = None,
) -> list[LogEntry]:
    """Put one decision's outcome into the tally: documented acts first, in order, then acts drawn beyond them.

    Parameters
    ----------
    count
        How often the decision is taken today: a number common to all worlds, `(worlds,)`, or by group.
    done
        Documented acts of the day; the first `count` of them happen, with their documented marks.
    where
        Rows and worlds in which the count is not zero, if the caller knows them and nothing is documented.
    quiet
        Leave the log to the caller (acts shared among several possible authors).
    beyond
        What the acts beyond come from; by default each motive brings its value of them.
    """
    unseen = environment.unseen(decision.name)
    if not done and is_nothing(count) and is_nothing(unseen):
        return []
    kept = _documented_part(environment, decision, count, done)
    further = 0.0 if is_nothing(count) else np.maximum(count - kept.offered, 0.0) if done else count
    if where is None and not quiet and not is_nothing(further):
        where = nonzero(further, (len(decision.actors), environment.worlds))
    marks, entries = dict(kept.marks), [] if quiet else kept.entries
    if where is not None and where[0].size > 0:
        drawn = _drawn(environment, decision, further, kept.offered, where)
        for name, value in drawn.items():
            marks[name] = plus(marks.get(name, 0.0), value)
        entries = [*entries, _drawn_entry(environment, decision, further, drawn, where, beyond)]
    happened = plus(kept.count, further if not quiet else 0.0)
    if not is_nothing(unseen):
        marks["unseen"] = decision.rate * unseen
    environment.today.put(decision.name, happened, {name: value for name, value in marks.items() if name not in LOG_ONLY})
    return entries


def _drawn_entry(
    environment: Environment,
    decision: Decision,
    count: Number,
    marks: Marks,
    where: tuple[Ints, Ints],
    beyond: Source | None,
) -> LogEntry:
    """The line for acts drawn in the model, with the motive that each came from; a truce becomes known."""
    if decision.name in TRUCES:
        notice = drawn_notice(environment, count, marks.get("general", 0.0))
        environment.today.announce(decision.name, "drawn", notice)
        marks = {**marks, "binds": notice.scope}
    luck = environment.luck.bits_at(decision.streams, environment.day, *where)
    source = None if beyond is None else beyond(*where)
    came = decision.drawn_motive(*where, split(luck, _MOTIVE), None if source is None else source.motives)
    nameless = ("",) * len(decision.actors)
    entry = LogEntry(decision.actors, decision.name, count, marks, decision, nameless, where=where, motives=came, luck=luck)
    if source is None or source.of_both is None:
        return entry
    return replace(entry, of_both=source.of_both[came, np.arange(came.size)])


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
    """How many documented acts were open to the author (`offered`), how many happened (`count`), with what marks and lines."""

    offered: Number = 0.0
    count: Number = 0.0
    marks: Marks = field(default_factory=dict)
    entries: list[LogEntry] = field(default_factory=list)


def _documented_part(environment: Environment, decision: Decision, count: Number, done: Sequence[Done]) -> _DocumentedPart:
    """The first `count` documented acts happen with their own marks; removed ones count for nothing."""
    kept = _DocumentedPart()
    for each in done:
        act, share = each.act, each.share
        happens = share if share is count else np.minimum(share, np.maximum(count - kept.offered, 0.0))
        kept.offered = plus(kept.offered, share)
        if act.removed or not any_positive(happens):
            continue
        kept.count = plus(kept.count, happens)
        marks = marks_of(act, happens)
        for name, value in marks.items():
            kept.marks[name] = plus(kept.marks.get(name, 0.0), value)
        _publish(environment, act, happens)
        labels = (act.label,) * len(decision.actors)
        entry = LogEntry(decision.actors, decision.name, happens, _bound(act, marks, happens), decision, labels)
        known = replace(entry, came_of=each.came_of, record_id=act.id, told=each.told, in_both=each.in_both, country=act.country)
        kept.entries.append(known)
    return kept


def _bound(act: Act, marks: Marks, happens: Number) -> Marks:
    """The marks with the groups that a documented truce binds."""
    notice = notice_of(act, happens)
    return marks if notice is None else {**marks, "binds": notice.scope}


def _publish(environment: Environment, act: Act, happens: Number) -> None:
    """A documented truce or its end becomes known as far as it happens."""
    notice = notice_of(act, happens)
    if notice is not None:
        environment.today.announce(act.decision, act.id, notice)


def force(environment: Environment, decisions: Sequence[Decision], today: Mapping[str, Sequence[Act]]) -> list[LogEntry]:
    """Acts that the scenario adds today, by the actors of this part of the day; they happen whatever the rates.

    Parameters
    ----------
    today
        The day's acts as the scenario has them, by decision.
    """
    part = {decision.name: decision for decision in decisions}
    entries: list[LogEntry] = []
    for act in (act for name in part if name in today for act in today[name] if act.added):
        decision, tally = part[act.decision], environment.today
        room: Number = 1.0
        if not decision.many:  # at most once a day, whatever is added
            room = np.maximum(1.0 - tally.total(act.decision), 0.0)
        weight = room * members(act.candidates, act.groups) / len(act.candidates) if decision.by_group else room
        tally.put(act.decision, weight, marks_of(act, weight))
        _publish(environment, act, 1.0)
        marks = _bound(act, marks_of(act, room), room)
        author, label = (act.actor or act.label,), (act.label,)
        entries.append(LogEntry(author, act.decision, room, marks, None, label, record_id=act.id, country=act.country))
    return entries
