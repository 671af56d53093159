"""Windows, records and contexts that a user brings: what is read, what is refused in one line, what is added."""

from __future__ import annotations

import copy
import dataclasses
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from calibration.forecasts.inputs import MAX_DAYS, days_in, days_of_rows, evidence_for, parse_window, pause, war, without_war
from sim.errors import InputError, RecordError
from sim.record.evidence import load_evidence
from tests.calibration.records import contexts_with, contexts_without, made, moved, own

SPAN = date(2019, 5, 1), date(2019, 6, 15)
AFTER = date(2025, 1, 1), date(2025, 3, 31)


def test_a_copy_of_the_record_says_what_the_record_says(tmp_path: Path) -> None:
    theirs, project = evidence_for(SPAN, made(tmp_path, own())), evidence_for(SPAN)
    assert list(theirs.acts) == list(project.acts)


def test_a_record_that_begins_late_is_joined_to_the_projects_own(tmp_path: Path) -> None:
    path = made(tmp_path, moved("2025-02-02"))
    evidence = evidence_for(AFTER, path)
    assert len(evidence.acts) == len(evidence_for((date(2023, 1, 1), date(2024, 2, 29))).acts) + 1
    assert max(act.day for act in evidence.acts) == (date(2025, 2, 2) - date(1970, 1, 1)).days


@pytest.mark.parametrize(
    "text",
    [
        "2020-01-01", "2020-13-01:2020-12-31", "2020-02-01:2020-01-01", "a:b:c", "tset", "2020-01-01:9999-12-31",
        "20230101:20230201", "2023-W01-1:2023-02-01", "2023-01-01:2023-W05", " 2023-01-01:2023-02-01",
    ],
)  # fmt: skip
def test_a_window_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_window(text)
    assert "\n" not in str(caught.value)
    assert caught.value.exit_code == 2


def test_who_knows_nothing_of_the_war_knows_nothing_of_its_pause_either() -> None:
    evidence = evidence_for(parse_window("test"))
    days = np.arange("2023-10-01", "2023-12-31", dtype="datetime64[D]")
    for name in ("gaza_war", "gaza_truce"):
        assert evidence.contexts.level(name, days).max() > 0
        assert without_war(evidence).contexts.level(name, days).max() == 0
    assert without_war(evidence).contexts.level("framework_government", days).max() > 0


def test_both_ends_of_a_window_belong_to_it() -> None:
    assert days_in((date(2019, 12, 31), date(2020, 1, 2))).astype(str).tolist() == ["2019-12-31", "2020-01-01", "2020-01-02"]


def test_windows_have_names() -> None:
    assert parse_window("test") == (date(2023, 1, 1), date(2024, 2, 29))
    assert parse_window("test_2024") == (date(2024, 3, 1), date(2024, 12, 31))


@pytest.mark.parametrize("window", [AFTER, (date(2018, 10, 1), date(2019, 10, 1)), (date(2024, 12, 1), date(2025, 1, 1))])
def test_windows_without_training_or_record_are_refused(window: tuple[date, date]) -> None:
    with pytest.raises(InputError):
        evidence_for(window)


def test_a_record_of_other_days_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no incident between"):
        evidence_for(AFTER, made(tmp_path, moved("2025-07-02")))


@pytest.mark.parametrize("name", ["gaza_war", "israeli_strike"])
def test_a_context_that_a_file_does_not_name_is_never_in_force(tmp_path: Path, name: str) -> None:
    evidence = evidence_for(parse_window("test"), contexts=contexts_without(tmp_path, name))
    assert evidence.contexts.level(name, np.arange("2023-10-01", "2024-01-31", dtype="datetime64[D]")).max() == 0


def test_contexts_without_an_office_are_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no office 'government'; needed: administration, government, commander"):
        evidence_for(parse_window("test"), contexts=contexts_without(tmp_path, "government"))


def misspelt(part: str) -> Callable[[dict[str, Any]], object]:
    def change(whole: dict[str, Any]) -> None:
        if part == "spans":
            whole["spans"][-1]["name"] = "gaza_truse"
        else:
            name, wrong = {"levels": ("troops_in_iraq", "troops_in_irak"), "offices": ("commander", "comander")}[part]
            whole[part][wrong] = whole[part].pop(name) if part == "levels" else copy.deepcopy(whole[part][name])

    return change


@pytest.mark.parametrize(("part", "right"), [("spans", "gaza_truce"), ("levels", "troops_in_iraq"), ("offices", "commander")])
def test_a_misspelt_context_is_refused_with_the_right_name(tmp_path: Path, part: str, right: str) -> None:
    with pytest.raises(InputError, match=f"did you mean {right!r}") as caught:
        evidence_for(parse_window("test"), contexts=contexts_with(tmp_path, misspelt(part)))
    assert "\n" not in str(caught.value)


def test_a_level_that_a_file_does_not_name_goes_on_as_in_the_projects_own(tmp_path: Path) -> None:
    found = evidence_for(parse_window("test"), contexts=contexts_without(tmp_path, "troops_in_iraq"))
    days = np.arange("2023-01-01", "2023-02-01", dtype="datetime64[D]")
    assert (found.contexts.level("troops_in_iraq", days) == 2500).all()


def broken(kind: str) -> pd.DataFrame:
    frame = own().head(30)
    if kind == "column":
        return frame.drop(columns=["us_killed"])
    column, value = {"count": ("us_killed", "-1"), "group": ("actor", "kataib_hezbolah"), "date": ("date", "2019-02-30")}[kind]
    frame.loc[5, column] = value
    return frame


@pytest.mark.parametrize("kind", ["column", "count", "group", "date"])
def test_a_broken_record_is_one_line_that_says_where(tmp_path: Path, kind: str) -> None:
    with pytest.raises(RecordError) as caught:
        evidence_for(SPAN, made(tmp_path, broken(kind)))
    assert "incidents.csv" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_window_holds_at_most_ten_years() -> None:
    first = date(2019, 1, 1)
    for days in (MAX_DAYS, MAX_DAYS + 1):
        text = f"{first}:{first + timedelta(days=days - 1)}"
        if days == MAX_DAYS:
            assert parse_window(text) == (first, first + timedelta(days=days - 1))
        else:
            with pytest.raises(InputError, match="at most 3,660"):
                parse_window(text)


def test_the_war_pauses_while_its_pause_lasts() -> None:
    evidence = load_evidence()
    contexts = evidence.contexts.with_span("gaza_war", 1.0, "2020-01-02", "2020-01-05")
    made_up = dataclasses.replace(evidence, contexts=contexts.with_span("gaza_truce", 1.0, "2020-01-04", "2020-01-04"))
    days = np.arange("2020-01-01", "2020-01-07", dtype="datetime64[D]")
    assert pause(made_up, days).tolist() == [0, 0, 0, 1, 0, 0]
    assert war(made_up, days).tolist() == [0, 1, 1, 0, 1, 0]
    assert war(without_war(made_up), days).tolist() == [0] * 6


def test_the_days_of_rows_are_in_order_and_each_stands_once(tmp_path: Path) -> None:
    frame = pd.concat([moved("2025-04-05"), moved("2025-02-02"), moved("2025-04-05").assign(id="2025-04-05-other-attack")])
    assert days_of_rows(load_evidence(made(tmp_path, frame))) == [date(2025, 2, 2), date(2025, 4, 5)]


def test_the_projects_own_acts_end_where_a_users_record_begins(tmp_path: Path) -> None:
    """The project's record has acts on 3, 4 and 5 January 2020; the user's begins on the 4th and holds one attack."""
    evidence = evidence_for((date(2019, 12, 1), date(2020, 1, 31)), made(tmp_path, moved("2020-01-04")))
    first = (date(2020, 1, 4) - date(1970, 1, 1)).days
    assert [act.id for act in evidence.acts if act.day >= first] == ["2020-01-04-someone-attack"]
    own_ids = {act.id for act in load_evidence().acts if act.day < first}
    assert {act.id for act in evidence.acts if act.day < first} == own_ids
    assert own_ids <= set(evidence.rows)
