"""`escalation score` on other people's records: what it prints, and one line for what is wrong."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import typer
from typer.testing import CliRunner

from calibration.baselines.registry import NAMES
from calibration.commands.score import parameters_of, plain_records, score
from calibration.forecasts import rule_forecasts
from calibration.forecasts.scores import LEADS
from sim.errors import EscalationError, InputError
from sim.parameters import Parameters
from sim.paths import Posterior
from tests.calibration.posteriors import FEAR, put_in_place, write_draws
from tests.calibration.records import contexts_without, made, moved

app = typer.Typer()
app.command()(score)
WINDOW = "2019-05-01:2019-06-15"
AFTER = date(2024, 3, 1), date(2024, 4, 30)
pytestmark = pytest.mark.usefixtures("fits_once")


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
    assert sum(row["series"] == "all" for row in rows) == 2 * (len(NAMES) + 1)


def test_each_baseline_is_compared_with_if_asked(few_baselines: tuple[str, ...]) -> None:
    rows, scored = call("--window", WINDOW, "--each"), call("--window", WINDOW)
    assert all(tuple(row) == LEADS for row in rows)
    assert {row["model"] for row in rows} == set(few_baselines)
    assert len(rows) == 2 * 7 * len(few_baselines)
    rules = {(row["variant"], row["series"]): row for row in scored if row["model"] == "rules"}
    for row in rows:
        best = rules[row["variant"], row["series"]]
        if row["model"] == best["best_baseline"]:
            assert (row["ahead"], row["low"], row["high"]) == (best["difference"], best["low"], best["high"])
        else:
            assert row["ahead"] >= best["difference"]  # type: ignore[operator]
    shown = CliRunner().invoke(app, ["--window", WINDOW, "--each", "--params", "point"], catch_exceptions=False).stdout
    assert "rules ahead, CRPS (95 %)" in shown
    assert shown.count("ewma") == 2 * 7


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


@pytest.mark.usefixtures("few_baselines")
def test_a_window_that_the_projects_record_does_not_hold_is_scored_on_a_record_that_does(tmp_path: Path) -> None:
    rows = call("--window", f"{AFTER[0]}:{AFTER[1]}", "--record", str(made(tmp_path, moved("2024-04-02"))))
    assert {row["n_days"] for row in rows} == {61}
    assert all(np.isfinite(row["log_score"]) for row in rows)  # type: ignore[call-overload]


@pytest.mark.usefixtures("few_baselines")
def test_a_window_is_scored_with_the_contexts_that_a_file_holds(tmp_path: Path) -> None:
    """A war that a file does not name is never in force, so that knowing it makes no difference."""
    rows = call("--window", "2023-10-20:2023-10-31", "--contexts", str(contexts_without(tmp_path, "gaza_war")))
    plain, known = ([row["log_score"] for row in rows if row["variant"] == name] for name in ("plain", "contexts_known"))
    assert known == pytest.approx(plain, rel=1e-9)


def test_an_unknown_way_of_refitting_is_refused() -> None:
    result = CliRunner().invoke(app, ["--refit", "montly", "--window", WINDOW])
    assert isinstance(result.exception, EscalationError)
    assert "'monthly'" in str(result.exception)


def test_what_compares_with_a_baseline_stands_in_the_rules_rows_alone() -> None:
    row = {"series": "all", "log_score": -0.5, "best_baseline": "ewma", "difference": 0.1, "low": 0.0, "high": 0.2}
    table = pd.DataFrame([{**row, "model": "rules"}, {**row, "model": "ewma"}])
    rules, ewma = plain_records(table)
    assert rules == {**row, "model": "rules"}
    assert ewma == {"series": "all", "log_score": -0.5, "model": "ewma"}


@pytest.fixture
def scored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[list[float]]:
    """Draws that the command scores with, which here it does in no time; the project's posteriors are two made for this."""
    put_in_place(tmp_path, monkeypatch)
    heard: list[list[float]] = []

    def forecaster(parameters: Parameters, refit: str) -> None:
        heard.append(np.asarray(parameters.values["militia.fear"]).tolist())
        raise InputError("far enough")

    monkeypatch.setattr(rule_forecasts, "rule_forecaster", forecaster)
    return heard


def said(*words: str) -> str:
    """What the command says on standard error before it scores."""
    result = CliRunner().invoke(app, list(words))
    return f"{result.stderr} {result.exception}"


def test_days_after_the_training_window_are_scored_with_what_has_not_seen_them(scored: list[list[float]]) -> None:
    assert said("--window", "test").split() == ["far", "enough"]
    assert said("--window", "2024-03-01:2024-06-30").split() == ["far", "enough"]
    assert scored == [FEAR[Posterior.TRAIN]] * 2


@pytest.mark.parametrize("word", ["posterior", "whole"])
def test_what_has_seen_days_of_the_window_is_scored_only_if_it_is_asked_for_and_then_said(
    word: str, scored: list[list[float]]
) -> None:
    told = said("--window", "test", "--params", word)
    assert "fitted to days up to 2024-12-31, 425 of this window among them" in told
    assert "--params train has seen none of it" in told
    assert scored == [FEAR[Posterior.WHOLE]]
    told = said("--window", "2022-12-01:2023-01-31")
    assert "fitted to days up to 2022-12-31, 31 of this window among them" in told


def test_a_file_is_known_by_the_days_that_it_was_fitted_to(tmp_path: Path, scored: list[list[float]]) -> None:
    path = write_draws(tmp_path / "mine.parquet", [0.1, 0.2], (date(2018, 9, 1), date(2023, 1, 1)))
    assert "fitted to days up to 2023-01-01, 1 of this window among them" in said("--window", "test", "--params", str(path))


def test_the_whole_posterior_does_not_take_the_place_of_the_training_one_unseen(scored: list[list[float]]) -> None:
    shutil.copy(Posterior.WHOLE.draws, Posterior.TRAIN.draws)
    told = said("--window", "test")
    assert "these draws were fitted to 2018-09-01:2024-12-31; needed to judge forecasts: the training window" in told
    assert scored == []
