"""Which worlds are shown: the one nearest to the middle over time, and of the farthest the one that climbed highest."""

from __future__ import annotations

import numpy as np

from sim.chosen_worlds import farthest, nearest_the_middle


def test_the_typical_world_runs_nearest_to_the_middle_in_all_measures() -> None:
    few = np.array([[0, 0], [1, 2], [1, 2], [9, 9]])
    many = np.array([[0, 0], [900, 900], [0, 0], [0, 0]])
    assert nearest_the_middle([few]) == 1, "of equals the lowest number"
    assert nearest_the_middle([few, many]) == 2, "a measure in large numbers weighs no more"
    assert nearest_the_middle([np.zeros((3, 2), dtype=np.int64)]) == 0


def test_the_extreme_world_is_the_farthest_then_the_highest() -> None:
    away, rungs = np.array([1, 8, 2, 8, 8]), np.array([9, 2, 9, 5, 5])
    assert farthest(away, rungs) == 3
