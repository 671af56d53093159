"""Iran and its Revolutionary Guards: orders clients to press or to hold, answers its own dead itself, and misjudges the
Americans.

Authority belongs to the commander of the Quds Force: Soleimani commands, Qaani bounds.
"""

from __future__ import annotations

from typing import ClassVar

from sim.actors.base import State
from sim.decision import Rule, motive
from sim.perception import acts, kernel, trace
from sim.tally import ATTACKS, FORCE
from sim.types import Number

BY_ANALOGY = "no source: never happened in the record; by analogy with the answer to the killing of January 2020"


class Iran(State):
    """The patron: launches missiles for its own dead, presses or holds its clients, and harasses shipping under maximum
    pressure.
    """

    kind = "iran"
    rules: ClassVar[dict[str, Rule]] = {
        "launch_missiles": Rule(motives=("unprompted_launch", "avenge_commander", "answer_the_strike", "avenge_the_dead")),
        "strike_in_iraq": Rule(motives=("standing_border_fire", "unrest_at_home", "answer_israel")),
        "attack_shipping": Rule(
            motives=("standing_sea_harassment", "maximum_pressure", "strike_back_at_sea", "grow_bold_at_sea")
        ),
        "order_restraint": Rule(
            motives=(
                "unprompted_restraint",
                "fear_of_escalation",
                "no_pretext",
                "heed_warnings",
                "heed_sanctions",
                "after_the_blow",
                "outlast_the_term",
            ),
            mechanism="patron_orders",
        ),
        "order_pressure": Rule(
            motives=(
                "unprompted_pressure",
                "divert_protests",
                "press_under_sanctions",
                "defy_sanctions",
                "press_after_blow",
                "call_clients_to_arms",
                "grow_bold",
            ),
            mechanism="patron_orders",
        ),
    }

    commander_killed = kernel(acts("kill_leader", mark="of_commander"), "vengeance_half_life", stages=2, delayed=True)
    struck = kernel(acts("strike_iran"), "vengeance_half_life", stages=2, delayed=True)
    own_dead = kernel(acts("strike_iran", mark="iran_killed"), "vengeance_half_life", stages=2, delayed=True)
    client_kills = kernel(acts(*ATTACKS, mark="lethal"), "caution_half_life")
    client_attacks = kernel(acts("attack_base"), "caution_half_life")
    warnings = kernel(acts("warn"), "caution_half_life")
    sanctions = kernel(acts("sanction"), "caution_half_life")
    blows = kernel(acts(*FORCE), "caution_half_life")
    surprise = trace(acts(*FORCE), "surprise_half_life")
    provocations = kernel(acts(*ATTACKS, "attack_shipping"), "boldness_half_life")

    grip_on_pressure: Number = 0.0
    grip_on_restraint: Number = 0.0

    underestimation: Number = 0.0

    def take_stock(self) -> None:
        """How strongly my orders are felt, and how mild an American answer I expect."""
        self.grip_on_pressure, self.grip_on_restraint = self.felt_pressure(), self.felt_restraint()
        self.underestimation = self.expected_mildness()

    @motive(None, "no source: floor, so that no documented act is impossible")
    def unprompted_launch(self) -> Number:
        """Missiles at an American base without a cause in the model."""
        return self.p.launch_floor

    @motive("decapitation", "iswresearch-2020-01", answers="commander_killed")
    def avenge_commander(self) -> Number:
        """The killing of its commander is answered by Iran itself, from its own soil, within days."""
        return self.scaled(self.p.launches_per_commander, self.commander_killed.level)

    @motive("direct_duel", BY_ANALOGY, answers="struck")
    def answer_the_strike(self) -> Number:
        """A strike on its soil is answered from its soil, as the killing of its commander was."""
        return self.scaled(self.p.launches_per_strike, self.struck.level)

    @motive("direct_duel", BY_ANALOGY, answers="own_dead")
    def avenge_the_dead(self) -> Number:
        """The more die by it, the longer the answer lasts."""
        return self.scaled(self.p.launches_per_dead, self.own_dead.level)

    @motive(None, "basnews-2018-09; record")
    def standing_border_fire(self) -> Number:
        """Fire on Kurdish opposition groups across the border."""
        return self.p.border_fire

    @motive("protest_rivalry", "record-notes-2021-22", during="unrest_in_iran")
    def unrest_at_home(self) -> Number:
        """Protests inside Iran are blamed on the Kurdish groups in Iraq and answered there."""
        return self.p.unrest_fire * self.context("unrest_in_iran")

    @motive("israeli_strikes", "record-notes-2021-22", during="israeli_strike")
    def answer_israel(self) -> Number:
        """Israeli strikes are answered on what Iran calls Israeli posts in Iraq."""
        return self.scaled(self.p.fire_per_israeli_strike, self.scene.israeli.level)

    @motive(None, "record")
    def standing_sea_harassment(self) -> Number:
        """Seizures and attacks at sea at a standing pace."""
        return self.p.sea_attacks

    @motive("underestimation", "jpost-2019-12-31", during="maximum_pressure")
    def maximum_pressure(self) -> Number:
        """Maximum pressure is answered at sea, the more so the milder the expected American answer."""
        return self.p.sea_attacks_under_pressure * self.context("maximum_pressure") * self.underestimation

    @motive("direct_duel", BY_ANALOGY, answers="struck")
    def strike_back_at_sea(self) -> Number:
        """A strike on its soil is answered at sea too, where it answered pressure in 2019."""
        return self.scaled(self.p.sea_attacks_per_strike, self.struck.level)

    @motive("underestimation", "jpost-2019-12-31", answers="provocations")
    def grow_bold_at_sea(self) -> Number:
        """Provocations that are borne embolden at sea, as mines and a drone did in 2019, until a blow surprises Tehran."""
        return self.scaled(self.p.sea_attacks_per_provocation, self.underestimation, self.provocations.level)

    @motive(None, "no source: floor, so that no documented act is impossible")
    def unprompted_restraint(self) -> Number:
        """An order to hold fire without a cause in the model."""
        return self.p.order_floor

    @motive("patron_orders", "record-notes-2020; jpost-2019-12-31", answers="client_kills")
    def fear_of_escalation(self) -> Number:
        """Americans killed by clients call for caution, as far as Tehran expects an answer at all."""
        return self.scaled(self.p.caution_per_death, 1.0 - self.underestimation, self.client_kills.level)

    @motive("patron_orders", "record-notes-2020", answers="client_attacks")
    def no_pretext(self) -> Number:
        """An attack by clients is followed by a call not to give Washington a pretext: November 2020."""
        return self.scaled(self.p.caution_per_attack, 1.0 - self.underestimation, self.client_attacks.level)

    @motive("patron_orders", "record-notes-2020", answers="warnings")
    def heed_warnings(self) -> Number:
        """An American warning is heard in Tehran: the threat to close the embassy in September 2020 was followed by a halt."""
        return self.scaled(self.p.caution_per_warning, self.warnings.level)

    @motive("patron_orders", "basnews-2018-09", answers="sanctions")
    def heed_sanctions(self) -> Number:
        """A patron who pays for his clients' attacks with sanctions may call them to order."""
        return self.scaled(self.p.caution_per_sanction, self.sanctions.level)

    @motive("patron_orders", "record-notes-2020; record-notes-2023-24", answers="blows")
    def after_the_blow(self) -> Number:
        """American blows bring the Quds Force commander to Baghdad to calm the clients."""
        return self.scaled(self.p.caution_per_blow, self.blows.level)

    @motive("patron_orders", "record: 2020-10-01-iran-statement; 2020-11-19-iran-statement", during="us_transition")
    def outlast_the_term(self) -> Number:
        """In the last months of an American term a halt is asked for, so as not to provoke a strike before the next president."""
        return self.p.orders_in_transition * self.context("us_transition")

    @motive(None, "no source: floor, so that no documented act is impossible")
    def unprompted_pressure(self) -> Number:
        """An order to press without a cause in the model."""
        return self.p.order_floor

    @motive("protest_rivalry", "record-notes-2018-19", during="protests")
    def divert_protests(self) -> Number:
        """Protests against Iran's hold on Iraq are to be turned against the Americans by provoking a strike."""
        return self.p.orders_from_protests * self.context("protests") * self.underestimation

    @motive("patron_orders", "record-notes-2018-19", during="maximum_pressure")
    def press_under_sanctions(self) -> Number:
        """Maximum pressure is passed on to the clients."""
        return self.p.orders_under_pressure * self.context("maximum_pressure")

    @motive("patron_orders", "record-notes-2018-19", answers="sanctions")
    def defy_sanctions(self) -> Number:
        """Or he may pass each round of them on to the Americans in reach of his clients."""
        return self.scaled(self.p.pressure_per_sanction, self.sanctions.level)

    @motive("patron_orders", "record: 2021-07-05-iran-statement", answers="blows")
    def press_after_blow(self) -> Number:
        """A blow may be answered by the order to step up, as after the strike of June 2021."""
        return self.scaled(self.p.pressure_per_blow, self.blows.level)

    @motive("direct_duel", BY_ANALOGY, answers="struck")
    def call_clients_to_arms(self) -> Number:
        """A strike on its soil ends what restraint it asked of its clients."""
        return self.scaled(self.p.orders_per_strike, self.struck.level)

    @motive("underestimation", "jpost-2019-12-31", answers="provocations")
    def grow_bold(self) -> Number:
        """Provocations that are borne bring the order for more of them, until a blow surprises Tehran."""
        return self.scaled(self.p.orders_per_provocation, self.underestimation, self.provocations.level)

    # What the terms and the clients share ---------------------------------------------------------------------------------

    def expected_mildness(self) -> Number:
        """Underestimation of the American answer, in [0, 1]: high until a blow surprises Tehran, then slowly back."""
        if self.forgets("underestimation"):
            return 0.0
        level = self.surprise.level
        return self.p.underestimation if isinstance(level, float) and level == 0.0 else self.p.underestimation / (1.0 + level)

    def authority(self) -> Number:
        """Authority over the clients in [0, 1]: the commander's while he lives, then his successor's."""
        alive = self.scene.commander_alive
        return self.p.authority * alive + self.p.authority_successor * (1.0 - alive)

    def felt_pressure(self) -> Number:
        """How strongly orders to press are felt: their trace times authority."""
        return self.scaled(self.authority(), self.scene.pressed.level)

    def felt_restraint(self) -> Number:
        """How strongly orders to hold are felt: authority, or at least the bounds a weak commander can set."""
        authority = self.authority()
        return self.scaled(authority + (1.0 - authority) * self.p.bounding, self.scene.held.level)
