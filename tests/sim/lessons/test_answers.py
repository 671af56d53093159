"""Shares, middle and range, by hand."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from sim.lessons.answers import Answer, answer, nearest, nearest_by_step, table
from sim.lessons.worlds import Worlds
from tests.sim.lessons.made import WORLDS


def test_by_hand(ran: Worlds) -> None:
    counts = np.zeros_like(ran.counts)
    counts[ran.at("as_it_was"), 0, :, 0] = 3
    counts[ran.at("never"), 0, :, 2] = [1, 2, 3, 3, 3, 9]
    made = dataclasses.replace(ran, counts=counts)
    record = ran.recorded("attacks_on_us")
    assert answer(made, "never", "attacks_on_us") == Answer(2 / 6, 3 / 6, 1 / 6, 1, 3, 9, 3, record)
    assert answer(made, "never", "attacks_on_us").verdict == "same"


def test_the_nearest_world_is_a_world() -> None:
    assert [nearest(np.array([5, 1, 3, 9]), share) for share in (0.0, 0.05, 0.5, 0.95, 1.0)] == [1, 1, 5, 9, 9]


def test_the_nearest_by_step_is_a_world_of_each_step() -> None:
    totals = np.array([[5, 0], [1, 0], [3, 4], [9, 8]])
    assert nearest_by_step(totals, [0.05, 0.5, 1.0]).tolist() == [[1, 0], [5, 4], [9, 8]]


@pytest.mark.parametrize(
    ("less", "same", "more", "verdict"), [(0.5, 0.5, 0, "same"), (0.6, 0, 0.4, "less"), (0.4, 0, 0.6, "more")]
)
def test_the_verdict_is_the_side_with_most_worlds(less: float, same: float, more: float, verdict: str) -> None:
    assert Answer(less, same, more, 0, 0, 0, 0, 0).verdict == verdict


def test_the_table_has_a_row_for_each_setting_and_measure(ran: Worlds) -> None:
    rows = table([ran])
    assert len(rows) == 9
    assert rows[["less", "same", "more"]].sum(axis=1).tolist() == pytest.approx([1.0] * 9)
    assert set(rows["worlds"]) == {WORLDS}
