"""The peer follows the same rules as the model: in lockstep its rates are equal, and left to itself its means agree."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import date
from random import Random

import numpy as np

from sim import places
from sim.event_log import DAILY
from sim.history import odds
from sim.model import EscalationModel
from sim.parameter_files import choose
from sim.parameters import Parameters, load_parameters
from sim.scenario import Scenario, load_scenario
from sim.vocabulary.decisions import DECISIONS, MILITIAS
from sim.worlds import per_group, row_of
from tests.bench.peer import Facts, PeerModel, calendar, draw
from tests.bench.peer.day import Day
from tests.bench.peer.facts import GROUPS
from tests.bench.peer.luck import geometric, poisson
from tests.runs import finish, rates

DRAWS = 256
SERIES = (*DAILY, "days_of_attack_base", "days_of_attack_convoy")
"""Sums over the days; days on which anything was done tell how far attacks come in bunches."""
MARKS = ("bases_in_iraq", "bases_abroad", "drones", "lethal", "wounding", "hits", "mourned", "on_soil", "soldiers_hit")
"""Of a day, told by the peer's names."""
TIMES = 16
"""Worlds of ours for each world of the peer, under the same draw."""
SINCE, UNTIL = date(2019, 9, 1), date(2020, 8, 31)
SELDOM = 20
"""A series with fewer events than this in the peer's worlds says nothing."""


def free_run(since: date, until: date) -> Scenario:
    """The free run over some of its days."""
    return load_scenario("free_run").edit(start=since, branch=since, end=until)


# In lockstep: the peer is made to do what the model did, and must weigh each day alike -----------------------------------


class Shadow(PeerModel):
    """A peer that draws nothing: acts and marks are those of one world of a model that is a day ahead."""

    def __init__(self, values: dict[str, float], facts: tuple[Facts, ...], ours: EscalationModel, world: int) -> None:
        super().__init__(values, facts, seed=1)
        self.ours, self.world = ours, world
        self.rates: dict[tuple[str, str], float] = {}

    def of_world(self, value: float | np.ndarray) -> float:
        """A number of ours in this world."""
        return float(np.broadcast_to(np.asarray(value, dtype=float), (self.ours.worlds,))[self.world])

    def often(self, who: str, what: str, rate: float, mood: float = 1.0, claim: Callable[[], str] = str) -> int:
        self.rates[who, what] = rate
        count = round(self.of_world(self.counted(who, what)))
        if count:
            self.enter(who, what, count)
        return count

    def once(self, who: str, what: str, rate: float) -> bool:
        return bool(self.often(who, what, rate))

    def counted(self, who: str, what: str) -> float | np.ndarray:
        """How often ours did it yesterday, in every world."""
        value = self.ours.last.total(what, by_group=who in GROUPS)
        return row_of(value, GROUPS.index(who)) if who in GROUPS else value

    def on_groups(self, mark: str, *decisions: str) -> dict[str, int]:
        found = self.ours.last.total_mark(mark, *(decisions or ("strike", "kill_leader")), by_group=True)
        return {group: round(self.of_world(row_of(found, number))) for number, group in enumerate(GROUPS)}

    def whose(self, decision: str) -> str:
        """The group whose men were taken or let go; "" for none."""
        return next((group for group, hit in self.on_groups("hit", decision).items() if hit), "")

    def mark(self, name: str, *decisions: str) -> int:
        return round(self.of_world(self.ours.last.total_mark(name, *decisions)))

    def blows(self) -> None:
        super().blows()
        attacks = ("attack_base", "attack_convoy")
        self.today.lethal, self.today.wounding = self.mark("lethal", *attacks), self.mark("wounding", *attacks)
        self.today.bases_in_iraq = self.mark("in_iraq", "attack_base")
        self.today.bases_abroad = self.mark("abroad", "attack_base")
        self.today.drones = self.mark("drone", "attack_base")
        self.today.killed_by_salvo = self.mark("us_killed", "launch_missiles")
        self.today.truces, self.today.ends = self.notices("announce_truce"), self.notices("end_truce")

    def notices(self, decision: str) -> list[tuple[str, bool]]:
        ours = self.ours.last
        authors = [group for group in GROUPS if self.of_world(self.counted(group, decision)) > 0]
        general = ours.total_mark("general", decision, by_group=True)
        return [(group, self.of_world(row_of(general, GROUPS.index(group))) > 0) for group in authors]

    def answers(self) -> None:
        super().answers()
        today: Day = self.today
        today.hits, today.mourned = self.on_groups("hit"), self.on_groups("mourned")
        today.on_soil, today.iran_killed = self.mark("in_iraq", "strike", "kill_leader"), self.mark("iran_killed", "strike_iran")
        today.soldiers_hit = self.mark("soldiers_hit", "strike")
        today.commander_killed = bool(self.mark("of_commander", "kill_leader"))

    def chances(self) -> list[float]:
        """What today's marks were drawn by: place and weapon of an attack, its harm, dead of a strike, soil of counter-fire."""
        group, us = self.militias[0], self.us
        harm = [*group.dangers(flown=False), *group.dangers(flown=True)]
        return [self.abroad, group.flown(), *harm, us.deadliness(True), us.deadliness(False), us.fire_from_iraq]

    def reactions(self) -> None:
        super().reactions()
        self.today.raided, self.today.released = self.whose("raid"), self.whose("release")


def chances(model: EscalationModel) -> list[float | np.ndarray]:
    """What ours draws the marks of the day just stepped by, in the order of `Shadow.chances`."""
    with model.as_decided():
        harm = [*odds.harm(model, by_drone=False), *odds.harm(model, by_drone=True)]
        dead = [odds.strike_dead(model, soil) for soil in (1.0, 0.0)]
        return [places.abroad(model), odds.drone(model), *harm, *dead, odds.counter_fire_in_iraq(model)]


def lively(worlds: int) -> Parameters:
    """All weights at work and different in each world, and what seldom happens frequent."""
    rng, plain = np.random.default_rng(5), load_parameters()
    often = {
        "us.killing_floor": 0.01, "us.commander_share_trump": 0.2, "us.war_floor": 0.002, "iran.launch_floor": 0.003,
        "iran.order_floor": 0.01, "iraq_government.raids_per_attack_sudani": 0.05, "militia.truce_floor": 0.01,
        "militia.posture_hold": 0.1, "militia.branching": 0.5, "militia.convoy_branching": 0.6, "marks.lethal": 0.1,
        "marks.salvo_lethal": 0.9, "us.soldiers_hit": 0.5,
    }  # fmt: skip
    whole = ("heeds_general_truces",)  # a group heeds or does not
    values = {
        name: often.get(name, value) * (1.0 if name.endswith(whole) else rng.uniform(0.8, 1.2, worlds))
        for name, value in plain.values.items()
    }
    return plain.replace({name: np.clip(value, *plain.entry(name).bounds) for name, value in values.items()})


def test_in_lockstep_every_rate_of_every_day_is_equal() -> None:
    scenario, parameters, worlds = load_scenario("free_run"), lively(3), 3
    ours = EscalationModel(scenario, worlds=worlds, rng=11, parameters=parameters, keep_log=False)
    facts = calendar(scenario.start, len(scenario.days))
    shadows = [Shadow(draw(parameters.values, world), facts, ours, world) for world in range(worlds)]
    seen: set[str] = set()

    def follow(model: EscalationModel) -> None:
        expected = rates(model)
        for world, shadow in enumerate(shadows):
            shadow.step()
            assert shadow.rates.keys() == expected.keys()
            wrong = {key for key, rate in shadow.rates.items() if not math.isclose(rate, expected[key][world], rel_tol=1e-9)}
            assert not wrong, (wrong, facts[shadow.clock - 1])
            if shadow.clock % 7 == 0:
                believed = [shadow.of_world(weight) for weight in per_group(model.us.belief(), len(MILITIAS))]
                assert np.allclose(shadow.us.belief(), believed, rtol=1e-9)
                assert np.allclose(shadow.chances(), [shadow.of_world(chance) for chance in chances(model)], rtol=1e-9)
            seen.update(name for name, count in shadow.today.counts.items() if count)
            seen.update(name for name in MARKS if getattr(shadow.today, name))

    finish(ours, follow)
    assert seen >= {*DECISIONS, *MARKS}  # what follows from an act is tried only if it happens
    assert not all(shadow.scene.commander_alive for shadow in shadows)


def test_the_groups_share_a_mood_of_mean_one_and_only_what_is_reported_counts() -> None:
    day = next(facts for facts in calendar(SINCE, 366) if facts.seen_bases < 1.0 and facts.seen_convoys < 1.0)
    shapes, n = {"militia.base_dispersion": 2.0, "militia.convoy_dispersion": 1.0}, 20_000
    peer = PeerModel(draw(load_parameters().replace(shapes).values, 0), (day,), seed=3)
    moods = np.empty((n, 2))
    for place in range(n):
        peer.set_moods()
        moods[place] = peer.mood_on_bases / day.seen_bases, peer.mood_on_roads / day.seen_convoys
    variance = 1.0 / np.array(list(shapes.values()))
    assert (abs(moods.mean(axis=0) - 1.0) < 4 * np.sqrt(variance / n)).all()
    assert (abs(moods.var(axis=0) / variance - 1.0) < 0.1).all()
    peer.close()


def test_its_counts_have_the_means_and_variances_of_their_names() -> None:
    random, n = Random(4), 100_000
    for mean in (0.03, 0.7, 6.0, 150.0):
        told = {"poisson": (poisson, mean), "geometric": (geometric, mean + mean**2)}
        for name, (drawn, variance) in told.items():
            counts = np.array([drawn(random, mean) for _ in range(n)])
            assert abs(counts.mean() - mean) < 4 * np.sqrt(variance / n), (name, mean)
            assert abs(counts.var() / variance - 1.0) < 0.1, (name, mean)


# Left to itself -----------------------------------------------------------------------------------------------------------


def summed(daily: np.ndarray) -> np.ndarray:
    """Totals `(series, worlds)` of daily counts `(days, measures, worlds)`."""
    days = [(daily[:, DAILY.index(name.removeprefix("days_of_"))] > 0).sum(axis=0) for name in SERIES[len(DAILY) :]]
    return np.vstack([daily.sum(axis=0), *days])


def our_totals(parameters: Parameters) -> np.ndarray:
    """Sum over the days of each series, the mean of the worlds under the same draw; shape `(series, DRAWS)`."""
    tiled = {name: np.tile(value, TIMES) if isinstance(value, np.ndarray) else value for name, value in parameters.values.items()}
    whole = Parameters(parameters.entries, tiled)
    model = finish(EscalationModel(free_run(SINCE, UNTIL), worlds=DRAWS * TIMES, rng=21, parameters=whole))
    return summed(model.event_log.daily).reshape(len(SERIES), TIMES, DRAWS).mean(axis=1)


def peer_totals(parameters: Parameters) -> np.ndarray:
    """Sum over the days of each series in one peer world under each draw; shape `(series, DRAWS)`."""
    facts = calendar(SINCE, (UNTIL - SINCE).days + 1)
    daily = np.zeros((len(facts), len(DAILY), DRAWS))
    for world in range(DRAWS):
        peer = PeerModel(draw(parameters.values, world), facts, seed=1000 + world)
        peer.run_model()
        peer.close()
        daily[:, :, world] = [[day[name] for name in DAILY] for day in peer.daily]
    return summed(daily)


def test_left_to_itself_its_means_agree_with_ours() -> None:
    parameters = choose("posterior").rows(0, DRAWS)
    ours, peer = our_totals(parameters), peer_totals(parameters)
    difference = peer - ours
    error = difference.std(axis=1, ddof=1) / np.sqrt(DRAWS)
    told = {name: difference[place].mean() / error[place] for place, name in enumerate(SERIES) if peer[place].sum() >= SELDOM}
    must = {
        "attack_base", "attack_convoy", "strike", "kill_leader", "threaten", "announce_truce", "condemn_us", "raid", "warn",
        "reinforce", "us_killed", "us_wounded", "militia_killed", "rung", *SERIES[-2:],
    }  # fmt: skip
    assert must <= told.keys()
    assert {name: round(z, 1) for name, z in told.items() if abs(z) > 4.0} == {}
