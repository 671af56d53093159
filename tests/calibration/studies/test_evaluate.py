"""One pass over a window says everything about its forecasts, and leaves a line in the log."""

from __future__ import annotations

import shutil
from datetime import date
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from calibration.fit.parameter_space import default_space
from calibration.forecasts import ahead, strike_within_week
from calibration.forecasts.scores import ALL, COLUMNS, LEADS, RULES
from calibration.forecasts.series import SERIES
from calibration.studies.evaluate import evaluate, evaluated, log_scoring
from sim.errors import InputError
from sim.paths import Posterior
from sim.record.evidence import load_evidence
from tests.calibration.posteriors import put_in_place, write_draws

SPAN = date(2020, 1, 1), date(2020, 1, 9)


@pytest.mark.usefixtures("fits_once")
def test_every_table_of_a_frozen_window(few_baselines: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    """A strike within a week is asked of few worlds that remember three weeks."""
    monkeypatch.setattr(ahead, "REMEMBERED", 21)
    monkeypatch.setattr(strike_within_week, "chances", partial(strike_within_week.chances, worlds=20))
    space = default_space()
    draws = space.parameters(0.3 * space.prior_draws(4, np.random.default_rng(1)))
    tables = evaluated(SPAN, load_evidence(), draws, "none", jobs=1)
    others = {"leads.csv", "composites.csv", "coverage.csv", "pit.csv", "sequences.csv", "week.csv"}
    assert set(tables) == {"scores.json", *others}
    assert tuple(tables["scores.json"].columns) == COLUMNS
    assert tuple(tables["leads.csv"].columns) == LEADS
    models = tables["scores.json"]["model"].nunique()
    assert models == 1 + len(few_baselines)
    assert tables["coverage.csv"]["series"].tolist() == [*SERIES, ALL] * 2 * models
    assert len(tables["leads.csv"]) == 2 * (len(SERIES) + 1) * (models - 1)
    assert tables["pit.csv"]["series"].tolist() == list(SERIES) * 2
    assert tables["pit.csv"]["variant"].nunique() == 2
    assert RULES in set(tables["sequences.csv"]["model"]) & set(tables["week.csv"]["model"])
    best = tables["scores.json"].query("model == 'rules' and series == 'all'").set_index("variant")["difference"]
    assert (tables["composites.csv"].set_index("variant")["difference"] <= best + 1e-12).all()
    assert set(tables["week.csv"]["n_days"]) == {3}
    assert set(evaluated(SPAN, load_evidence(), draws, "monthly", jobs=1)) == {"scores_monthly.json", "leads_monthly.csv"}


def test_a_scoring_leaves_a_line(tmp_path: Path) -> None:
    for why in ("first", "second"):
        log_scoring(tmp_path / "log.csv", "a:b", "frozen", "posterior", why)
    log = pd.read_csv(tmp_path / "log.csv", dtype=str)
    assert log["why"].tolist() == ["first", "second"]
    assert list(log.columns) == ["date", "commit", "window", "how", "rules", "why"]


def test_the_look_is_logged_before_the_scores_are_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise InputError("half-way")

    monkeypatch.setattr("calibration.studies.evaluate.evaluated", fail)
    with pytest.raises(InputError, match="half-way"):
        evaluate("2024-01-01:2024-01-09", "first", out=tmp_path / "scores", log=tmp_path / "log.csv")
    assert pd.read_csv(tmp_path / "log.csv")[["window", "rules"]].values.tolist() == [["2024-01-01:2024-01-09", "train"]]
    assert not list((tmp_path / "scores").iterdir())


def test_one_vector_is_not_a_posterior(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="one vector"):
        evaluate("test", "no reason", params="point", out=tmp_path)


@pytest.mark.parametrize(
    ("window", "params", "days"),
    [("2022-12-20:2023-01-10", "train", 12), ("test", "posterior", 425), ("test", "mine.parquet", 1)],
)
def test_draws_that_have_seen_days_of_the_window_are_refused_before_anything_is_logged(
    window: str, params: str, days: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_in_place(tmp_path, monkeypatch)
    monkeypatch.chdir(tmp_path)
    write_draws(Path("mine.parquet"), [0.1, 0.2], (date(2018, 9, 1), date(2023, 1, 1)))
    with pytest.raises(InputError, match=f"was fitted to .*, {days} days of the window"):
        evaluate(window, "no reason", params=params, out=tmp_path / "scores")
    assert not (tmp_path / "scores").exists()


def test_the_whole_posterior_in_the_place_of_the_training_one_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put_in_place(tmp_path, monkeypatch)
    shutil.copy(Posterior.WHOLE.draws, Posterior.TRAIN.draws)
    with pytest.raises(InputError, match="needed to judge forecasts"):
        evaluate("test", "no reason", out=tmp_path / "scores")
