"""What the militias say: truces, their ends, and threats.

A truce has a scope and a stated end (`sim.actors.truce`); who announces one has been told to, was talked into it, or fears the
answer to what was done. As in `sim.actors.militia`, the rules are written as for one group and evaluated for all.
"""

from __future__ import annotations

from typing import ClassVar

from sim.actors.allies import Allies, Shared
from sim.decision import Rule, motive
from sim.perception import acts, kernel, trace
from sim.tally import ATTACKS, FIRE
from sim.types import Number

WORDS = {
    "announce_truce": Rule(
        motives=(
            "unprompted_truce",
            "mediation",
            "patron_calls_halt",
            "avert_the_blow",
            "spare_own_government",
            "give_friends_time",
            "gaza_pause",
        ),
        mechanism="truces",
        many=True,
    ),
    "end_truce": Rule(
        motives=("unprompted_end", "conditions_unmet", "leader_killed", "talks_drag_on"), mechanism="truces", many=True
    ),
    "threaten": Rule(
        motives=(
            "standing_threat",
            "threat_after_blow",
            "threat_after_sanction",
            "threat_after_israel",
            "threat_over_gaza",
            "threat_over_talks",
            "threat_for_the_patron",
            "claim_the_pay",
        ),
        many=True,
    ),
}


class Speakers(Allies):
    """The militias as those who promise, break their promises and threaten."""

    rules: ClassVar[dict[str, Rule]] = WORDS
    shared: ClassVar[Shared] = {"outrage_felt": ("outrage", "outrage_of_all", "share_of_bases")}

    outrage = kernel(acts(*FIRE, mark="hit", by_group=True, also="blamed_anyway"), "threat_half_life", at_once="threats_at_once")
    outrage_of_all = kernel(acts(*FIRE, mark="hit", also="blows_on_nobody"), "threat_half_life", at_once="threats_at_once")
    mediated = kernel(acts("broker_truce"), "mediation_half_life", at_once="mediated_at_once")
    americans_killed = kernel(acts(*ATTACKS, mark="lethal"), "alarm_half_life")
    sanctioned = kernel(acts("sanction"), "threat_half_life")
    promised = trace(acts("announce_truce", mark="binds", by_group=True), "truce_half_life", forgotten_by="end_truce")

    outrage_felt: Number = 0.0

    # Truces ---------------------------------------------------------------------------------------------------------------

    @motive(None, "no source: floor, so that no documented act is impossible")
    def unprompted_truce(self) -> Number:
        """A truce without a cause in the model."""
        return self.truces_unprompted

    @motive("truces", "record-notes-2020", answers="mediated")
    def mediation(self) -> Number:
        """Mediation from Baghdad may end in a truce."""
        return self.scaled(self.traits.share_of_bases, self.p.mediated_truce, self.mediated.level)

    @motive("patron_orders", "record-notes-2020; record-notes-2023-24", answers="scene.held")
    def patron_calls_halt(self) -> Number:
        """An order from Tehran to hold fire may be announced as a truce."""
        return self.scaled(self.traits.share_of_bases, self.p.ordered_truce, self.model.iran.grip_on_restraint)

    @motive("truces", "record-notes-2023-24", answers="americans_killed")
    def avert_the_blow(self) -> Number:
        """After Americans were killed, a halt may avert the blow that is to come: Kataib Hezbollah after Tower 22."""
        return self.scaled(self.traits.share_of_bases, self.p.truces_per_death, self.americans_killed.level)

    @motive("own_government", "wapo-2024-02", answers="scene.sovereignty", during="framework_government")
    def spare_own_government(self) -> Number:
        """After blows on Iraqi soil, a truce spares a friendly government further embarrassment."""
        friends = self.context("framework_government")
        return self.scaled(self.traits.share_of_bases, self.p.embarrassed_truce, friends, self.scene.sovereignty.level)

    @motive("own_government", "record: 2023-04-28-kataib-sayyid-al-shuhada-truce", during="framework_government")
    def give_friends_time(self) -> Number:
        """A government of one's own allies is given time: the unannounced truce from late 2022 on."""
        return self.scaled(self.traits.share_of_bases, self.p.friendly_truce, self.context("framework_government"))

    @motive("gaza_war", "record-notes-2023-24", during="gaza_truce")
    def gaza_pause(self) -> Number:
        """A cease-fire in Gaza is answered by a pause."""
        return self.scaled(self.traits.share_of_bases, self.p.gaza_truce, self.context("gaza_truce"))

    @motive(None, "no source: floor, so that no documented act is impossible")
    def unprompted_end(self) -> Number:
        """A truce the model does not know of is declared over."""
        return self.truces_unprompted

    @motive("truces", "record-notes-2020; record-notes-2021-22", answers="promised")
    def conditions_unmet(self) -> Number:
        """A truce conditional on a timetable for withdrawal is declared over when none comes."""
        return self.scaled(self.p.unmet_end, self.promised.level)

    @motive("decapitation", "wapo-2024-02", answers="scene.revenge")
    def leader_killed(self) -> Number:
        """A truce ends when a leader is killed under it; allies of the umbrella end the pause with it."""
        return self.scaled(self.traits.share_of_bases, self.p.killed_end, self.scene.revenge.level)

    @motive("truces", "record: 2021-05-25-other-truce-end; 2024-08-20-harakat-al-nujaba-truce-end", during="withdrawal_talks")
    def talks_drag_on(self) -> Number:
        """A truce granted for talks on the end of the foreign presence is declared over while they drag on."""
        return self.scaled(self.traits.share_of_bases, self.p.talks_end, self.context("withdrawal_talks"))

    # Threats --------------------------------------------------------------------------------------------------------------

    @motive(None, "record: threats are sampled, not complete")
    def standing_threat(self) -> Number:
        """Threats are part of the trade."""
        return self.will_to_threaten

    @motive("reprisal", "record-notes-2018-19; 2023-12-04-harakat-al-nujaba-threat", answers="outrage_felt")
    def threat_after_blow(self) -> Number:
        """A group that was struck, or whose crew was hit, threatens before it answers."""
        return self.scaled(self.p.threats_per_blow, self.outrage_felt)

    @motive("reprisal", "record-notes-2018-19; iswresearch-2020-01", answers="sanctioned")
    def threat_after_sanction(self) -> Number:
        """Sanctions on the groups' leaders and their patron are answered by words."""
        return self.scaled(self.traits.share_of_bases, self.p.threats_per_sanction, self.sanctioned.level)

    @motive("israeli_strikes", "record-notes-2018-19", during="israeli_strike")
    def threat_after_israel(self) -> Number:
        """The Israeli depot strikes of 2019 brought threats against Americans, not rockets."""
        return self.scaled(self.traits.share_of_bases, self.p.threats_per_israeli_strike, self.scene.israeli.level)

    @motive("gaza_war", "record-notes-2023-24", during="gaza_war")
    def threat_over_gaza(self) -> Number:
        """Conditional threats come with the war in Gaza."""
        return self.scaled(self.traits.share_of_gaza, self.p.gaza_threats, self.context("gaza_war"))

    @motive("truces", "record: 2021-04-07-other-threat; 2024-06-05-islamic-resistance-in-iraq-threat", during="withdrawal_talks")
    def threat_over_talks(self) -> Number:
        """Talks on the end of the foreign presence are pushed along by threats."""
        return self.scaled(self.traits.share_of_bases, self.p.talks_threats, self.context("withdrawal_talks"))

    @motive(
        "direct_duel", "no source: never happened in the record; by analogy with a killed leader", answers="scene.patron_struck"
    )
    def threat_for_the_patron(self) -> Number:
        """A strike on Iran brings threats of all who look to it."""
        return self.scaled(self.traits.share_of_bases, self.p.threats_per_strike_on_iran, self.scene.patron_struck.level)

    @motive("state_ties", "wapo-2024-02; no source", during="salaries")
    def claim_the_pay(self) -> Number:
        """Whose pay is cut threatens until it is paid again; prior only, for the record holds no such cut."""
        return self.scaled(self.traits.share_of_bases, self.traits.on_payroll, self.p.threats_for_pay, self.pay_cut())
