"""The table of rolling origins: sums, the best single baseline, and series in years in which nothing came."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from calibration.forecasts.forecast import Forecast
from calibration.forecasts.scores import ALL, RULES
from calibration.forecasts.series import SERIES
from calibration.studies.rolling_scores import (
    COLUMNS,
    COUNTED,
    Judged,
    judged,
    keep_judged,
    kept_judged,
    tabulate,
    write_table,
)

YEARS = [("2020", (date(2020, 1, 1), date(2020, 2, 9))), ("2021", (date(2021, 1, 1), date(2021, 1, 30)))]
DAYS = (40, 30)


def made_up(levels: dict[str, float], days: int, **other: float) -> Judged:
    """The same log score on every day; in some series another one for the rules."""
    return {
        model: {name: np.tile([other.get(name, level) if model == RULES else level, 0.2, 0.5], (days, 1)) for name in SERIES}
        for model, level in levels.items()
    }


def counts(days: int, **acts: int) -> dict[str, np.ndarray]:
    return {name: np.bincount([0] * acts.get(name, 1), minlength=days) for name in SERIES}


def row_of(table: pd.DataFrame, *of: str) -> pd.Series:
    """The row of a year, series and model."""
    return table.xs("plain", level="variant").xs(of)  # type: ignore[return-value]


@pytest.fixture
def table() -> pd.DataFrame:
    """The rules are ahead in the first year, behind in the second by one series in which nothing came."""
    first = made_up({RULES: -0.1, "constant": -0.3, "hawkes": -0.2}, DAYS[0])
    second = made_up({RULES: -0.1, "constant": -0.15, "hawkes": -0.2}, DAYS[1], raid=-5.0)
    acts = [counts(DAYS[0], raid=3), counts(DAYS[1], raid=0)]
    found = tabulate(YEARS, {"plain": [first, second], "contexts_known": [first, second]}, acts, shared=1)
    return found.set_index(["year", "variant", "series", "model"])


def test_log_scores_and_crps_are_those_of_the_forecast() -> None:
    forecast = Forecast(np.full((3, 1), 0.5))
    found = judged({"hawkes": dict.fromkeys(SERIES, forecast)}, dict.fromkeys(SERIES, np.array([0, 1, 0])))
    assert found["hawkes"]["raid"][1] == pytest.approx([np.log(0.5) - 0.5, forecast.crps(np.array([0, 1, 0]))[1], 0.5])


def test_years_weigh_by_their_days_and_series_add_up(table: pd.DataFrame) -> None:
    log_scores, acts = table["log_score"].to_dict(), table["n_acts"].to_dict()
    assert log_scores["all", "plain", "raid", RULES] == pytest.approx((40 * -0.1 + 30 * -5.0) / 70)
    assert log_scores["2020", "plain", ALL, "hawkes"] == pytest.approx(6 * -0.2)
    assert log_scores["all", "plain", ALL, "constant"] == pytest.approx(6 * (40 * -0.3 + 30 * -0.15) / 70)
    assert (acts["all", "plain", "raid", RULES], acts["2021", "plain", ALL, RULES]) == (3, 5)
    assert table["expected"].to_dict()["2020", "plain", "raid", RULES] == pytest.approx(20.0)


def test_a_series_in_which_nothing_came_in_a_year_counts_neither_way(table: pd.DataFrame) -> None:
    raid = row_of(table, COUNTED, "raid", RULES)
    assert (raid["n_days"], raid["log_score"]) == (40, pytest.approx(-0.1))
    together = row_of(table, COUNTED, ALL, RULES)
    assert together["n_days"] == 70
    assert together["log_score"] == pytest.approx((40 * 6 * -0.1 + 30 * 5 * -0.1) / 70)
    assert table["log_score"].to_dict()["all", "plain", ALL, RULES] < together["log_score"]


def test_one_baseline_is_the_best_of_all_years_and_series_and_every_baseline_has_a_lead(table: pd.DataFrame) -> None:
    rules = table.xs(RULES, level="model")
    assert set(rules["best_baseline"]) == {"hawkes"}  # the best of 2021 is the other
    assert rules.loc[("2021", "plain", "strike"), "rules_ahead"] == pytest.approx(0.1)
    lead = row_of(table, "2021", "strike", "constant")
    assert lead[["rules_ahead", "low", "high"]].tolist() == pytest.approx([0.05] * 3)


def test_years_that_are_the_same_in_all_variants_are_shown_once(table: pd.DataFrame) -> None:
    spans = table.reset_index()[["year", "variant"]].drop_duplicates().to_numpy().tolist()
    assert ["2020", "contexts_known"] not in spans
    assert len(spans) == 4 + 3


def test_nothing_in_any_year_is_no_score() -> None:
    levels = {RULES: -0.1, "hawkes": -0.2}
    found = tabulate(YEARS, {"plain": [made_up(levels, n) for n in DAYS]}, [counts(n, raid=0) for n in DAYS])
    row = found[(found["year"] == COUNTED) & (found["series"] == "raid") & (found["model"] == RULES)].iloc[0]
    assert row["n_days"] == 0
    nothing = tabulate(
        YEARS, {"plain": [made_up(levels, n) for n in DAYS]}, [counts(n, **dict.fromkeys(SERIES, 0)) for n in DAYS]
    )
    assert nothing.loc[nothing["year"] == COUNTED, "n_days"].eq(0).all()
    assert np.isnan(row["rules_ahead"])


def test_scores_are_kept_under_their_key_alone(tmp_path: Path) -> None:
    scores, path = made_up({RULES: -0.1, "hawkes": -0.2}, 5), tmp_path / "new" / "a.npz"
    assert kept_judged(path, "a") is None
    keep_judged(path, scores, "a")
    found = kept_judged(path, "a")
    assert found is not None
    assert list(found) == list(scores)
    assert np.array_equal(found[RULES]["raid"], scores[RULES]["raid"])
    assert kept_judged(path, "b") is None
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(bytes(content))
    assert kept_judged(path, "a") is None


def test_the_table_is_written_as_a_record_a_line(tmp_path: Path, table: pd.DataFrame) -> None:
    write_table(table.reset_index()[list(COLUMNS)], tmp_path / "t.json")
    lines = (tmp_path / "t.json").read_text().splitlines()
    rows = json.loads("\n".join(lines))
    assert len(lines) == len(rows) + 2
    assert list(rows[0]) == list(COLUMNS)
    assert isinstance(rows[0]["n_days"], int)
