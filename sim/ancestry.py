"""Which earlier act an act of the model answered: drawn for every act whose motive answers acts, once a run is over.

A motive that answers acts is a sum over them (`sim.history.chronicle`): it answered one with probability in proportion to what
the motive's memories took in of it and what that is worth after so many days. Documented acts have their causes drawn as the days
go by, since branching hangs on them; for acts that were drawn nothing hangs on it, so that all of them are looked at here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sim.history.causes import NOBODY
from sim.order import POLICY
from sim.perception import Channel, Feed, Perceiver
from sim.tally import FORCE
from sim.types import Bools, Floats, Ints
from sim.vocabulary.day import comes_before
from sim.vocabulary.decisions import ACTION_TYPE
from sim.worlds import entries_at, per_group

LOOK_BACK = 400
"""Days after which nothing of an act is looked for, but in memories that last for years (`LONG`)."""
LONG = 3000
SLOW = 0.98
"""Daily decay above which a memory lasts for years."""
MOST_PAIRS = 4_000_000
"""Pairs of acts that are weighed at a time."""
_UNITS = 2.0**40
"""Units that a share of one is counted in; those of `MOST_PAIRS` acts fit in 63 bits."""


@dataclass(frozen=True)
class Deeds:
    """All acts of a run, sorted by world and then in the order of the day; arrays of shape `(acts,)` unless said otherwise.

    Attributes
    ----------
    worlds, days
        Number of the world among those of the run, and day number.
    actions, groups, counts
        Number of the decision in `names`, number of the group that did it (-1: a state), how often.
    marks
        By name.
    on_groups
        By name of a mark of groups: shape `(acts, groups)`.
    names
        Names of decisions.
    in_both
        Whether the factual arm of a branching by cause has all of the act.
    """

    worlds: Ints
    days: Ints
    actions: Ints
    groups: Ints
    counts: Floats
    marks: Mapping[str, Floats]
    on_groups: Mapping[str, Floats]
    names: Sequence[str]
    in_both: Bools


@dataclass(frozen=True)
class Ancestry:
    """Finds the acts answered, from what the actors of a run remember.

    Attributes
    ----------
    perceivers
        All who keep memories.
    """

    perceivers: Sequence[Perceiver]

    def answered(self, deeds: Deeds, rows: Ints, action: str, motive: str, u: Floats, of_both: Floats) -> Ints:
        """Rows of the acts that these acts of one decision, which came from one motive, answered; `NOBODY` where none did.

        Parameters
        ----------
        rows
            The acts, by their rows in `deeds`; in rising order.
        u
            Uniforms, one for each.
        of_both
            How readily each answers acts that are in both arms, over how readily it answers others.
        """
        channels = self.channels(action, motive)
        found = np.full(rows.size, NOBODY)
        for part in self._parts(deeds, rows, channels) if channels else ():
            found[part] = self._drawn(deeds, rows[part], action, channels, u[part], of_both[part])
        return found

    def channels(self, action: str, motive: str) -> list[Channel]:
        """The memories of acts that a motive of a decision answers; a policy answers none."""
        if motive == POLICY:
            return []
        owner = next(one for one in self.perceivers if one.kind == ACTION_TYPE[action].kind)
        names: tuple[str, ...] = getattr(type(owner), motive).note.answers
        return [channel for name in names for channel in owner.channels(name)]

    def held(self, deeds: Deeds, row: int, action: str, motive: str) -> dict[int, float]:
        """What is felt of each earlier act through a motive of one act, by rows; nothings are left out."""
        felt: dict[int, float] = {}
        for channel in self.channels(action, motive):
            _, acts, weights = _pairs(deeds, np.array([row]), action, channel)
            for act, weight in zip(acts.tolist(), weights.tolist(), strict=True):
                if weight > 0:
                    felt[act] = felt.get(act, 0.0) + weight
        return felt

    def _parts(self, deeds: Deeds, rows: Ints, channels: Sequence[Channel]) -> Iterator[Ints]:
        """Stretches of the rows that have not too many pairs."""
        pairs = np.zeros(rows.size)
        for channel in channels:
            first, last, _ = _candidates(deeds, rows, channel)
            pairs += last - first
        piece = (np.cumsum(pairs) // MOST_PAIRS).astype(np.int64)
        for number in np.unique(piece):
            yield np.flatnonzero(piece == number)

    def _drawn(self, deeds: Deeds, rows: Ints, action: str, channels: Sequence[Channel], u: Floats, of_both: Floats) -> Ints:
        """One earlier act for each, in proportion to its weight."""
        targets, acts, weights = (
            np.concatenate(parts) for parts in zip(*(_pairs(deeds, rows, action, one) for one in channels), strict=True)
        )
        order = np.argsort(targets, kind="stable")
        targets, acts, weights = targets[order], acts[order], weights[order]
        place = _picked(targets, np.where(deeds.in_both[acts], of_both[targets], 1.0) * weights, u)
        return np.where(place >= 0, acts[place], NOBODY) if acts.size else np.full(rows.size, NOBODY)


def _picked(targets: Ints, weights: Floats, u: Floats) -> Ints:
    """For each of so many targets the place of one of its weights, in proportion to them; -1 where all are nothing.

    `targets` is sorted. Shares are counted in whole units, so that what is drawn for one does not hang on the others.
    """
    whole = np.bincount(targets, weights, minlength=u.size)
    shares = np.divide(weights, whole[targets], out=np.zeros(weights.size), where=whole[targets] > 0)
    cumulative = np.cumsum(np.rint(shares * _UNITS).astype(np.int64))
    ends = np.concatenate([[0], cumulative])[np.searchsorted(targets, np.arange(u.size + 1))]
    drawn = ends[:-1] + (u * np.diff(ends)).astype(np.int64)
    return np.where(np.diff(ends) > 0, np.searchsorted(cumulative, drawn, side="right"), -1)


def _candidates(deeds: Deeds, rows: Ints, channel: Channel) -> tuple[Ints, Ints, Ints]:
    """For each act the stretch, from and to, of the earlier acts in its world that a memory may hold, and those acts."""
    codes = [deeds.names.index(name) for name in channel.declaration.feed.decisions if name in deeds.names]
    acts = np.flatnonzero(np.isin(deeds.actions, codes))
    decay = entries_at(channel.memory.decay, deeds.worlds[rows], deeds.worlds[rows])
    back = np.where(decay > SLOW, LONG, LOOK_BACK)
    span = np.int64(1 << 32)
    keys = deeds.worlds[acts] * span + deeds.days[acts]
    here = deeds.worlds[rows] * span + deeds.days[rows]
    return np.searchsorted(keys, here - back), np.searchsorted(keys, here, side="right"), acts


def _pairs(deeds: Deeds, rows: Ints, action: str, channel: Channel) -> tuple[Ints, Ints, Floats]:
    """Numbers of the answers among `rows`, earlier acts, and their weights: every pair that a memory may join."""
    first, last, acts = _candidates(deeds, rows, channel)
    sizes = np.maximum(last - first, 0)
    targets = np.repeat(np.arange(rows.size), sizes)
    offsets = np.arange(targets.size) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    earlier = acts[np.repeat(first, sizes) + offsets] if targets.size else acts[:0]
    answers = rows[targets]
    lags, worlds = deeds.days[answers] - deeds.days[earlier], deeds.worlds[answers]
    amount = _amounts(deeds, channel.declaration.feed, channel.owner, earlier, deeds.groups[answers], worlds)
    weight = entries_at(channel.weight, np.maximum(deeds.groups[answers], 0), worlds)
    values = weight * amount * channel.memory.worths(lags, worlds)
    values *= (lags > 0) | _comes_before(deeds, earlier, action)
    return targets, earlier, values * _left(deeds, channel, earlier, answers)


def _comes_before(deeds: Deeds, acts: Ints, action: str) -> Bools:
    """Whether acts are of an earlier part of the day than a decision."""
    before = np.array([comes_before(name, action) for name in deeds.names], dtype=np.bool_)
    return np.asarray(before[deeds.actions[acts]])


def _amounts(deeds: Deeds, feed: Feed, owner: Perceiver, acts: Ints, groups: Ints, worlds: Ints) -> Floats:
    """How much of each act a memory takes in, for the group that answers."""
    if feed.mark in deeds.on_groups:
        table = deeds.on_groups[feed.mark][acts]
        if feed.weighed_by:
            each = per_group(getattr(owner.traits, feed.weighed_by), table.shape[1])
            return np.asarray((table * each[:, worlds if each.shape[1] > 1 else np.zeros_like(worlds)].T).sum(axis=1))
        own = feed.by_group and owner.by_group
        amount = table[np.arange(acts.size), groups] if own else table.sum(axis=1)
        if feed.also:
            nobody = np.isin(deeds.actions[acts], [deeds.names.index(name) for name in FORCE if name in deeds.names])
            blame = entries_at(owner.traits.blame, groups, worlds) if own else 1.0
            amount = amount + nobody * (table.sum(axis=1) == 0) * deeds.counts[acts] * blame
        return amount
    amount = deeds.marks[feed.mark][acts] if feed.mark else deeds.counts[acts]
    return amount * (deeds.groups[acts] == groups) if feed.by_group else amount


def _left(deeds: Deeds, channel: Channel, acts: Ints, answers: Ints) -> Floats:
    """Nothing where the act has been undone since, such as a raid by the release of its men; else one."""
    undoing = channel.declaration.forgotten_by
    left = np.ones(acts.size)
    if undoing not in deeds.names:
        return left
    undone = np.flatnonzero(deeds.actions == deeds.names.index(undoing))
    first, last = (np.searchsorted(deeds.worlds[undone], deeds.worlds[acts], side) for side in ("left", "right"))
    for number in range(int(np.max(last - first, initial=0))):  # of each world the first that undoes, the second, and so on
        there = np.flatnonzero(first + number < last)
        rows = undone[first[there] + number]
        between = (deeds.days[acts[there]] <= deeds.days[rows]) & (deeds.days[answers[there]] > deeds.days[rows])
        there, rows = there[between], rows[between]
        left[there] *= 1.0 - _undone(deeds, channel, acts[there], answers[there], rows)
    return left


def _undone(deeds: Deeds, channel: Channel, acts: Ints, answers: Ints, rows: Ints) -> Floats:
    """How much of what each act is about, for the group that answers, is undone by the act in that row."""
    mark = channel.declaration.feed.mark
    if mark not in deeds.on_groups:
        return np.minimum(deeds.marks[mark][rows], 1.0)
    about = deeds.on_groups[mark][rows]
    about = np.sign(about) if mark == "hit" else np.minimum(about, 1.0)  # as in `sim.perception.Declaration.forgotten`
    if channel.owner.by_group:
        return np.asarray(about[np.arange(rows.size), deeds.groups[answers]])
    table = deeds.on_groups[mark][acts]
    whole = table.sum(axis=1)
    return np.asarray(np.divide((table * about).sum(axis=1), whole, out=np.zeros(acts.size), where=whole > 0))
