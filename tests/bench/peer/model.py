"""The peer's model: one world, stepped day by day."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence

import mesa

from .baghdad import Baghdad
from .day import Day, WarWatch
from .facts import Facts, by_owner
from .iran import Iran
from .luck import poisson
from .militia import Militia, all_militias
from .scene import Scene
from .us import UnitedStates


class PeerModel(mesa.Model):  # type: ignore[misc]
    """The United States, Iran, Baghdad and the militias in one world, left to themselves from the first day.

    Parameters
    ----------
    values
        One draw of the parameters, full name to number.
    calendar
        The dated facts, one entry a day.
    seed
        Of this world's luck.

    Attributes
    ----------
    daily
        Counts by decision, dead, wounded and the rung, one mapping a day.
    log
        Acts in order: day, author, decision, count, and the name claimed under.
    """

    def __init__(self, values: Mapping[str, float], calendar: Sequence[Facts], seed: int) -> None:
        super().__init__(rng=seed)
        self.owned = by_owner(values)
        self.calendar = calendar
        self.clock = 0
        self.facts = calendar[0]
        self.scene = Scene(self.owned["scene"])
        self.yesterday, self.today = Day(), Day()
        self.mood_on_bases = self.mood_on_roads = 1.0
        self.targets = self.targets_in_iraq = 1.0
        self.abroad = 0.0
        self.militias = all_militias(self)
        self.iran = Iran(self)
        self.us = UnitedStates(self)
        self.baghdad = Baghdad(self)
        self.war = WarWatch()
        self.daily: list[dict[str, int]] = []
        self.log: list[tuple[int, str, str, int, str]] = []

    def step(self) -> None:
        """One day: everybody takes in yesterday; then words, blows, answers and reactions, each knowing those before it."""
        israeli = self.facts.israeli if self.clock else 0.0  # those of yesterday: the facts are moved on below
        war = self.facts.gaza_war
        self.facts = self.calendar[self.clock]
        self.yesterday, self.today = self.today, Day()
        self.scene.perceive(self.yesterday, israeli, self.halting(), self.facts.gaza_war > war)
        self.agents.do("perceive")
        self.set_targets()
        self.set_moods()
        self.words()
        self.blows()
        self.answers()
        self.reactions()
        self.today.counts["rung"] = self.war.rung(self.today, self.clock)
        self.daily.append(self.today.counts)
        self.clock += 1
        self.running = self.clock < len(self.calendar)

    def words(self) -> None:
        """Tehran orders, Baghdad mediates and gives notice."""
        self.iran.give_orders()
        self.baghdad.mediate()
        self.baghdad.give_notice()

    def blows(self) -> None:
        """Militias attack, march, announce truces or end them; Iran fires."""
        self.agents_by_type[Militia].do("act")
        self.iran.fire()

    def answers(self) -> None:
        """Washington answers by force, and thins out."""
        self.us.use_force()
        self.us.send_home()

    def reactions(self) -> None:
        """Militias threaten, Baghdad reacts, Washington speaks, punishes and reinforces."""
        self.agents_by_type[Militia].do("threaten")
        self.baghdad.react()
        self.us.speak_and_pay()
        self.us.reinforce()

    def set_targets(self) -> None:
        """What is left to hit, in Iraq and in all, and the share of the attacks that falls abroad.

        Fire goes where there was fire, else where it usually goes; draw-downs take targets away in Iraq alone, where alone a
        government of friends is spared.
        """
        scene, marks, friends = self.scene, self.owned["marks"], self.facts.framework_government
        usual = (1.0 - friends) * marks.abroad + friends * marks.abroad_under_friends
        recent = scene.attacks_in_iraq + scene.attacks_abroad
        drawn = (marks.place_inertia * usual + scene.attacks_abroad) / (marks.place_inertia + recent)
        militia = self.owned["militia"]
        owed = militia.own_government_hold * friends * (1.0 - self.campaign())
        self.targets_in_iraq = math.exp(-militia.posture_hold * scene.exposure_lost - owed)
        self.targets = drawn + (1.0 - drawn) * self.targets_in_iraq
        self.abroad = drawn / self.targets

    def halting(self) -> float:
        """How far those whom yesterday's truces bind lead: all are open-ended in a free run."""
        shares = {each: each.traits.share_of_bases for each in self.militias}
        bound = (each for each in shares if any(each.is_bound(*notice) for notice in self.yesterday.truces))
        return min(sum(shares[each] for each in bound) / max(shares.values()), 1.0)

    def campaign(self) -> float:
        """What there is of the campaign over Gaza: while the war is on and not paused, but for what halts have ended."""
        war = self.facts.gaza_war * max(1.0 - self.facts.gaza_truce, 0.0)
        return war * (1.0 - (1.0 - self.owned["militia"].campaign_left) * self.scene.called_off)  # type: ignore[no-any-return]

    def set_moods(self) -> None:
        """What all groups share today: a gamma frailty of mean one, times the chance that an attack is reported."""
        militia, facts, random = self.owned["militia"], self.facts, self.random
        shape = militia.base_dispersion
        self.mood_on_bases = facts.seen_bases * random.gammavariate(shape, 1.0 / shape)
        shape = militia.convoy_dispersion
        self.mood_on_roads = facts.seen_convoys * random.gammavariate(shape, 1.0 / shape)

    def often(self, who: str, what: str, rate: float, mood: float = 1.0, claim: Callable[[], str] = str) -> int:
        """How often this is done today: a Poisson count of mean `rate * mood`, counted and logged."""
        count = poisson(self.random, rate * mood)
        if count:
            self.enter(who, what, count, claim())
        return count

    def once(self, who: str, what: str, rate: float) -> bool:
        """Whether this is done today, with probability 1 - exp(-rate), counted and logged."""
        u = self.random.random()
        happens: bool = u < rate and u < -math.expm1(-rate)
        if happens:
            self.enter(who, what, 1)
        return happens

    def enter(self, who: str, what: str, count: int, claimed_as: str = "") -> None:
        """Write an act down."""
        self.today.counts[what] += count
        self.log.append((self.clock, who, what, count, claimed_as))

    def close(self) -> None:
        """Let go of the agents: Mesa 3.3 keeps every model in a table of its agents for ever."""
        getattr(mesa.Agent, "_ids", {}).pop(self, None)
