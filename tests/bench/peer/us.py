"""The peer's United States."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

import mesa

from .day import felt
from .luck import geometric

if TYPE_CHECKING:
    from .model import PeerModel


TINY = 1e-300
"""Stands for no motive at all where shares of the motives are asked for."""


def called_by(counts: Mapping[str, int]) -> int:
    """Blows after which troops are sent: a killed leader, a salvo, a strike on Iran."""
    return counts["kill_leader"] + counts["launch_missiles"] + counts["strike_iran"]


class UnitedStates(mesa.Agent):  # type: ignore[misc]
    """Answers American deaths with strikes, harassment with words and sanctions, and moves troops with the danger."""

    def __init__(self, model: PeerModel) -> None:
        super().__init__(model)
        self.p = model.owned["us"]
        self.fresh_deaths = self.deaths = self.wounds = self.provocations = self.drones = self.sieges = 0.0
        self.incoming = self.incoming_abroad = self.border_fire = 0.0
        self.for_the_dead = 0.0  # the share of today's motives to strike that answers American dead
        self.fire_from_iraq = 0.0  # probability that today's counter-fire falls in Iraq
        self.alarms = self.worst_alarms = self.alarms_of_blows = self.clients_deeds = 0.0
        self.fresh_salvo_dead = self.salvo_dead = 0.0
        self.fresh_salvos = self.salvos = self.votes = 0.0
        self.blame = dict.fromkeys((militia.name for militia in model.militias), 0.0)
        self.standing_blame = [model.owned[name].blame for name in self.blame]

    def perceive(self) -> None:
        """Take in yesterday's harm, and whom it is blamed on."""
        p, yesterday = self.p, self.model.yesterday
        counts, answer = yesterday.counts, p.answer_gain
        self.fresh_deaths += answer * (yesterday.lethal - self.fresh_deaths)
        self.deaths += answer * (self.fresh_deaths - self.deaths)
        self.wounds += answer * (yesterday.wounding - self.wounds)
        self.provocations += answer * (yesterday.attacks() - self.provocations)
        self.drones += answer * (yesterday.drones - self.drones)
        self.incoming += p.counter_fire_gain * (yesterday.bases_in_iraq - self.incoming)
        self.incoming_abroad += p.counter_fire_gain * (yesterday.bases_abroad - self.incoming_abroad)
        self.sieges += p.siege_gain * (counts["assault_embassy"] - self.sieges)
        self.fresh_salvo_dead += answer * (yesterday.killed_by_salvo - self.fresh_salvo_dead)
        self.salvo_dead += answer * (self.fresh_salvo_dead - self.salvo_dead)
        self.fresh_salvos += answer * (counts["launch_missiles"] - self.fresh_salvos)
        self.salvos += answer * (self.fresh_salvos - self.salvos)
        self.votes += p.posture_gain * (counts["move_expulsion"] - self.votes)
        self.alarms += p.alarm_gain * (yesterday.attacks() - self.alarms)
        self.worst_alarms += p.alarm_gain * (yesterday.lethal + counts["assault_embassy"] - self.worst_alarms)
        self.alarms_of_blows += p.alarm_gain * (called_by(counts) - self.alarms_of_blows)
        self.border_fire += p.alarm_gain * (counts["strike_in_iraq"] - self.border_fire)
        self.clients_deeds += p.sanction_gain * (yesterday.attacks() - self.clients_deeds)
        for militia in self.model.militias:
            self.blame[militia.name] = p.blame_decay * self.blame[militia.name] + militia.attacks + militia.bombs

    def use_force(self) -> None:
        """Strikes, killed leaders, war on Iran, knowing today's attacks; blows on Iraqi soil hold back the next."""
        p, scene, model, today = self.p, self.model.scene, self.model, self.model.today
        spared = math.exp(-p.spare_baghdad * scene.sovereignty)
        not_borne = math.exp(-getattr(p, f"tolerance_{model.facts.administration}"))
        night = p.same_night_share
        deaths = felt(self.deaths, today.lethal, night)
        answer = p.strikes_per_lethal_attack * deaths
        strike = (
            p.force_floor
            + answer
            + p.strikes_per_wounding_attack * felt(self.wounds, today.wounding, night)
            + p.strikes_per_siege * self.sieges
            + p.prompt_strikes_per_attack * not_borne * felt(self.provocations, today.attacks(), night)
            + p.strikes_per_drone * not_borne * felt(self.drones, today.drones, night)
            + p.strikes_per_attack * not_borne * scene.harassment
        )
        killing = (
            p.killing_floor
            + p.killings_per_siege * self.sieges
            + p.killings_per_lethal_attack * deaths
            + p.killings_per_attack * not_borne * scene.harassment
        )
        self.for_the_dead = answer / max(strike, TINY)
        if model.once("us", "strike", strike * spared):
            self.strike()
        self.return_fire()
        if model.once("us", "kill_leader", killing * spared):
            self.kill_leader()
        if model.once("us", "strike_iran", p.war_floor + p.war_per_death * self.salvo_dead + p.war_per_salvo * self.salvos):
            today.iran_killed = geometric(model.random, p.militia_killed_in_iraq)

    def return_fire(self) -> None:
        """Fire at launch crews: in Iraq seldom, in Syria and Jordan more often."""
        p, today, model = self.p, self.model.today, self.model
        here = p.counter_fire_per_attack * felt(self.incoming, today.bases_in_iraq, p.counter_fire_at_once)
        there = p.counter_fire_per_attack_abroad * felt(self.incoming_abroad, today.bases_abroad, p.counter_fire_at_once)
        other = p.counter_fire_floor + p.counter_fire_on_crews * model.scene.attacks
        self.fire_from_iraq = (here + p.counter_fire_in_iraq * other) / max(here + there + other, TINY)
        if model.once("us", "counter_fire", here + there + other):
            self.fire_back()

    def speak_and_pay(self) -> None:
        """Sanctions and warnings, to the patron too since it is held liable, and for the fire of its own Guards in Iraq."""
        p, facts, model = self.p, self.model.facts, self.model
        sanction = p.sanctions * (1.0 + p.sanctions_pressure * facts.maximum_pressure)
        model.once("us", "sanction", sanction + p.sanctions_per_attack * facts.patron_liability * self.clients_deeds)
        alarms = self.alarm()
        border_fire = felt(self.border_fire, model.today.counts["strike_in_iraq"], p.alarm_at_once)
        warning = (
            p.warnings
            + p.warnings_per_attack * alarms
            + p.warnings_per_death * self.worst_alarm()
            + p.liability_warnings * facts.patron_liability * alarms
            + p.warnings_per_border_fire * border_fire
        )
        model.once("us", "warn", warning)

    def reinforce(self) -> None:
        """Reinforcements after attacks, blood and escalation, and around an anniversary."""
        p, model, counts = self.p, self.model, self.model.today.counts
        blows = felt(self.alarms_of_blows, called_by(counts), p.alarm_at_once)
        called = (
            p.deployments_per_attack * self.alarm()
            + p.deployments_per_death * self.worst_alarm()
            + p.deployments_per_blow * blows
            + p.deployments_at_anniversary * model.facts.anniversary * model.scene.grudge
        )
        model.once("us", "reinforce", p.deployments + called)

    def send_home(self) -> None:
        """Draw-downs after votes and harassment, put off while it lasts."""
        p, model = self.p, self.model
        leaving = p.draw_downs_per_vote * self.votes + p.draw_downs_per_attack * model.scene.harassment
        model.once("us", "draw_down", (p.draw_downs + leaving) * math.exp(-p.draw_down_hold * model.scene.harassment))

    def alarm(self) -> float:
        """Attacks, today's with them."""
        return felt(self.alarms, self.model.today.attacks(), self.p.alarm_at_once)

    def worst_alarm(self) -> float:
        """Deaths and sieges, today's with them."""
        today = self.model.today
        return felt(self.worst_alarms, today.lethal + today.counts["assault_embassy"], self.p.alarm_at_once)

    # What an act does -----------------------------------------------------------------------------------------------------

    def strike(self) -> None:
        """Soil, dead, Iraqi soldiers among them now and then, and the group hit."""
        p, today, random = self.p, self.model.today, self.model.random
        on_soil = random.random() < getattr(p, f"in_iraq_{self.model.facts.administration}")
        dead = geometric(random, self.deadliness(on_soil))
        today.on_soil += on_soil
        today.counts["militia_killed"] += dead
        if on_soil and random.random() < p.soldiers_hit:
            today.soldiers_hit += 1
            today.counts["iraqi_forces_killed"] += 1 + geometric(random, p.more_soldiers_killed)
        self.hit(mourned=on_soil and dead > 0)

    def deadliness(self, on_soil: bool) -> float:
        """Mean dead of a strike: more when it answers American dead, fewer when Baghdad warned, today or before."""
        p, scene, today = self.p, self.model.scene, self.model.today
        mean = p.militia_killed_in_iraq if on_soil else p.militia_killed_abroad
        saved = p.notice_saves * min(scene.noticed + today.counts["warn_militia"], 1.0)
        return mean * (1.0 + p.answer_to_death * self.for_the_dead) * (1.0 - saved)  # type: ignore[no-any-return]

    def fire_back(self) -> None:
        """Soil and dead of the launch crew; of no group that is known, and nothing comes of the soil."""
        today = self.model.today
        today.fire_on_soil = self.model.random.random() < self.fire_from_iraq
        today.crews_killed = geometric(self.model.random, self.p.militia_killed_per_counter_fire)
        today.counts["militia_killed"] += today.crews_killed

    def kill_leader(self) -> None:
        """A leader dies in Iraq: of the group blamed, or the commander himself while he is within reach."""
        today, facts, random = self.model.today, self.model.facts, self.model.random
        today.on_soil += 1
        today.counts["militia_killed"] += 1 + geometric(random, self.p.more_dead_per_killing)
        within_reach = facts.patron_liability and self.model.scene.commander_alive
        if within_reach and random.random() < getattr(self.p, f"commander_share_{facts.administration}"):
            today.commander_killed = True
        self.hit(mourned=True)

    def hit(self, mourned: bool) -> None:
        """The blow falls on a group drawn from Washington's belief, which may have dead to bury."""
        today = self.model.today
        group = self.model.random.choices(tuple(self.blame), self.belief())[0]
        today.hits[group] = today.hits.get(group, 0) + 1
        if mourned:
            today.mourned[group] = today.mourned.get(group, 0) + 1

    def belief(self) -> list[float]:
        """Weight of each group: its recent attacks as far as attribution goes, else its standing blame."""
        recent = sum(self.blame.values())
        if recent <= 1e-9:
            return self.standing_blame
        known = self.p.attribution_accuracy
        pairs = zip(self.blame.values(), self.standing_blame, strict=True)
        return [known * attacks / recent + (1.0 - known) * standing for attacks, standing in pairs]
