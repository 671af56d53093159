"""`escalation score` on other people's records: what it prints, and one line for what is wrong."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import typer
from ruamel.yaml import YAML
from typer.testing import CliRunner

from calibration.commands.score import parameters_of, score
from calibration.forecasts.inputs import evidence_for, parse_window, without_war
from calibration.forecasts.scores import LEADS
from sim.errors import EscalationError, InputError, RecordError
from sim.paths import RECORD
from sim.record import INCIDENTS

app = typer.Typer()
app.command()(score)
WINDOW = "2019-05-01:2019-06-15"
AFTER = date(2024, 3, 1), date(2024, 4, 30)


def made(tmp_path: Path, frame: pd.DataFrame) -> Path:
    path = tmp_path / "incidents.csv"
    frame.to_csv(path, index=False)
    return path


def own() -> pd.DataFrame:
    return pd.read_csv(INCIDENTS, dtype=str, keep_default_na=False)


def moved(day: str) -> pd.DataFrame:
    """One attack of the record, moved to another day."""
    frame = own()
    row = frame[frame["action"].str.contains("rocket") & (frame["target"] == "us_military")].head(1).copy()
    row["id"] = f"{day}-someone-attack"
    row["date"] = day
    return row


def call(*arguments: str) -> list[dict[str, object]]:
    result = CliRunner().invoke(app, [*arguments, "--params", "point", "--json"], catch_exceptions=False)
    assert result.exit_code == 0
    return json.loads(result.stdout)  # type: ignore[no-any-return]


def test_the_records_are_those_of_the_contract() -> None:
    rows = call("--window", WINDOW)
    base = {"series", "model", "variant", "n_days", "log_score", "crps"}
    assert {row["variant"] for row in rows} == {"plain", "contexts_known"}
    assert {row["n_days"] for row in rows} == {46}
    for row in rows:
        extra = {"best_baseline", "difference", "low", "high"} if row["model"] == "rules" else set()
        assert set(row) == base | extra
    assert sum(row["series"] == "all" for row in rows) == 2 * 8


def test_each_baseline_is_compared_with_if_asked() -> None:
    rows, scores = call("--window", WINDOW, "--each"), call("--window", WINDOW)
    assert all(tuple(row) == LEADS for row in rows)
    assert len(rows) == 2 * 7 * 7
    rules = {(row["variant"], row["series"]): row for row in scores if row["model"] == "rules"}
    for row in rows:
        best = rules[row["variant"], row["series"]]
        if row["model"] == best["best_baseline"]:
            assert (row["ahead"], row["low"], row["high"]) == (best["difference"], best["low"], best["high"])
        else:
            assert row["ahead"] >= best["difference"]  # type: ignore[operator]
    shown = CliRunner().invoke(app, ["--window", WINDOW, "--each", "--params", "point"], catch_exceptions=False).stdout
    assert "rules ahead, CRPS (95 %)" in shown
    assert shown.count("hawkes_two_scales") == 2 * 7


def some_draws(tmp_path: Path) -> str:
    path = tmp_path / "draws.csv"
    path.write_text("militia.branching,militia.fear\n0.1,0.2\n0.5,0.3\n0.9,0.4\n")
    return str(path)


@pytest.mark.parametrize(("draws", "rows"), [(None, [0.1, 0.5, 0.9]), (2, [0.1, 0.5]), (4, [0.1, 0.5, 0.9, 0.1])])
def test_draws_are_the_first_of_a_file_and_then_the_first_again(tmp_path: Path, draws: int | None, rows: list[float]) -> None:
    values = parameters_of(some_draws(tmp_path), draws).values
    assert np.asarray(values["militia.branching"]).tolist() == rows
    assert np.asarray(values["militia.fear"]).shape == (len(rows),)


@pytest.mark.parametrize("text", [None, "militia.branching\n0.1\n"], ids=["point", "one_row"])
def test_draws_of_one_vector_are_refused(tmp_path: Path, text: str | None) -> None:
    path = tmp_path / "one.csv"
    if text is not None:
        path.write_text(text)
    params = "point" if text is None else str(path)
    result = CliRunner().invoke(app, ["--window", WINDOW, "--params", params, "--draws", "2"])
    assert isinstance(result.exception, InputError)
    assert f"--params {params} holds one vector" in str(result.exception)
    assert result.stdout == ""


def test_a_copy_of_the_record_says_what_the_record_says(tmp_path: Path) -> None:
    span = parse_window(WINDOW)
    copy, project = evidence_for(span, made(tmp_path, own())), evidence_for(span)
    assert list(copy.acts) == list(project.acts)


def test_a_record_that_begins_late_is_joined_to_the_projects_own(tmp_path: Path) -> None:
    path = made(tmp_path, moved("2024-04-02"))
    evidence = evidence_for(AFTER, path)
    assert len(evidence.acts) == len(evidence_for((date(2023, 1, 1), date(2024, 2, 29))).acts) + 1
    assert max(act.day for act in evidence.acts) == (date(2024, 4, 2) - date(1970, 1, 1)).days


def test_a_window_that_the_projects_record_does_not_hold_is_scored_on_a_record_that_does(tmp_path: Path) -> None:
    rows = call("--window", f"{AFTER[0]}:{AFTER[1]}", "--record", str(made(tmp_path, moved("2024-04-02"))))
    assert {row["n_days"] for row in rows} == {61}
    assert all(np.isfinite(row["log_score"]) for row in rows)  # type: ignore[call-overload]


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


def test_windows_have_names() -> None:
    assert parse_window("test") == (date(2023, 1, 1), date(2024, 2, 29))


@pytest.mark.parametrize("window", [AFTER, (date(2018, 10, 1), date(2019, 10, 1)), (date(2024, 2, 1), date(2024, 3, 1))])
def test_windows_without_training_or_record_are_refused(window: tuple[date, date]) -> None:
    with pytest.raises(InputError):
        evidence_for(window)


def test_a_record_of_other_days_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no incident between"):
        evidence_for(AFTER, made(tmp_path, moved("2024-07-02")))


def contexts_with(tmp_path: Path, change: Callable[[dict[str, Any]], object]) -> Path:
    """The project's contexts with something changed."""
    yaml = YAML(typ="safe")
    whole = yaml.load((RECORD / "contexts.yaml").read_text(encoding="utf-8"))
    change(whole)
    path = tmp_path / "contexts.yaml"
    with path.open("w", encoding="utf-8") as file:
        yaml.dump(whole, file)
    return path


def contexts_without(tmp_path: Path, name: str) -> Path:
    """The project's contexts but for one, or for one office."""

    def left_out(whole: dict[str, Any]) -> None:
        named = len(whole["spans"])
        whole["spans"] = [span for span in whole["spans"] if span["name"] != name]
        found = [whole[part].pop(name, None) for part in ("levels", "offices", "points")]
        assert len(whole["spans"]) < named or any(found)

    return contexts_with(tmp_path, left_out)


@pytest.mark.parametrize("name", ["gaza_war", "israeli_strike"])
def test_a_context_that_a_file_does_not_name_is_never_in_force(tmp_path: Path, name: str) -> None:
    path = contexts_without(tmp_path, name)
    evidence = evidence_for(parse_window("test"), contexts=path)
    assert evidence.contexts.level(name, np.arange("2023-10-01", "2024-01-31", dtype="datetime64[D]")).max() == 0
    rows = call("--window", "2023-10-01:2023-10-31", "--contexts", str(path))
    assert all(np.isfinite(row["log_score"]) for row in rows)  # type: ignore[call-overload]


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
        evidence_for((date(2019, 5, 1), date(2019, 6, 1)), made(tmp_path, broken(kind)))
    assert "incidents.csv" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_an_unknown_way_of_refitting_is_refused() -> None:
    result = CliRunner().invoke(app, ["--refit", "montly", "--window", WINDOW])
    assert isinstance(result.exception, EscalationError)
    assert "'monthly'" in str(result.exception)
