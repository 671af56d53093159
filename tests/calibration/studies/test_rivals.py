"""Baselines with hidden states against the others: days, series and years put together, the best of the others by hindsight."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from calibration.baselines.registry import NAMES
from calibration.forecasts.forecast import Forecast
from calibration.forecasts.scores import ALL
from calibration.forecasts.series import SERIES
from calibration.reference import REFERENCE, read
from calibration.studies import rivals
from calibration.studies.rivals import COLUMNS, LEVEL, RIVALS, Scores, scored, tabulate
from calibration.studies.rolling import TRAINING_ORIGINS
from calibration.studies.rolling_scores import joined
from sim.record.evidence import load_evidence

SPAN = date(2019, 5, 1), date(2019, 5, 20)


def made_up(levels: dict[str, float], days: int, step: float = 0.0) -> Scores:
    """Log scores about a level, growing by `step` from day to day; the other scores as if covered every second day."""
    log = step * np.arange(days)
    other = np.stack([np.full(days, 0.2), np.arange(days) % 2], axis=1)
    return {model: {name: np.column_stack([level + log, other]) for name in (*SERIES, ALL)} for model, level in levels.items()}


def test_the_rivals_are_baselines_and_no_origin_leaves_the_training_window() -> None:
    assert set(RIVALS) < set(NAMES)
    assert rivals.ORIGINS is TRAINING_ORIGINS


def test_a_rival_is_set_against_the_best_of_the_others_and_not_against_another_rival() -> None:
    levels = {"constant": -0.5, "hawkes": -0.3, RIVALS[0]: -0.2, RIVALS[1]: -0.4}
    table = tabulate({"2020": made_up(levels, 40)})
    assert table.columns.tolist() == list(COLUMNS)
    one = table[table["series"] == "raid"].set_index("model")
    assert one["best_other"].dropna().to_dict() == {RIVALS[0]: "hawkes", RIVALS[1]: "hawkes"}
    assert one.loc[RIVALS[0], "ahead"] == pytest.approx(0.1)
    assert one.loc[RIVALS[1], ["low", "ahead", "high"]].tolist() == pytest.approx([-0.1] * 3)
    assert one["coverage_90"].tolist() == [0.5] * 4
    assert set(one["n_days"]) == {40}


def test_years_taken_together_weigh_by_their_days() -> None:
    parts = [made_up({"constant": level, RIVALS[0]: 0.0}, days) for level, days in ((-1.0, 10), (-4.0, 30))]
    table = tabulate({"both": joined(parts)})
    assert table.loc[table["model"] == "constant", "log_score"].tolist() == pytest.approx([-3.25] * (len(SERIES) + 1))


def test_a_day_is_judged_by_its_forecast_and_all_is_the_sum_over_series(monkeypatch: pytest.MonkeyPatch) -> None:
    flat = {name: Forecast(np.full((20, 1), 0.1), once=True) for name in SERIES}
    counts = {name: np.zeros(20, dtype=np.int64) for name in SERIES}
    counts["raid"][3] = 1
    monkeypatch.setattr(rivals, "baseline_forecasts", lambda *of: {"plain": {"constant": flat}})
    monkeypatch.setattr(rivals, "observed", lambda *of: counts)
    found = scored(SPAN, load_evidence())["constant"]
    p = -np.expm1(-0.1)
    assert found["raid"][3] == pytest.approx([np.log(p), (1 - p) ** 2, 1.0])  # 5 % or more are left above: the interval holds one
    assert found["raid"][4] == pytest.approx([-0.1, p**2, 1.0])
    assert found[ALL][3] == pytest.approx([np.log(p) - 0.5, (1 - p) ** 2 + 5 * p**2, 1.0])
    assert 1 - p < (1 + LEVEL) / 2


def test_the_committed_table_is_of_every_baseline_in_every_year() -> None:
    table = read(REFERENCE / "rivals.csv")
    assert table is not None
    assert table.columns.tolist() == list(COLUMNS)
    assert set(table["model"]) == set(NAMES)
    assert list(dict.fromkeys(table["year"].astype(str))) == ["2020", "2021", "2022", "2020-2022"]
    by = table.assign(year=table["year"].astype(str)).set_index(["year", "series", "model"])["log_score"].unstack("year")
    days = np.array([366, 365, 365])
    assert (by[["2020", "2021", "2022"]] @ days / days.sum()).to_numpy() == pytest.approx(by["2020-2022"].to_numpy(), abs=2e-6)
    by_series = by["2020-2022"].unstack("series")
    assert by_series[list(SERIES)].sum(axis=1).to_numpy() == pytest.approx(by_series[ALL].to_numpy(), abs=5e-6)
