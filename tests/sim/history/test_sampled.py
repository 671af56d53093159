"""Sampled counts: those of the straightforward way, one decision at a time, however they are found."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sim.decision import Decision
from sim.history import chance
from sim.history.pools import shape_of
from sim.history.sampled import Sampled
from sim.vocabulary.decisions import MILITIAS
from tests.stand_in import StandIn, column, weighed

GROUPS, WORLDS = len(MILITIAS), 4
RATES = st.one_of(st.just(0.0), st.floats(1e-4, 0.2), st.floats(0.2, 8.0))
TABLES = st.one_of(arrays(float, (GROUPS, WORLDS), elements=RATES), arrays(float, (GROUPS, 1), elements=RATES))
SEEDS = st.integers(0, 2**32)


def drawn(around: StandIn, *decisions: Decision) -> list[np.ndarray]:
    """Counts of each decision, shape `(authors, worlds)`, as the log has them."""
    entries = {entry.name: entry for entry in Sampled().resolve(around, decisions)}
    counts = []
    for decision in decisions:
        found = np.asarray(entries[decision.name].count if decision.name in entries else 0.0)
        counts.append(np.broadcast_to(found, (len(decision.actors), around.worlds)))
    return counts


def plainly(around: StandIn, decision: Decision) -> np.ndarray:
    """The same the straightforward way: every rate times its frailty, every count by inversion, group by group."""
    shape = shape_of(around, decision.name)
    z = 1.0 if shape is None else chance.frailty(shape, around.luck.uniform(f"frailty/{decision.name}", around.day))
    rates = np.broadcast_to(np.asarray(decision.rate), (len(decision.actors), around.worlds))
    draw = chance.draw_count if decision.many else chance.draw_once
    rows = [
        draw(rate * around.reported(decision.name) * z, around.luck.uniform(stream, around.day))
        for rate, stream in zip(rates, decision.streams, strict=True)
    ]
    return np.array([np.broadcast_to(np.asarray(row), around.worlds) for row in rows])


def settings(**more: Any) -> dict[str, Any]:
    """Marks of thousands of attacks are not at issue here."""
    return {"marks__lethal": 0.0, "marks__wounding": 0.0, **more}


@given(TABLES, TABLES, TABLES, RATES, SEEDS, st.floats(0.06, 100.0), st.floats(0.1, 1.0))
def test_counts_are_those_of_one_decision_at_a_time(
    bases: np.ndarray, roads: np.ndarray, threats: np.ndarray, strike: float, seed: int, shape: float, seen: float
) -> None:
    around = StandIn(WORLDS, seed, reporting={"attack_base": seen}, **settings(militia__base_dispersion=shape))
    decisions = (
        weighed("attack_base", bases),
        weighed("attack_convoy", roads),
        weighed("threaten", threats),
        weighed("warn", strike),
    )
    for decision, counts in zip(decisions, drawn(around, *decisions), strict=True):
        assert np.array_equal(counts, plainly(around, decision)), decision.name


@given(arrays(float, (GROUPS, WORLDS), elements=st.floats(0.0, 0.3)), SEEDS, arrays(float, WORLDS, elements=st.floats(0.06, 4.0)))
def test_leaving_out_frailties_that_cannot_matter_changes_no_count(rates: np.ndarray, seed: int, shapes: np.ndarray) -> None:
    """Small rates: in most worlds none of the pool can act, and the frailty is not worked out; each world has its own shape."""
    around = StandIn(WORLDS, seed, **settings(militia__base_dispersion=shapes))
    decision = weighed("attack_base", rates)
    assert np.array_equal(drawn(around, decision)[0], plainly(around, decision))


@given(TABLES, TABLES, SEEDS)
def test_raising_rates_never_lowers_a_count(low: np.ndarray, more: np.ndarray, seed: int) -> None:
    before = drawn(StandIn(WORLDS, seed, **settings()), weighed("attack_base", low))[0]
    after = drawn(StandIn(WORLDS, seed, **settings()), weighed("attack_base", low + more))[0]
    assert (after >= before).all()


@given(TABLES, SEEDS)
def test_a_group_has_the_luck_it_has_whatever_the_others_do(rates: np.ndarray, seed: int) -> None:
    others_gone = rates.copy()
    others_gone[1:] = 0.0
    whole, alone = (drawn(StandIn(WORLDS, seed, **settings()), weighed("attack_base", r))[0] for r in (rates, others_gone))
    assert np.array_equal(alone[0], whole[0])
    assert not alone[1:].any()


@given(TABLES, SEEDS, st.integers(0, WORLDS - 1))
def test_a_world_alone_is_as_among_others(rates: np.ndarray, seed: int, world: int) -> None:
    table = np.broadcast_to(rates, (GROUPS, WORLDS))
    whole = drawn(StandIn(WORLDS, seed, **settings()), weighed("attack_base", table), weighed("strike", 0.5))
    alone = drawn(
        StandIn(1, seed, first_world=world, **settings()),
        weighed("attack_base", table[:, world : world + 1]),
        weighed("strike", 0.5),
    )
    assert all(np.array_equal(a[:, 0], w[:, world]) for a, w in zip(alone, whole, strict=True))


# Distributions, with bounds of four and a half standard errors ------------------------------------------------------------

MANY = 20_000


@pytest.mark.parametrize("shape", [1.0, 5.0])
def test_a_pool_shares_the_days_frailty(shape: float) -> None:
    """Two groups at 2 a day: covariance 4 / shape; the pool's total is negative binomial, so none with (k / (k + 4))^k."""
    around = StandIn(MANY, **settings(militia__base_dispersion=shape))
    counts = drawn(around, weighed("attack_base", column(badr=2.0, thar_allah=2.0)))[0]
    one, other = counts[MILITIAS.index("badr")], counts[MILITIAS.index("thar_allah")]
    variance = 2 + 4 / shape
    assert np.cov(one, other)[0, 1] == pytest.approx(4 / shape, abs=4.5 * 3 * variance / np.sqrt(MANY))
    none = (shape / (shape + 4)) ** shape
    assert np.mean(one + other == 0) == pytest.approx(none, abs=4.5 * np.sqrt(none * (1 - none) / MANY))
    assert one.mean() == pytest.approx(2.0, abs=4.5 * np.sqrt(variance / MANY))


def test_without_dispersion_groups_are_independent_and_poisson() -> None:
    around = StandIn(MANY, off=("dispersion",), **settings())
    counts = drawn(around, weighed("attack_base", column(badr=2.0, thar_allah=2.0)))[0]
    one, other = counts[MILITIAS.index("badr")], counts[MILITIAS.index("thar_allah")]
    assert abs(np.corrcoef(one, other)[0, 1]) < 4.5 / np.sqrt(MANY)
    assert one.var() == pytest.approx(2.0, abs=4.5 * np.sqrt((2 + 2 * 4) / MANY))  # fourth moment less variance squared: 2 + 8


def test_a_state_acts_at_most_once_and_a_part_of_what_happens_is_reported() -> None:
    around = StandIn(MANY, reporting={"attack_convoy": 0.25}, off=("dispersion",))
    strikes, bombs = drawn(around, weighed("strike", 1.5), weighed("attack_convoy", column(badr=2.0)))
    assert set(np.unique(strikes)) == {0.0, 1.0}
    p = 1 - np.exp(-1.5)
    assert strikes.mean() == pytest.approx(p, abs=4.5 * np.sqrt(p * (1 - p) / MANY))
    assert bombs.sum(axis=0).mean() == pytest.approx(0.5, abs=4.5 * np.sqrt(0.5 / MANY))


def test_nothing_happens_where_nothing_can_and_nothing_is_scored() -> None:
    history, around = Sampled(), StandIn(5)
    assert history.resolve(around, [weighed("attack_base", column()), weighed("strike", 0.0)]) == []
    assert around.today.is_empty
    assert history.log_probability == {}


def test_today_s_rates_are_not_mixed_with_yesterday_s() -> None:
    """The table of rates is used again the next day."""
    history, around = Sampled(), StandIn(WORLDS)
    history.resolve(around, [weighed("threaten", column(badr=5.0)), weighed("strike", 5.0)])
    around.day += 1
    assert history.resolve(around, [weighed("threaten", column()), weighed("strike", 0.0)]) == []


def test_one_world_gives_a_state_s_count_as_a_number() -> None:
    (entry,) = Sampled().resolve(StandIn(1), [weighed("strike", 50.0)])
    assert entry.count == 1.0
    assert isinstance(entry.count, float)


def test_a_part_of_the_day_in_which_nothing_is_decided_brings_nothing() -> None:
    """As with Tehran's orders and Baghdad's mediation switched off: nothing is left of the words of the day."""
    around = StandIn(3)
    assert Sampled().resolve(around, []) == []
    assert around.today.is_empty
    assert around.luck.uniforms((), around.day).shape == (0, 3)
