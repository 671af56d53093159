"""The peer's militias."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import mesa

from .day import felt
from .facts import GROUPS, UMBRELLA, fronts_of
from .luck import geometric

if TYPE_CHECKING:
    from .model import PeerModel


class Militia(mesa.Agent):  # type: ignore[misc]
    """An armed group: attacks with momentum, answers its dead, hears its patron, and may call a truce."""

    def __init__(self, model: PeerModel, name: str) -> None:
        super().__init__(model)
        self.name = name
        self.p, self.half_lives, self.marks = model.owned["militia"], model.owned["scene"], model.owned["marks"]
        self.traits = model.owned[name]
        self.fronts = fronts_of(name)
        self.momentum = self.road_momentum = self.struck = 0.0
        self.fresh_dead = self.dead = 0.0
        self.raided = self.mediated = self.americans_killed = 0.0
        self.outrage = self.outrage_of_all = self.sanctioned = 0.0
        self.truce = 0.0  # one level: a truce drawn in a free run spares convoys as well as bases
        self.promised = self.expulsion_moved = 0.0
        self.attacks = self.bombs = 0
        self.unseen_attacks = self.unseen_bombs = 0.0

    # Yesterday ------------------------------------------------------------------------------------------------------------

    def perceive(self) -> None:
        """Take in what I did yesterday, what was done to me, and what was said about truces."""
        p, shared, yesterday = self.p, self.half_lives, self.model.yesterday
        hit = yesterday.hits.get(self.name, 0)
        self.momentum += shared.momentum_gain * (self.attacks + self.unseen_attacks - self.momentum)
        self.road_momentum += shared.convoy_gain * (self.bombs + self.unseen_bombs - self.road_momentum)
        self.struck += shared.reprisal_gain * (hit - self.struck)
        self.outrage += p.threat_gain * (hit - self.outrage)
        self.outrage_of_all += p.threat_gain * (yesterday.blows() - self.outrage_of_all)
        self.sanctioned += p.threat_gain * (yesterday.counts["sanction"] - self.sanctioned)
        self.fresh_dead += p.funeral_gain * (yesterday.mourned.get(self.name, 0) - self.fresh_dead)
        self.dead += p.funeral_gain * (self.fresh_dead - self.dead)
        self.raided = p.raid_decay * self.raided + (yesterday.raided == self.name)
        if yesterday.released == self.name:
            self.raided = 0.0
        self.expulsion_moved = p.promise_decay * self.expulsion_moved + yesterday.counts["move_expulsion"]
        self.mediated += p.mediation_gain * (yesterday.counts["broker_truce"] - self.mediated)
        self.americans_killed += p.alarm_gain * (yesterday.lethal - self.americans_killed)
        self.hear_of_truces()

    def hear_of_truces(self) -> None:
        """My truce wears off, breaks with my own attacks, is renewed by an announcement and ended by another.

        What was promised wears off too; it is not broken by attacks, and promises add up.
        """
        yesterday = self.model.yesterday
        self.truce *= self.p.truce_decay
        self.promised *= self.p.truce_decay
        if self.attacks:
            self.truce *= 1.0 - self.p.truce_breach
        if any(self.is_bound(*notice) for notice in yesterday.truces):
            self.truce = 1.0
            self.promised += 1.0
        if any(self.is_bound(*notice) for notice in yesterday.ends):
            self.truce = self.promised = 0.0

    def is_bound(self, author: str, general: bool) -> bool:
        """Whether a notice binds me: my own, or a general one, which Sadr's men leave to the others."""
        return author == self.name or (general and self.traits.heeds_general_truces > 0)

    # Today ----------------------------------------------------------------------------------------------------------------

    def act(self) -> None:
        """Attack, march, speak of truces, knowing today's words; nobody sees what another group does today."""
        p, traits, iran = self.p, self.traits, self.model.iran
        obeyed = p.order_hold * traits.obedience * iran.grip_on_restraint
        free = math.exp(-obeyed - self.other_restraints() - p.truce_hold * self.truce)
        pressed = p.pressed_attacks * traits.obedience * iran.grip_on_pressure
        at_bases = free * math.exp(-p.halt_followed * self.model.scene.halted - p.gaza_pause_hold * self.gaza_paused())
        self.attack_bases(at_bases * self.model.targets, pressed)
        self.bomb_convoys(free * self.model.targets_in_iraq, pressed)
        march = p.march_floor * traits.share_of_bases + p.funeral_march * self.dead
        self.model.often(self.name, "assault_embassy", march * math.exp(-obeyed - p.march_hold * self.expulsion_moved))
        self.announce_truce()
        self.end_truce()

    def threaten(self) -> None:
        """Threats: standing ones, after blows, today's with them, over Israel, Gaza and the talks on withdrawal."""
        p, facts, today, bases = self.p, self.model.facts, self.model.today, self.traits.share_of_bases
        mine = felt(self.outrage, today.hits.get(self.name, 0), p.threats_at_once)
        everyones = felt(self.outrage_of_all, today.blows(), p.threats_at_once)
        threat = (
            p.threats * bases
            + p.threats_per_blow * self.with_allies(mine, everyones, bases)
            + p.threats_per_israeli_strike * bases * self.model.scene.israeli
            + p.gaza_threats * self.traits.share_of_gaza * facts.gaza_war
            + p.talks_threats * bases * facts.withdrawal_talks
            + p.threats_per_sanction * bases * self.sanctioned
            + p.threats_per_strike_on_iran * bases * self.model.scene.patron_struck
        )
        self.model.often(self.name, "threaten", threat)

    def other_restraints(self) -> float:
        """What holds attacks back beside orders, truces and few targets: fear, raids, the street."""
        p, scene, facts = self.p, self.model.scene, self.model.facts
        return (  # type: ignore[no-any-return]
            p.fear * scene.fear + p.raid_hold * self.raided + p.street_hold * max(facts.protests, facts.sadr_standoff)
        )

    def attack_bases(self, free: float, pressed: float) -> None:
        """Attacks on bases and missions, with their dead and wounded."""
        p, scene, traits, model = self.p, self.model.scene, self.traits, self.model
        bases = traits.share_of_bases
        motives = (
            p.base_attacks * bases
            + p.branching * self.with_allies(self.momentum, scene.attacks, bases)
            + p.reprisal * self.with_allies(self.struck, scene.strikes, bases)
            + p.revenge * bases * scene.revenge
            + p.anniversary_attacks * bases * model.facts.anniversary * scene.grudge
            + p.gaza_attacks * traits.share_of_gaza * self.model.campaign()
            + p.israeli_attacks * bases * scene.israeli
            + pressed * bases
            + p.attacks_per_strike_on_iran * bases * traits.obedience * scene.patron_struck
            + p.protest_attacks * bases * model.facts.protests
            + p.talks_attacks * bases * model.facts.withdrawal_talks
            + p.mission_attacks * bases * model.facts.missions_attacked
        )
        rate = motives * free
        self.attacks = model.often(self.name, "attack_base", rate, model.mood_on_bases, self.claim)
        self.unseen_attacks = rate * (1.0 - model.facts.seen_bases)
        model.today.unseen_bases += self.unseen_attacks
        for _ in range(self.attacks):
            self.harm()

    def bomb_convoys(self, free: float, pressed: float) -> None:
        """Bombs on supply convoys."""
        p, scene, model = self.p, self.model.scene, self.model
        roads = self.traits.share_of_convoys
        motives = (
            p.convoy_attacks * roads
            + p.convoy_branching * self.with_allies(self.road_momentum, scene.convoys, roads)
            + p.convoy_reprisal * self.with_allies(self.struck, scene.strikes, roads)
            + pressed * roads
        )
        rate = motives * free
        self.bombs = model.often(self.name, "attack_convoy", rate, model.mood_on_roads, self.claim)
        self.unseen_bombs = rate * (1.0 - model.facts.seen_convoys)
        model.today.unseen_convoys += self.unseen_bombs

    def announce_truce(self) -> None:
        """A truce: mediated, at Tehran's word, to avert a blow, for a friendly government, in a pause in Gaza, or unprompted."""
        p, scene, facts = self.p, self.model.scene, self.model.facts
        mediated = felt(self.mediated, self.model.today.counts["broker_truce"], p.mediated_at_once)
        motives = (
            p.truce_floor
            + p.mediated_truce * mediated
            + p.ordered_truce * self.model.iran.grip_on_restraint
            + p.truces_per_death * self.americans_killed
            + p.embarrassed_truce * facts.framework_government * scene.sovereignty
            + p.friendly_truce * facts.framework_government
            + p.gaza_truce * facts.gaza_truce
        )
        if self.model.often(self.name, "announce_truce", self.traits.share_of_bases * motives):
            self.model.today.truces.append((self.name, self.speaks_for_all()))

    def end_truce(self) -> None:
        """A truce is declared over: conditions unmet, a leader killed, talks that drag on, or unprompted."""
        p, model, bases = self.p, self.model, self.traits.share_of_bases
        ends = p.truce_floor + p.killed_end * model.scene.revenge + p.talks_end * model.facts.withdrawal_talks
        rate = bases * ends + p.unmet_end * self.promised
        if self.model.often(self.name, "end_truce", rate):
            self.model.today.ends.append((self.name, self.speaks_for_all()))

    # What the decisions share ---------------------------------------------------------------------------------------------

    def with_allies(self, own: float, everyone: float, share: float) -> float:
        """My own part, mixed with my share of everybody's."""
        return own + self.p.solidarity * (share * everyone - own)  # type: ignore[no-any-return]

    def gaza_paused(self) -> float:
        """1 while the war in Gaza is paused, 0 where there is none or no pause."""
        return self.model.facts.gaza_war * self.model.facts.gaza_truce  # type: ignore[no-any-return]

    def speaks_for_all(self) -> bool:
        """Whether a notice binds all groups."""
        return self.model.random.random() < self.marks.general_truce  # type: ignore[no-any-return]

    def harm(self) -> None:
        """One attack on a base falls somewhere, flown or fired; it kills, wounds, or is harmless, by its weapon."""
        p, today, random = self.marks, self.model.today, self.model.random
        if random.random() < self.model.abroad:
            today.bases_abroad += 1
        else:
            today.bases_in_iraq += 1
        flown = random.random() < self.flown()
        today.drones += flown
        kills, wounds = self.dangers(flown)
        u = random.random()
        if u >= kills + wounds:
            return
        wounded = 1 + geometric(random, p.wounded - 1.0)
        today.counts["us_wounded"] += wounded
        today.wounded_in_attacks += wounded
        if u < kills:
            today.lethal += 1
            today.counts["us_killed"] += 1 + geometric(random, p.more_dead)
        else:
            today.wounding += 1

    def flown(self) -> float:
        """Probability that an attack is flown by drones, once the groups have them; another while there is war in Gaza."""
        p, facts = self.marks, self.model.facts
        share = p.drone_share_in_gaza_war if facts.gaza_war else p.drone_share
        return facts.attack_drones * share  # type: ignore[no-any-return]

    def dangers(self, flown: bool) -> tuple[float, float]:
        """Probability that an attack kills Americans, and that it only wounds; part of the drones is shot down first."""
        p = self.marks
        if flown:
            return (1.0 - p.drones_stopped) * p.lethal_drone, (1.0 - p.drones_stopped) * p.wounding_drone
        return p.lethal, p.wounding

    def claim(self) -> str:
        """The name a day's attacks are claimed under, empty if none."""
        p, random = self.p, self.model.random
        if self.model.facts.gaza_war and self.traits.share_of_gaza > 0:
            return UMBRELLA if random.random() < p.umbrella_claims else ""
        if self.fronts and not self.model.scene.commander_alive and random.random() < p.front_name_claims:
            return str(random.choice(self.fronts))
        return ""


def all_militias(model: PeerModel) -> list[Militia]:
    """One agent to a group."""
    return [Militia(model, name) for name in GROUPS]
