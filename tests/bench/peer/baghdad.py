"""The peer's Iraqi government."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import mesa

from .day import Day, felt

if TYPE_CHECKING:
    from .model import PeerModel


class Baghdad(mesa.Agent):  # type: ignore[misc]
    """Condemns both allies, mediates, sometimes raids and then releases, and moves to expel the Americans."""

    def __init__(self, model: PeerModel) -> None:
        super().__init__(model)
        self.p, self.marks = model.owned["iraq_government"], model.owned["marks"]
        self.strikes_on_soil = self.blows_on_state = self.killings_on_soil = self.attacks = self.crimes = 0.0
        self.soldiers_hit = self.soldiers_lost = 0.0
        self.own_moves = self.truces = self.orders_to_hold = self.show_of_force = 0.0
        self.detained = dict.fromkeys((militia.name for militia in model.militias), 0.0)
        self.us_warnings = self.us_deaths = 0.0
        self.us_demands = self.sieges = 0.0

    def perceive(self) -> None:
        """Take in what both allies did on its soil."""
        p, yesterday = self.p, self.model.yesterday
        counts, violence = yesterday.counts, yesterday.violence_in_iraq()
        self.strikes_on_soil += p.protest_gain * (yesterday.on_soil - self.strikes_on_soil)
        self.blows_on_state += p.protest_gain * (self.on_the_state(yesterday) - self.blows_on_state)
        self.soldiers_hit += p.protest_gain * (yesterday.soldiers_hit - self.soldiers_hit)
        self.soldiers_lost += p.vote_gain * (yesterday.soldiers_hit - self.soldiers_lost)
        self.killings_on_soil += p.vote_gain * (counts["kill_leader"] - self.killings_on_soil)
        self.attacks += p.rebuke_gain * (violence - self.attacks)
        self.crimes += p.inquiry_gain * (violence - self.crimes)
        self.own_moves += p.vote_gain * (counts["move_expulsion"] - self.own_moves)
        self.sieges += p.vote_gain * (counts["assault_embassy"] - self.sieges)
        self.truces += p.mediation_gain * (counts["announce_truce"] - self.truces)
        self.orders_to_hold += p.mediation_gain * (counts["order_restraint"] - self.orders_to_hold)
        self.hear_of_arrests()
        self.show_of_force = p.force_decay * self.show_of_force + counts["threaten"]
        self.us_warnings += p.mediation_gain * (counts["warn"] - self.us_warnings)
        self.us_demands += p.inquiry_gain * (counts["warn"] - self.us_demands)
        self.us_deaths += p.notice_gain * (yesterday.lethal - self.us_deaths)

    def on_the_state(self, day: Day) -> float:
        """Strikes and killings of a day, by how far the group that they hit is part of the state."""
        return float(sum(each.traits.on_payroll * day.hits.get(each.name, 0) for each in self.model.militias))

    def hear_of_arrests(self) -> None:
        """Men held, group by group: arrests fade, and a release lets go all of its group."""
        yesterday = self.model.yesterday
        for group in self.detained:
            self.detained[group] *= self.p.detention_decay
        if yesterday.raided:
            self.detained[yesterday.raided] += 1.0
        if yesterday.released:
            self.detained[yesterday.released] = 0.0

    def mediate(self) -> None:
        """Seek a truce: after warnings and deaths, to second Tehran, towards a date, or unprompted."""
        p, model = self.p, self.model
        mediation = (
            p.mediation_floor
            + p.mediations_per_warning * self.us_warnings
            + p.mediations_per_death * self.us_deaths
            + p.mediations_per_order * self.orders_to_hold
            + p.mediations_when_dated * model.facts.withdrawal_dated
        )
        model.once("iraq_government", "broker_truce", mediation)

    def give_notice(self) -> None:
        """Warn the militias of the strike that an American death will bring."""
        self.model.once("iraq_government", "warn_militia", self.p.notice_floor + self.p.notices_per_death * self.us_deaths)

    def react(self) -> None:
        """Condemn, raid, release and move to expel, knowing what both allies did today."""
        p, model = self.p, self.model
        violence = model.today.violence_in_iraq()
        protest = (
            p.protest_floor
            + p.protests_per_strike * felt(self.strikes_on_soil, model.today.on_soil, p.protests_at_once)
            + p.protests_per_soldiers_hit * felt(self.soldiers_hit, model.today.soldiers_hit, p.protests_at_once)
            + p.protests_per_blow_on_state * felt(self.blows_on_state, self.on_the_state(model.today), p.protests_at_once)
        )
        model.once("iraq_government", "condemn_us", protest)
        embarrassment = felt(self.attacks, violence, p.rebukes_at_once)
        model.once("iraq_government", "condemn_militia", p.rebukes + p.rebukes_per_attack * embarrassment)
        daring = getattr(p, f"raids_per_attack_{model.facts.government}")
        pressed = p.raids_per_warning * self.us_demands
        if model.once(
            "iraq_government", "raid", p.raid_floor + daring * felt(self.crimes, violence, p.arrests_at_once) + pressed
        ):
            model.today.raided = self.whom_to_raid()
        release = (p.releases + p.releases_under_threat * self.show_of_force) * sum(self.detained.values())
        if model.once("iraq_government", "release", p.raid_floor + release):
            model.today.released = self.whom_to_release()
        self.move_expulsion()

    def move_expulsion(self) -> None:
        """The Americans are to leave: for blows on Iraqi soil, a leader or soldiers killed, a vote, a truce, a siege."""
        p = self.p
        expulsion = (
            p.expulsion_floor
            + p.expulsions_per_breach * self.model.scene.sovereignty
            + p.expulsions_per_leader * self.killings_on_soil
            + p.expulsions_per_soldiers_hit * self.soldiers_lost
            + p.expulsions_per_move * self.own_moves
            + p.expulsions_per_truce * self.truces
            + p.expulsions_per_siege * self.sieges
        )
        self.model.once("iraq_government", "move_expulsion", expulsion)

    def whom_to_raid(self) -> str:
        """The group most to blame, or any; the less often one that is part of the state."""
        us, sure = self.model.us, self.marks.raid_hits_author
        groups = self.model.militias
        odds = [
            math.exp(-self.p.ties_spare * each.traits.on_payroll) * (sure * blamed + (1.0 - sure) / len(groups))
            for each, blamed in zip(groups, us.belief(), strict=True)
        ]
        return str(self.model.random.choices([each.name for each in groups], odds)[0])

    def whom_to_release(self) -> str:
        """A group by how many of its men are held; where nobody is, any of them, or men of no known group ("")."""
        random = self.model.random
        if any(self.detained.values()):
            return str(random.choices(tuple(self.detained), tuple(self.detained.values()))[0])
        return str(random.choice((*self.detained, "")))
