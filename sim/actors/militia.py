"""The militias: what a group wants, what holds it back, and what it does, in the order the day runs.

Every group follows the same rules with its own traits (`parameters/groups.yaml`). The rules are written as for one group and
are evaluated for all of them at once: a trait, and what a group did or suffered itself, has one row for each group. Summed over
the groups, and with all but baseline and momentum switched off, the attack rates are a Hawkes process, so each further term can
only earn its place.
"""

from __future__ import annotations

from typing import ClassVar

from sim.actors.base import Actor
from sim.actors.truce import Truce
from sim.decision import Rule, motive, restraint
from sim.environment import Environment
from sim.parameters import Owned
from sim.perception import acts, kernel, trace
from sim.tally import FORCE, Tally
from sim.types import Number
from sim.vocabulary.decisions import MILITIAS
from sim.worlds import at_most_one, is_nothing, plus

HOLDS = ("held_by_patron", "fear", "raided_by_baghdad", "street_rivalry", "own_government", "thinned_targets")


class Militias(Actor):
    """The Iraqi armed groups: a group attacks with momentum, answers its dead, hears its patron, and may call a truce."""

    by_group = True
    kind = "militia"
    rules: ClassVar[dict[str, Rule]] = {
        "attack_base": Rule(
            motives=("standing_will", "momentum", "reprisal", "revenge", "gaza_campaign", "israeli_strikes", "pressed_by_patron"),
            restraints=("truce_on_bases", *HOLDS),
            many=True,
        ),
        "attack_convoy": Rule(
            motives=("standing_will_on_roads", "momentum_on_roads", "reprisal_on_roads", "pressed_on_roads"),
            restraints=("truce_on_convoys", *HOLDS),
            many=True,
        ),
        "assault_embassy": Rule(motives=("unplanned_march", "funeral_march"), restraints=("held_by_patron",), many=True),
        "announce_truce": Rule(
            motives=("unprompted_truce", "mediation", "patron_calls_halt", "spare_own_government", "gaza_pause"),
            mechanism="truces",
            many=True,
        ),
        "end_truce": Rule(motives=("unprompted_end", "conditions_unmet", "leader_killed"), mechanism="truces", many=True),
        "threaten": Rule(motives=("standing_threat", "threat_after_blow", "threat_after_israel", "threat_over_gaza"), many=True),
    }

    own_attacks = kernel(acts("attack_base", by_group=True, with_unseen=True), "scene.momentum_half_life")
    own_convoys = kernel(acts("attack_convoy", by_group=True, with_unseen=True), "scene.convoy_half_life")
    own_blows = kernel(acts(*FORCE, mark="hit", by_group=True, also="blamed_anyway"), "scene.reprisal_half_life")
    own_dead = kernel(acts(*FORCE, mark="hit", by_group=True, also="blamed_anyway"), "funeral_half_life", stages=2, delayed=True)
    raided = trace(acts("raid", mark="hit", by_group=True), "raid_half_life", forgotten_by="release")
    mediated = kernel(acts("broker_truce"), "mediation_half_life")

    def __init__(self, model: Environment) -> None:
        self.truce = Truce(0.0)
        super().__init__(model, MILITIAS)

    def tune(self) -> None:
        """Read parameters and traits again, and split what is wanted every day among the groups."""
        super().tune()
        self.traits: Owned = self.model.parameters.by_group(self.names)
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
        bases, roads = self.traits.share_of_bases, self.traits.share_of_convoys
        self.attacks_felt = self.with_allies(self.own_attacks.level, self.scene.attacks.level, bases)
        self.convoys_felt = self.with_allies(self.own_convoys.level, self.scene.convoys.level, roads)
        self.blows_felt = self.with_allies(self.own_blows.level, self.scene.strikes.level, bases)
        self.blows_felt_on_roads = self.with_allies(self.own_blows.level, self.scene.strikes.level, roads)

    def blamed_anyway(self) -> Number:
        """My share of yesterday's strikes that hit no group of the model."""
        return self.scaled(self.traits.blame, self.scene.blows_on_no_group)

    # Attacks on bases and missions: motives -------------------------------------------------------------------------------

    @motive(None, "pilot-2026")
    def standing_will(self) -> Number:
        """A standing will to drive the Americans out, split among the groups by their share of attacks."""
        return self.will_on_bases

    @motive("momentum", "hawkes-1971; pilot-2026")
    def momentum(self) -> Number:
        """Attacks bring attacks: so many per attack, my own and, in solidarity, those of the other groups."""
        return self.scaled(self.p.branching, self.attacks_felt)

    @motive("reprisal", "pilot-2026; jpost-2019-12-31")
    def reprisal(self) -> Number:
        """A group that was struck answers with attacks over the next days, and its allies with it."""
        return self.scaled(self.p.reprisal, self.blows_felt)

    @motive("decapitation", "wapo-2024-02")
    def revenge(self) -> Number:
        """A killed leader is avenged by all groups over weeks."""
        return self.scaled(self.traits.share_of_bases, self.p.revenge, self.scene.revenge.level)

    @motive("gaza_war", "wapo-2024-02; pilot-2026")
    def gaza_campaign(self) -> Number:
        """While the war in Gaza is on and not paused, the groups of the umbrella run a campaign."""
        return self.scaled(self.traits.share_of_gaza, self.p.gaza_attacks, self.gaza())

    @motive("israeli_strikes", "record-notes-2021-22")
    def israeli_strikes(self) -> Number:
        """Israeli strikes on the militias and their patrons are answered on Americans; the record hardly identifies this."""
        return self.scaled(self.traits.share_of_bases, self.p.israeli_attacks, self.scene.israeli.level)

    @motive("patron_orders", "record-notes-2018-19")
    def pressed_by_patron(self) -> Number:
        """An order from Tehran to press adds attacks, in proportion to the commander's authority and the group's obedience."""
        return self.scaled(
            self.traits.share_of_bases, self.traits.obedience, self.p.pressed_attacks, self.model.iran.grip_on_pressure
        )

    # Attacks on supply convoys: motives -----------------------------------------------------------------------------------

    @motive(None, "pilot-2026")
    def standing_will_on_roads(self) -> Number:
        """A standing will to bomb the supply convoys, split among the groups by their share."""
        return self.will_on_roads

    @motive("momentum", "hawkes-1971; pilot-2026")
    def momentum_on_roads(self) -> Number:
        """Convoy bombs bring convoy bombs."""
        return self.scaled(self.p.convoy_branching, self.convoys_felt)

    @motive("reprisal", "record-notes-2021-22")
    def reprisal_on_roads(self) -> Number:
        """Part of the answer to a strike falls on the convoys."""
        return self.scaled(self.p.convoy_reprisal, self.blows_felt_on_roads)

    @motive("patron_orders", "record-notes-2018-19")
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
        """Recent American strikes deter; a prior near zero, since the record does not identify it."""
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
        """A government formed by the militias' own allies is not to be embarrassed; a war in Gaza overrides it."""
        return self.scaled(self.p.own_government_hold, self.context("framework_government") * (1.0 - self.gaza()))

    @restraint("posture", "record-notes-2020")
    def thinned_targets(self) -> Number:
        """Fewer troops and bases leave fewer targets."""
        return self.scaled(self.p.posture_hold, self.scene.exposure_lost.level)

    # The embassy ----------------------------------------------------------------------------------------------------------

    @motive(None, "no source: floor, so that no documented act is impossible")
    def unplanned_march(self) -> Number:
        """A march on the embassy without a cause in the model."""
        return self.p.march_floor * self.traits.share_of_bases

    @motive("mobilisation", "jpost-2019-12-31; record-notes-2018-19")
    def funeral_march(self) -> Number:
        """The funerals of my dead turn into a march on the embassy about two days later."""
        return self.scaled(self.p.funeral_march, self.own_dead.level)

    # Truces ---------------------------------------------------------------------------------------------------------------

    @motive(None, "no source: floor, so that no documented act is impossible")
    def unprompted_truce(self) -> Number:
        """A truce without a cause in the model."""
        return self.truces_unprompted

    @motive("truces", "record-notes-2020")
    def mediation(self) -> Number:
        """Mediation from Baghdad may end in a truce."""
        return self.scaled(self.traits.share_of_bases, self.p.mediated_truce, self.mediated.level)

    @motive("patron_orders", "record-notes-2020; record-notes-2023-24")
    def patron_calls_halt(self) -> Number:
        """An order from Tehran to hold fire may be announced as a truce."""
        return self.scaled(self.traits.share_of_bases, self.p.ordered_truce, self.model.iran.grip_on_restraint)

    @motive("own_government", "wapo-2024-02")
    def spare_own_government(self) -> Number:
        """After blows on Iraqi soil, a truce spares a friendly government further embarrassment."""
        friends = self.context("framework_government")
        return self.scaled(self.traits.share_of_bases, self.p.embarrassed_truce, friends, self.scene.sovereignty.level)

    @motive("gaza_war", "record-notes-2023-24")
    def gaza_pause(self) -> Number:
        """A cease-fire in Gaza is answered by a pause."""
        return self.scaled(self.traits.share_of_bases, self.p.gaza_truce, self.context("gaza_truce"))

    @motive(None, "no source: floor, so that no documented act is impossible")
    def unprompted_end(self) -> Number:
        """A truce the model does not know of is declared over."""
        return self.truces_unprompted

    @motive("truces", "record-notes-2020; record-notes-2021-22")
    def conditions_unmet(self) -> Number:
        """A truce conditional on a timetable for withdrawal is declared over when none comes."""
        return self.scaled(self.p.unmet_end, self.truce.firmness())

    @motive("decapitation", "wapo-2024-02")
    def leader_killed(self) -> Number:
        """A truce ends when a leader is killed under it; allies of the umbrella end the pause with it."""
        return self.scaled(self.traits.share_of_bases, self.p.killed_end, self.scene.revenge.level)

    # Threats --------------------------------------------------------------------------------------------------------------

    @motive(None, "record: threats are sampled, not complete")
    def standing_threat(self) -> Number:
        """Threats are part of the trade."""
        return self.will_to_threaten

    @motive("reprisal", "record-notes-2018-19")
    def threat_after_blow(self) -> Number:
        """A struck group threatens before it answers."""
        return self.scaled(self.p.threats_per_blow, self.blows_felt)

    @motive("israeli_strikes", "record-notes-2018-19")
    def threat_after_israel(self) -> Number:
        """The Israeli depot strikes of 2019 brought threats against Americans, not rockets."""
        return self.scaled(self.traits.share_of_bases, self.p.threats_per_israeli_strike, self.scene.israeli.level)

    @motive("gaza_war", "record-notes-2023-24")
    def threat_over_gaza(self) -> Number:
        """Conditional threats come with the war in Gaza."""
        return self.scaled(self.traits.share_of_gaza, self.p.gaza_threats, self.context("gaza_war"))

    # What the terms share -------------------------------------------------------------------------------------------------

    def with_allies(self, own: Number, everyone: Number, share: Number) -> Number:
        """What was done to or by me, mixed with my share of what was done to or by all; sums over groups to `everyone`."""
        if is_nothing(everyone):
            return 0.0
        solidarity = 0.0 if self.forgets("solidarity") else self.p.solidarity
        return plus(self.scaled(1.0 - solidarity, own), self.scaled(share, solidarity, everyone))

    def breach(self, attacks: Number) -> Number:
        """How much of my truce my own attacks break, declared over or not: the wave of October 2023 broke one that nobody ended.

        Source: record-notes-2023-24.
        """
        return self.scaled(self.p.truce_breach, at_most_one(attacks))

    def gaza(self) -> float:
        """1 while the war in Gaza is on and not paused, else 0."""
        if self.forgets("gaza_war"):
            return 0.0
        return self.context("gaza_war") * max(1.0 - self.context("gaza_truce"), 0.0)
