r"""The cause of a documented act, drawn in every world: which motive it came from, and which earlier act that motive answered.

Of the pairs (motive k, act e answered, or none) each has the prior probability that superposition gives it (`sim.history.flows`,
`sim.history.chronicle`); what sources say of the act weighs them (`sim.history.statements`): a statement that names L is made
with probability c + (1 - c) / M if the pair is in L, and (1 - c) / M if it is not.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from sim.decision import Decision
from sim.environment import Environment
from sim.history.chance import pick
from sim.history.chronicle import Chronicle
from sim.history.flows import Flow, Flows
from sim.history.shadow import Shadow
from sim.history.statements import authors_given, credibility_of, is_spoken_of, named_shares, pretext
from sim.luck import split
from sim.perception import Channel
from sim.record.stated import Stated
from sim.types import Bools, Floats, Ints, Number
from sim.worlds import chosen, entries_at, over_groups

NOBODY, UNRECORDED = -1, -2
"""In place of an act's number: the motive answers no act; it answers one that the record missed."""
AUTHOR, MOTIVE, ACT, KEEP, TIME, PARTS = 1, 2, 3, 4, 5, 8
"""Parts of the bits of `cause/<decision>`, of which each act of the day has `PARTS`: who did it, of what motive, in answer to
what; and when a history is branched, whether it is kept, and at what time of the day the first act came.
"""


@dataclass(frozen=True)
class Cause:
    """What one documented act came from, in every world; all of shape `(worlds,)`.

    Attributes
    ----------
    rows
        Number of the author among the decision's.
    motives
        Number of the motive among the decision's; -1 where no motive was at work.
    acts
        Number of the act answered in the chronicle, `NOBODY` or `UNRECORDED`.
    """

    rows: Ints
    motives: Ints
    acts: Ints


@dataclass(frozen=True)
class Shares:
    """How probable each cause of one documented act is, as the mean over the worlds: what `Cause` is drawn from.

    Attributes
    ----------
    motives
        By number of the motive, shape `(motives,)`; they sum to one, or to less where in some worlds no motive was at work.
    acts
        By number of the act answered in the chronicle, or `UNRECORDED`, over all motives that answer acts.
    """

    motives: Floats
    acts: Mapping[int, float]


@dataclass(frozen=True)
class Search:
    """Where causes are looked for: the day's environment, the documented acts so far, and what memories hold of missed ones."""

    environment: Environment
    chronicle: Chronicle
    missed: Shadow

    def cause(self, decision: Decision, flows: Flows, weight: Number, slot: int, stated: Stated | None) -> Cause:
        """Draw the cause of the day's act number `slot` of a decision, whose authors have these weights before what is said."""
        bits = self.environment.luck.bits(f"cause/{decision.name}", self.environment.day)
        u = [split(bits, slot * PARTS + part) for part in (AUTHOR, MOTIVE, ACT)]
        given = authors_given(self.environment, decision, weight, stated, self.chronicle)
        rows = pick(_wide(given, len(decision.actors), u[0].size), u[0])
        nobody = np.full(rows.shape, NOBODY)
        if not flows:
            return Cause(rows, nobody, nobody)
        shares = _shares(flows, rows)
        found = pick(self._weights(decision, shares, rows, stated), u[1])
        motives = np.where(shares.sum(axis=0) > 0, found % len(flows), NOBODY)
        return Cause(rows, motives, self._acts(flows, stated, rows, motives, found < len(flows), u[2]))

    def shares(self, decision: Decision, flows: Flows, weight: Number, stated: Stated | None) -> Shares:
        """The probabilities with which `cause` draws, over all authors that the act may have."""
        worlds = self.environment.worlds
        motives, acts = np.zeros(len(flows)), dict[int, float]()
        given = authors_given(self.environment, decision, weight, stated, self.chronicle)
        for row, part in enumerate(_wide(given, len(decision.actors), worlds)):
            if not flows or not part.any():
                continue
            rows = np.full(worlds, row)
            odds = _out_of_one(self._weights(decision, _shares(flows, rows), rows, stated)) * part
            motives += odds.mean(axis=1).reshape(2, len(flows)).sum(axis=0)
            for number, flow in enumerate(flows):
                for inside in (True, False) if flow.channels else ():
                    p = odds[number if inside else len(flows) + number]
                    self._share_out(flow, stated, p, row, acts, inside=inside)
        return Shares(motives, acts)

    def _share_out(self, flow: Flow, stated: Stated | None, p: Floats, row: int, acts: dict[int, float], *, inside: bool) -> None:
        """Add to each act the probability that it was answered, where that anything was answered in this way is `p`."""
        worlds = np.flatnonzero(p)
        if worlds.size:
            numbers, weights = self._answers(flow, stated, np.full(worlds.size, row), worlds, inside=inside)
            each = (_out_of_one(weights) * p[worlds]).sum(axis=1) / p.size
            for number, share in zip(numbers.tolist(), each.tolist(), strict=True):
                if share > 0:
                    acts[number] = acts.get(number, 0.0) + share

    def _weights(self, decision: Decision, shares: Floats, rows: Ints, stated: Stated | None) -> Floats:
        """Weights of each motive with an act that is named, then of each with another; shape `(2 motives, worlds)`."""
        named = {} if stated is None else named_shares(self.environment, decision, stated, self.chronicle)
        inside = np.zeros_like(shares)
        if stated is None or not named:
            return np.vstack([inside, shares])
        spoken = np.array([[is_spoken_of(note)] for note in decision.notes]) * shares
        whole = spoken.sum(axis=0)
        for number, share in named.items():
            inside[number] = np.minimum(entries_at(share, rows, np.arange(rows.size)) * whole, spoken[number])
        other = pretext(self.environment, stated, self.chronicle)
        weights = np.vstack([inside * (credibility_of(self.environment, stated) + other), (spoken - inside) * other])
        return np.where(whole > 0, weights, np.vstack([inside, shares]))  # where nothing is at work that anybody speaks of

    def _acts(self, flows: Flows, stated: Stated | None, rows: Ints, motives: Ints, is_named: Bools, u: Floats) -> Ints:
        """Numbers of the acts answered."""
        acts = np.full(rows.shape, NOBODY)
        for number, flow in enumerate(flows):
            for inside in (True, False) if flow.channels else ():
                worlds = np.flatnonzero((motives == number) & (is_named == inside))
                if worlds.size:
                    numbers, weights = self._answers(flow, stated, rows[worlds], worlds, inside=inside)
                    acts[worlds] = np.where(weights.sum(axis=0) > 0, numbers[pick(weights, u[worlds])], NOBODY)
        return acts

    def _answers(self, flow: Flow, stated: Stated | None, rows: Ints, worlds: Ints, *, inside: bool) -> tuple[Ints, Floats]:
        """Numbers of the acts that a motive may have answered, named ones or others, and their weights, `(acts, worlds)`."""
        among = self._candidates(flow, stated, inside)
        weights = np.zeros((among.size + 1, worlds.size))
        if not inside:
            weights[0] = entries_at(self.missed.felt(flow.channels), rows, worlds)
        for channel in flow.channels:
            weights[1:] += self._felt(channel, among, rows, worlds)
        return np.concatenate([[UNRECORDED], among]), weights

    def _candidates(self, flow: Flow, stated: Stated | None, inside: bool) -> Ints:
        """Numbers of the acts that a motive may have answered, of those that are named or of the others."""
        held = dict.fromkeys(number for channel in flow.channels for number in self.chronicle.taken_in(channel))
        if stated is None or (flow.during and flow.during in stated.contexts):
            return np.array(list(held), dtype=np.int64)
        told = self.chronicle.told
        return np.array([n for n in held if stated.acts.isdisjoint(told[n].act.rows) is not inside], dtype=np.int64)

    def _felt(self, channel: Channel, among: Ints, rows: Ints, worlds: Ints) -> Floats:
        """What is felt of some acts through a memory, in these rows and worlds; shape `(acts, worlds)`."""
        today, told = self.environment.day, self.chronicle.told
        lags = np.array([today - told[number].day for number in among], dtype=np.int64)
        felt = channel.memory.worths(lags[:, None], worlds[None, :]) * entries_at(channel.weight, rows, worlds)
        amounts = self.chronicle.taken_in(channel)
        for each, number in zip(felt, among, strict=True):
            left = self.chronicle.left(channel, told[number], today)
            each *= self._amount(channel, amounts.get(int(number), 0.0) * left, rows, worlds)
        return felt

    @staticmethod
    def _amount(channel: Channel, amount: Number, rows: Ints, worlds: Ints) -> Floats | float:
        """An amount in these rows and worlds, summed over the groups where the motive is no group's."""
        return chosen(over_groups(amount) if np.ndim(amount) == 2 and not channel.by_group else amount, rows, worlds)


def _shares(flows: Flows, rows: Ints) -> Floats:
    """Each motive's share of the act in the row of its author, shape `(motives, worlds)`; zero where nothing was at work."""
    return _out_of_one(flows.rates(rows, np.arange(rows.size)))


def _out_of_one(weights: Floats) -> Floats:
    """Weights of choices, shape `(choices, worlds)`, as probabilities; zero where all are."""
    whole = weights.sum(axis=0)
    return np.asarray(np.divide(weights, whole, out=np.zeros_like(weights), where=whole > 0))


def _wide(weight: Number, authors: int, worlds: int) -> Floats:
    """Weights of the authors in every world."""
    return np.broadcast_to(np.asarray(weight, dtype=np.float64), (authors, worlds))
