"""One pass over a window says everything about its forecasts, and leaves a line in the log."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from calibration.fit.parameter_space import default_space
from calibration.forecasts.scores import ALL, COLUMNS, LEADS, RULES
from calibration.forecasts.series import SERIES
from calibration.studies.evaluate import evaluate, evaluated, log_scoring
from sim.errors import InputError
from sim.record.evidence import load_evidence

SPAN = date(2020, 1, 1), date(2020, 1, 9)


def test_every_table_of_a_frozen_window() -> None:
    space = default_space()
    draws = space.parameters(0.3 * space.prior_draws(4, np.random.default_rng(1)))
    tables = evaluated(SPAN, load_evidence(), draws, "none", jobs=1)
    others = {"leads.csv", "composites.csv", "coverage.csv", "pit.csv", "sequences.csv", "week.csv"}
    assert set(tables) == {"scores.json", *others}
    assert tuple(tables["scores.json"].columns) == COLUMNS
    assert tuple(tables["leads.csv"].columns) == LEADS
    models = tables["scores.json"]["model"].nunique()
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
        evaluate("2020-01-01:2020-01-09", "first", out=tmp_path / "scores", log=tmp_path / "log.csv")
    assert pd.read_csv(tmp_path / "log.csv")["window"].tolist() == ["2020-01-01:2020-01-09"]
    assert not list((tmp_path / "scores").iterdir())


def test_one_vector_is_not_a_posterior(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="one vector"):
        evaluate("test", "no reason", params="point", out=tmp_path)
