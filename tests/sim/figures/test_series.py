"""Series for figures: the record by day, worlds by day, bands and weekly shares."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from sim.figures.series import (
    PANELS,
    Panel,
    bands,
    days_between,
    documented_marks,
    last_day,
    matrix,
    record_by_day,
    weekly_shares,
    worlds_by_day,
)
from sim.record.evidence import load_evidence
from sim.vocabulary.ladder import RUNGS


def test_both_days_belong_to_a_span() -> None:
    assert [str(day) for day in days_between(date(2020, 2, 28), date(2020, 3, 1))] == ["2020-02-28", "2020-02-29", "2020-03-01"]


def test_a_column_by_world_and_day_whatever_the_order_of_the_rows() -> None:
    days = days_between(date(2020, 1, 1), date(2020, 1, 2))
    dates = pd.to_datetime(["2020-01-02", "2020-01-01", "2020-01-03", "2020-01-01", "2020-01-03", "2020-01-02"])
    daily = pd.DataFrame({"world": [7, 7, 7, 3, 3, 3], "date": dates, "strike": [1, 2, 9, 3, 9, 4]})
    assert matrix(daily, days, "strike").tolist() == [[3, 4], [2, 1]]
    assert worlds_by_day(daily, days, Panel("Days", "strike", days_only=True)).tolist() == [[1, 1], [1, 1]]
    assert worlds_by_day(daily, days, Panel("Acts", "strike")).tolist() == [[3, 4], [2, 1]]


def test_the_last_day_is_that_of_the_last_act() -> None:
    assert last_day(load_evidence()) == max(act.date for act in load_evidence().acts)


def test_the_records_series_are_those_of_a_documented_run(comparison: Any) -> None:
    days = days_between(*comparison.window)
    daily = comparison.runs["documented"].daily
    for panel in PANELS:
        expected = matrix(daily, days, panel.decision)[0]
        expected = np.minimum(expected, 1) if panel.days_only else expected
        assert record_by_day(load_evidence(), days, panel).tolist() == expected.tolist()
    assert record_by_day(load_evidence(), days, PANELS[0]).sum() > 5


def test_the_documented_events_marked_are_the_storming_and_the_killing(comparison: Any) -> None:
    marks = documented_marks(load_evidence(), days_between(*comparison.window))
    assert [(str(day), name) for day, name in marks] == [("2019-12-31", "embassy stormed"), ("2020-01-03", "leader killed")]


def test_bands_by_hand() -> None:
    worlds = np.arange(101)[:, None] * np.array([[1, 2]])
    assert bands(worlds).tolist() == [[5, 10], [25, 50], [50, 100], [75, 150], [95, 190]]


def test_weekly_shares_by_hand(comparison: Any) -> None:
    days = days_between(*comparison.window)[:17]
    daily = comparison.runs["documented"].daily.copy()
    daily["rung"] = 0
    daily.loc[(daily["world"] < 3) & (daily["date"] == "2019-12-08"), "rung"] = 6
    weeks, shares = weekly_shares(daily, days, len(RUNGS))
    assert [str(day) for day in weeks] == ["2019-12-01", "2019-12-08"]
    assert shares[:, 0].tolist() == [1.0] + [0.0] * 9
    assert shares[0, 1] == 0.75
    assert shares[6, 1] == 0.25
