"""What the militias have in common: traits, truces, and what is done to one is felt by the others.

The rules themselves stand in `sim.actors.militia` (what they do) and `sim.actors.militia_words` (what they say).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import ClassVar

from sim.actors.base import Actor
from sim.actors.truce import Truce
from sim.campaign import HALTS, WAR, called_off, war_in_gaza
from sim.environment import Environment
from sim.perception import Channel
from sim.scene import blows_on_no_group
from sim.tally import Tally
from sim.types import Number
from sim.worlds import at_most_one, is_nothing, plus, reduced

Shared = Mapping[str, tuple[str, str, str]]
"""What is felt with allies, by name: my own memory, that of all groups, and the trait that is my part in it."""


class Allies(Actor):
    """The militias, whose states have one row for each group: they share traits' meanings, truces and solidarity.

    Attributes
    ----------
    shared
        What a subclass feels with its allies; each name becomes an attribute, worked out once a day.
    """

    by_group = True
    kind = "militia"
    shared: ClassVar[Shared] = {}

    def __init__(self, model: Environment) -> None:
        self.truce = Truce(0.0)
        super().__init__(model, model.group_names)

    def tune(self) -> None:
        """Read parameters and traits again, and split what is wanted every day among the groups."""
        super().tune()
        self.traits = self.model.parameters.by_group(self.names)
        self.truce.tune(self.p.truce_half_life)
        self.will_on_bases = self.p.base_attacks * self.traits.share_of_bases
        self.will_on_roads = self.p.convoy_attacks * self.traits.share_of_convoys
        self.will_to_threaten = self.p.threats * self.traits.share_of_bases
        self.truces_unprompted = self.p.truce_floor * self.traits.share_of_bases

    def perceive(self, yesterday: Tally) -> None:
        """Take in what I did, what was done to me, and what was said about truces."""
        super().perceive(yesterday)
        breach = self.breach(yesterday.total("attack_base", by_group=True))
        self.truce.hear(yesterday, breach, self.model.day, self.context)

    def take_stock(self) -> None:
        """What was done by me and to me, mixed with what was done by and to my allies."""
        for felt, (own, everyone, share) in self.shared.items():
            levels = self.memory(own).level, self.memory(everyone).level
            setattr(self, felt, self.with_allies(*levels, getattr(self.traits, share)))

    def channels(self, name: str) -> tuple[Channel, ...]:
        """What is shared with allies is felt through my own memory and through that of all groups."""
        if name not in self.shared:
            return super().channels(name)
        own, everyone, share = self.shared[name]
        mine, allies = self.solidarity()
        (my_own,), (of_all,) = super().channels(own), super().channels(everyone)
        return replace(my_own, weight=mine), replace(of_all, weight=self.scaled(getattr(self.traits, share), allies))

    def blamed_anyway(self, happened: Tally) -> Number:
        """My share of the strikes that hit no group of the model."""
        return self.scaled(self.traits.blame, blows_on_no_group(happened))

    def blows_on_nobody(self, happened: Tally) -> Number:
        """All strikes that hit no group of the model."""
        return blows_on_no_group(happened)

    def solidarity(self) -> tuple[Number, Number]:
        """How much of what is felt comes through myself, and how much through my allies; they sum to one."""
        allies = 0.0 if self.forgets("solidarity") else self.without_some("solidarity", self.p.solidarity)
        return 1.0 - allies, allies

    def with_allies(self, own: Number, everyone: Number, share: Number) -> Number:
        """What was done to or by me, mixed with my share of what was done to or by all; sums over groups to `everyone`."""
        if is_nothing(everyone):
            return 0.0
        mine, allies = self.solidarity()
        return plus(self.scaled(mine, own), self.scaled(share, allies, everyone))

    def breach(self, attacks: Number) -> Number:
        """How much of my truce my own attacks break, declared over or not: the wave of October 2023 broke one that nobody ended.

        Source: record-notes-2023-24.
        """
        return self.scaled(self.p.truce_breach, at_most_one(attacks))

    def campaign(self) -> Number:
        """What there is of the campaign over Gaza today, in [0, 1]; nothing for a group that does not know of the war."""
        return reduced(self.without_some(WAR, war_in_gaza(self.model)), self.without_some(HALTS, called_off(self.model)))

    def pay_cut(self) -> float:
        """The share of their documented pay that the groups on Baghdad's payroll go without; 0 while nobody changes it."""
        return max(1.0 - self.level("salaries"), 0.0)
