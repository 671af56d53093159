r"""The cause of a documented act, drawn in every world: which motive it came from, and which earlier act that motive answered.

Of the pairs (motive k, act e answered, or none) each has the prior probability that superposition gives it (`sim.history.flows`,
`sim.history.chronicle`); what sources say of the act weighs them (`sim.history.statements`): a statement that names L is made
with probability c + (1 - c) / M if the pair is in L, and (1 - c) / M if it is not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.decision import Decision
from sim.environment import Environment
from sim.history.chance import pick
from sim.history.chronicle import Chronicle, Told
from sim.history.flows import Flow
from sim.history.shadow import Shadow
from sim.history.statements import credibility_of, named_shares
from sim.luck import split
from sim.perception import Channel
from sim.record.stated import Stated
from sim.types import Bools, Floats, Ints, Number
from sim.worlds import entries_at, over_groups

NOBODY, UNRECORDED = -1, -2
"""In place of an act's number: the motive answers no act; it answers one that the record missed."""
NEGLIGIBLE = 1e-9
"""Worth of an act below which no older one is looked at."""
_AUTHOR, _MOTIVE, _ACT, _PARTS = 1, 2, 3, 8


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
class Search:
    """Where causes are looked for: the day's environment, the documented acts so far, and what memories hold of missed ones."""

    environment: Environment
    chronicle: Chronicle
    missed: Shadow

    def cause(self, decision: Decision, flows: Sequence[Flow], weight: Number, slot: int, stated: Stated | None) -> Cause:
        """Draw the cause of the day's act number `slot` of a decision, whose authors have these weights."""
        bits = self.environment.luck.bits(f"cause/{decision.name}", self.environment.day)
        u = [split(bits, slot * _PARTS + part) for part in (_AUTHOR, _MOTIVE, _ACT)]
        rows = pick(_wide(weight, len(decision.actors), u[0].size), u[0])
        nobody = np.full(rows.shape, NOBODY)
        if not flows:
            return Cause(rows, nobody, nobody)
        shares = _shares(flows, rows)
        found = pick(self._weights(decision, shares, rows, stated), u[1])
        motives = np.where(shares.sum(axis=0) > 0, found % len(flows), NOBODY)
        return Cause(rows, motives, self._acts(flows, stated, rows, motives, found < len(flows), u[2]))

    def _weights(self, decision: Decision, shares: Floats, rows: Ints, stated: Stated | None) -> Floats:
        """Weights of each motive with an act that is named, then of each with another; shape `(2 motives, worlds)`."""
        named = {} if stated is None else named_shares(self.environment, decision, stated, self.chronicle)
        inside = np.zeros_like(shares)
        for number, share in named.items():
            inside[number] = np.minimum(entries_at(share, rows, np.arange(rows.size)), shares[number])
        if stated is None or not named:
            return np.vstack([inside, shares])
        credible = credibility_of(self.environment, stated)
        pretext = (1.0 - credible) / max(self.chronicle.recent(self.environment.day), 1)
        return np.vstack([inside * (credible + pretext), (shares - inside) * pretext])

    def _acts(self, flows: Sequence[Flow], stated: Stated | None, rows: Ints, motives: Ints, is_named: Bools, u: Floats) -> Ints:
        """Numbers of the acts answered."""
        acts = np.full(rows.shape, NOBODY)
        for number, flow in enumerate(flows):
            for inside in (True, False) if flow.channels else ():
                worlds = np.flatnonzero((motives == number) & (is_named == inside))
                if worlds.size:
                    among = self._candidates(flow, stated, inside)
                    acts[worlds] = self._answered(flow, among, rows[worlds], worlds, u[worlds], missed=not inside)
        return acts

    def _answered(self, flow: Flow, among: list[Told], rows: Ints, worlds: Ints, u: Floats, *, missed: bool) -> Ints:
        """Which of some acts was answered, or one that the record missed."""
        weights = [self._felt_missed(flow.channels, rows, worlds) if missed else np.zeros(u.shape)]
        weights += [np.sum([self._felt(channel, told, rows, worlds) for channel in flow.channels], axis=0) for told in among]
        table, numbers = np.stack(weights), np.array([UNRECORDED, *(told.number for told in among)])
        return np.where(table.sum(axis=0) > 0, numbers[pick(table, u)], NOBODY)

    def _candidates(self, flow: Flow, stated: Stated | None, inside: bool) -> list[Told]:
        """The acts that a motive may have answered, of those that are named or of the others, the latest first."""
        recent = self._recent(flow.channels)
        if stated is None or (flow.during and flow.during in stated.contexts):
            return recent
        return [told for told in recent if stated.acts.isdisjoint(told.act.rows) is not inside]

    def _recent(self, channels: tuple[Channel, ...]) -> list[Told]:
        """The acts that some memories may hold, the latest first."""
        today = self.environment.day
        decisions = dict.fromkeys(name for channel in channels for name in channel.declaration.feed.decisions)
        recent = []
        for told in self.chronicle.of_decisions(decisions):
            if max(np.max(channel.memory.worth(today - told.day)) for channel in channels) < NEGLIGIBLE and told.day < today - 2:
                break
            recent.append(told)
        return recent

    def _felt(self, channel: Channel, told: Told, rows: Ints, worlds: Ints) -> Floats:
        held = self.chronicle.held(channel, told, self.environment.day)
        if np.ndim(held) == 2 and not channel.by_group:
            held = over_groups(held)
        return entries_at(held, rows, worlds) * entries_at(channel.weight, rows, worlds)

    def _felt_missed(self, channels: tuple[Channel, ...], rows: Ints, worlds: Ints) -> Floats:
        return entries_at(self.missed.felt(channels), rows, worlds)


def _shares(flows: Sequence[Flow], rows: Ints) -> Floats:
    """Each motive's share of the act in the row of its author, shape `(motives, worlds)`; zero where nothing was at work."""
    table = np.stack([entries_at(flow.rate, rows, np.arange(rows.size)) for flow in flows])
    whole = table.sum(axis=0)
    return np.asarray(np.divide(table, whole, out=np.zeros_like(table), where=whole > 0))


def _wide(weight: Number, authors: int, worlds: int) -> Floats:
    """Weights of the authors in every world."""
    return np.broadcast_to(np.asarray(weight, dtype=np.float64), (authors, worlds))
