"""The peer's Iran."""

from __future__ import annotations

from typing import TYPE_CHECKING

import mesa

from .luck import geometric

if TYPE_CHECKING:
    from .model import PeerModel


class Iran(mesa.Agent):  # type: ignore[misc]
    """The patron: answers its own dead, presses or holds its clients, and misjudges the Americans."""

    def __init__(self, model: PeerModel) -> None:
        super().__init__(model)
        self.p, self.marks = model.owned["iran"], model.owned["marks"]
        self.fresh_grief = self.grief = 0.0
        self.fresh_struck = self.struck = self.fresh_dead = self.dead = 0.0
        self.client_kills = self.client_attacks = self.warnings = self.sanctions = self.blows = self.surprise = 0.0
        self.boldness = self.provocations = 0.0
        self.grip_on_pressure = self.grip_on_restraint = 0.0

    def perceive(self) -> None:
        """Take in what was done to the commander and to the clients, and how firmly orders grip."""
        p, scene, yesterday = self.p, self.model.scene, self.model.yesterday
        blows = yesterday.blows()
        self.fresh_grief += p.vengeance_gain * (yesterday.commander_killed - self.fresh_grief)
        self.grief += p.vengeance_gain * (self.fresh_grief - self.grief)
        self.fresh_struck += p.vengeance_gain * (yesterday.counts["strike_iran"] - self.fresh_struck)
        self.struck += p.vengeance_gain * (self.fresh_struck - self.struck)
        self.fresh_dead += p.vengeance_gain * (yesterday.iran_killed - self.fresh_dead)
        self.dead += p.vengeance_gain * (self.fresh_dead - self.dead)
        self.sanctions += p.caution_gain * (yesterday.counts["sanction"] - self.sanctions)
        self.client_kills += p.caution_gain * (yesterday.lethal - self.client_kills)
        self.client_attacks += p.caution_gain * (yesterday.counts["attack_base"] - self.client_attacks)
        provoked = yesterday.attacks() + yesterday.counts["attack_shipping"]
        self.provocations += p.boldness_gain * (provoked - self.provocations)
        self.warnings += p.caution_gain * (yesterday.counts["warn"] - self.warnings)
        self.blows += p.caution_gain * (blows - self.blows)
        self.surprise = p.surprise_decay * self.surprise + blows
        self.boldness = p.underestimation / (1.0 + self.surprise)
        authority = p.authority if scene.commander_alive else p.authority_successor
        self.grip_on_pressure = authority * scene.pressed
        self.grip_on_restraint = (authority + (1.0 - authority) * p.bounding) * scene.held

    def give_orders(self) -> None:
        """Tell the clients to hold, or to press."""
        p, facts, model = self.p, self.model.facts, self.model
        provoked = p.caution_per_death * self.client_kills + p.caution_per_attack * self.client_attacks
        caution = (
            (1.0 - self.boldness) * provoked
            + p.caution_per_warning * self.warnings
            + p.caution_per_sanction * self.sanctions
            + p.caution_per_blow * self.blows
            + p.orders_in_transition * facts.us_transition
        )
        model.once("iran", "order_restraint", p.order_floor + caution)
        push = (
            p.orders_from_protests * facts.protests * self.boldness
            + p.orders_under_pressure * facts.maximum_pressure
            + p.pressure_per_sanction * self.sanctions
            + p.pressure_per_blow * self.blows
            + p.orders_per_strike * self.struck
            + p.orders_per_provocation * self.boldness * self.provocations
        )
        model.once("iran", "order_pressure", p.order_floor + push)

    def fire(self) -> None:
        """Missiles for the commander, fire across the border, attacks at sea."""
        p, facts, model = self.p, self.model.facts, self.model
        revenge = p.launches_per_strike * self.struck + p.launches_per_dead * self.dead
        if model.once("iran", "launch_missiles", p.launch_floor + p.launches_per_commander * self.grief + revenge):
            self.salvo()
        fire = p.border_fire + p.unrest_fire * facts.unrest_in_iran + p.fire_per_israeli_strike * model.scene.israeli
        model.once("iran", "strike_in_iraq", fire)
        at_sea = p.sea_attacks + p.sea_attacks_under_pressure * facts.maximum_pressure * self.boldness
        emboldened = p.sea_attacks_per_provocation * self.boldness * self.provocations
        model.once("iran", "attack_shipping", at_sea + p.sea_attacks_per_strike * self.struck + emboldened)

    def salvo(self) -> None:
        """Missiles at a base wound, and rarely kill."""
        today, random = self.model.today, self.model.random
        if random.random() < self.marks.salvo_lethal:
            killed = 1 + geometric(random, self.marks.more_dead)
            today.killed_by_salvo += killed
            today.counts["us_killed"] += killed
        today.counts["us_wounded"] += geometric(random, self.marks.wounded)
