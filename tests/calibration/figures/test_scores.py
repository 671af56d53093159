"""The figure of leads: all series first, baselines in the registry's order, the best blue, those far behind as arrows."""

from __future__ import annotations

import pandas as pd
import pytest
from matplotlib.axes import Axes

from calibration.baselines.registry import BASELINES, NAMES
from calibration.figures import scores
from calibration.figures.panels import BLUE
from calibration.forecasts.scores import ALL
from calibration.forecasts.series import SERIES, TITLES
from tests.calibration.figures.made_up import PALETTE, colours, lead_table, words


def dots(axes: Axes) -> list[tuple[float, str, str]]:
    """Of each baseline from above: where its dot stands, its shape, its colour."""
    marked = [line for line in axes.lines if line.get_marker() not in ("None", "")]
    return [(float(line.get_xdata()[0]), str(line.get_marker()), str(line.get_color())) for line in marked]


def test_a_panel_for_all_and_for_each_series_with_labels_at_the_left_alone() -> None:
    page = scores.draw(lead_table(), "made up")
    titles = [axes.get_title(loc="left") or axes.get_title() for axes in page.figure.axes]
    assert titles == ["all six series", *(TITLES[series] for series in SERIES)]
    labels = [[label.get_text() for label in axes.get_yticklabels()] for axes in page.figure.axes]
    assert labels[0] == labels[4] == [baseline.label for baseline in BASELINES]
    assert all(set(labels[index]) <= {""} for index in (1, 2, 3, 5, 6))
    assert "made up, no context known to the baselines" in words(page)
    assert colours(page) <= PALETTE


def test_leads_are_in_thousandths_and_the_hardest_to_beat_is_blue() -> None:
    shown = dots(scores.draw(lead_table(), "made up").figure.axes[1])  # bases: 0, 10, 20 ... thousandths of a nat
    assert [x for x, _, _ in shown[:4]] == pytest.approx([0.0, 10.0, 20.0, 30.0])
    assert [colour == BLUE for _, _, colour in shown] == [True, *[False] * (len(BASELINES) - 1)]


def test_a_lead_too_large_for_the_panel_is_an_arrow_at_its_edge() -> None:
    table = lead_table()
    table = table[table["model"].isin(NAMES[: scores.HARDEST + 1])]
    table.loc[(table["series"] == ALL) & (table["model"] == NAMES[scores.HARDEST]), ["ahead", "low", "high"]] = (5.0, 4.0, 6.0)
    axes = scores.draw(table, "made up").figure.axes[0]
    x, shape, _ = dots(axes)[-1]
    assert shape == ">"
    assert 0 < x < axes.get_xlim()[1] < 100
    assert {shape for _, shape, _ in dots(axes)[:-1]} == {"o"}


def test_the_variant_in_which_the_war_is_known_is_shown_if_there_is_one() -> None:
    both = pd.concat([lead_table(), lead_table().assign(variant="contexts_known", ahead=0.001)])
    page = scores.draw(both, "made up")
    assert "the war in Gaza known to all" in words(page)
    assert [x for x, _, _ in dots(page.figure.axes[0])] == pytest.approx([1.0] * len(BASELINES))


def test_baselines_that_a_table_does_not_hold_leave_no_gap() -> None:
    table = lead_table()
    page = scores.draw(table[table["model"].isin(["ewma", "constant"])], "made up")
    labels = [label.get_text() for label in page.figure.axes[0].get_yticklabels()]
    assert labels == ["constant", "moving average"]
