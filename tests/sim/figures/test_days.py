"""Days along the bottom of a panel."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.figure import Figure

from sim.figures.days import date_axis, ticks


@pytest.mark.parametrize(
    ("first", "last", "most", "labels"),
    [
        ("2020-01-03", "2020-01-03", 9, ["3 Jan\n2020"]),
        ("2019-12-31", "2020-01-02", 9, ["31 Dec\n2019", "1 Jan\n2020", "2 Jan"]),
        ("2020-01-02", "2020-04-30", 4, ["Feb\n2020", "Mar", "Apr"]),
        ("2020-06-26", "2021-12-31", 4, ["Jul\n2020", "Jan\n2021", "Jul"]),
        ("2018-09-01", "2024-02-29", 8, ["2019", "2020", "2021", "2022", "2023", "2024"]),
    ],
)
def test_labels_by_hand(first: str, last: str, most: int, labels: list[str]) -> None:
    days = np.arange(np.datetime64(first), np.datetime64(last) + 1)
    assert ticks(days, most)[1] == labels


@given(st.dates(), st.integers(1, 5000), st.integers(1, 12))
def test_ticks_are_few_and_within(first: object, length: int, most: int) -> None:
    start = np.datetime64(str(first), "D")
    days = np.arange(start, start + length)
    at, labels = ticks(days, most)
    assert 1 <= len(at) <= most
    assert len(labels) == len(at)
    assert days[0] <= at[0]
    assert at[-1] <= days[-1]


def test_the_last_day_is_shown_to_its_end() -> None:
    axes = Figure().add_subplot()
    days = np.array(["2020-01-03"], dtype="datetime64[D]")
    date_axis(axes, days, labelled=True, width=7.0)
    low, high = axes.get_xlim()
    assert high - low == 1
