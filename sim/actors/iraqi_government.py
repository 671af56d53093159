"""The Iraqi government: caught between two allies, it condemns both, rarely raids, and pays in sovereignty for every strike on
its soil.

Putnam (1988) calls it a two-level game: each move abroad is paid for at home.
"""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from sim.actors.base import State
from sim.decision import Rule, motive
from sim.parameters import of_holder
from sim.perception import acts, kernel, trace
from sim.tally import ATTACKS, FORCE, VIOLENCE
from sim.types import Floats, Number
from sim.worlds import over_groups, per_group, plus


class IraqiGovernment(State):
    """Condemns, mediates, sometimes raids and then releases; governments differ in how readily they raid."""

    kind = "iraq_government"
    rules: ClassVar[dict[str, Rule]] = {
        "condemn_us": Rule(
            motives=("standing_protest", "sovereignty_breached", "soldiers_killed", "state_struck"), mechanism="double_bind"
        ),
        "condemn_militia": Rule(motives=("standing_rebuke", "rebuke_attacks"), mechanism="double_bind"),
        "raid": Rule(motives=("unprompted_raid", "raid_rocket_crews", "raid_when_warned"), mechanism="raids"),
        "release": Rule(motives=("unprompted_release", "release_under_pressure"), mechanism="raids"),
        "broker_truce": Rule(
            motives=(
                "unprompted_mediation",
                "mediate_after_warnings",
                "mediate_after_death",
                "second_the_patron",
                "mediate_towards_a_date",
            ),
            mechanism="truces",
        ),
        "move_expulsion": Rule(
            motives=(
                "standing_expulsion",
                "sovereignty_cost",
                "leader_killed_on_soil",
                "soldiers_buried",
                "carry_out_the_vote",
                "keep_the_bargain",
                "promise_a_law",
            ),
            mechanism="double_bind",
        ),
        "warn_militia": Rule(motives=("unprompted_notice", "pass_on_notice"), mechanism="double_bind"),
    }

    strikes_on_soil = kernel(acts(*FORCE, mark="in_iraq"), "protest_half_life", at_once="protests_at_once")
    blows_on_the_state = kernel(
        acts(*FORCE, mark="hit", weighed_by="on_payroll"), "protest_half_life", at_once="protests_at_once"
    )
    killings_on_soil = kernel(acts("kill_leader", mark="in_iraq"), "vote_half_life")
    attacks = kernel(acts(*VIOLENCE, mark="in_iraq"), "rebuke_half_life", at_once="rebukes_at_once")
    crimes = kernel(acts(*VIOLENCE, mark="in_iraq"), "inquiry_half_life", at_once="arrests_at_once")
    soldiers_hit = kernel(acts("strike", mark="soldiers_hit"), "protest_half_life", at_once="protests_at_once")
    soldiers_lost = kernel(acts("strike", mark="soldiers_hit"), "vote_half_life")
    own_moves = kernel(acts("move_expulsion"), "vote_half_life")
    sieges = kernel(acts("assault_embassy"), "vote_half_life")
    truces = kernel(acts("announce_truce"), "mediation_half_life")
    detained = trace(acts("raid", mark="hit", by_group=True), "detention_half_life", forgotten_by="release")
    detained_unnamed = trace(acts("raid", mark="unnamed"), "detention_half_life", forgotten_by="release")
    show_of_force = trace(acts("threaten"), "force_half_life")
    us_warnings = kernel(acts("warn"), "mediation_half_life")
    us_demands = kernel(acts("warn"), "inquiry_half_life")
    us_deaths = kernel(acts(*ATTACKS, mark="lethal"), "notice_half_life")
    orders_to_hold = kernel(acts("order_restraint"), "mediation_half_life")

    @motive(None, "no source: floor, so that no documented act is impossible")
    def standing_protest(self) -> Number:
        """A protest against the Americans without a strike."""
        return self.p.protest_floor

    def tune(self) -> None:
        """Read parameters again, and the traits of the groups that are part of the state."""
        self.traits = self.model.parameters.by_group(self.model.group_names)
        super().tune()

    @motive("double_bind", "lemonde-2019-12-29; wapo-2024-02", answers="strikes_on_soil")
    def sovereignty_breached(self) -> Number:
        """A strike on Iraqi soil is condemned as a breach of sovereignty."""
        return self.scaled(self.p.protests_per_strike, self.strikes_on_soil.level)

    @motive("double_bind", "meog-2020-07; record: 2020-03-13-us-airstrike", answers="soldiers_hit")
    def soldiers_killed(self) -> Number:
        """A strike that kills Iraqi soldiers or policemen is condemned the more surely: March 2020."""
        return self.scaled(self.p.protests_per_soldiers_hit, self.soldiers_hit.level)

    @motive("state_ties", "lemonde-2019-12-29; wapo-2024-02", answers="blows_on_the_state")
    def state_struck(self) -> Number:
        """A strike on a group that is paid and commanded by the state is a strike on the state, and condemned as one."""
        return self.scaled(self.p.protests_per_blow_on_state, self.blows_on_the_state.level)

    @motive(None, "record: condemnations are sampled, not complete")
    def standing_rebuke(self) -> Number:
        """Attacks are rebuked at a standing pace."""
        return self.p.rebukes

    @motive("double_bind", "record-notes-2023-24", answers="attacks")
    def rebuke_attacks(self) -> Number:
        """Attacks on the guests of the government embarrass it: it condemns them and vows to find the authors."""
        return self.scaled(self.p.rebukes_per_attack, self.attacks.level)

    @motive(None, "no source: floor, so that no documented act is impossible")
    def unprompted_raid(self) -> Number:
        """A raid without a cause in the model."""
        return self.p.raid_floor

    @motive("raids", "meog-2020-07; record-notes-2020", answers="crimes")
    def raid_rocket_crews(self) -> Number:
        """Attacks may be answered by a raid: Kadhimi dared, the others hardly."""
        return self.scaled(of_holder(self.p, "raids_per_attack", self.model.office("government")), self.crimes.level)

    @motive("raids", "meog-2020-07", answers="us_demands")
    def raid_when_warned(self) -> Number:
        """Washington presses Baghdad to act against those who fire, and it may."""
        return self.scaled(self.p.raids_per_warning, self.us_demands.level)

    @motive(None, "no source: floor, so that no documented act is impossible")
    def unprompted_release(self) -> Number:
        """A release without a raid in the model."""
        return self.p.raid_floor

    @motive("raids", "record-notes-2020; record-notes-2021-22", answers=("detained", "detained_unnamed"))
    def release_under_pressure(self) -> Number:
        """Detained militiamen are let go, the sooner the more their friends threaten."""
        held = plus(over_groups(self.detained.level), self.detained_unnamed.level)
        return self.scaled(self.p.releases + self.p.releases_under_threat * self.show_of_force.level, held)

    @motive(None, "no source: floor, so that no documented act is impossible")
    def unprompted_mediation(self) -> Number:
        """Mediation without a cause in the model."""
        return self.p.mediation_floor

    @motive("truces", "record-notes-2020", answers="us_warnings")
    def mediate_after_warnings(self) -> Number:
        """American warnings to Baghdad set off mediation, as the threat to close the embassy did in September 2020."""
        return self.scaled(self.p.mediations_per_warning, self.us_warnings.level)

    @motive("truces", "record-notes-2023-24", answers="us_deaths")
    def mediate_after_death(self) -> Number:
        """An American death makes Baghdad seek a halt before the answer falls on its soil: Tower 22."""
        return self.scaled(self.p.mediations_per_death, self.us_deaths.level)

    @motive("truces", "record-notes-2020", answers="orders_to_hold")
    def second_the_patron(self) -> Number:
        """When Tehran calls for a halt, Baghdad's politicians can broker one: October 2020."""
        return self.scaled(self.p.mediations_per_order, self.orders_to_hold.level)

    @motive("truces", "record: 2021-07-26-us-dialogue; 2021-09-01-other-truce", during="withdrawal_dated")
    def mediate_towards_a_date(self) -> Number:
        """Once the end of the mission has a date, Baghdad can ask for quiet until then: the truce of September 2021."""
        return self.p.mediations_when_dated * self.context("withdrawal_dated")

    @motive(None, "no source: floor, so that no documented act is impossible")
    def standing_expulsion(self) -> Number:
        """The demand that foreign troops leave never quite rests."""
        return self.p.expulsion_floor

    @motive("double_bind", "wapo-2024-02; record-notes-2023-24", answers="scene.sovereignty")
    def sovereignty_cost(self) -> Number:
        """Strikes on Iraqi soil feed the move to expel the Americans."""
        return self.scaled(self.p.expulsions_per_breach, self.scene.sovereignty.level)

    @motive(
        "double_bind",
        "record: 2020-01-05-iraq-government-parliament-vote; 2024-02-10-iraq-government-parliament-vote",
        answers="killings_on_soil",
    )
    def leader_killed_on_soil(self) -> Number:
        """A leader killed in Baghdad brings a vote within days: January 2020, February 2024."""
        return self.scaled(self.p.expulsions_per_leader, self.killings_on_soil.level)

    @motive("double_bind", "meog-2020-07", answers="soldiers_lost")
    def soldiers_buried(self) -> Number:
        """Iraqi soldiers killed by an American strike feed the move to expel those who killed them."""
        return self.scaled(self.p.expulsions_per_soldiers_hit, self.soldiers_lost.level)

    @motive("double_bind", "record: 2020-01-09-iraq-government-statement", answers="own_moves")
    def carry_out_the_vote(self) -> Number:
        """A vote is followed by the request to Washington that it calls for."""
        return self.scaled(self.p.expulsions_per_move, self.own_moves.level)

    @motive("double_bind", "record: 2020-10-19-iraq-government-statement", answers="truces")
    def keep_the_bargain(self) -> Number:
        """A truce granted on condition of a timetable makes Baghdad seek one."""
        return self.scaled(self.p.expulsions_per_truce, self.truces.level)

    @motive(
        "double_bind",
        "meog-2020-07; record: 2020-01-01-pmf-statement; 2020-01-05-iraq-government-parliament-vote",
        answers="sieges",
    )
    def promise_a_law(self) -> Number:
        """A siege of the embassy is talked away with the promise of a law to expel, which parliament then takes up."""
        return self.scaled(self.p.expulsions_per_siege, self.sieges.level)

    @motive(None, "no source: floor, so that no documented act is impossible")
    def unprompted_notice(self) -> Number:
        """A notice without a cause in the model."""
        return self.p.notice_floor

    @motive("double_bind", "jpost-2019-12-31", answers="us_deaths")
    def pass_on_notice(self) -> Number:
        """After an American death Baghdad expects the strike, is told of it, and warns the militia."""
        return self.scaled(self.p.notices_per_death, self.us_deaths.level)

    # What others ask ------------------------------------------------------------------------------------------------------

    def held(self) -> Floats:
        """What is remembered of arrests: by group, and in a last row of men of no known group; `(groups + 1, worlds)`."""
        groups = len(self.model.group_names)
        by_group, unnamed = per_group(self.detained.level, groups), np.atleast_2d(self.detained_unnamed.level)
        worlds = max(by_group.shape[1], unnamed.shape[1])
        return np.vstack([np.broadcast_to(by_group, (groups, worlds)), np.broadcast_to(unnamed, (1, worlds))])

    def spared(self) -> Number:
        """How much likelier a raid is to leave a group alone for being on the payroll: a factor in (0, 1] by group, or 1 for all.

        Source: meog-2020-07 (a raid on men of the state); its size has none.
        """
        if self.forgets("state_ties"):
            return 1.0
        return np.exp(-self.p.ties_spare * self.traits.on_payroll)
