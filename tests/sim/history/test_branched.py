"""The branched history: the luck that brought what happened, drawn again with other rates; and what a branch must leave alone."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.stats import nbinom, poisson

from sim.history.branched import Abducted, Branched
from sim.history.documented import Documented
from sim.history.sampled import Sampled
from sim.model import EscalationModel
from sim.parameters import Parameters, load_parameters
from sim.record.acts import Act
from sim.scenario import Scenario, load_scenario
from sim.types import Number
from sim.vocabulary.decisions import MILITIAS
from tests.runs import finish
from tests.stand_in import DAY, StandIn, column, done, weighed

GROUPS, MANY = len(MILITIAS), 20_000
BADR = MILITIAS.index("badr")
ONE = done("attack_base", "badr")
CALM = {"marks__lethal": 0.0, "marks__wounding": 0.0}

# One day, without a model -------------------------------------------------------------------------------------------------


def again(
    name: str, acts: list[Act], before: Number, now: Number, worlds: int = MANY, edits: list[Act] | None = None, **around: Any
) -> np.ndarray:
    """Counts, shape `(authors, worlds)`, of a day on which these acts are documented, drawn again with other rates."""
    conditions, here = (StandIn(worlds, **CALM, **around) for _ in range(2))
    factual = Documented({DAY: {name: acts}}, "drawn")
    factual.resolve(conditions, [weighed(name, before)])
    history = Abducted(factual, conditions, {DAY: {name: acts if edits is None else edits}})
    decision = weighed(name, now)
    found = sum((np.asarray(entry.count) for entry in history.resolve(here, [decision])), np.zeros(()))
    return np.broadcast_to(found, (len(decision.actors), worlds))


def mean_is(values: np.ndarray, mean: float) -> None:
    """Of what is zero or one: within four and a half standard errors."""
    assert values.mean() == pytest.approx(mean, abs=4.5 * np.sqrt(mean * (1 - mean) / values.size) + 1e-12)


def test_the_same_rates_bring_what_happened_in_every_world() -> None:
    rates = column(badr=0.3, thar_allah=0.1)
    acts = [ONE, done("attack_base", "thar_allah"), ONE]
    counts = again("attack_base", acts, rates, rates)
    assert np.array_equal(counts, np.broadcast_to(column(badr=2.0, thar_allah=1.0), counts.shape))
    assert (again("strike", [done("strike", "us")], 0.2, 0.2) == 1).all()
    assert not again("strike", [], 0.2, 0.2).any()


@pytest.mark.parametrize(("before", "now"), [(0.2, 0.5), (0.5, 0.2)])
def test_a_state_s_act_is_kept_or_brought_about_as_often_as_its_luck_allows(before: float, now: float) -> None:
    """It happened: luck lies below p. It did not: above. Drawn again with the chance q of the new rate."""
    p, q = 1 - np.exp(-before), 1 - np.exp(-now)
    mean_is(again("strike", [done("strike", "us")], before, now), min(q / p, 1.0))
    mean_is(again("strike", [], before, now), max((q - p) / (1 - p), 0.0))


def test_a_group_s_quiet_day_is_drawn_again_with_the_luck_that_kept_it_quiet() -> None:
    """Luck lies above P(N >= 1) = p under the old rate; of k or more there is luck left from p up to P(N >= k) under the new."""
    p = 1 - np.exp(-0.2)
    counts = again("threaten", [], column(badr=0.2), column(badr=1.5))[BADR]
    for k in (1, 2, 3):
        mean_is(counts >= k, max((poisson.sf(k - 1, 1.5) - p) / (1 - p), 0.0))


def test_a_bunched_pool_s_quiet_day_is_drawn_again_under_the_frailty_it_tells_of() -> None:
    """Nothing happened at mean m: the frailty is Gamma(k) / (k + m), so doubling the rate adds a quiet day's chance ratio."""
    k, m = 2.0, 0.5
    counts = again("attack_base", [], column(badr=m), column(badr=2 * m), militia__base_dispersion=k)[BADR]
    quiet = nbinom.pmf(0, k, k / (k + 2 * m)) / nbinom.pmf(0, k, k / (k + m))
    mean_is(counts == 0, quiet)


@given(
    arrays(float, (GROUPS, 1), elements=st.floats(1e-3, 2.0)),
    arrays(float, (GROUPS, 1), elements=st.floats(0.0, 2.0)),
    st.lists(st.sampled_from(MILITIAS), max_size=4),
    st.integers(0, 2**32),
)
def test_raising_a_rate_never_lowers_a_count_and_lowering_it_never_raises_one(
    low: np.ndarray, more: np.ndarray, authors: list[str], seed: int
) -> None:
    acts = [done("attack_base", author) for author in authors]
    happened = sum((column(**{author: 1.0}) for author in authors), column())
    assert (again("attack_base", acts, low, low + more, 20, seed=seed) >= happened).all()
    assert (again("attack_base", acts, low + more, low, 20, seed=seed) <= happened).all()


def test_only_worlds_and_groups_whose_rate_differs_are_drawn_again() -> None:
    before = column(badr=0.3, thar_allah=0.1) * np.ones(400)
    now = before.copy()
    now[BADR, 200:] = 0.05
    counts = again("attack_base", [ONE, done("attack_base", "thar_allah")], before, now, 400, off=("dispersion",))
    assert (counts[BADR, :200] == 1).all()
    assert 0 < counts[BADR, 200:].sum() < 200
    assert (np.delete(counts, BADR, axis=0).sum(axis=0) == 1).all()


def test_an_act_the_old_rules_called_impossible_still_happens() -> None:
    assert (again("attack_base", [ONE], column(badr=0.0, thar_allah=0.3), column(badr=0.2, thar_allah=0.3))[BADR] == 1).all()
    assert (again("strike", [done("strike", "us")], 0.0, 0.1) == 1).all()


def test_what_a_scenario_removes_is_gone_and_the_rest_of_the_day_stays() -> None:
    rates, other = column(badr=0.3), replace(ONE, id="other")
    assert (again("attack_base", [ONE, other], rates, rates, 50, [replace(ONE, removed=True), other])[BADR] == 1).all()
    assert not again("attack_base", [ONE], rates, rates, 50, [replace(ONE, removed=True)]).any()


def test_one_world_gives_a_number_for_a_state() -> None:
    conditions = StandIn()
    factual = Documented({}, "drawn")
    factual.resolve(conditions, [weighed("strike", 0.2)])
    (entry,) = Abducted(factual, conditions, {}).resolve(StandIn(), [weighed("strike", 60.0)])
    assert entry.count == 1.0
    assert isinstance(entry.count, float)


def test_history_turns_from_the_record_to_luck_on_the_branch_day() -> None:
    record = Documented({DAY: {"attack_base": [ONE]}, DAY + 1: {"attack_base": [ONE]}}, "drawn")
    branched = Branched(record, Sampled(), DAY + 1)
    never = weighed("attack_base", column(thar_allah=1e-9))
    before, after = StandIn(day=DAY), StandIn(day=DAY + 1)
    assert len(branched.resolve(before, [never])) == 1
    assert branched.resolve(after, [never]) == []
    assert before.today.total("attack_base") == 1.0
    assert branched.log_probability is record.log_probability
    assert set(branched.log_probability) == {"attack_base", "marks/attack_base"}


# A run --------------------------------------------------------------------------------------------------------------------

WORLDS = 10
DOCUMENTED = load_scenario("documented").edit(start="2019-12-15", end="2020-01-31", warm_up=60)
INERT = DOCUMENTED.edit(branch="2020-01-02")
BEFORE = int(np.searchsorted(DOCUMENTED.days, np.datetime64("2020-01-02")))


def ran(scenario: Scenario, parameters: Parameters | None = None) -> EscalationModel:
    return finish(EscalationModel(scenario, worlds=WORLDS, rng=3, parameters=parameters))


def early(model: EscalationModel) -> pd.DataFrame:
    """The log before the branch; `cause` may differ, since it names a motive of the rules in force."""
    events = model.event_log.events()
    return events[events["date"] < pd.Timestamp("2020-01-02")].drop(columns="cause").reset_index(drop=True)


@pytest.mark.parametrize("mechanism", ["patron_orders", "posture", "double_bind", "retaliation_delay"])
def test_a_mechanism_is_switched_off_from_the_branch_on(mechanism: str) -> None:
    off = ran(INERT.edit(switch_off=[mechanism]))
    assert np.array_equal(off.event_log.daily[:BEFORE], ran(DOCUMENTED).event_log.daily[:BEFORE])


def test_authors_of_documented_acts_are_the_same_in_every_arm() -> None:
    edited = INERT.edit(interventions=[{"set": {"parameter": "militia.solidarity", "value": 0.9}}])
    assert early(ran(INERT)).equals(early(ran(edited)))


@pytest.mark.parametrize("share", [0.0, np.array([0.0, 0.3] * (WORLDS // 2))])
def test_an_act_that_the_rules_call_impossible_still_happened(share: float | np.ndarray) -> None:
    parameters = load_parameters().replace({"kataib_hezbollah.share_of_bases": share})
    documented = ran(DOCUMENTED, parameters)
    score = np.broadcast_to(documented.log_probability["attack_base"], (WORLDS,))
    assert np.array_equal(np.isneginf(score), np.broadcast_to(np.asarray(share) == 0.0, (WORLDS,)))
    assert not np.isnan(score).any()
    assert np.array_equal(ran(INERT, parameters).event_log.daily, documented.event_log.daily)
