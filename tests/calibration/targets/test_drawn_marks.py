"""Marks drawn anew: what the record has by hand, and draws against the odds that the likelihood scores the same acts with."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from calibration.targets.daily_counts import Days, predict
from calibration.targets.drawn_marks import DRAWN, FIRED_WITHIN, fired_lately, found_marks
from sim import places
from sim.decision import Decision
from sim.environment import Environment
from sim.history import odds
from sim.history.documented import Documented
from sim.model import EscalationModel
from sim.record.acts import Act, by_day
from sim.scenario import load_scenario
from sim.worlds import per_group

WORLDS = 600


def attack(day: int, actor: str = "", unstated: tuple[str, ...] = (), **marks: float) -> Act:
    return Act(f"a{day}{actor}", day, actor, (), "attack_base", marks, unstated=unstated)


def strike(day: int, unstated: tuple[str, ...] = (), **marks: float) -> Act:
    return Act(f"s{day}", day, "us", (), "strike", marks, unstated=unstated)


def found(*acts: Act, day: int = 100) -> dict[str, float]:
    return {name: value for name, value in found_marks(by_day(list(acts)), day).items() if value}


def test_what_the_record_has_of_attacks() -> None:
    acts = (
        attack(100, "badr", abroad=1.0, drone=1.0, wounding=1.0),
        attack(100, "thar_allah", ("drone",), in_iraq=1.0, lethal=1.0),
        attack(100, "badr", in_iraq=1.0),
        attack(99, abroad=1.0),
    )
    assert found(*acts) == {"attack_abroad": 1, "drone_attack": 1, "attack_of_known_weapon": 2, "harmful_attack": 2}


def test_what_the_record_has_of_strikes() -> None:
    in_iraq = strike(100, in_iraq=1.0, militia_killed=5.0, hit_badr=0.5, hit_kataib_hezbollah=0.5)
    both = {"counted_strike_in_iraq": 1, "dead_in_iraq": 5, "strike_on_group": 1, "strike_on_kataib_hezbollah": 0.5}
    assert found(in_iraq) == {**both, "strike_on_who_had_not_fired": 1}
    assert found(in_iraq, attack(90, "badr")) == {**both, "strike_on_who_had_not_fired": 0.5}
    assert found(strike(100, militia_killed=3.0)) == {"counted_strike_abroad": 1, "dead_abroad": 3}
    assert found(strike(100, ("militia_killed",))) == {}


def test_a_group_has_fired_lately_on_the_first_and_last_of_the_days_and_if_it_is_named() -> None:
    acts = by_day(
        [attack(100 - FIRED_WITHIN, "badr"), attack(100, "thar_allah"), attack(99), attack(99 - FIRED_WITHIN, "liwa_al_tafuf")]
    )
    assert fired_lately(acts, 100) == {"badr", "thar_allah"}


@pytest.fixture(scope="module")
def scored() -> tuple[Days, dict[str, float]]:
    """Days of the campaign drawn anew, and by series the sum of the odds at the moment when the likelihood scores each act."""
    expected = dict.fromkeys(("attack_abroad", "drone_attack", "dead_in_iraq", "strike_on_kataib_hezbollah"), 0.0)
    mark = Documented._mark

    def marked(self: Documented, environment: Environment, decision: Decision) -> None:
        for act in self.ledger[decision.name].acts if environment.day >= first else ():
            if decision.name == "attack_base":
                expected["attack_abroad"] += mean(places.abroad(environment))
                expected["drone_attack"] += mean(odds.drone(environment)) * ("drone" not in act.unstated)
            elif decision.name == "strike":
                if act.marks.get("in_iraq"):
                    expected["dead_in_iraq"] += mean(odds.strike_dead(environment, 1.0))
                if any(name.startswith("hit_") for name in act.marks):
                    expected["strike_on_kataib_hezbollah"] += mean(per_group(environment.us.belief(), 10)[0])
        mark(self, environment, decision)

    scenario = load_scenario("documented").edit(start=dt.date(2023, 11, 10), end=dt.date(2024, 2, 10), warm_up=60)
    first = int(np.datetime64("2023-11-10", "D").astype(int))
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Documented, "_mark", marked)
        days = predict(EscalationModel(scenario, WORLDS, parameters="point"), np.random.default_rng(5))
    return days, expected


def mean(value: object) -> float:
    return float(np.mean(np.asarray(value)))


@pytest.mark.parametrize("name", ["attack_abroad", "drone_attack", "dead_in_iraq", "strike_on_kataib_hezbollah"])
def test_draws_have_the_odds_that_the_likelihood_scores_the_same_acts_with(
    scored: tuple[Days, dict[str, float]], name: str
) -> None:
    days, expected = scored
    drawn = days.of(name).sum(axis=0)
    assert expected[name] > 0.5
    assert abs(drawn.mean() - expected[name]) < 4 * drawn.std() / np.sqrt(WORLDS)


def test_parts_are_no_more_than_their_wholes(scored: tuple[Days, dict[str, float]]) -> None:
    days, _ = scored
    wholes = {
        "attack_abroad": "attack_base", "harmful_attack": "attack_base", "drone_attack": "attack_of_known_weapon",
        "strike_on_kataib_hezbollah": "strike_on_group", "strike_on_who_had_not_fired": "strike_on_group",
    }  # fmt: skip
    for part, whole in wholes.items():
        assert (days.of(part) <= days.known.of(whole)).all(), part
        assert 0 < days.of(part).sum() < WORLDS * days.known.of(whole)[:, 0].sum(), part
    assert set(days.known.counts) >= {name for name in DRAWN if days.known.of(name).any()}
    assert (days.of("dead_in_iraq").any(axis=1) <= days.known.of("counted_strike_in_iraq").any(axis=1)).all()
