"""Measures: each entry names a column of the daily table, and derives what the tables need."""

from __future__ import annotations

import pytest

from sim.event_log import DAILY
from sim.scenario.schema import json_schema
from sim.vocabulary.measures import DAYS_TO, DEFAULT_WATCH, MEASURES, Measure


@pytest.mark.parametrize(("name", "measure"), MEASURES.items())
def test_an_entry_is_whole(name: str, measure: Measure) -> None:
    assert measure.column in DAILY
    assert measure.how in ("total", "highest", "first_day")
    assert measure.label[0].isupper()
    assert measure.unit
    assert len(measure.meaning) > 15
    assert name.startswith(DAYS_TO) is (measure.how == "first_day")
    assert measure.always_known is (measure.how != "first_day")


def test_no_two_measures_count_the_same() -> None:
    counted = [(measure.how, measure.column) for measure in MEASURES.values()]
    assert len(set(counted)) == len({measure.label for measure in MEASURES.values()}) == len(MEASURES)


def test_a_scenario_may_watch_each_of_them() -> None:
    assert set(DEFAULT_WATCH) < set(MEASURES)
    assert json_schema()["properties"]["watch"]["items"]["enum"] == list(MEASURES)
