"""Kernels have mass one, traces have peak one, and both fade as their half-life says."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.memory import Kernel, Memory, Trace, decay_of
from sim.worlds import is_nothing


def response(kernel: Memory, days: int) -> np.ndarray:
    """Levels on the days after one event."""
    return course(kernel, days)[1:]


def course(memory: Memory, days: int) -> np.ndarray:
    """Levels on the day of one event, after it was seen, and on the days after."""
    memory.see(1.0)
    levels = [memory.level]
    for events in (1.0, *[0.0] * (days - 1)):
        memory.feed(events)
        levels.append(memory.level)
    return np.array(levels, dtype=float)


SHARES = st.one_of(st.just(0.0), st.just(1.0), st.floats(0, 1))


@given(st.floats(0, 30), st.sampled_from([1, 2]), SHARES)
def test_a_kernel_sums_to_one_from_the_day_itself_on(half_life: float, stages: int, at_once: float) -> None:
    levels = course(Kernel(half_life, stages, at_once), 3000)
    assert levels.sum() == pytest.approx(1.0, abs=1e-9)
    assert levels[0] == at_once


@given(st.floats(0, 30), st.sampled_from([0, 1, 2]), SHARES)
def test_a_memory_says_what_one_event_is_worth_on_each_day(half_life: float, stages: int, at_once: float) -> None:
    memory: Memory = Kernel(half_life, stages, at_once) if stages else Trace(half_life)
    levels = course(memory, 40)
    worth = [float(np.asarray(memory.worth(lag))) for lag in range(41)]
    assert worth == pytest.approx(levels.tolist(), rel=1e-12, abs=1e-300)


def test_each_world_has_its_own_worth() -> None:
    half_lives, shares = np.array([0.0, 1.0, 7.0]), np.array([0.0, 0.5, 1.0])
    together = Kernel(half_lives, 2, shares)
    for lag in (0, 1, 5):
        apart = [Kernel(float(h), 2, float(s)).worth(lag) for h, s in zip(half_lives, shares, strict=True)]
        assert np.asarray(together.worth(lag)) == pytest.approx(apart)


def test_what_is_answered_at_once_by_hand() -> None:
    """Half-life 1, a quarter at once: 1/4 today, then 3/4 of 1/2, 1/4, ...; two events of one day are twice as much."""
    kernel = Kernel(1.0, at_once=0.25)
    kernel.see(1.0)
    assert kernel.level == 0.25
    kernel.see(2.0)  # so far today: not three
    assert kernel.level == 0.5
    kernel.feed(2.0)
    assert kernel.level == pytest.approx(0.75)
    kernel.see(1.0)  # on top of what is left of yesterday's
    assert kernel.level == pytest.approx(1.0)
    kernel.see(0.0)
    assert kernel.level == pytest.approx(0.75)


def test_what_was_seen_but_did_not_happen_is_not_remembered() -> None:
    """The next feed alone decides what is felt on the days after."""
    seen, unseen = Kernel(2.0, 2, 0.3), Kernel(2.0, 2, 0.3)
    seen.see(5.0)
    for kernel in (seen, unseen):
        kernel.feed(1.0)
        kernel.feed(0.0)
    assert seen.level == unseen.level


def test_without_a_share_at_once_and_in_a_trace_today_is_felt_tomorrow() -> None:
    for memory in (Kernel(2.0), Trace(2.0)):
        memory.feed(1.0)
        before = memory.level
        memory.see(7.0)
        assert memory.level == before
        assert memory.worth(0) == 0.0
        assert course(type(memory)(2.0), 3)[0] == 0.0


def test_what_is_forgotten_comes_back_on_no_later_day() -> None:
    kernel = Kernel(2.0, 2, 0.4)
    kernel.feed(1.0)
    kernel.forget(1.0)
    assert kernel.level == 0.0
    kernel.feed(0.0)
    assert kernel.level == 0.0


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
    kernel = Kernel(2.0, at_once=0.5)
    kernel.feed(events)
    kernel.see(events)
    kernel.feed(events)
    assert events.tolist() == [1.0, 2.0]


def test_tuning_keeps_the_level() -> None:
    trace = Trace(1.0)
    trace.feed(1.0)
    trace.tune(10.0)
    assert trace.level == 1.0
    trace.feed(0.0)
    assert trace.level == pytest.approx(decay_of(10.0))
