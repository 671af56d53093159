"""The United States: harassment is borne, an American death is not; the patron is held liable; administrations differ in
tolerance.

It answers by force after the militias and Iran, knowing today's attacks: those of March and of December 2023 were answered the
same night. Its words, sanctions and troops stand in `sim.actors.us_words`.
"""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from sim.actors.us_words import WORDS, Spokesmen
from sim.decision import Rule, motive, restraint
from sim.parameters import of_holder
from sim.perception import acts, kernel, trace
from sim.tally import ATTACKS
from sim.types import Number
from sim.worlds import TINY, is_nothing, over_groups, total


class UnitedStates(Spokesmen):
    """Answers American deaths with strikes, harassment with warnings and sanctions, and moves troops with the danger."""

    rules: ClassVar[dict[str, Rule]] = {
        "strike": Rule(
            motives=(
                "unprompted_force",
                "lethal_provocation",
                "wounding",
                "siege",
                "prompt_answer",
                "drones_not_borne",
                "accumulated_harassment",
            ),
            restraints=("spare_baghdad",),
        ),
        "counter_fire": Rule(motives=("unprompted_fire", "return_fire", "return_fire_abroad", "crew_seen_first")),
        "kill_leader": Rule(
            motives=("unprompted_killing", "siege_killing", "lethal_killing", "campaign_killing"), restraints=("spare_baghdad",)
        ),
        "strike_iran": Rule(motives=("unprompted_war", "iranian_killing", "answer_salvo")),
        **WORDS,
    }

    deaths = kernel(acts(*ATTACKS, mark="lethal"), "answer_half_life", stages=2, delayed=True, at_once="same_night_share")
    wounds = kernel(acts(*ATTACKS, mark="wounding"), "answer_half_life", delayed=True, at_once="same_night_share")
    provocations = kernel(acts(*ATTACKS), "answer_half_life", delayed=True, at_once="same_night_share")
    sieges = kernel(acts("assault_embassy"), "siege_half_life", delayed=True)
    drones = kernel(acts("attack_base", mark="drone"), "answer_half_life", delayed=True, at_once="same_night_share")
    incoming = kernel(acts("attack_base", mark="in_iraq"), "counter_fire_half_life", at_once="counter_fire_at_once")
    incoming_abroad = kernel(acts("attack_base", mark="abroad"), "counter_fire_half_life", at_once="counter_fire_at_once")
    launches = kernel(acts("launch_missiles", mark="us_killed"), "answer_half_life", stages=2, delayed=True)
    salvos = kernel(acts("launch_missiles"), "answer_half_life", stages=2, delayed=True)
    blame = trace(acts(*ATTACKS, by_group=True), "blame_half_life")

    def take_stock(self) -> None:
        """How much of what draws no blood is not borne."""
        self.not_borne = np.exp(-self.tolerance())
        self.harassment_not_borne = self.scaled(self.not_borne, self.scene.harassment.level)

    # Strikes --------------------------------------------------------------------------------------------------------------

    @motive(None, "no source: floor, so that no documented act is impossible")
    def unprompted_force(self) -> Number:
        """A strike without a cause in the model."""
        return self.p.force_floor

    @motive("red_line", "fdd-2020-10; record-notes-2023-24; pilot-2026", answers="deaths")
    def lethal_provocation(self) -> Number:
        """An American death is the red line: it is answered, now and then the same night, mostly within days."""
        return self.scaled(self.p.strikes_per_lethal_attack, self.deaths.level)

    @motive("red_line", "record-notes-2023-24", answers="wounds")
    def wounding(self) -> Number:
        """An attack that wounds Americans may be answered, less surely."""
        return self.scaled(self.p.strikes_per_wounding_attack, self.wounds.level)

    @motive("red_line", "fdd-2020-10; pilot-2026", answers="sieges")
    def siege(self) -> Number:
        """A siege of the embassy calls for an answer."""
        return self.scaled(self.p.strikes_per_siege, self.sieges.level)

    @motive("harassment", "record-notes-2023-24; record", answers="provocations")
    def prompt_answer(self) -> Number:
        """Even an attack without blood may be answered at once, if the administration does not bear it: November 2023."""
        return self.scaled(self.p.prompt_strikes_per_attack, self.not_borne, self.provocations.level)

    @motive("harassment", "record-notes-2021-22", answers="drones")
    def drones_not_borne(self) -> Number:
        """Drones weigh more than rockets: the strikes of June 2021 answered them, with no American dead."""
        return self.scaled(self.p.strikes_per_drone, self.not_borne, self.drones.level)

    @motive("harassment", "record-notes-2021-22; pilot-2026", answers="scene.harassment")
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
        """Fire at a launch crew without a cause in the model."""
        return self.p.counter_fire_floor

    @motive("counter_fire", "record-notes-2021-22; record-notes-2024", answers="incoming")
    def return_fire(self) -> Number:
        """An attack on a base in Iraq is answered at its launch point, mostly the same day or night."""
        return self.scaled(self.p.counter_fire_per_attack, self.incoming.level)

    @motive("counter_fire", "record-notes-2021-22; record-notes-2024", answers="incoming_abroad")
    def return_fire_abroad(self) -> Number:
        """Attacks in Syria draw such fire far more often: no government there pays for it that Washington would spare."""
        return self.scaled(self.p.counter_fire_per_attack_abroad, self.incoming_abroad.level)

    @motive("counter_fire", "record: 2022-01-04-coalition-airstrike; 2023-12-03-us-airstrike", amid="scene.attacks")
    def crew_seen_first(self) -> Number:
        """While attacks go on, crews are looked for, and now and then one is hit before it fires."""
        return self.scaled(self.p.counter_fire_on_crews, self.scene.attacks.level)

    # Killing a leader -----------------------------------------------------------------------------------------------------

    @motive(None, "no source: floor, so that no documented act is impossible")
    def unprompted_killing(self) -> Number:
        """The killing of a leader without a cause in the model."""
        return self.p.killing_floor

    @motive("red_line", "fdd-2020-10", answers="sieges")
    def siege_killing(self) -> Number:
        """A siege of the embassy, behind which Washington sees the patron, raises the stakes to the leaders."""
        return self.scaled(self.p.killings_per_siege, self.sieges.level)

    @motive("red_line", "record-notes-2023-24", answers="deaths")
    def lethal_killing(self) -> Number:
        """An American death may be paid with a leader."""
        return self.scaled(self.p.killings_per_lethal_attack, self.deaths.level)

    @motive("harassment", "record-notes-2023-24", answers="scene.harassment")
    def campaign_killing(self) -> Number:
        """A long campaign of attacks brings the killing of its organisers."""
        return self.scaled(self.p.killings_per_attack, self.harassment_not_borne)

    # War with Iran --------------------------------------------------------------------------------------------------------

    @motive(None, "no source: never happened in the record")
    def unprompted_war(self) -> Number:
        """A strike on Iran without a cause in the model."""
        return self.p.war_floor

    @motive(
        "red_line", "no source: by analogy; the missiles of January 2020 killed nobody and were not answered", answers="launches"
    )
    def iranian_killing(self) -> Number:
        """American dead by Iranian missiles are answered on Iranian soil."""
        return self.scaled(self.p.war_per_death, self.launches.level)

    @motive("direct_duel", "no source: by analogy; the one salvo of the record was not answered", answers="salvos")
    def answer_salvo(self) -> Number:
        """An Iranian salvo may be answered on Iranian soil even if it kills nobody."""
        return self.scaled(self.p.war_per_salvo, self.salvos.level)

    # What the terms share -------------------------------------------------------------------------------------------------

    def tolerance(self) -> Number:
        """Tolerance of the administration in office: harassment counts exp(-tolerance) as much."""
        return of_holder(self.p, "tolerance", self.model.office("administration"))

    def share_for_the_dead(self) -> Number:
        """The share of today's motives to strike that answers American dead; none where the strike is ordered by a policy."""
        values = self._weighed("strike")
        answered = values.get("lethal_provocation", 0.0)
        return 0.0 if is_nothing(answered) else answered / np.maximum(total(values.values()), TINY)

    def counter_fire(self) -> tuple[Number, Number, Number]:
        """Today's motives to fire back: at attacks in Iraq, at those abroad, and all else, in events a day."""
        values = self._weighed("counter_fire")
        here, there = values.pop("return_fire", 0.0), values.pop("return_fire_abroad", 0.0)
        return here, there, total(values.values())

    def _weighed(self, name: str) -> dict[str, Number]:
        """The motives of a decision as they were weighed last, by name; none of one that is off."""
        decision = next((each for each in self.decisions if each.name == name), None)
        return {} if decision is None else dict(zip(decision.motive_names, decision.motive_values, strict=False))

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
        standing = self.model.parameters.by_group(self.model.group_names).blame
        if is_nothing(self.blame.level):
            return standing
        accuracy = 1.0 if "attribution" in self.off else self.p.attribution_accuracy
        seen = over_groups(self.blame.level)
        known = np.where(np.asarray(seen) > 1e-9, accuracy, 0.0)
        return known * self.blame.level / np.maximum(seen, 1e-9) + (1.0 - known) * standing
