"""Probabilities of causation against a structural model whose truth is known: every response type, confounded with the event."""

from __future__ import annotations

import dataclasses
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.explain.necessity import (
    QUANTITIES,
    Frequencies,
    Pairs,
    Quantity,
    _frequencies,
    _sums,
    bounds,
    estimate,
    estimates,
    if_monotone,
)

TYPES = tuple(product((True, False), repeat=3))
"""Event or not, what comes with it, what comes without it: all that a world can be."""
NEVER_PREVENTED = tuple(kind for kind in TYPES if kind[1] or not kind[2])


def population(counts: dict[tuple[bool, bool, bool], int]) -> np.ndarray:
    """Worlds of the toy model, shape `(worlds, 3)`: event, y_x, y_x'."""
    return np.array([kind for kind, count in counts.items() for _ in range(count)], dtype=bool)


def truth(worlds: np.ndarray, quantity: Quantity) -> float:
    """By its definition, from what no observer sees."""
    event, with_it, without = worlds.T
    outcome = np.where(event, with_it, without)
    among = {"PN": event & outcome, "PS": ~event & ~outcome, "PNS": np.ones_like(event)}[quantity]
    holds = {"PN": ~without, "PS": with_it, "PNS": with_it & ~without}[quantity]
    return float(holds[among].mean()) if among.any() else float("nan")


def paired(worlds: np.ndarray, draws: np.ndarray | None = None) -> Pairs:
    """What the three arms show."""
    event, with_it, without = worlds.T
    outcome = np.where(event, with_it, without)
    return Pairs(event, outcome, np.arange(len(worlds)) if draws is None else draws, without, with_it)


def frequencies(pairs: Pairs) -> Frequencies:
    """What the arms of pairs show one by one."""
    return _frequencies(_sums(pairs).sum(axis=0), pairs)


COUNTED = st.fixed_dictionaries({kind: st.integers(0, 9) for kind in TYPES}).filter(lambda counts: any(counts.values()))
MONOTONE = st.fixed_dictionaries({kind: st.integers(0, 9) for kind in NEVER_PREVENTED}).filter(lambda c: any(c.values()))


@given(COUNTED)
def test_pairs_find_the_truth_and_the_bounds_contain_it(counts: dict[tuple[bool, bool, bool], int]) -> None:
    worlds = population(counts)
    pairs = paired(worlds)
    for quantity in QUANTITIES:
        true, found = truth(worlds, quantity), estimate(quantity, pairs, resamples=20)
        if np.isnan(true):
            assert (found.value, found.low, found.high, found.bound_low, found.monotone) == (None,) * 5
            continue
        low, high = (float(each) for each in bounds(quantity, frequencies(pairs)))
        assert found.value == pytest.approx(true)
        assert 0.0 <= low <= high <= 1.0
        assert low - 1e-12 <= true <= high + 1e-12
        assert found.low is not None
        assert found.high is not None
        assert 0.0 <= found.low <= true <= found.high <= 1.0


@given(MONOTONE)
def test_where_the_event_never_prevents_the_outcome_frequencies_say_the_truth(counts: dict[tuple[bool, bool, bool], int]) -> None:
    worlds = population(counts)
    pairs = paired(worlds)
    assert pairs.n_prevented == 0
    for quantity in QUANTITIES:
        true = truth(worlds, quantity)
        if not np.isnan(true):
            assert float(if_monotone(quantity, frequencies(pairs))) == pytest.approx(true, abs=1e-12)


@given(COUNTED)
def test_necessity_if_monotone_is_the_excess_risk_ratio_and_a_term_for_confounding(
    counts: dict[tuple[bool, bool, bool], int],
) -> None:
    """Equation (4) as Tian and Pearl write it, from conditional frequencies."""
    worlds = population(counts)
    event, with_it, without = worlds.T
    outcome = np.where(event, with_it, without)
    if not (event & outcome).any() or event.all():
        return
    given_event, given_none = outcome[event].mean(), outcome[~event].mean()
    ratio = (given_event - given_none) / given_event
    confounding = (given_none - without.mean()) / (event & outcome).mean()
    assert float(if_monotone("PN", frequencies(paired(worlds)))) == pytest.approx(ratio + confounding)


@given(COUNTED)
def test_bounds_are_sharp_in_what_they_allow(counts: dict[tuple[bool, bool, bool], int]) -> None:
    """Other couplings of the same arms: within event and no event, the unseen outcomes are dealt out as far apart as can be."""
    worlds = population(counts)
    pairs = paired(worlds)
    if np.isnan(truth(worlds, "PN")):
        return
    low, high = (float(each) for each in bounds("PN", frequencies(pairs)))
    found = []
    for largest in (True, False):
        dealt = worlds.copy()
        rows = np.flatnonzero(dealt[:, 0])
        ours = rows[np.argsort(dealt[rows, 1], kind="stable")]  # those without the outcome first
        unseen = np.sort(dealt[rows, 2])
        dealt[ours, 2] = unseen[::-1] if largest else unseen
        seen, as_before = (dataclasses.astuple(frequencies(each)) for each in (paired(dealt), pairs))
        assert np.allclose(seen, as_before)
        found.append(truth(dealt, "PN"))
    assert found == pytest.approx([high, low], abs=1e-12)


def test_a_toy_by_hand() -> None:
    """Six worlds with the event, four without. PN: of three with both, two would be without the outcome."""
    counts = {
        (True, True, False): 2, (True, True, True): 1, (True, False, True): 1, (True, False, False): 2,
        (False, True, False): 3, (False, False, False): 1,
    }  # fmt: skip
    pairs = paired(population(counts))
    found = estimates(pairs)
    assert {name: each.value for name, each in found.items()} == pytest.approx({"PN": 2 / 3, "PS": 3 / 4, "PNS": 5 / 10})
    assert {name: each.n_worlds for name, each in found.items()} == {"PN": 3, "PS": 4, "PNS": 10}
    assert pairs.n_prevented == 1
    assert (found["PN"].monotone, found["PN"].bound_low, found["PN"].bound_high) == pytest.approx((1 / 3, 1 / 3, 1.0))


def test_one_arm_says_what_it_can() -> None:
    worlds = population({(True, True, False): 3, (False, True, False): 2})
    whole = paired(worlds)
    without = dataclasses.replace(whole, outcome_with=None)
    added = dataclasses.replace(whole, outcome_without=None)
    assert [estimate(q, without).value for q in QUANTITIES] == [1.0, None, None]
    assert [estimate(q, added).value for q in QUANTITIES] == [None, 1.0, None]


@pytest.mark.parametrize("happens", [True, False])
def test_where_the_event_is_the_same_in_all_worlds_one_arm_says_both(happens: bool) -> None:
    worlds = population({(happens, True, False): 3, (happens, False, False): 1})
    pairs = dataclasses.replace(paired(worlds), **{"outcome_with" if happens else "outcome_without": None})
    assert estimate("PNS", pairs).value == 0.75
    assert estimate("PN" if happens else "PS", pairs).value == (1.0 if happens else 0.75)


def test_an_arm_that_changes_more_than_the_event_is_noticed() -> None:
    pairs = paired(population({(True, True, False): 2, (False, True, False): 2}))
    assert pairs.n_otherwise == 0
    odd = dataclasses.replace(pairs, outcome_without=np.array([False, False, True, False]))
    assert odd.n_otherwise == 1
    assert pairs.is_constant is False
    assert paired(population({(True, True, False): 2})).is_constant


def test_a_record_as_factual_arm_makes_the_bounds_meet() -> None:
    worlds = population({(True, True, False): 7, (True, True, True): 3})
    found = estimate("PN", dataclasses.replace(paired(worlds), outcome_with=None))
    assert (found.value, found.bound_low, found.bound_high, found.monotone) == pytest.approx((0.7, 0.7, 0.7, 0.7))


def test_a_value_below_zero_is_no_value() -> None:
    """All that the event does is to prevent: the frequencies contradict monotonicity."""
    found = estimate("PNS", paired(population({(True, False, True): 5, (False, False, True): 5})))
    assert (found.value, found.monotone) == (0.0, None)


def test_worlds_of_one_draw_count_together() -> None:
    """Ten draws of a hundred like worlds say no more than ten worlds; alone, a thousand worlds say much more."""
    few = population({(True, True, False): 6, (True, True, True): 4})
    many = np.repeat(few, 100, axis=0)
    alone = estimate("PN", paired(few))
    clustered = estimate("PN", paired(many, np.repeat(np.arange(10), 100)))
    independent = estimate("PN", paired(many))
    assert (clustered.low, clustered.high) == (alone.low, alone.high)
    assert _width(independent) < _width(clustered) / 5
    one_draw = estimate("PN", paired(many, np.zeros(1000, dtype=int)))
    assert (one_draw.low, one_draw.high) == (independent.low, independent.high)


def _width(found: object) -> float:
    return found.high - found.low  # type: ignore[attr-defined, no-any-return]


def test_the_interval_is_that_of_a_share() -> None:
    """With a draw for each world: close to the normal interval of a share."""
    found = estimate("PN", paired(population({(True, True, False): 280, (True, True, True): 120})))
    half = 1.96 * np.sqrt(0.7 * 0.3 / 400)
    assert (found.low, found.high) == pytest.approx((0.7 - half, 0.7 + half), abs=0.006)


def test_where_all_worlds_agree_the_interval_is_exact() -> None:
    """Clopper and Pearson: 0.025 ** (1 / 20) of twenty agreeing trials."""
    found = estimate("PN", paired(population({(True, True, False): 20})))
    assert (found.low, found.high) == pytest.approx((0.025 ** (1 / 20), 1.0))
    found = estimate("PN", paired(population({(True, True, True): 20})))
    assert (found.low, found.high) == pytest.approx((0.0, 1 - 0.025 ** (1 / 20)))


def test_pairs_without_worlds_or_arms_are_refused() -> None:
    pairs = paired(population({(True, True, False): 2}))
    with pytest.raises(ValueError, match="need an arm without the event"):
        dataclasses.replace(pairs, outcome_with=None, outcome_without=None)
    with pytest.raises(ValueError, match="as many in every arm"):
        dataclasses.replace(pairs, draws=np.arange(3))
