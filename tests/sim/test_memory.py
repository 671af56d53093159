"""Kernels have mass one, traces have peak one, and both fade as their half-life says."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.memory import Kernel, Trace, decay_of
from sim.worlds import is_nothing


def response(kernel: Kernel, days: int) -> np.ndarray:
    """Levels on the days after one event."""
    kernel.feed(1.0)
    levels = [kernel.level]
    for _ in range(days - 1):
        kernel.feed(0.0)
        levels.append(kernel.level)
    return np.array(levels, dtype=float)


@given(st.floats(0, 30), st.sampled_from([1, 2]))
def test_a_kernel_sums_to_one(half_life: float, stages: int) -> None:
    assert response(Kernel(half_life, stages), 3000).sum() == pytest.approx(1.0, abs=1e-9)


def test_one_stage_by_hand() -> None:
    """Half-life 1: d = 1/2, so 1/2, 1/4, 1/8."""
    assert response(Kernel(1.0), 3) == pytest.approx([0.5, 0.25, 0.125])


def test_two_stages_by_hand() -> None:
    """Half-life 1: lag (1/2)^2 (1/2)^(lag-1), so 1/4, 2/8, 3/16: flat at first, then fading."""
    assert response(Kernel(1.0, stages=2), 4) == pytest.approx([0.25, 0.25, 3 / 16, 4 / 32])


def test_half_life_zero_is_one_day() -> None:
    assert response(Kernel(0.0), 3) == pytest.approx([1.0, 0.0, 0.0])
    assert response(Kernel(0.0, stages=2), 3) == pytest.approx([1.0, 0.0, 0.0])


def test_a_trace_halves_every_half_life() -> None:
    trace = Trace(3.0)
    trace.feed(1.0)
    for _ in range(3):
        trace.feed(0.0)
    assert trace.level == pytest.approx(0.5)
    trace.forget(0.5)
    assert trace.level == pytest.approx(0.25)


def test_each_world_has_its_own_half_life() -> None:
    half_lives = np.array([0.0, 1.0, 7.0])
    together = Kernel(half_lives)
    apart = [Kernel(float(h)) for h in half_lives]
    for events in (2.0, 0.0, 1.0):
        together.feed(np.full(3, events))
        for kernel in apart:
            kernel.feed(events)
    assert together.level == pytest.approx([float(k.level) for k in apart], rel=1e-15)


def test_nothing_stays_nothing() -> None:
    kernel = Kernel(5.0, stages=2)
    for _ in range(10):
        kernel.feed(0.0)
    assert is_nothing(kernel.level)
    assert not is_nothing(np.zeros(3)), "an array of zeros has been something"


def test_feeding_never_changes_what_was_fed() -> None:
    events = np.array([1.0, 2.0])
    kernel = Kernel(2.0)
    kernel.feed(events)
    kernel.feed(events)
    assert events.tolist() == [1.0, 2.0]


def test_tuning_keeps_the_level() -> None:
    trace = Trace(1.0)
    trace.feed(1.0)
    trace.tune(10.0)
    assert trace.level == 1.0
    trace.feed(0.0)
    assert trace.level == pytest.approx(decay_of(10.0))
