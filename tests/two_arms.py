"""Two arms of a branching by cause, without a model: militias that attack and Washington that strikes, by rules of three motives.

Small enough to check by hand: every number is a parameter of `tests.handmade.PINNED` or one that a test gives.
"""

from __future__ import annotations

import copy
import functools
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, ClassVar

import numpy as np

from sim.actors.base import Actor
from sim.decision import Decision, Rule, motive, restraint
from sim.history.by_cause import ByCause
from sim.history.chronicle import Chronicle
from sim.history.documented import Documented
from sim.history.flows import level_felt
from sim.history.pools import History
from sim.luck import Luck
from sim.perception import Channel, Perceiver, acts, kernel
from sim.record.acts import Act, Acts
from sim.record.stated import Stated
from sim.tally import LogEntry, Tally
from sim.types import Number
from sim.vocabulary.day import PARTS
from sim.vocabulary.decisions import MILITIAS
from tests.stand_in import DAY, StandIn


class Militia(Actor):
    """Attack of their own will, because they and others attack, and for strikes that hit them."""

    kind = "militia"
    by_group = True
    rules: ClassVar[dict[str, Rule]] = {
        "attack_base": Rule(motives=("will", "momentum", "reprisal"), restraints=("awe",), many=True)
    }
    own = kernel(acts("attack_base", by_group=True, with_unseen=True), "scene.momentum_half_life")
    of_all = kernel(acts("attack_base", with_unseen=True), "scene.momentum_half_life")
    blows = kernel(acts("strike", mark="hit", by_group=True), "scene.reprisal_half_life")

    @motive(None, "none")
    def will(self) -> Number:
        """So many a day, by share."""
        return self.p.base_attacks * self.share

    @motive("momentum", "none", answers="felt")
    def momentum(self) -> Number:
        """So many for each, half of them by the group that attacked."""
        return self.scaled(self.p.branching, level_felt(self.channels("felt")))

    @motive("reprisal", "none", answers="blows")
    def reprisal(self) -> Number:
        """So many for each strike that hit the group."""
        return self.scaled(self.p.reprisal, self.blows.level)

    @restraint("fear", "none")
    def awe(self) -> Number:
        """As much every day."""
        return self.p.fear

    @property
    def share(self) -> Any:
        """Each group's part of all attacks."""
        return self.model.parameters.by_group(MILITIAS).share_of_bases

    def channels(self, name: str) -> tuple[Channel, ...]:
        """What is shared with others is felt through two memories."""
        if name != "felt":
            return super().channels(name)
        (own,), (everyone,) = super().channels("own"), super().channels("of_all")
        allies = 0.0 if self.forgets("solidarity") else self.p.solidarity
        return replace(own, weight=1.0 - allies), replace(everyone, weight=self.share * allies)


class Washington(Actor):
    """Strikes of its own will, for its dead, and for attacks of the day and of days before."""

    kind = "us"
    rules: ClassVar[dict[str, Rule]] = {"strike": Rule(motives=("will", "dead", "attacks"))}
    deaths = kernel(acts("attack_base", mark="lethal"), "answer_half_life", 2, delayed=True, at_once="same_night_share")
    provocations = kernel(acts("attack_base"), "answer_half_life", at_once="same_night_share")

    @motive(None, "none")
    def will(self) -> Number:
        """So many a day."""
        return self.p.force_floor

    @motive("red_line", "none", answers="deaths")
    def dead(self) -> Number:
        """So many for each attack that killed."""
        return self.p.strikes_per_lethal_attack * self.deaths.level

    @motive("harassment", "none", answers="provocations")
    def attacks(self) -> Number:
        """So many for each attack."""
        return self.p.strikes_per_attack * self.provocations.level


@functools.cache
def _luck(seed: int, worlds: int) -> Luck:
    """Both arms have the same luck; it is drawn once, since that of many worlds takes a while."""
    return Luck(seed, worlds)


class Arm(StandIn):
    """One of the two: a day begins, is lived through in its parts, and is over."""

    def __init__(self, worlds: int, **around: Any) -> None:
        super().__init__(worlds, day=DAY - 1, **around)
        self.luck = _luck(self.luck.seed, worlds)
        self.actors: Sequence[Actor] = (Militia(self, MILITIAS), Washington(self, ("us",)))  # type: ignore[arg-type]
        self.forbids: tuple[str, ...] = ()

    def perceivers(self) -> tuple[Perceiver, ...]:
        return (self.scene, *self.actors)

    def owner_of(self, decision: Decision) -> Perceiver:
        return next(actor for actor in self.actors if decision.actors == actor.names)

    def decision(self, name: str) -> Decision:
        """A decision as it was weighed last."""
        return next(decision for actor in self.actors for decision in actor.decisions if decision.name == name)

    def step(self, history: History) -> list[LogEntry]:
        """Live through the next day."""
        self.day += 1
        yesterday, self.today = self.today, Tally()
        self.scene.perceive(yesterday, 0.0)
        for actor in self.actors:
            actor.perceive(yesterday)
        history.begin(self, yesterday)
        entries: list[LogEntry] = []
        for part in PARTS:
            decisions = [decision for actor in self.actors for decision in actor.decisions_of(part)]
            for decision in decisions:
                decision.forbidden = decision.name in self.forbids
            for actor in self.actors:
                actor.decide(part)
            entries += history.resolve(self, decisions)
        self.last = self.today
        return entries


class TwoArms:
    """The record as it was and as it would have been, day by day from `DAY` on.

    Parameters
    ----------
    acts
        The record, by day (0 is the first) and decision.
    edits
        The record as the scenario has it; by default as it is.
    around
        Of both arms; a name of a parameter has `__` for its dot.
    change, off
        Of the other arm alone: parameters, and mechanisms that are off.
    """

    def __init__(
        self,
        worlds: int,
        acts: Sequence[Act],
        edits: Sequence[Act] | None = None,
        *,
        stated: Mapping[tuple[str, str], Stated] | None = None,
        change: Mapping[str, Any] | None = None,
        off: Sequence[str] = (),
        **around: Any,
    ) -> None:
        both_off = tuple(around.pop("both_off", ()))
        self.there = Arm(worlds, **around, off=both_off)
        self.here = Arm(worlds, **{**around, **(change or {})}, off=(*both_off, *off))
        self.record = Documented(by_days(acts), "drawn", stated=stated or {}, traced_from=-np.inf, apart_from=-np.inf)
        self.branch = ByCause(self.record, self.there, Chronicle(), by_days(acts if edits is None else edits))

    def copy(self, acts: Sequence[Act]) -> TwoArms:
        """Both arms as they stand now, with another record from here on."""
        twin = copy.deepcopy(self, {id(arm.luck): arm.luck for arm in (self.there, self.here)})
        twin.record.acts = twin.branch.edits = by_days(acts)
        return twin

    def step(self) -> tuple[list[LogEntry], list[LogEntry]]:
        """A day in both arms; what happened there and here."""
        return self.there.step(self.record), self.here.step(self.branch)


def act(name: str, day: int, decision: str = "attack_base", actor: str = "", **rest: Any) -> Act:
    """A documented act on a day (0 is the first); of no named militia unless one is said."""
    who = "us" if decision == "strike" else actor
    return Act(name, DAY + day, who, (who,) if who else MILITIAS, decision, **rest)


def by_days(acts: Sequence[Act]) -> Acts:
    """Acts by day and decision, in their order."""
    table: dict[int, dict[str, list[Act]]] = {}
    for each in acts:
        table.setdefault(each.day, {}).setdefault(each.decision, []).append(each)
    return table
