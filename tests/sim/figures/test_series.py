"""Series that figures take from the record."""

from __future__ import annotations

import numpy as np

from sim.comparison import Comparison
from sim.figures.series import documented_marks, last_day
from sim.record.counts import record_by_day
from sim.record.evidence import load_evidence
from sim.results.digest import RUNNING
from sim.vocabulary.measures import MEASURES

DAYS = np.arange("2019-12-01", "2020-02-16", dtype="datetime64[D]")


def test_the_last_day_is_that_of_the_last_act() -> None:
    assert last_day(load_evidence()) == max(act.date for act in load_evidence().acts)


def test_the_records_series_are_those_of_a_documented_run(comparison: Comparison) -> None:
    daily = comparison.runs["documented"].daily
    first = daily[daily["world"] == 0].set_index("date")
    days = first.index.to_numpy().astype("datetime64[D]")
    for measure in RUNNING:
        assert record_by_day(load_evidence(), days, measure).tolist() == first[MEASURES[measure].column].tolist()
    assert record_by_day(load_evidence(), days, "attacks_on_us").sum() > 5


def test_the_documented_events_marked_are_the_storming_and_the_killing() -> None:
    marks = documented_marks(load_evidence(), DAYS)
    assert [(str(day), name) for day, name in marks] == [("2019-12-31", "embassy stormed"), ("2020-01-03", "leader killed")]
