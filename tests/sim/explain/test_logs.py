"""Logs of one world: the most consequential events, and the first day on which two logs differ."""

from __future__ import annotations

from datetime import date

import pandas as pd

from sim.explain.logs import HARASSMENT, consequential, first_difference, worth_explaining
from sim.model import EscalationModel
from tests.runs import finish
from tests.sim.explain.tables import made
from tests.sim.explain.winter import short


def log(**changes: object) -> pd.DataFrame:
    return finish(EscalationModel(short(**changes), rng=7, parameters="point")).event_log.events()


def test_the_most_consequential_are_the_highest() -> None:
    events = log()
    shown = consequential(events, most=5)
    assert len(shown) == 5
    assert shown["rung"].min() >= events["rung"].drop(shown.index).max()
    assert shown.index.is_monotonic_increasing


def test_harassment_is_listed_only_if_nothing_worse_happened() -> None:
    events = log()
    mild = events[events["rung"] <= HARASSMENT]
    assert (consequential(events, most=1000)["rung"] > HARASSMENT).all()
    assert len(consequential(mild, most=1000)) == len(mild) > 0


def test_worth_explaining_are_the_highest_from_a_day_on_with_what_they_go_back_to() -> None:
    events = made().iloc[:6].assign(rung=[3, 7, 1, 5, 1, 6])
    assert worth_explaining(events, date(2020, 1, 3), 1) == {5}
    assert worth_explaining(events, date(2020, 1, 3), 2) == {3, 5}
    assert worth_explaining(events, date(2020, 1, 3), 2, 2) == {1, 3, 5}, "what it answered lies before"
    assert worth_explaining(events, date(2020, 1, 3), 2, 9) == {0, 1, 3, 5}
    assert worth_explaining(events, date(2020, 1, 7), 2, 9) == set()


def test_two_logs_of_one_world_agree_whatever_causes_they_tell() -> None:
    events = log()
    assert first_difference(events, log()) is None
    assert first_difference(events, events.assign(cause="whim", cause_event=pd.NA)) is None
    assert first_difference(events, events.iloc[:0]) is None


def test_the_first_day_that_differs_is_told() -> None:
    events = log()
    changed = events.copy()
    changed.loc[5, "rung"] = 9
    assert str(first_difference(events, changed)) == str(changed["date"].dt.date.iloc[5])
    assert str(first_difference(events, events.drop(index=5))) == str(events["date"].dt.date.iloc[5])
