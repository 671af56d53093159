"""Rate and time left go by what was run just now, not by what was there."""

from __future__ import annotations

import pytest

from sim.batches.pace import Pace


class Clock:
    """Says what it is set to."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_what_was_there_counts_as_done_and_says_nothing_of_the_rest() -> None:
    clock = Clock()
    pace = Pace(100, 100.0, clock)
    clock.now += 1
    pace.add(40, 1.0, fresh=False)
    assert (pace.done, pace.rate, pace.left) == (40, None, None)
    clock.now += 9
    pace.add(20, 1.0, fresh=True)
    assert pace.done == 60
    assert pace.rate == pytest.approx(2.0)  # 20 in 10 seconds
    assert pace.left == pytest.approx(20.0)


def test_the_time_left_goes_by_days_and_the_rate_by_worlds() -> None:
    """Ten worlds of a month in ten seconds; ten of ten months are left."""
    clock = Clock()
    pace = Pace(20, 10 * 30.0 + 10 * 300.0, clock)
    clock.now += 10
    pace.add(10, 30.0, fresh=True)
    assert (pace.rate, pace.left) == (pytest.approx(1.0), pytest.approx(100.0))
    clock.now += 50
    pace.add(10, 300.0, fresh=True)
    assert (pace.done, pace.left) == (20, 0.0)
