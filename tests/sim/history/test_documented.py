"""The documented history: what it scores, whose an unnamed act is, and what it leaves for abduction and for the log."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.stats import nbinom, poisson

from sim.decision import Decision
from sim.history.documented import Documented
from sim.record.acts import Act
from sim.tally import LogEntry
from sim.types import Number
from sim.vocabulary.decisions import MILITIAS
from tests.stand_in import DAY, StandIn, column, done, weighed

GROUPS, MANY = len(MILITIAS), 20_000
BADR, THAR = MILITIAS.index("badr"), MILITIAS.index("thar_allah")
PAIR = ("badr", "thar_allah")
PLAIN = ("dispersion",)
RATES = column(badr=0.3, thar_allah=0.1, kataib_hezbollah=0.6)
BASES = weighed("attack_base", RATES)
POSITIVE = st.floats(1e-3, 3.0)


def history(*acts: Act, authors: str = "shared", factual: Documented | None = None) -> Documented:
    """The record of one day."""
    by_decision: dict[str, list[Act]] = {}
    for act in acts:
        by_decision.setdefault(act.decision, []).append(act)
    return Documented({DAY: by_decision}, authors, factual)


def resolved(
    *acts: Act, decisions: Sequence[Decision] = (BASES,), around: StandIn | None = None, authors: str = "shared"
) -> tuple[Documented, StandIn, list[LogEntry]]:
    documented, around = history(*acts, authors=authors), around or StandIn(off=PLAIN)
    return documented, around, documented.resolve(around, decisions)


def score(documented: Documented, name: str = "attack_base") -> Number:
    return documented.log_probability[name]


# Scores -------------------------------------------------------------------------------------------------------------------


def test_a_state_s_act_is_scored_by_whether_it_happened() -> None:
    strike = weighed("strike", np.array([0.2, 1.0]))
    happened, around, entries = resolved(done("strike", "us"), decisions=[strike])
    assert score(happened, "strike") == pytest.approx(np.log(1 - np.exp([-0.2, -1.0])))
    assert (around.today.total("strike"), len(entries)) == (1.0, 1)
    calm, around, entries = resolved(decisions=[strike])
    assert score(calm, "strike") == pytest.approx(np.array([-0.2, -1.0]))
    assert (around.today.is_empty, entries) == (True, [])


@pytest.mark.parametrize("n", [0, 1, 3])
def test_a_pool_is_scored_on_the_sum_of_its_rates(n: int) -> None:
    """Anybody may have done it: no word on authors. All rates together are 1 a day."""
    documented, around, _ = resolved(*[done("attack_base", "", MILITIAS)] * n)
    assert score(documented) == pytest.approx(poisson.logpmf(n, 1.0))
    assert float(np.asarray(around.today.total("attack_base"))) == pytest.approx(n)


@pytest.mark.parametrize("n", [0, 2])
def test_a_bunched_pool_is_negative_binomial_and_thinned_by_what_is_reported(n: int) -> None:
    around = StandIn(reporting={"attack_base": 0.8}, militia__base_dispersion=2.5)
    documented, _, _ = resolved(*[done("attack_base", "", MILITIAS)] * n, around=around)
    assert score(documented) == pytest.approx(nbinom.logpmf(n, 2.5, 2.5 / (2.5 + 0.8)))
    assert documented.pool_totals["attack_base"] == (n, pytest.approx(0.8))


@pytest.mark.parametrize(("actor", "may_be", "chance"), [("badr", (), 0.3), ("", PAIR, 0.4), ("", MILITIAS, 1.0)])
def test_an_author_is_scored_by_his_part_of_the_pool(actor: str, may_be: tuple[str, ...], chance: float) -> None:
    documented, _, _ = resolved(done("attack_base", actor, may_be))
    assert score(documented) == pytest.approx(poisson.logpmf(1, 1.0) + np.log(chance))


def test_each_world_scores_its_own_rates_and_days_add_up() -> None:
    rates = RATES * np.array([1.0, 2.0])
    documented = history(done("attack_base", "badr"))
    for day in (DAY, DAY + 1):
        documented.resolve(StandIn(2, day=day, off=PLAIN), [weighed("attack_base", rates)])
    expected = [np.log(0.3) + poisson.logpmf(1, m) + poisson.logpmf(0, m) for m in (1.0, 2.0)]
    assert np.asarray(score(documented)) == pytest.approx(expected)


def test_an_act_that_nobody_could_do_has_no_chance_and_still_happens() -> None:
    act = done("attack_base", "", ("saraya_al_salam", "liwa_al_tafuf"))
    documented, around, _ = resolved(act)
    assert np.asarray(score(documented)).item() == -np.inf
    shares = np.asarray(around.today.total("attack_base", by_group=True))
    assert np.array_equal(shares, column(saraya_al_salam=0.5, liwa_al_tafuf=0.5))


def test_acts_that_a_scenario_adds_are_not_the_record_s() -> None:
    documented, around, _ = resolved(done("attack_base", "badr", added=True))
    assert score(documented) == pytest.approx(poisson.logpmf(0, 1.0))
    assert not np.any(around.today.total("attack_base"))


# Authors ------------------------------------------------------------------------------------------------------------------


@given(arrays(float, (GROUPS, 3), elements=POSITIVE), st.lists(st.sampled_from(MILITIAS), min_size=1, max_size=4, unique=True))
def test_a_shared_act_is_shared_in_proportion_to_rates(rates: np.ndarray, may_be: list[str]) -> None:
    act = done("attack_base", "", tuple(may_be))
    _, around, _ = resolved(act, decisions=[weighed("attack_base", rates)], around=StandIn(3, off=PLAIN))
    shares = np.asarray(around.today.total("attack_base", by_group=True))
    rows = [MILITIAS.index(group) for group in may_be]
    assert shares.sum(axis=0) == pytest.approx(np.ones(3))
    assert shares[rows] == pytest.approx(rates[rows] / rates[rows].sum(axis=0))


def test_each_of_several_acts_is_shared_by_itself() -> None:
    acts = (done("attack_base", "badr"), done("attack_base", "", PAIR))
    documented, around, _ = resolved(*acts)
    assert np.asarray(around.today.total("attack_base", by_group=True)) == pytest.approx(column(badr=1.75, thar_allah=0.25))
    first, second = documented.ledger["attack_base"].weights
    assert np.asarray(first) == pytest.approx(column(badr=1.0))
    assert np.asarray(second) == pytest.approx(column(badr=0.75, thar_allah=0.25))


def drawn(worlds: int, *acts: Act, seed: int = 7) -> tuple[Documented, np.ndarray]:
    around = StandIn(worlds, seed, off=PLAIN)
    documented, _, _ = resolved(*acts, around=around, authors="drawn")
    return documented, np.asarray(around.today.total("attack_base", by_group=True))


@given(st.integers(0, 2**32), st.lists(st.sampled_from(MILITIAS), min_size=2, max_size=4, unique=True))
def test_a_drawn_author_is_one_of_the_possible_ones(seed: int, may_be: list[str]) -> None:
    _, counts = drawn(20, done("attack_base", "", tuple(may_be)), seed=seed)
    assert set(np.unique(counts)) <= {0.0, 1.0}
    assert (counts.sum(axis=0) == 1).all()
    assert not np.delete(counts, [MILITIAS.index(group) for group in may_be], axis=0).any()


def test_authors_are_drawn_in_proportion_and_each_act_by_itself() -> None:
    """Badr 3 in 4; both acts by Badr 9 in 16."""
    act = done("attack_base", "", PAIR)
    documented, counts = drawn(MANY, act, act)
    first, second = (np.asarray(weight)[BADR] for weight in documented.ledger["attack_base"].weights)
    assert np.array_equal(first + second, counts[BADR])
    error = 4.5 * np.sqrt(0.25 / MANY)
    assert [first.mean(), second.mean(), (first * second).mean()] == pytest.approx([0.75, 0.75, 9 / 16], abs=error)


def test_drawing_authors_scores_what_sharing_scores() -> None:
    act = done("attack_base", "", PAIR)
    shared, _, _ = resolved(act)
    assert np.asarray(score(drawn(5, act)[0])) == pytest.approx(np.asarray(score(shared)).item())


def test_beside_a_factual_twin_the_authors_are_the_twin_s() -> None:
    acts = (done("attack_base", "", PAIR), done("attack_base", "", ("badr", "kataib_hezbollah")))
    twin, factual = drawn(200, *acts)
    other_rates = weighed("attack_base", column(badr=0.01, thar_allah=5.0, kataib_hezbollah=0.02))
    around = StandIn(200, seed=8, off=PLAIN)
    mine = history(*acts, authors="drawn", factual=twin)
    mine.resolve(around, [other_rates])
    assert np.array_equal(around.today.total("attack_base", by_group=True), factual)
    chance = np.log(5.01 / 5.03) + np.log(0.03 / 5.03)
    assert np.asarray(score(mine)) == pytest.approx(poisson.logpmf(2, 5.03) + chance)


# What is left for others --------------------------------------------------------------------------------------------------


def test_the_ledger_holds_what_the_rules_made_of_the_day() -> None:
    act, around = done("attack_base", "", PAIR), StandIn(reporting={"attack_base": 0.5}, off=PLAIN)
    documented, _, _ = resolved(act, done("strike", "us"), decisions=(BASES, weighed("strike", 0.2)), around=around)
    base, strike = documented.ledger["attack_base"], documented.ledger["strike"]
    assert base.acts == [act]
    assert np.asarray(base.count) == pytest.approx(column(badr=0.75, thar_allah=0.25))
    assert np.asarray(base.rate) == pytest.approx(0.5 * RATES)
    assert (strike.count, strike.rate, strike.weights) == (1.0, 0.2, [1.0])


def test_a_shared_act_stands_in_the_log_once_under_its_reported_name_with_its_likeliest_author_behind() -> None:
    act = done("attack_base", "", PAIR, label="unknown_militia", marks={"us_killed": 1.0, "hit_badr": 1.0})
    _, _, entries = resolved(act)
    (entry,) = entries
    assert (entry.actors, entry.labels, entry.count) == (("unknown_militia",), ("unknown_militia",), 1.0)
    assert entry.marks == {"us_killed": 1.0}
    assert entry.row == BADR
    assert entry.decision is BASES
    _, _, (likelier,) = resolved(act, decisions=[weighed("attack_base", column(badr=0.1, thar_allah=0.2, kataib_hezbollah=9.0))])
    assert likelier.row == THAR


def test_a_drawn_act_stands_under_the_author_drawn() -> None:
    act = done("attack_base", "", PAIR, label="unknown_militia")
    _, _, (entry,) = resolved(act, around=StandIn(6, off=PLAIN), authors="drawn")
    assert entry.actors == MILITIAS
    assert np.shape(entry.count) == (GROUPS, 6)
    assert {entry.labels[BADR], entry.labels[THAR]} == {"unknown_militia"}


def test_another_day_s_acts_are_not_today_s() -> None:
    documented = history(done("attack_base", "badr"))
    around = StandIn(day=DAY + 1, off=PLAIN)
    assert documented.resolve(around, [BASES]) == []
    assert not np.any(around.today.total("attack_base"))
