"""Words of the event table: each text has one number, and an act of force has its country."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.event_texts import Texts
from sim.tally import LogEntry
from sim.types import Floats, Number

WORLDS = np.arange(3)


def column(value: Number) -> Floats:
    return np.broadcast_to(np.asarray(value, dtype=float), WORLDS.shape)


def entry(name: str, country: str = "", **marks: Any) -> LogEntry:
    return LogEntry(("us",), name, 1.0, marks, None, ("",), country=country)


def countries(what: LogEntry) -> list[str]:
    texts = Texts()
    codes = texts.countries(what, column)
    return [list(texts)[code] for code in codes]


def test_a_text_keeps_its_number() -> None:
    texts = Texts()
    assert [texts.code(text) for text in ("a", "b", "a")] == [0, 1, 0]
    assert texts.coded(("b", "c")).tolist() == [1, 2]
    assert list(texts) == ["a", "b", "c"]


def test_a_documented_act_fell_where_the_record_says() -> None:
    assert countries(entry("attack_base", "Jordan", abroad=1.0)) == ["Jordan"] * 3


@pytest.mark.parametrize(("name", "elsewhere"), [("strike", "Syria"), ("counter_fire", "Syria"), ("kill_leader", "Syria")])
def test_american_fire_falls_in_iraq_or_in_syria(name: str, elsewhere: str) -> None:
    assert countries(entry(name, in_iraq=np.array([1.0, 0.0, 1.0]))) == ["Iraq", elsewhere, "Iraq"]
    assert countries(entry(name)) == [elsewhere] * 3  # a mark that nothing has is left out


def test_attacks_of_one_day_may_fall_in_both() -> None:
    drawn = entry("attack_base", in_iraq=np.array([2.0, 0.0, 1.0]), abroad=np.array([1.0, 1.0, 0.0]))
    assert countries(drawn) == ["Iraq;Syria", "Syria", "Iraq"]


def test_words_have_no_place_and_a_strike_on_iran_has_one() -> None:
    assert countries(entry("warn")) == [""] * 3
    assert countries(entry("strike_iran")) == ["Iran"] * 3
