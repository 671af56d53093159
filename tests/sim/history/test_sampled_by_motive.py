"""Counts drawn motive by motive: the same distribution as drawn together, and another arm differs only where its motives do."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from sim.comparison import arms_against
from sim.decision import Decision
from sim.history.sampled_by_motive import SampledByMotive
from sim.model import EscalationModel
from sim.scenario import load_scenario
from sim.types import Number
from tests.stand_in import StandIn, column, weighed

WORLDS = 20_000


def moved(name: str, **motives: Number) -> Decision:
    """A decision as it stands once weighed, of these motives and no restraint."""
    rate = sum(motives.values())
    decision = weighed(name, rate)
    terms = tuple((motive, lambda value=value: value) for motive, value in motives.items())
    return dataclasses.replace(decision, motives=terms, motive_values=list(motives.values()))  # type: ignore[arg-type]


def drawn(decision: Decision, seed: int = 3, **around: object) -> np.ndarray:
    here = StandIn(WORLDS, seed=seed, **around)  # type: ignore[arg-type]
    entries = SampledByMotive().resolve(here, [decision])
    count = np.asarray(entries[0].count if entries else 0.0)
    return np.broadcast_to(count, (len(decision.actors), WORLDS))


def test_the_motives_add_up_to_the_whole_rate() -> None:
    counts = drawn(moved("threaten", habit=column(badr=0.4), anger=column(badr=0.8, thar_allah=0.1))).sum(axis=0)
    assert counts.mean() == pytest.approx(1.3, abs=4.5 * np.sqrt(1.3 / WORLDS))
    assert counts.var() == pytest.approx(1.3, rel=0.06)  # Poisson


def test_what_happens_at_most_once_happens_once() -> None:
    counts = drawn(moved("strike", habit=0.7, anger=0.9))
    assert set(np.unique(counts)) == {0.0, 1.0}
    share = 1 - np.exp(-1.6)
    assert counts.mean() == pytest.approx(share, abs=4.5 * np.sqrt(share * (1 - share) / WORLDS))


def test_an_act_goes_with_its_motive_and_stays_with_another() -> None:
    both, one = moved("threaten", habit=column(badr=0.4), anger=column(badr=0.8)), moved("threaten", habit=column(badr=0.4))
    counts, without = drawn(both), drawn(one)
    assert (without <= counts).all()
    alone = drawn(moved("threaten", anger=column(badr=0.8)))
    assert np.array_equal(counts, without + alone)


def test_nothing_is_drawn_where_no_motive_is_at_work() -> None:
    assert SampledByMotive().resolve(StandIn(5), [moved("strike", habit=0.0)]) == []
    assert SampledByMotive().resolve(StandIn(5), [weighed("strike", 0.3)]) == []


def test_simulated_arms_that_are_compared_draw_by_motive_and_one_alone_does_not() -> None:
    free, lesson = load_scenario("free_run"), load_scenario("strong_quds_force")
    if lesson.luck != "fresh":
        lesson = free.edit(name="other", switch_off=("fear",))
    arms = arms_against([free, lesson])
    assert {arm.scenario.coupling for arm in arms} == {"causes"}
    documented = arms_against([load_scenario("documented"), free.edit(end=load_scenario("documented").end)])
    assert {arm.scenario.coupling for arm in documented} == {None}
    kept = arms_against([free, lesson.edit(coupling="inversion")])
    assert [arm.scenario.coupling for arm in kept] == ["causes", "inversion"]


def test_a_short_history_by_motive_has_about_as_many_acts_as_one_drawn_together() -> None:
    totals = []
    for coupling in (None, "causes"):
        scenario = load_scenario("free_run").edit(coupling=coupling, end="2018-12-31")
        model = EscalationModel(scenario, 300, 5, parameters="point")
        for _ in model.run():
            pass
        totals.append(model.event_log.events().groupby("action")["count"].sum() / 300)
    assert totals[0]["attack_base"] == pytest.approx(totals[1]["attack_base"], rel=0.2)
    assert totals[0]["warn"] == pytest.approx(totals[1]["warn"], rel=0.2)
