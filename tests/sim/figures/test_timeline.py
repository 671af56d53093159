"""The timeline: the record against the worlds, over the days counted."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from matplotlib.axes import Axes

from sim.comparison import Comparison
from sim.figures.compared import Shown, arms, everything
from sim.figures.style import Sheet, settings
from sim.figures.timeline import NEARLY_NOTHING, NOTHING, _columns, steps, timeline
from sim.record.evidence import load_evidence
from sim.results.digest import RUNNING
from sim.vocabulary.measures import MEASURES


def panels(page: Sheet, measure: str) -> list[Axes]:
    return [axes for axes in page.figure.axes if axes.get_title(loc="left") == MEASURES[measure].label]


def words(axes: Axes) -> list[str]:
    return [text.get_text() for text in axes.texts]


def draw(shown: Any, references: Any = None) -> Sheet:
    with settings():
        return timeline(shown, 12, load_evidence(), "foot", references)


def test_record_and_median_are_counted_from_the_first_simulated_day(comparison: Comparison) -> None:
    one = arms(comparison)[0]
    (panel,) = panels(draw([one]), "attacks_on_us")
    daily = {name: run.daily.query("'2020-01-02' <= date <= '2020-02-15'") for name, run in comparison.runs.items()}
    record = daily["documented"].groupby("world")["attack_base"].sum().iloc[0]
    totals = sorted(daily["no_soleimani_strike"].groupby("world")["attack_base"].sum())
    assert words(panel) == [f"record {record}", f"median {totals[5]} ({totals[0]} to {totals[11]})"]
    line = next(line for line in panel.lines if len(line.get_xdata()) > 2)
    assert line.get_ydata()[-1] == record
    assert str(line.get_xdata()[-1]) == "2020-02-16", "to the end of the last day"


def test_one_column_for_each_scenario_with_its_own_days(comparison: Comparison) -> None:
    page = draw(arms(comparison))
    texts = [text.get_text() for text in page.figure.texts]
    assert {"2 Jan 2020 to 15 Feb 2020", "27 Dec 2019 to 15 Feb 2020"} <= set(texts)
    assert len(panels(page, "attacks_on_us")) == 2
    assert all(len(text.split("\n")) == 1 for panel in panels(page, "attacks_on_us") for text in words(panel))


def test_a_simulated_reference_is_drawn_a_documented_one_is_the_record(comparison: Comparison) -> None:
    first, _ = arms(comparison)
    median = first.digest.running("attacks_on_us")[2, -1]
    (panel,) = panels(draw([first], [first]), "attacks_on_us")
    assert f"reference median {median:.0f}" in words(panel)
    (panel,) = panels(draw([first], [everything(comparison)[0]]), "attacks_on_us")
    assert not any("reference" in text for text in words(panel))


def test_words_stand_where_there_is_nothing_to_show(comparison: Comparison) -> None:
    one = arms(comparison)[0]
    (column,) = _columns([one], [None], load_evidence())
    silent = replace(column, record={name: column.record[name] * 0 for name in RUNNING})
    assert column.nothing("attacks_on_us") is None
    assert silent.nothing("attacks_on_us") is None, "the worlds have some"
    fewest = min(RUNNING, key=lambda name: one.digest.running(name)[4, -1])
    if one.digest.running(fewest)[4, -1] == 0:
        assert silent.nothing(fewest) in (NOTHING, NEARLY_NOTHING)


def test_a_step_line_through_the_changes_is_that_through_all_days() -> None:
    days = np.arange("2020-01-01", "2020-01-06", dtype="datetime64[D]")
    at, values = steps(days, np.array([[0, 0, 2, 2, 3], [0, 0, 0, 0, 1]]))
    assert [str(day) for day in at] == ["2020-01-01", "2020-01-03", "2020-01-05", "2020-01-06"]
    assert values.tolist() == [[0, 2, 3, 3], [0, 0, 1, 1]]


@pytest.mark.parametrize("length", [1, 5])
def test_short_spans_are_drawn(comparison: Comparison, length: int) -> None:
    whole = arms(comparison)[0]
    digest = _shorter(whole, length)
    draw([digest])


def _shorter(one: Shown, length: int) -> Shown:
    class Short:
        days = one.digest.days[:length]
        measures = one.digest.measures

        @staticmethod
        def running(measure: str) -> Any:
            return one.digest.running(measure)[:, :length]

    short: Any = Short()
    return replace(one, digest=short)


def test_no_words_leave_the_page(comparison: Comparison) -> None:
    for shown in (arms(comparison), arms(comparison)[:1]):
        with settings():
            page = timeline(shown, 12, load_evidence(), "foot")
            renderer = page.figure.canvas.get_renderer()
            boxes = [text.get_window_extent(renderer) for axes in page.figure.axes for text in axes.texts]
        assert min(box.x0 for box in boxes) >= 0
        assert max(box.x1 for box in boxes) <= page.figure.bbox.width
