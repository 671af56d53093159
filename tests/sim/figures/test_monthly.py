"""The monthly page: a bar for each month where it lies, with the worlds about it, and few months by name."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from sim.figures.effect import Heading
from sim.figures.monthly import MOST_NAMED, monthly
from sim.figures.style import Sheet, settings
from tests.sim.figures.pages import check_words_lie_apart

HEADING = Heading("When?", "“One” minus “other”.", "seed 7")


def drawn(n: int, *names: str, scale: float = 1.0) -> Sheet:
    months = [str(month) for month in np.datetime64("2020-01", "M") + np.arange(n)]
    mean = scale * np.sin(np.arange(len(months)))
    parts = [
        pd.DataFrame(
            {"measure": name, "month": months, "difference": mean, "difference_low": mean - 2, "difference_high": mean + 1}
        )
        for name in names
    ]
    with settings():
        return monthly(pd.concat(parts), names, HEADING)


def test_every_month_has_its_bar() -> None:
    axes = drawn(5, "raids").figure.axes[0]
    tops = {round(bar.get_x() + bar.get_width() / 2): bar.get_height() for bar in axes.patches}
    assert tops == {at: pytest.approx(np.sin(at)) for at in range(5)}
    low, high = axes.get_ylim()
    assert low < min(np.sin(range(5))) - 2
    assert high > max(np.sin(range(5))) + 1


def test_what_differs_in_no_month_is_a_thin_line() -> None:
    months = pd.DataFrame({"measure": "raids", "month": ["2020-01", "2020-02"]})
    with settings():
        still = monthly(months.assign(difference=0.0, difference_low=0.0, difference_high=0.0), ["raids"], HEADING)
        moved = monthly(months.assign(difference=0.0, difference_low=0.0, difference_high=[0.0, 1.0]), ["raids"], HEADING)
    assert not still.figure.axes[0].patches
    assert "the same in every month" in [text.get_text() for text in still.figure.axes[0].texts]
    assert len(moved.figure.axes[0].patches) == 2
    low, high = moved.figure.axes[0].get_ylim()
    assert low < -1 < 1 < high


@pytest.mark.parametrize(("n", "first", "count"), [(1, "Jan 20", 1), (5, "Jan 20", 5), (76, "Jan 20", 6)])
def test_few_months_are_named(n: int, first: str, count: int) -> None:
    labels = [label.get_text() for label in drawn(n, "raids").figure.axes[0].get_xticklabels()]
    assert labels[0] == first
    assert len(labels) == count <= MOST_NAMED


@pytest.mark.parametrize("n", [1, 12, 76])
def test_no_words_leave_the_page_or_lie_on_each_other(n: int) -> None:
    check_words_lie_apart(drawn(n, "attacks_on_us", "iran_launches", scale=300))
