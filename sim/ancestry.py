"""Which earlier act an act of the model answered: drawn for every act whose motive answers acts, once a run is over.

A motive that answers acts is a sum over them (`sim.history.chronicle`): it answered one with probability in proportion to what
the motive's memories took in of it and what that is worth after so many days. Documented acts have their causes drawn as the days
go by, since branching hangs on them; for acts that were drawn nothing hangs on it, so that all of them are looked at here.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from sim.feed import Feed
from sim.history.causes import NOBODY
from sim.memory import Memory
from sim.order import POLICY
from sim.perception import Channel, Perceiver
from sim.tally import FORCE
from sim.types import Bools, Floats, Ints, Number
from sim.vocabulary.day import comes_before
from sim.vocabulary.decisions import ACTION_TYPE
from sim.worlds import entries_at, per_group

LOOK_BACK = 400
"""Days after which nothing of an act is looked for, but in memories that last for years (`LONG`)."""
LONG = 3000
SLOW = 0.98
"""Daily decay above which a memory lasts for years."""
MOST_PAIRS = 1 << 17
"""Pairs of acts that are weighed at a time: their arrays stay in a processor's cache."""
_UNITS = 2.0**40
"""Units that a share of one is counted in; those of many times `MOST_PAIRS` acts fit in 63 bits."""


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
        reaches = [_reach(deeds, rows, channel) for channel in self.channels(action, motive)]
        found = np.full(rows.size, NOBODY)
        for part in _parts(reaches) if reaches else ():
            found[part] = _drawn(deeds, [one.of(part) for one in reaches], action, u[part], of_both[part])
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
            _, acts, weights = _pairs(deeds, _reach(deeds, np.array([row]), channel), action)
            for act, weight in zip(acts.tolist(), weights.tolist(), strict=True):
                if weight > 0:
                    felt[act] = felt.get(act, 0.0) + weight
        return felt


@dataclass(frozen=True)
class _Reach:
    """What a memory may hold when each of some acts comes about: a stretch of the acts that it takes in.

    Attributes
    ----------
    rows
        The acts that answer, by their rows.
    acts
        Rows of all acts that the memory takes in.
    first, last
        Of each answer, the stretch of `acts`, from and to.
    """

    channel: Channel
    rows: Ints
    acts: Ints
    first: Ints
    last: Ints

    @property
    def sizes(self) -> Ints:
        """How many acts each answer may have answered."""
        return np.asarray(np.maximum(self.last - self.first, 0))

    def of(self, part: slice) -> _Reach:
        """The same of some of the answers."""
        return replace(self, rows=self.rows[part], first=self.first[part], last=self.last[part])


def _reach(deeds: Deeds, rows: Ints, channel: Channel) -> _Reach:
    """For each act the earlier acts in its world that a memory may hold."""
    codes = [deeds.names.index(name) for name in channel.declaration.feed.decisions if name in deeds.names]
    acts = np.flatnonzero(np.isin(deeds.actions, codes))
    decay = entries_at(channel.memory.decay, deeds.worlds[rows], deeds.worlds[rows])
    back = np.where(decay > SLOW, LONG, LOOK_BACK)
    span = np.int64(1 << 32)
    keys = deeds.worlds[acts] * span + deeds.days[acts]
    here = deeds.worlds[rows] * span + deeds.days[rows]
    return _Reach(channel, rows, acts, np.searchsorted(keys, here - back), np.searchsorted(keys, here, side="right"))


def _parts(reaches: Sequence[_Reach]) -> Iterator[slice]:
    """Stretches of the answers that have not too many pairs."""
    pairs = np.sum([one.sizes for one in reaches], axis=0)
    piece = np.cumsum(pairs) // MOST_PAIRS
    ends = [0, *(np.flatnonzero(np.diff(piece)) + 1).tolist(), piece.size]
    return (slice(start, end) for start, end in itertools.pairwise(ends))


def _drawn(deeds: Deeds, reaches: Sequence[_Reach], action: str, u: Floats, of_both: Floats) -> Ints:
    """One earlier act for each, in proportion to its weight."""
    targets, acts, weights = (
        np.concatenate(parts) for parts in zip(*(_pairs(deeds, one, action) for one in reaches), strict=True)
    )
    if len(reaches) > 1:
        order = np.argsort(targets, kind="stable")
        targets, acts, weights = targets[order], acts[order], weights[order]
    place = _picked(targets, np.where(deeds.in_both[acts], of_both[targets], 1.0) * weights, u)
    return np.where(place >= 0, acts[place], NOBODY) if acts.size else np.full(u.size, NOBODY)


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


def _pairs(deeds: Deeds, reach: _Reach, action: str) -> tuple[Ints, Ints, Floats]:
    """Numbers of the answers, earlier acts, and their weights: every pair that a memory may join."""
    rows, sizes, channel = reach.rows, reach.sizes, reach.channel
    targets = np.repeat(np.arange(rows.size), sizes)
    if not targets.size:
        return targets, reach.acts[:0], np.zeros(0)
    start, end = np.min(reach.first[sizes > 0]), np.max(reach.last[sizes > 0])
    near = reach.acts[start:end]
    places = np.arange(targets.size) + np.repeat(reach.first - start - (np.cumsum(sizes) - sizes), sizes)
    earlier, answers = near[places], rows[targets]
    lags, worlds, groups = deeds.days[answers] - deeds.days[earlier], deeds.worlds[answers], deeds.groups[answers]
    feed = channel.declaration.feed
    amount = _amounts(deeds, feed, channel.owner, near)
    each = amount[places, groups] if amount.ndim == 2 else amount[places]
    if feed.by_group and feed.mark not in deeds.on_groups:
        each = each * (deeds.groups[earlier] == groups)
    weight = entries_at(channel.weight, np.maximum(deeds.groups[rows], 0), deeds.worlds[rows])
    values = weight[targets] * each * _worths(channel.memory, lags, worlds)
    values *= (lags > 0) | _comes_before(deeds, near, action)[places]
    return targets, earlier, values * _left(deeds, channel, earlier, answers)


def _worths(memory: Memory, lags: Ints, worlds: Ints) -> Floats:
    """What a unit is worth after so many days, each in its world; looked up where many share a lag and a world."""
    first, longest = int(np.min(worlds)), int(np.max(lags))
    width = int(np.max(worlds)) - first + 1
    if width * (longest + 1) > lags.size:
        return memory.worths(lags, worlds)
    table = memory.worths(np.tile(np.arange(longest + 1), width), np.repeat(np.arange(first, first + width), longest + 1))
    return np.asarray(table[(worlds - first) * (longest + 1) + lags])


def _comes_before(deeds: Deeds, acts: Ints, action: str) -> Bools:
    """Whether acts are of an earlier part of the day than a decision."""
    before = np.array([comes_before(name, action) for name in deeds.names], dtype=np.bool_)
    return np.asarray(before[deeds.actions[acts]])


def _amounts(deeds: Deeds, feed: Feed, owner: Perceiver, acts: Ints) -> Floats:
    """How much of each act a memory takes in: shape `(acts,)`, or `(acts, groups)` where each group takes in its own."""
    worlds = deeds.worlds[acts]
    if feed.mark in deeds.on_groups:
        table = deeds.on_groups[feed.mark][acts]
        if feed.weighed_by:
            return np.asarray((table * _by_act(getattr(owner.traits, feed.weighed_by), table.shape[1], worlds)).sum(axis=1))
        whole = table.sum(axis=1)
        own = feed.by_group and owner.by_group
        amount = table if own else whole
        if feed.also:
            nobody = np.isin(deeds.actions[acts], [deeds.names.index(name) for name in FORCE if name in deeds.names])
            unknown = nobody * (whole == 0) * deeds.counts[acts]
            amount = amount + (unknown[:, None] * _by_act(owner.traits.blame, table.shape[1], worlds) if own else unknown)
        return amount
    return deeds.marks[feed.mark][acts] if feed.mark else deeds.counts[acts]


def _by_act(value: Number, groups: int, worlds: Ints) -> Floats:
    """What groups make of acts in these worlds, shape `(acts, groups)`."""
    each = per_group(value, groups)
    return each[:, worlds if each.shape[1] > 1 else np.zeros_like(worlds)].T


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
