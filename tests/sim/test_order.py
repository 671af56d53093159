"""Orders: where they speak a rule is silent, and a chance becomes a rate that gives it back."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.order import CERTAIN, Order, rate_of

OF_A_STATE = Order(np.array([[True, False, True]]), np.array([[0.5, 0.0, 2.0]]))
OF_GROUPS = Order(np.array([[True, False], [False, False]]), np.array([[0.5, 0.0], [0.0, 0.0]]))


@given(st.floats(0, 1, exclude_max=True))
def test_a_chance_comes_back_from_its_rate(chance: float) -> None:
    assert -np.expm1(-rate_of(chance)) == pytest.approx(chance, rel=1e-12, abs=1e-15)


def test_what_is_certain_happens_whatever_the_luck() -> None:
    """No uniform below one is above its probability; and nothing that is impossible happens."""
    assert rate_of(1.0) == CERTAIN
    assert np.nextafter(1.0, 0.0) < -np.expm1(-rate_of(1.0))
    assert rate_of(0.0) == 0.0
    assert rate_of(np.nextafter(1.0, 0.0)) <= CERTAIN


def test_a_rule_is_silent_where_the_order_speaks() -> None:
    assert np.asarray(OF_A_STATE.silenced(0.25)).tolist() == [0.0, 0.25, 0.0]
    assert np.asarray(OF_A_STATE.silenced(np.array([1.0, 2.0, 3.0]))).tolist() == [0.0, 2.0, 0.0]
    assert np.asarray(OF_GROUPS.silenced(np.array([[1.0], [2.0]]))).tolist() == [[0.0, 1.0], [2.0, 2.0]]
    assert np.asarray(OF_GROUPS.silenced(np.array([3.0, 4.0]))).tolist() == [[0.0, 4.0], [3.0, 4.0]]


def test_one_of_several_has_its_own() -> None:
    first, second = OF_GROUPS.of(0), OF_GROUPS.of(1)
    assert (first.governs.tolist(), first.rate.tolist()) == ([[True, False]], [[0.5, 0.0]])
    assert np.asarray(first.silenced(np.array([3.0, 4.0]))).tolist() == [0.0, 4.0]
    assert not second.governs.any()
