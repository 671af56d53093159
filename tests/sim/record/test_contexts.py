"""Contexts: spans include both their days, changes win, and every source exists."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.errors import RecordError
from sim.paths import RECORD
from sim.record import load_record
from sim.record.contexts import Contexts, load_contexts

CONTEXTS = load_contexts()
DAYS = np.arange("2018-05-01", "2025-01-01", dtype="datetime64[D]")
UNREAD = ("lebanon_war", "assad_fallen", "israeli_strike_abroad")
"""Facts that no rule reads yet."""
SPANS = {span.name for span in CONTEXTS.spans}


def on(name: str, day: str, contexts: Contexts = CONTEXTS) -> float:
    return float(contexts.level(name, np.array([day], dtype="datetime64[D]"))[0])


def test_names_the_model_asks_for() -> None:
    assert {
        "gaza_war", "gaza_truce", "protests", "maximum_pressure", "unrest_in_iran", "framework_government", "sadr_standoff",
        "patron_liability", "caretaker_government", "troops_in_iraq", "israeli_strike", "anniversary", "us_transition",
        "withdrawal_talks", "withdrawal_dated", "missions_attacked", "attack_drones", *UNREAD,
    } == set(CONTEXTS.names)  # fmt: skip


@pytest.mark.parametrize(
    ("name", "off", "on_first", "on_last", "off_after"),
    [
        ("gaza_truce", "2023-11-23", "2023-11-24", "2023-11-30", "2023-12-01"),
        ("caretaker_government", "2019-11-28", "2019-11-29", "2020-05-06", "2020-05-07"),
        ("lebanon_war", "2024-09-21", "2024-09-22", "2024-11-26", "2024-11-27"),
        ("withdrawal_talks", "2024-01-24", "2024-01-25", "2024-09-26", "2024-09-27"),
    ],
)
def test_both_ends_belong_to_a_span(name: str, off: str, on_first: str, on_last: str, off_after: str) -> None:
    assert [on(name, day) for day in (off, on_first, on_last, off_after)] == [0, 1, 1, 0]


@pytest.mark.parametrize("year", [2020, 2021, 2022, 2023, 2024])
def test_the_days_before_and_after_the_third_of_january_are_the_anniversary_from_the_first_year_on(year: int) -> None:
    """Soleimani was killed on 3 January 2020."""
    days = [f"{year - 1}-12-27", f"{year}-01-03", f"{year}-01-07"]
    assert [on("anniversary", day) for day in days] == [float(year > 2020)] * 3
    assert on("anniversary", f"{year}-01-08") == on("anniversary", f"{year}-11-30") == 0


def test_a_span_may_come_twice() -> None:
    talks = ["2021-04-07", "2021-07-25", "2021-07-26", "2024-01-24", "2024-01-25", "2024-09-26", "2024-09-27"]
    assert [on("withdrawal_talks", day) for day in talks] == [1, 1, 0, 0, 1, 1, 0]
    assert [on("withdrawal_dated", day) for day in talks] == [0, 0, 1, 0, 0, 0, 1]
    assert [on("withdrawal_dated", day) for day in ("2021-12-31", "2022-01-01")] == [1, 0]


def test_maximum_pressure_rises_in_three_equal_steps_to_one() -> None:
    """The deal is left, sanctions on oil are back, waivers end; it ends with the administration."""
    steps = [("2018-05-08", "2018-11-04"), ("2018-11-05", "2019-04-21"), ("2019-04-22", "2021-01-19")]
    for step, days in enumerate(steps, start=1):
        for day in days:
            assert on("maximum_pressure", day) == pytest.approx(step / 3, abs=5e-4), day
    assert on("maximum_pressure", "2021-01-19") == 1.0  # parameters are in units of pressure in full
    assert on("maximum_pressure", "2018-05-07") == on("maximum_pressure", "2021-01-20") == 0.0


def test_the_street_attacked_missions_and_offices_four_times_each_felt_for_four_days() -> None:
    level = CONTEXTS.level("missions_attacked", DAYS)
    assert (level.sum(), np.count_nonzero(np.diff(level) > 0)) == (16, 4)
    rows = ("2018-09-07-protesters-protest", "2019-11-03-protesters-protest", "2019-11-27-protesters-protest")
    ids = load_record().ids
    assert all(on("missions_attacked", row[:10]) == 1 and row in ids for row in rows)


def test_open_spans_hold_to_the_end() -> None:
    assert on("gaza_war", "2023-10-06") == 0
    assert on("gaza_war", "2024-12-31") == 1
    assert [on("assad_fallen", day) for day in ("2024-12-07", "2024-12-08", "2024-12-31")] == [0, 1, 1]


def test_offices() -> None:
    held = {
        role: [CONTEXTS.office(role, day) for day in ("2018-06-01", "2020-01-02", "2020-01-03", "2022-10-27")]
        for role in CONTEXTS.offices
    }
    assert held == {
        "administration": ["trump", "trump", "trump", "biden"],
        "government": ["abadi", "abdul_mahdi", "abdul_mahdi", "sudani"],
        "commander": ["soleimani", "soleimani", "qaani", "qaani"],
    }
    assert CONTEXTS.office("government", "2000-01-01") == "abadi"
    assert [CONTEXTS.office(role, "2024-12-31") for role in CONTEXTS.offices] == ["biden", "sudani", "qaani"]
    assert CONTEXTS.office("administration", "2025-01-20") == "trump"
    assert CONTEXTS.terms("commander")[0].ended_by in load_record().ids


def test_troops_fall_in_steps() -> None:
    level = CONTEXTS.level("troops_in_iraq", DAYS)
    assert (np.diff(level) <= 0).all()
    assert set(level) == {5200.0, 3000.0, 2500.0}
    assert on("troops_in_iraq", "2017-01-01") == 5200


def test_israeli_strikes_are_those_of_the_record() -> None:
    rows = load_record().incidents
    rows = rows[(rows["actor"] == "israel") & (rows["action"] != "warning")]
    inside = rows["country"].isin(["Iraq", "Syria"])
    for name, of_kind in (("israeli_strike", rows[inside]), ("israeli_strike_abroad", rows[~inside])):
        assert CONTEXTS.points(name).tolist() == sorted(day.date() for day in of_kind["date"])
        assert CONTEXTS.level(name, DAYS).sum() == len(of_kind)


def test_every_source_exists() -> None:
    ids = load_record().ids
    listed = [source for span in CONTEXTS.spans for source in span.sources]
    listed += [source for series in CONTEXTS.series.values() for step in series.steps for source in step.sources]
    listed += [source for terms in CONTEXTS.offices.values() for term in terms for source in term.sources]
    known = (RECORD / "SOURCES.md").read_text(encoding="utf-8")
    for source in listed:
        assert source in ids or source.startswith("https://") or (RECORD / source).exists() or source in known


def test_everything_off() -> None:
    off = CONTEXTS.without_all()
    for name in CONTEXTS.names:
        assert (off.level(name, DAYS) == 0).all() == (name != "troops_in_iraq")
    assert off.points("israeli_strike").size == 0
    assert off.office("commander", "2024-01-01") == "qaani"
    assert on("gaza_war", "2024-01-01") == 1


@given(st.sampled_from(sorted(SPANS)), st.floats(0, 5), st.integers(0, 2000), st.integers(0, 100))
def test_a_change_touches_its_days_only(name: str, value: float, start: int, length: int) -> None:
    first, last = DAYS[start], DAYS[start] + length
    changed = CONTEXTS.with_span(name, value, first, last)
    inside = (first <= DAYS) & (last >= DAYS)
    assert (changed.level(name, DAYS)[inside] == value).all()
    assert (changed.level(name, DAYS)[~inside] == CONTEXTS.level(name, DAYS)[~inside]).all()
    other = next(span for span in sorted(SPANS) if span != name)
    assert (changed.level(other, DAYS) == CONTEXTS.level(other, DAYS)).all()


def test_later_changes_win() -> None:
    changed = CONTEXTS.without_all().with_span("gaza_war", 1, "2023-12-01").with_span("gaza_war", 2, "2024-01-01", "2024-01-01")
    assert [on("gaza_war", day, changed) for day in ("2023-11-30", "2023-12-01", "2024-01-01", "2024-01-02")] == [0, 1, 2, 1]


def test_wrong_names_and_values() -> None:
    with pytest.raises(RecordError, match="unknown context 'gaza'; did you mean 'gaza_war'"):
        CONTEXTS.level("gaza", DAYS)
    with pytest.raises(RecordError, match="unknown office 'comander'; did you mean 'commander'"):
        CONTEXTS.office("comander", "2020-01-01")
    with pytest.raises(RecordError, match="before it begins"):
        CONTEXTS.with_span("gaza_war", 1, "2024-01-02", "2024-01-01")
    with pytest.raises(RecordError, match="write a number from 0 up"):
        CONTEXTS.with_span("gaza_war", -1, "2024-01-02")
    with pytest.raises(RecordError, match="unknown kind of dated act"):
        CONTEXTS.points("gaza_war")


@pytest.mark.parametrize("role", sorted(CONTEXTS.offices))
def test_the_holders_of_many_days_are_those_of_each(role: str) -> None:
    days = np.arange("2016-12-01", "2025-03-01", dtype="datetime64[D]")
    holder = CONTEXTS.office(role, "2020-06-01")
    away = CONTEXTS.with_holder(role, "somebody", "2019-01-01", "2023-01-01")
    changed = away.with_holder(role, holder, "2022-01-01", "2022-02-01")
    for contexts in (CONTEXTS, changed, changed.with_holder(role, "another", "2022-01-15")):
        assert contexts.holders(role, days) == [contexts.office(role, day) for day in days]


TERMS = "offices:\n  r:\n" + "    - {holder: x, from: 2020-01-02, sources: [s]}\n" * 2
SPAN = "spans:\n  - name: a\n    from: 2020-01-02\n    until: {until}\n    meaning: m\n    sources: [s]\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (SPAN.format(until="2020-01-01"), r"contexts\.yaml:4: spans\.0\.until: 2020-01-01 lies before from"),
        (SPAN.format(until="2020-02-30"), r"contexts\.yaml:4: spans\.0\.until"),
        (SPAN.format(until="null").replace("meaning", "meanings"), r"contexts\.yaml:\d: spans\.0\.meaning"),
        (SPAN.format(until="null").replace("until", "untill"), r"contexts\.yaml:4: .*unknown key 'untill'; did you mean 'until'"),
        (
            "- a\n- b\n",
            r"contexts\.yaml:1: this file is a list of `key: value` lines with the keys levels, offices, points, spans",
        ),
        ("", r"contexts\.yaml:1: this file is a list of `key: value` lines"),
        (SPAN.format(until="null") + "    levels: 2\n", r"contexts\.yaml:7: .*unknown key 'levels'; did you mean 'level'"),
        (SPAN.format(until="null") + "    level: -1\n", r"contexts\.yaml:7: spans\.0\.level"),
        (
            SPAN.format(until="2020-02-03") + SPAN.format(until="2020-02-03").removeprefix("spans:\n"),
            r"contexts\.yaml:8: spans\.1\.from: it shares days with another span of 'a'",
        ),
        (
            SPAN.format(until="null") + "points: {p: {meaning: m, rows: [strike]}}\n",
            r"contexts\.yaml:7: .*'strike' does not begin with",
        ),
        (SPAN.format(until="null") + "points: {p: {meaning: m, rows: [2020-W01-1]}}\n", "'2020-W01-1' does not begin with a day"),
        (SPAN.format(until="null") + "points: {p: {meaning: m, rows: ['20200101']}}\n", "'20200101' does not begin with a day"),
        (
            SPAN.format(until="20200101"),
            r"contexts\.yaml:4: spans\.0\.until: not a calendar day; write YYYY-MM-DD; found 20200101",
        ),
        (SPAN.format(until="1577836800"), "not a calendar day; write YYYY-MM-DD; found 1577836800"),
        (SPAN.format(until="'1577836800'"), "not a calendar day; write YYYY-MM-DD; found '1577836800'"),
        (SPAN.format(until="2020-W01-1"), "not a calendar day; write YYYY-MM-DD; found '2020-W01-1'"),
        (SPAN.format(until="2020-01-03 00:00:00"), "not a calendar day"),
        (SPAN.format(until="null") + "    level: 1e7\n", "less than or equal to 1000000"),
        (SPAN.format(until="null") + "points: {a: {meaning: m, rows: []}}\n", "already the name"),
        (
            SPAN.format(until="null") + TERMS,
            r"contexts\.yaml:\d+: offices\.r: days must rise",
        ),
    ],
)
def test_a_wrong_entry_is_named_with_its_line(tmp_path: Path, text: str, expected: str) -> None:
    path = tmp_path / "contexts.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(RecordError, match=expected):
        load_contexts(path)
