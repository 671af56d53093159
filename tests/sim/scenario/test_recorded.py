"""What a scenario asks of the record: the day of every event, why some are no decision, and names that are near."""

from __future__ import annotations

import difflib
from datetime import date

import pytest

from sim.errors import NAME
from sim.record import load_record
from sim.scenario import recorded
from sim.scenario.recorded import event_days, nearby_events, reasons_uncoded, row_of
from tests.sim.scenario.drafts import STRIKE

SHOT_DOWN = "2020-01-08-iran-shootdown"


def test_every_event_has_a_day_or_a_reason() -> None:
    days = event_days()
    assert set(days) == set(load_record().ids)
    assert days[STRIKE] == date(2020, 1, 3)
    assert days[SHOT_DOWN] is None
    assert set(reasons_uncoded()) == {name for name, day in days.items() if day is None}


def test_a_row_is_found_by_its_id() -> None:
    assert (row_of(STRIKE)["actor"], row_of(STRIKE)["action"]) == ("us", "targeted_killing")


def test_near_names_come_first_and_then_those_of_the_month() -> None:
    near = nearby_events("2020-01-03-us-targeted-kiling")
    assert near[0] == STRIKE
    assert len(near) == len(set(near))
    assert {name[:7] for name in near[2:]} == {"2020-01"}
    assert len(nearby_events("nothing like it")) == len(event_days())


@pytest.mark.parametrize("name", ["2016-13-07-islamic-resistance-in-irak-rocket-atack", "x" * 100_000])
def test_a_misspelt_name_is_compared_in_full_with_few(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[tuple[str, list[str]]] = []

    def matches(word: str, names: list[str], **how: float) -> list[str]:
        compared.append((word, names))
        return []

    monkeypatch.setattr(difflib, "get_close_matches", matches)
    assert nearby_events(name)
    ((word, names),) = compared
    assert len(word) <= NAME
    assert len(names) == recorded.LIKELY < len(event_days()) / 10
