"""The United States: harassment is borne, an American death is not; the patron is held liable; administrations differ in
tolerance.

It decides after the militias and Iran, knowing today's attacks: the attacks of March and of December 2023 were answered the same
night.
"""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from sim.actors.base import State
from sim.decision import Rule, motive, restraint
from sim.parameters import of_holder
from sim.perception import acts, kernel, trace
from sim.tally import ATTACKS
from sim.types import Number
from sim.vocabulary.decisions import MILITIAS
from sim.worlds import is_nothing, over_groups, plus


class UnitedStates(State):
    """Answers American deaths with strikes, harassment with warnings and sanctions, and moves troops with the danger."""

    kind = "us"
    rules: ClassVar[dict[str, Rule]] = {
        "strike": Rule(
            motives=("unprompted_force", "same_night", "lethal_provocation", "wounding", "siege", "accumulated_harassment"),
            restraints=("spare_baghdad",),
        ),
        "counter_fire": Rule(motives=("unprompted_fire", "return_fire")),
        "kill_leader": Rule(
            motives=("unprompted_killing", "siege_killing", "lethal_killing", "campaign_killing"), restraints=("spare_baghdad",)
        ),
        "strike_iran": Rule(motives=("unprompted_war", "iranian_killing")),
        "sanction": Rule(motives=("standing_sanctions", "sanctions_for_clients")),
        "warn": Rule(motives=("standing_warnings", "warning_for_harassment", "warning_for_death", "patron_answerable")),
        "reinforce": Rule(motives=("standing_deployments", "deploy_after_death", "deploy_after_escalation"), mechanism="posture"),
        "draw_down": Rule(motives=("standing_draw_down", "expelled", "consolidate"), mechanism="posture"),
    }

    deaths = kernel(acts(*ATTACKS, mark="lethal"), "answer_half_life", stages=2, delayed=True)
    wounds = kernel(acts(*ATTACKS, mark="wounding"), "answer_half_life", delayed=True)
    sieges = kernel(acts("assault_embassy"), "siege_half_life", delayed=True)
    launches = kernel(acts("launch_missiles", mark="us_killed"), "answer_half_life", stages=2, delayed=True)
    votes = kernel(acts("move_expulsion"), "posture_half_life")
    blows = kernel(acts("kill_leader", "launch_missiles"), "answer_half_life")
    blame = trace(acts(*ATTACKS, by_group=True), "blame_half_life")

    def take_stock(self) -> None:
        """How much of the harassment is not borne, and how much of an answer to blood is left for the days after."""
        self.harassment_not_borne = self.scaled(np.exp(-self.tolerance()), self.scene.harassment.level)
        self.later_share = 1.0 - self.same_night_share()

    # Strikes --------------------------------------------------------------------------------------------------------------

    @motive(None, "no source: floor, so that no documented act is impossible")
    def unprompted_force(self) -> Number:
        """A strike without a cause in the model."""
        return self.p.force_floor

    @motive("red_line", "record-notes-2023-24; pilot-2026")
    def same_night(self) -> Number:
        """An attack that kills Americans today may be answered the same night."""
        lethal = self.today().total_mark("lethal", *ATTACKS)
        return self.scaled(self.p.strikes_per_lethal_attack, self.same_night_share(), lethal)

    @motive("red_line", "fdd-2020-10; pilot-2026")
    def lethal_provocation(self) -> Number:
        """An American death is the red line: it is answered, mostly within days."""
        return self.scaled(self.p.strikes_per_lethal_attack, self.later_share, self.deaths.level)

    @motive("red_line", "record-notes-2023-24")
    def wounding(self) -> Number:
        """An attack that wounds Americans may be answered, less surely."""
        share, today = self.same_night_share(), self.today().total_mark("wounding", *ATTACKS)
        felt = plus(self.scaled(share, today), self.scaled(self.later_share, self.wounds.level))
        return self.scaled(self.p.strikes_per_wounding_attack, felt)

    @motive("red_line", "fdd-2020-10; pilot-2026")
    def siege(self) -> Number:
        """A siege of the embassy calls for an answer."""
        return self.scaled(self.p.strikes_per_siege, self.sieges.level)

    @motive("harassment", "record-notes-2021-22; pilot-2026")
    def accumulated_harassment(self) -> Number:
        """Attacks without American dead add up; the administration's tolerance decides how far they are borne."""
        return self.scaled(self.p.strikes_per_attack, self.harassment_not_borne)

    @restraint("diplomacy", "record-notes-2021-22; record-notes-2023-24")
    def spare_baghdad(self) -> Number:
        """Blows already struck on Iraqi soil hold back the next: the government in Baghdad pays for them."""
        return self.scaled(self.p.spare_baghdad, self.scene.sovereignty.level)

    # Counter-fire ---------------------------------------------------------------------------------------------------------

    @motive(None, "no source: floor, so that no documented act is impossible")
    def unprompted_fire(self) -> Number:
        """Fire at a launch crew that no attack of the day led to, such as one that was seen before it fired."""
        return self.p.counter_fire_floor

    @motive("counter_fire", "record-notes-2021-22; record-notes-2024")
    def return_fire(self) -> Number:
        """An attack on a base is answered at its launch point the same day or night.

        Attacks in Syria draw such fire far more often than those in Iraq; place is not in the model yet, so that one weight
        stands for both.
        """
        return self.scaled(self.p.counter_fire_per_attack, self.today().total("attack_base"))

    # Killing a leader -----------------------------------------------------------------------------------------------------

    @motive(None, "no source: floor, so that no documented act is impossible")
    def unprompted_killing(self) -> Number:
        """The killing of a leader without a cause in the model."""
        return self.p.killing_floor

    @motive("red_line", "fdd-2020-10")
    def siege_killing(self) -> Number:
        """A siege of the embassy, behind which Washington sees the patron, raises the stakes to the leaders."""
        return self.scaled(self.p.killings_per_siege, self.sieges.level)

    @motive("red_line", "record-notes-2023-24")
    def lethal_killing(self) -> Number:
        """An American death may be paid with a leader."""
        return self.scaled(self.p.killings_per_lethal_attack, self.deaths.level)

    @motive("harassment", "record-notes-2023-24")
    def campaign_killing(self) -> Number:
        """A long campaign of attacks brings the killing of its organisers."""
        return self.scaled(self.p.killings_per_attack, self.harassment_not_borne)

    # War with Iran --------------------------------------------------------------------------------------------------------

    @motive(None, "no source: never happened in the record")
    def unprompted_war(self) -> Number:
        """A strike on Iran without a cause in the model."""
        return self.p.war_floor

    @motive("red_line", "no source: by analogy; the missiles of January 2020 killed nobody and were not answered")
    def iranian_killing(self) -> Number:
        """American dead by Iranian missiles are answered on Iranian soil."""
        return self.scaled(self.p.war_per_death, self.launches.level)

    # Words, money and posture ---------------------------------------------------------------------------------------------

    @motive(None, "record: sanctions are sampled, not complete")
    def standing_sanctions(self) -> Number:
        """Sanctions come at a standing pace, faster under maximum pressure."""
        return self.p.sanctions * (1.0 + self.p.sanctions_pressure * self.context("maximum_pressure"))

    @motive("patron_liability", "basnews-2018-09")
    def sanctions_for_clients(self) -> Number:
        """The patron pays for his clients' attacks with sanctions."""
        return self.scaled(self.p.sanctions_per_attack, self.liability(), self.scene.harassment.level)

    @motive(None, "record: warnings are sampled, not complete")
    def standing_warnings(self) -> Number:
        """Warnings come at a standing pace."""
        return self.p.warnings

    @motive("harassment", "record-notes-2018-19")
    def warning_for_harassment(self) -> Number:
        """Harassment below the red line is answered by words."""
        return self.scaled(self.p.warnings_per_attack, self.scene.harassment.level)

    @motive("red_line", "record-notes-2018-19")
    def warning_for_death(self) -> Number:
        """A death or a siege is answered by words too."""
        return self.scaled(self.p.warnings_per_death, plus(self.deaths.level, self.sieges.level))

    @motive("patron_liability", "basnews-2018-09")
    def patron_answerable(self) -> Number:
        """Since September 2018 Iran is told that it answers for its clients."""
        return self.scaled(self.p.liability_warnings, self.liability(), self.scene.attacks.level)

    @motive(None, "record: postures are sampled, not complete")
    def standing_deployments(self) -> Number:
        """Reinforcements and evacuations at a standing pace."""
        return self.p.deployments

    @motive("posture", "record-notes-2018-19")
    def deploy_after_death(self) -> Number:
        """Deaths and sieges bring troops and air defence."""
        return self.scaled(self.p.deployments_per_death, plus(self.deaths.level, self.sieges.level))

    @motive("posture", "record-notes-2020")
    def deploy_after_escalation(self) -> Number:
        """A killed leader or an Iranian salvo brings reinforcements against the answer."""
        return self.scaled(self.p.deployments_per_blow, self.blows.level)

    @motive(None, "record-notes-2020")
    def standing_draw_down(self) -> Number:
        """Bases are handed over and troops sent home at a standing pace."""
        return self.p.draw_downs

    @motive("double_bind", "record-notes-2023-24")
    def expelled(self) -> Number:
        """A vote in Baghdad hastens the draw-down."""
        return self.scaled(self.p.draw_downs_per_vote, self.votes.level)

    @motive("posture", "record-notes-2020")
    def consolidate(self) -> Number:
        """Harassment makes small bases not worth holding."""
        return self.scaled(self.p.draw_downs_per_attack, self.scene.harassment.level)

    # What the terms share -------------------------------------------------------------------------------------------------

    def same_night_share(self) -> Number:
        """Share of the answer to blood that falls on the very day; none without a delay, when all falls on the day after."""
        return 0.0 if "retaliation_delay" in self.off else self.p.same_night_share

    def tolerance(self) -> Number:
        """Tolerance of the administration in office: harassment counts exp(-tolerance) as much."""
        return of_holder(self.p, "tolerance", self.model.office("administration"))

    def liability(self) -> float:
        """1 since Washington holds the patron liable for his clients."""
        return self.context("patron_liability")

    def commander_in_reach(self) -> Number:
        """Probability that the killing of a leader is that of the Quds Force commander: while he lives, where the patron is held
        liable, and under an administration that would.
        """
        if "patron_liability" in self.off:
            return 0.0
        share = of_holder(self.p, "commander_share", self.model.office("administration"))
        return share * self.liability() * self.scene.commander_alive

    def belief(self) -> Number:
        """Probability that a strike today hits a group, by group: recent attacks as attributed, mixed with standing blame.

        With `attribution` switched off the true authors of recent attacks are known; then standing blame speaks only when nobody
        attacked. Shape `(groups, worlds)`, or `(groups, 1)`.
        """
        standing = self.model.parameters.by_group(MILITIAS).blame
        if is_nothing(self.blame.level):
            return standing
        accuracy = 1.0 if "attribution" in self.off else self.p.attribution_accuracy
        seen = over_groups(self.blame.level)
        known = np.where(np.asarray(seen) > 1e-9, accuracy, 0.0)
        return known * self.blame.level / np.maximum(seen, 1e-9) + (1.0 - known) * standing
