"""What the United States says, whom it puts under sanctions, and where its troops go: all that it does short of force.

Words, sanctions and reinforcements come last in the day, with Baghdad's reactions; cuts and hand-overs with the answers by force.
"""

from __future__ import annotations

from typing import ClassVar

from sim.actors.base import State
from sim.decision import Rule, motive, restraint
from sim.perception import acts, kernel
from sim.tally import ATTACKS
from sim.types import Number
from sim.worlds import plus

WORDS = {
    "sanction": Rule(motives=("standing_sanctions", "sanctions_for_clients")),
    "warn": Rule(
        motives=(
            "standing_warnings",
            "warning_for_harassment",
            "warning_for_death",
            "patron_answerable",
            "warning_for_border_fire",
        )
    ),
    "reinforce": Rule(
        motives=(
            "standing_deployments",
            "deploy_after_attack",
            "deploy_after_death",
            "deploy_after_escalation",
            "guard_the_anniversary",
        ),
        mechanism="posture",
    ),
    "draw_down": Rule(
        motives=("standing_draw_down", "expelled", "consolidate"), restraints=("not_in_weakness",), mechanism="posture"
    ),
}


class Spokesmen(State):
    """The United States as those who warn, punish and move troops."""

    kind = "us"
    rules: ClassVar[dict[str, Rule]] = WORDS

    votes = kernel(acts("move_expulsion"), "posture_half_life")
    alarms = kernel(acts(*ATTACKS), "alarm_half_life", at_once="alarm_at_once")
    alarms_of_death = kernel(acts(*ATTACKS, mark="lethal"), "alarm_half_life", at_once="alarm_at_once")
    alarms_of_siege = kernel(acts("assault_embassy"), "alarm_half_life", at_once="alarm_at_once")
    alarms_of_blows = kernel(acts("kill_leader", "launch_missiles", "strike_iran"), "alarm_half_life", at_once="alarm_at_once")
    border_fire = kernel(acts("strike_in_iraq"), "alarm_half_life", at_once="alarm_at_once")
    clients_deeds = kernel(acts(*ATTACKS), "sanction_half_life")

    # Words, money and posture ---------------------------------------------------------------------------------------------

    @motive(None, "record: sanctions are sampled, not complete")
    def standing_sanctions(self) -> Number:
        """Sanctions come at a standing pace, faster under maximum pressure."""
        return self.p.sanctions * (1.0 + self.p.sanctions_pressure * self.context("maximum_pressure"))

    @motive("patron_liability", "basnews-2018-09", answers="clients_deeds", during="patron_liability")
    def sanctions_for_clients(self) -> Number:
        """The patron pays for his clients' attacks with sanctions."""
        return self.scaled(self.p.sanctions_per_attack, self.liability(), self.clients_deeds.level)

    @motive(None, "record: warnings are sampled, not complete")
    def standing_warnings(self) -> Number:
        """Warnings come at a standing pace."""
        return self.p.warnings

    @motive("harassment", "record-notes-2018-19", answers="alarms")
    def warning_for_harassment(self) -> Number:
        """Harassment below the red line is answered by words."""
        return self.scaled(self.p.warnings_per_attack, self.alarms.level)

    @motive("red_line", "record-notes-2018-19", answers=("alarms_of_death", "alarms_of_siege"))
    def warning_for_death(self) -> Number:
        """A death or a siege is answered by words too."""
        return self.scaled(self.p.warnings_per_death, plus(self.alarms_of_death.level, self.alarms_of_siege.level))

    @motive("patron_liability", "basnews-2018-09", answers="alarms", during="patron_liability")
    def patron_answerable(self) -> Number:
        """Since September 2018 Iran is told that it answers for its clients."""
        return self.scaled(self.p.liability_warnings, self.liability(), self.alarms.level)

    @motive("patron_liability", "basnews-2018-09", answers="border_fire")
    def warning_for_border_fire(self) -> Number:
        """Fire of the Guards on Iraqi soil, as on Kurdish groups in September 2018, is answered by words to the patron."""
        return self.scaled(self.p.warnings_per_border_fire, self.border_fire.level)

    @motive(None, "record: postures are sampled, not complete")
    def standing_deployments(self) -> Number:
        """Reinforcements and evacuations at a standing pace."""
        return self.p.deployments

    @motive("posture", "record-notes-2018-19; record-notes-2023-24", answers="alarms")
    def deploy_after_attack(self) -> Number:
        """Attacks without dead may already bring air defence, or send staff home: Basra 2018, Balad 2021, October 2023."""
        return self.scaled(self.p.deployments_per_attack, self.alarms.level)

    @motive("posture", "record-notes-2018-19", answers=("alarms_of_death", "alarms_of_siege"))
    def deploy_after_death(self) -> Number:
        """Deaths and sieges bring troops and air defence."""
        return self.scaled(self.p.deployments_per_death, plus(self.alarms_of_death.level, self.alarms_of_siege.level))

    @motive("posture", "record-notes-2020", answers="alarms_of_blows")
    def deploy_after_escalation(self) -> Number:
        """A killed leader, an Iranian salvo or a strike on Iran brings reinforcements against the answer."""
        return self.scaled(self.p.deployments_per_blow, self.alarms_of_blows.level)

    @motive("posture", "record-notes-2020; record", answers="scene.grudge", during="anniversary")
    def guard_the_anniversary(self) -> Number:
        """Around the day on which Soleimani was killed, staff leave and bombers fly, as in 2020. No killing, no anniversary."""
        return self.scaled(self.p.deployments_at_anniversary, self.context("anniversary"), self.scene.grudge.level)

    @motive(None, "record-notes-2020")
    def standing_draw_down(self) -> Number:
        """Bases are handed over and troops sent home at a standing pace."""
        return self.p.draw_downs

    @motive("double_bind", "record-notes-2023-24", answers="votes")
    def expelled(self) -> Number:
        """A vote in Baghdad hastens the draw-down."""
        return self.scaled(self.p.draw_downs_per_vote, self.votes.level)

    @motive("posture", "record-notes-2020", answers="scene.harassment")
    def consolidate(self) -> Number:
        """Harassment makes small bases not worth holding."""
        return self.scaled(self.p.draw_downs_per_attack, self.scene.harassment.level)

    @restraint("posture", "wapo-2024-02")
    def not_in_weakness(self) -> Number:
        """Nobody leaves in a moment of weakness: under fire cuts and hand-overs are put off, against what consolidates bases."""
        return self.scaled(self.p.draw_down_hold, self.scene.harassment.level)

    # What the terms share -------------------------------------------------------------------------------------------------

    def liability(self) -> float:
        """1 since Washington holds the patron liable for his clients."""
        return self.context("patron_liability")
