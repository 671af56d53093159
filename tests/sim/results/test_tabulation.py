"""Worlds of several scenarios added up together: each pair is told apart in its own world, whatever the blocks."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.results import Span
from sim.results.tabulation import Arm, Counted, Tabulation
from sim.scenario import load_scenario
from sim.types import Ints
from sim.vocabulary.measures import MEASURES
from tests.sim.results.made import block, cut

EARLY, LATE = Span(date(2020, 1, 1), date(2020, 1, 10)), Span(date(2020, 1, 4), date(2020, 1, 12))
NAMES = ("reference", "early", "late")
SPANS = {"reference": (EARLY, LATE), "early": (EARLY,), "late": (LATE,)}
DOCUMENTED = load_scenario("documented").edit(start="2020-01-01", end="2020-01-12")
ARMS = [Arm(DOCUMENTED.edit(name=name), SPANS[name]) for name in NAMES]


def columns(worlds: int, seed: int) -> dict[str, dict[str, Ints]]:
    rng = np.random.default_rng(seed)
    names = ("attack_base", "strike", "rung")
    return {arm: {name: rng.integers(0, 3, (worlds, 12)) * (rng.random((worlds, 12)) < 0.1) for name in names} for arm in NAMES}


def tabulated(made: dict[str, dict[str, Ints]], step: int, n_draws: int) -> Tabulation:
    worlds = len(made["reference"]["rung"])
    tabulation = Tabulation(ARMS, worlds, n_draws, compared=True)
    for arm in NAMES:
        for first, part in cut(made[arm], step):
            tabulation.add(block(arm, "2020-01-01", part, SPANS[arm], first_world=first, n_draws=n_draws))
    return tabulation


def first_day(column: Ints) -> np.ndarray:
    """Days to the first one, by world; NaN for none."""
    return np.array([float(np.flatnonzero(row)[0]) if row.any() else np.nan for row in column])


@settings(max_examples=12)
@given(st.integers(1, 12), st.integers(0, 999), st.integers(1, 12), st.integers(1, 4))
def test_differences_are_those_of_each_world_over_the_arms_own_days(worlds: int, seed: int, step: int, n_draws: int) -> None:
    made = columns(worlds, seed)
    found = tabulated(made, step, n_draws)
    assert set(found.differences) == {Counted("early", EARLY), Counted("late", LATE)}
    for key, distributions in found.differences.items():
        days = slice(0, 10) if key.span is EARLY else slice(3, 12)
        arm, reference = (made[name]["attack_base"][:, days] for name in (key.scenario, "reference"))
        gap = arm.sum(axis=1) - reference.sum(axis=1)
        assert distributions["attacks_on_us"].mean == pytest.approx(gap.mean())
        assert distributions["attacks_on_us"].values.tolist() == np.unique(gap).tolist()
        waits = first_day(arm) - first_day(reference)
        both = waits[~np.isnan(waits)]
        assert distributions["days_to_first_attack"].n == both.size, "only where it came in both"
        assert distributions["days_to_first_attack"].values.tolist() == np.unique(both).tolist()
        signs = [distributions["attacks_on_us"].share(sign) for sign in (1, -1, 0)]
        assert signs == [np.mean(gap > 0), np.mean(gap < 0), np.mean(gap == 0)]
    levels = found.digests[Counted("reference", LATE)].measures["attacks_on_us"]
    assert levels.mean == pytest.approx(made["reference"]["attack_base"][:, 3:12].sum(axis=1).mean())


@settings(max_examples=6)
@given(st.integers(0, 999), st.integers(1, 9))
def test_it_is_the_same_whatever_the_blocks(seed: int, step: int) -> None:
    made = columns(9, seed)
    parts, whole = tabulated(made, step, 4), tabulated(made, 9, 4)
    assert parts.summary().equals(whole.summary())
    for key, distributions in whole.differences.items():
        for name, of in distributions.items():
            other = parts.differences[key][name]
            np.testing.assert_equal((other.values, other.counts, other.standard_error), (of.values, of.counts, of.standard_error))


def test_scenarios_that_are_not_compared_have_no_differences() -> None:
    tabulation = Tabulation(ARMS, 3, 1, compared=False)
    for arm in NAMES:
        tabulation.add(block(arm, "2020-01-01", columns(3, 1)[arm], SPANS[arm]))
    assert tabulation.differences == {}
    summary = tabulation.summary()
    keys = list(dict.fromkeys(zip(summary["scenario"], summary["since"], strict=True)))
    assert keys == [("reference", "2020-01-01"), ("reference", "2020-01-04"), ("early", "2020-01-01"), ("late", "2020-01-04")]
    assert len(summary) == 4 * len(MEASURES)
    assert set(summary["worlds"][summary["measure"] == "raids"]) == {3}


def test_what_only_adding_up_needs_goes_with_the_last_world() -> None:
    tabulation = tabulated(columns(6, 1), 2, 1)
    assert all(totals._keys.size == 0 for digest in tabulation.digests.values() for totals in digest._running.values())
    assert tabulation.digests[Counted("early", EARLY)].running("us_strikes").shape == (5, 10)
