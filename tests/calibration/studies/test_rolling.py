"""Rolling origins: spans are joined day by day, and the rules that forecast a day were fitted to the days before it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from calibration.fit.posterior import Plan
from calibration.forecasts.forecast import Forecast
from calibration.forecasts.scores import ALL, RULES
from calibration.studies.rolling import ORIGINS, _joined, compared, fitted_before
from sim.parameters import load_parameters
from sim.record.windows import load_windows

SPANS = (date(2019, 5, 1), date(2019, 5, 20)), (date(2019, 6, 1), date(2019, 6, 10))


def test_spans_join_though_one_is_poisson() -> None:
    means = np.full((2, 3), 0.4)
    joined = _joined([Forecast(means), Forecast(means, np.full(3, 2.0))])
    assert len(joined) == 4
    counts = np.array([1, 0, 1, 0])
    assert joined.log_score(counts)[:2] == pytest.approx(Forecast(means).log_score(counts[:2]), abs=1e-5)


def test_the_origins_lie_in_the_training_window() -> None:
    train = load_windows()["train"]
    assert all(train.since < since <= until <= train.until for since, until in ORIGINS)


def test_versions_are_scored_on_all_spans_together() -> None:
    point = load_parameters()
    versions = {RULES: point, "without momentum": point}
    table = compared(dict.fromkeys(SPANS, versions), switch_off={"without momentum": ("momentum",)}).table()
    assert set(table["n_days"]) == {30}
    assert {RULES, "without momentum", "hawkes"} <= set(table["model"])
    by_model = table[table["series"] == ALL].set_index("model")["log_score"]
    assert by_model[RULES] != by_model["without momentum"]


def test_refit_monthly_draws_learn_from_the_months_before() -> None:
    draws = load_parameters().replace({"militia.base_attacks": np.array([0.01, 0.2])})
    comparison = compared({(date(2019, 5, 1), date(2019, 6, 30)): {RULES: draws}}, refit="monthly")
    weights = comparison.forecasts[RULES]["attack_base"].weights
    assert weights is not None
    assert weights[:31] == pytest.approx(0.5)
    assert np.ptp(weights[31:], axis=1).min() > 0


def test_what_is_fitted_before_a_day_knows_nothing_after_it(tmp_path: Path) -> None:
    plan = Plan(runs=1, particles=64, final_moves=0)
    draws = fitted_before(date(2018, 9, 20), plan, tmp_path, jobs=1)
    (checkpoint,) = (tmp_path / "before_2018-09-20").glob("run_*.npz")
    with np.load(checkpoint) as saved:
        assert "datetime.date(2018, 9, 19)" in str(saved["key"])
    assert np.asarray(draws.values["militia.branching"]).shape == (64,)
