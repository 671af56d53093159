"""The militias: what a group wants, what holds it back, and what it does; what it says stands in `sim.actors.militia_words`.

Every group follows the same rules with its own traits (`parameters/groups.yaml`). The rules are written as for one group and
are evaluated for all of them at once: a trait, and what a group did or suffered itself, has one row for each group. Summed over
the groups, and with all but baseline and momentum switched off, the attack rates are a Hawkes process, so each further term can
only earn its place.
"""

from __future__ import annotations

from typing import ClassVar

from sim import places
from sim.actors.allies import Shared
from sim.actors.militia_words import WORDS, Speakers
from sim.campaign import held
from sim.decision import Rule, motive, restraint
from sim.perception import acts, kernel, trace
from sim.tally import FORCE
from sim.types import Number

HOLDS = ("held_by_patron", "fear", "raided_by_baghdad", "street_rivalry", "unpaid")


class Militias(Speakers):
    """The Iraqi armed groups: a group attacks with momentum, answers its dead, hears its patron, and may call a truce."""

    rules: ClassVar[dict[str, Rule]] = {
        "attack_base": Rule(
            motives=(
                "standing_will",
                "momentum",
                "reprisal",
                "revenge",
                "anniversary",
                "gaza_campaign",
                "israeli_strikes",
                "pressed_by_patron",
                "stand_by_the_patron",
                "turn_the_street",
                "press_the_talks",
                "avenge_the_missions",
            ),
            restraints=("truce_on_bases", "others_halt", "pause_with_gaza", *HOLDS, "own_government", "fewer_to_hit"),
            many=True,
        ),
        "attack_convoy": Rule(
            motives=("standing_will_on_roads", "momentum_on_roads", "reprisal_on_roads", "pressed_on_roads"),
            restraints=("truce_on_convoys", *HOLDS, "own_government_on_roads", "fewer_to_supply"),
            many=True,
        ),
        "assault_embassy": Rule(
            motives=("unplanned_march", "funeral_march"), restraints=("held_by_patron", "law_in_hand"), many=True
        ),
        **WORDS,
    }
    shared: ClassVar[Shared] = {
        **Speakers.shared,
        "attacks_felt": ("own_attacks", "scene.attacks", "share_of_bases"),
        "convoys_felt": ("own_convoys", "scene.convoys", "share_of_convoys"),
        "blows_felt": ("own_blows", "scene.strikes", "share_of_bases"),
        "blows_felt_on_roads": ("own_blows", "scene.strikes", "share_of_convoys"),
    }

    own_attacks = kernel(acts("attack_base", by_group=True, with_unseen=True), "scene.momentum_half_life")
    own_convoys = kernel(acts("attack_convoy", by_group=True, with_unseen=True), "scene.convoy_half_life")
    own_blows = kernel(acts(*FORCE, mark="hit", by_group=True, also="blamed_anyway"), "scene.reprisal_half_life")
    own_dead = kernel(acts(*FORCE, mark="mourned", by_group=True), "funeral_half_life", stages=2, delayed=True)
    raided = trace(acts("raid", mark="hit", by_group=True), "raid_half_life", forgotten_by="release")
    expulsion_moved = trace(acts("move_expulsion"), "promise_half_life")

    attacks_felt: Number = 0.0
    convoys_felt: Number = 0.0
    blows_felt: Number = 0.0
    blows_felt_on_roads: Number = 0.0

    # Attacks on bases and missions: motives -------------------------------------------------------------------------------

    @motive(None, "pilot-2026")
    def standing_will(self) -> Number:
        """A standing will to drive the Americans out, split among the groups by their share of attacks."""
        return self.will_on_bases

    @motive("momentum", "hawkes-1971; pilot-2026", answers="attacks_felt")
    def momentum(self) -> Number:
        """Attacks bring attacks: so many per attack, my own and, in solidarity, those of the other groups."""
        return self.scaled(self.p.branching, self.attacks_felt)

    @motive("reprisal", "pilot-2026; jpost-2019-12-31", answers="blows_felt")
    def reprisal(self) -> Number:
        """A group that was struck answers with attacks over the next days, and its allies with it."""
        return self.scaled(self.p.reprisal, self.blows_felt)

    @motive("decapitation", "wapo-2024-02", answers="scene.revenge")
    def revenge(self) -> Number:
        """A killed leader is avenged by all groups over weeks."""
        return self.scaled(self.traits.share_of_bases, self.p.revenge, self.scene.revenge.level)

    @motive("decapitation", "record-notes-2020; record-notes-2021-22", answers="scene.grudge", during="anniversary")
    def anniversary(self) -> Number:
        """The anniversary of the killing of Soleimani is a day for attacks: January 2021, January 2022."""
        return self.scaled(
            self.traits.share_of_bases, self.p.anniversary_attacks, self.context("anniversary"), self.scene.grudge.level
        )

    @motive("gaza_war", "wapo-2024-02; pilot-2026", during="gaza_war")
    def gaza_campaign(self) -> Number:
        """While the war in Gaza is on and not paused, the groups of the umbrella run a campaign, until those who lead end it."""
        return self.scaled(self.traits.share_of_gaza, self.p.gaza_attacks, self.campaign())

    @motive("israeli_strikes", "record-notes-2021-22", during="israeli_strike")
    def israeli_strikes(self) -> Number:
        """Israeli strikes on the militias and their patrons are answered on Americans; the record hardly identifies this."""
        return self.scaled(self.traits.share_of_bases, self.p.israeli_attacks, self.scene.israeli.level)

    @motive("patron_orders", "record-notes-2018-19", answers="scene.pressed")
    def pressed_by_patron(self) -> Number:
        """An order from Tehran to press adds attacks, in proportion to the commander's authority and the group's obedience."""
        return self.scaled(
            self.traits.share_of_bases, self.traits.obedience, self.p.pressed_attacks, self.model.iran.grip_on_pressure
        )

    @motive(
        "direct_duel", "no source: never happened in the record; by analogy with a killed leader", answers="scene.patron_struck"
    )
    def stand_by_the_patron(self) -> Number:
        """A strike on Iran is a strike on the patron: its clients attack, each as far as it obeys."""
        return self.scaled(
            self.traits.share_of_bases, self.traits.obedience, self.p.attacks_per_strike_on_iran, self.scene.patron_struck.level
        )

    @motive("protest_rivalry", "record-notes-2018-19; jpost-2019-12-31", during="protests")
    def turn_the_street(self) -> Number:
        """Attacks that draw a strike turn the anger of the streets from Tehran to Washington: autumn 2019."""
        return self.scaled(self.traits.share_of_bases, self.p.protest_attacks, self.context("protests"))

    @motive("truces", "record: 2021-05-25-other-truce-end; 2024-08-20-harakat-al-nujaba-truce-end", during="withdrawal_talks")
    def press_the_talks(self) -> Number:
        """While talks on the end of the foreign presence drag on, attacks push them along."""
        return self.scaled(self.traits.share_of_bases, self.p.talks_attacks, self.context("withdrawal_talks"))

    @motive("protest_rivalry", "basnews-2018-09; record-notes-2018-19", during="missions_attacked")
    def avenge_the_missions(self) -> Number:
        """Attacks of the street on Iranian missions and party offices are answered on American ones: Basra, September 2018."""
        return self.scaled(self.traits.share_of_bases, self.p.mission_attacks, self.context("missions_attacked"))

    # Attacks on supply convoys: motives -----------------------------------------------------------------------------------

    @motive(None, "pilot-2026")
    def standing_will_on_roads(self) -> Number:
        """A standing will to bomb the supply convoys, split among the groups by their share."""
        return self.will_on_roads

    @motive("momentum", "hawkes-1971; pilot-2026", answers="convoys_felt")
    def momentum_on_roads(self) -> Number:
        """Convoy bombs bring convoy bombs."""
        return self.scaled(self.p.convoy_branching, self.convoys_felt)

    @motive("reprisal", "record-notes-2021-22", answers="blows_felt_on_roads")
    def reprisal_on_roads(self) -> Number:
        """Part of the answer to a strike falls on the convoys."""
        return self.scaled(self.p.convoy_reprisal, self.blows_felt_on_roads)

    @motive("patron_orders", "record-notes-2018-19", answers="scene.pressed")
    def pressed_on_roads(self) -> Number:
        """An order to press is also carried out on the roads."""
        return self.scaled(
            self.traits.share_of_convoys, self.traits.obedience, self.p.pressed_attacks, self.model.iran.grip_on_pressure
        )

    # Restraints -----------------------------------------------------------------------------------------------------------

    @restraint("truces", "pilot-2026; wapo-2024-02")
    def truce_on_bases(self) -> Number:
        """My truce, as far as it covers bases and missions."""
        return self.scaled(self.p.truce_hold, self.truce.firmness())

    @restraint("truces", "record-notes-2023-24; record: 2024-01-30-kataib-hezbollah-truce")
    def others_halt(self) -> Number:
        """A halt of the group that leads holds the others too, as that of Kataib Hezbollah in 2024 did."""
        return held(self.model)

    @restraint("gaza_war", "wapo-2024-02; record: 2023-11-24-other-context")
    def pause_with_gaza(self) -> Number:
        """A cease-fire in Gaza stops more than the campaign's own motive: in November 2023 all fire at bases ceased with it."""
        return self.scaled(self.p.gaza_pause_hold, self.context("gaza_war") * self.context("gaza_truce"))

    @restraint("truces", "pilot-2026; record-notes-2021-22")
    def truce_on_convoys(self) -> Number:
        """My truce, as far as it covers convoys; that of September 2021 left them out."""
        return self.scaled(self.p.truce_hold, self.truce.firmness(on_convoys=True))

    @restraint("patron_orders", "wapo-2024-02; record-notes-2020")
    def held_by_patron(self) -> Number:
        """An order to hold fire: obeyed in proportion to authority; a weak commander can still set bounds."""
        return self.scaled(self.traits.obedience, self.p.order_hold, self.model.iran.grip_on_restraint)

    @restraint("fear", "schelling-1966; pilot-2026")
    def fear(self) -> Number:
        """Recent American strikes deter; a prior near zero, since the record identifies it weakly."""
        return self.scaled(self.p.fear, self.scene.fear.level)

    @restraint("raids", "meog-2020-07")
    def raided_by_baghdad(self) -> Number:
        """A raid by Baghdad holds the raided group back until its men are let go."""
        return self.scaled(self.p.raid_hold, self.raided.level)

    @restraint("protest_rivalry", "jpost-2019-12-31; record-notes-2018-19")
    def street_rivalry(self) -> Number:
        """Protests in the streets, and Sadr's stand-off of 2022, take men and attention."""
        return self.scaled(self.p.street_hold, max(self.context("protests"), self.context("sadr_standoff")))

    @restraint("own_government", "wapo-2024-02; record-notes-2021-22")
    def own_government(self) -> Number:
        """A government formed by the militias' own allies is not to be embarrassed on its own soil: fire falls abroad, or not."""
        return places.held_in_iraq(self.model, self.own_government_on_roads())

    @restraint("own_government", "wapo-2024-02; record-notes-2021-22")
    def own_government_on_roads(self) -> Number:
        """The convoys run through Iraq, where such a government is spared; a campaign over Gaza overrides it."""
        return self.scaled(self.p.own_government_hold, self.context("framework_government") * (1.0 - self.campaign()))

    @restraint("posture", "record-notes-2020")
    def fewer_to_hit(self) -> Number:
        """Fewer troops and bases leave fewer targets; fire shifts to the country where they are left (`sim.places`)."""
        return places.hold(places.within_reach(self.model))

    @restraint("posture", "record-notes-2020")
    def fewer_to_supply(self) -> Number:
        """The convoys supply the bases in Iraq, and thin out with them."""
        return places.hold(places.left_in_iraq(self.model))

    @restraint("state_ties", "basnews-2018-09; wapo-2024-02; no source")
    def unpaid(self) -> Number:
        """A group that lives on Baghdad's payroll can do less when its pay is cut; how much less, no source says."""
        return self.scaled(self.traits.on_payroll, self.p.unpaid_hold, self.pay_cut())

    # The embassy ----------------------------------------------------------------------------------------------------------

    @motive(None, "no source: floor, so that no documented act is impossible")
    def unplanned_march(self) -> Number:
        """A march on the embassy without a cause in the model."""
        return self.p.march_floor * self.traits.share_of_bases

    @motive("mobilisation", "jpost-2019-12-31; record-notes-2018-19", answers="own_dead")
    def funeral_march(self) -> Number:
        """The funerals of my dead turn into a march on the embassy about two days later."""
        return self.scaled(self.p.funeral_march, self.own_dead.level)

    @restraint("mobilisation", "meog-2020-07; record: 2020-01-01-pmf-statement; 2020-01-05-iraq-government-parliament-vote")
    def law_in_hand(self) -> Number:
        """Who marched for a law to expel the Americans goes home once Baghdad moves it, as in January 2020."""
        return self.scaled(self.p.march_hold, self.expulsion_moved.level)
