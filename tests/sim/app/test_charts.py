"""Figures hold the numbers that they show: read back, they are those of the worlds."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import plotly.graph_objects as go
import pytest

from sim.app.charts import MARKED, climb, differences, hover, peaks, timeline, weeks
from sim.app.events import all_told
from sim.app.worlds import fan


def trace(figure: go.Figure, name: str) -> Any:
    (one,) = [each for each in figure.data if each.name == name]
    return one


@pytest.mark.parametrize("measure", ["attacks_on_us", "peak_rung"])
def test_the_fan_holds_the_bands_the_middle_and_the_record(found: Any, measure: str) -> None:
    figure = timeline(found, measure)
    bands = fan(found.here.running(measure)).tolist()
    assert list(trace(figure, "middle world").y) == bands[2]
    assert list(trace(figure, "90 % of worlds").y) == [*bands[4], *bands[0][::-1]]
    assert list(trace(figure, "half of worlds").y) == [*bands[3], *bands[1][::-1]]
    assert list(trace(figure, "what happened").y) == found.recorded(measure).tolist()
    assert list(trace(figure, "middle world").x) == [str(day) for day in found.days]
    assert "compared with" not in [each.name for each in figure.data], "the reference is the record itself"


def test_a_world_goes_as_far_as_the_play_with_its_events_on_it(found: Any) -> None:
    told, now = all_told(found.here.events_of(3)), date(2020, 1, 6)
    figure = timeline(found, "attacks_on_us", 3, told, now)
    line = found.here.running("attacks_on_us")[3]
    assert list(trace(figure, "world 3").y) == line[:5].tolist()
    marks = trace(figure, MARKED)
    shown = [each for each in told if date(2020, 1, 2) <= each.date <= now]
    assert shown
    assert list(marks.customdata) == [each.number for each in shown]
    assert list(marks.y) == [line[(each.date - date(2020, 1, 2)).days] for each in shown]
    assert list(marks.text) == [hover(each) for each in shown]
    whole = timeline(found, "attacks_on_us", 3, told)
    assert list(trace(whole, "world 3").y) == line.tolist()


def test_a_hover_is_no_markup_and_not_wider_than_a_phone(found: Any) -> None:
    (one, *_) = all_told(found.here.events_of(0))
    said = hover(one.__class__(**{**vars(one), "text": "<b>" + "x" * 500}))
    assert "<b>" not in said
    assert all(len(line) < 110 for line in said.split("<br>"))


def test_rungs_and_weeks_hold_the_shares() -> None:
    shares = np.array([0.25, 0, 0.75, 0, 0, 0, 0, 0, 0, 0])
    figure = peaks([("here", shares), ("there", shares[::-1])])
    assert list(trace(figure, "here").x) == (100 * shares).tolist()
    assert trace(figure, "here").text[2] == "75 %"
    assert list(trace(figure, "there").x) == (100 * shares[::-1]).tolist()
    days = np.array(["2020-01-01", "2020-01-08"], dtype="datetime64[D]")
    stacked = weeks(days, np.stack([shares, shares], axis=1))
    assert [each.name for each in stacked.data] == ["0 quiet", "2 harassment"]
    assert [sum(column) for column in zip(*(each.y for each in stacked.data), strict=True)] == [100, 100]


def test_one_world_climbs_day_by_day(found: Any) -> None:
    figure = climb(found, 3)
    assert list(trace(figure, "world 3").y) == found.here.columns["rung"][3].tolist()
    assert list(trace(figure, "what happened").y) == found.record["rung"][0].tolist()


@pytest.mark.parametrize("spread", [1, 40, 900])
def test_every_world_is_in_a_bar_and_no_difference_in_one_of_its_own(spread: int) -> None:
    apart = np.array([-2, -1, 0, 0, 1, 3, 7]) * spread
    (one,) = differences(apart, "attacks_on_us").data
    assert sum(one.y) == len(apart)
    assert dict(zip(one.x, one.y, strict=True))[0] == 2
    assert sum(y for x, y in zip(one.x, one.y, strict=True) if x < 0) == 2
    assert "no difference" in one.text
