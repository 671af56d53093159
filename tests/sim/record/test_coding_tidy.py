"""Two tidyings: an attack told twice counts once, and vague dates are spread evenly over their span."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.record import load_record
from sim.record.acts import Act, day_number
from sim.record.coding import code_record, load_coding
from sim.record.coding_tidy import drop_repeats, site_of, span_of, spread

RECORD = load_record()
CODING = load_coding()


# Dates


def test_acts_stay_in_the_span_of_their_row() -> None:
    rows = RECORD.rows()
    for act in code_record(RECORD, CODING):
        rule = CODING.rows.get(act.id)
        first, last = span_of(rows[act.id], rule.window if rule else None)
        assert first <= act.day <= last


@pytest.mark.parametrize(
    ("precision", "window", "first", "last"),
    [
        ("day", None, "2020-02-12", "2020-02-12"),
        ("week", None, "2020-02-12", "2020-02-18"),
        ("month", None, "2020-02-01", "2020-02-29"),
        ("day", (date(2020, 3, 1), date(2020, 3, 2)), "2020-03-01", "2020-03-02"),
    ],
)
def test_spans(precision: str, window: tuple[date, date] | None, first: str, last: str) -> None:
    row = {"date": pd.Timestamp("2020-02-12"), "date_precision": precision}
    assert span_of(row, window) == (day_number(first), day_number(last))


@given(st.integers(1, 40), st.sampled_from(["week", "month"]), st.dates(date(2018, 5, 1), date(2024, 2, 28)))
def test_vague_acts_are_spread_evenly(size: int, precision: str, day: date) -> None:
    rows = {f"r{i:02}": {"date": day, "date_precision": precision} for i in range(size)}
    acts = [Act(name, day_number(day), "badr", ("badr",), "attack_convoy") for name in rows]
    laid = [act.day for act in spread(acts, rows, {})]
    first, last = span_of(rows["r00"])
    assert first <= min(laid)
    assert max(laid) <= last
    assert laid == sorted(laid)
    counts = [Counter(laid)[on] for on in range(first, last + 1)]
    assert max(counts) - min(counts) <= 1
    assert len(counts) in (7, 28, 29, 30, 31)


def test_decisions_are_spread_apart_and_exact_days_stay() -> None:
    """One act of a week lies on its fourth day; two at its quarters: days 1.75 and 5.25."""
    rows = {name: {"date": date(2020, 3, 2), "date_precision": "week"} for name in "abc"}
    rows["d"] = {"date": date(2020, 3, 2), "date_precision": "day"}
    decisions = {"b": "raid", "c": "attack_convoy", "a": "attack_convoy", "d": "raid"}
    acts = [Act(name, day_number("2020-03-02"), "", (), decision) for name, decision in decisions.items()]
    laid = {act.id: str(act.date) for act in spread(acts, rows, {})}
    assert laid == {"b": "2020-03-05", "a": "2020-03-03", "c": "2020-03-07", "d": "2020-03-02"}


# Attacks told twice


@pytest.mark.parametrize(
    ("location", "site"),
    [
        ("Erbil (second attack)", "erbil"),
        ("US embassy, Green Zone (Baghdad)", "us embassy, green zone"),
        ("Syria (base not named)", ""),
    ],
)
def test_sites(location: str, site: str) -> None:
    assert site_of(location) == site


def row_at(name: str, location: str, **more: Any) -> dict[str, Any]:
    none = dict.fromkeys(("us_killed", "coalition_killed", "us_wounded", "coalition_wounded"), pd.NA)
    return {"id": name, "location": location, "date_precision": "day", "confidence": "medium", **none, **more}


def repeats_of(*rows: dict[str, Any], candidates: tuple[tuple[str, ...], ...], decision: str = "attack_base") -> dict[str, str]:
    acts = [Act(row["id"], day_number("2024-01-01"), "", who, decision) for row, who in zip(rows, candidates, strict=True)]
    kept, repeats = drop_repeats(acts, {row["id"]: row for row in rows})
    assert [act.id for act in kept] == [row["id"] for row in rows if row["id"] not in repeats]
    assert {name: act.id for act in kept for name in act.merged} == repeats  # the act stands for all the rows that tell of it
    return repeats


def test_one_attack_per_day_and_site() -> None:
    both = (("badr",), ("badr", "thar_allah"))
    first, second = row_at("a", "Erbil"), row_at("b", "Erbil (second attack)", us_wounded=2)
    assert repeats_of(first, second, candidates=both) == {"a": "b"}
    assert repeats_of(first, row_at("b", "Erbil", confidence="high"), candidates=both) == {"a": "b"}
    assert repeats_of(first, row_at("b", "Erbil", confidence="low"), candidates=both) == {"b": "a"}


def test_what_is_no_repeat() -> None:
    both = (("badr",), ("badr",))
    assert repeats_of(row_at("a", "Erbil"), row_at("b", "Harir"), candidates=both) == {}
    assert repeats_of(row_at("a", "Erbil"), row_at("b", "Erbil"), candidates=(("badr",), ("thar_allah",))) == {}
    assert repeats_of(row_at("a", ""), row_at("b", ""), candidates=both) == {}
    assert repeats_of(row_at("a", "Erbil", date_precision="week"), row_at("b", "Erbil"), candidates=both) == {}
    assert repeats_of(row_at("a", "Babil"), row_at("b", "Babil"), candidates=both, decision="attack_convoy") == {}
