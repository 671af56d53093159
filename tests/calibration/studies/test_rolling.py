"""Rolling origins: nobody has seen the days he forecasts, what is finished is kept, a look at a test window is logged."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from calibration import program
from calibration.baselines.fitting import Fitted, RateModel, SeriesData
from calibration.fit.likelihood import TRAIN, log_likelihoods, parts_on, replay_scenario
from calibration.fit.parameter_space import default_space
from calibration.fit.posterior import Plan
from calibration.forecasts.baseline_forecasts import baseline_forecasts
from calibration.forecasts.forecast import Forecast
from calibration.forecasts.inputs import PAUSE, WAR, DateRange, without_war
from calibration.forecasts.scores import RULES
from calibration.forecasts.series import SERIES
from calibration.reference import REFERENCE, read
from calibration.studies import rolling
from calibration.studies.rolling import ORIGINS, TRAINING_ORIGINS, Study, chosen, fitted_before, variants_of
from sim.errors import InputError
from sim.parameters import Parameters, load_parameters
from sim.record.evidence import load_evidence
from sim.record.windows import load_windows

LATE = date(2023, 12, 1), date(2023, 12, 20)
EARLY = date(2020, 3, 1), date(2020, 4, 9)


def test_every_day_from_2020_on_is_judged_once_and_the_last_years_are_the_test_windows() -> None:
    windows, days = load_windows(), list(ORIGINS.values())
    assert [since for since, _ in days[1:]] == [until + timedelta(days=1) for _, until in days[:-1]]
    assert (days[0][0], days[-1][1]) == (date(2020, 1, 1), windows["record"].until)
    assert days[3:] == [(windows[name].since, windows[name].until) for name in ("test", "test_2024")]
    assert days[:3] == list(TRAINING_ORIGINS)
    assert [len(variants_of(window)) for window in days] == [1, 1, 1, 2, 2]


def test_the_war_is_known_to_nobody_before_it_began() -> None:
    days = np.arange(np.datetime64("2018-09-01"), np.datetime64(rolling.WAR_BEGINS))
    contexts = load_evidence().contexts
    assert not contexts.level("gaza_war", days).any()
    assert contexts.level("gaza_war", np.array([rolling.WAR_BEGINS], dtype="datetime64[D]")).all()


def test_a_fit_that_does_not_know_of_the_war_is_to_days_without_one() -> None:
    space = default_space()
    theta = space.prior_draws(2, np.random.default_rng(3))
    known, unknown = (parts_on(LATE, space, (), names)(theta).sum() for names in ((), (WAR, PAUSE)))
    told = log_likelihoods(space.parameters(theta), 2, replay_scenario(LATE), without_war(load_evidence()))
    assert unknown == pytest.approx(sum(part.sum() for part in told.values()))
    assert unknown != pytest.approx(known, abs=1.0)


def test_years_are_chosen_by_name() -> None:
    assert list(chosen(None, quick=False)) == list(ORIGINS)
    assert list(chosen(None, quick=True)) == ["2023", "2024"]
    assert list(chosen(["2022", "2020"], quick=True)) == ["2020", "2022"]
    with pytest.raises(InputError, match="'2019'; allowed: 2020, 2021"):
        chosen(["2019"], quick=False)


def test_what_is_fitted_before_a_day_knows_nothing_after_it(tmp_path: Path) -> None:
    plan = Plan(runs=1, particles=64, final_moves=0)
    draws = fitted_before(date(2018, 9, 20), plan, tmp_path, jobs=1)
    (checkpoint,) = (tmp_path / "before_2018-09-20").glob("run_*.npz")
    with np.load(checkpoint) as saved:
        assert "datetime.date(2018, 9, 19)" in str(saved["key"])
    assert np.asarray(draws.values["militia.branching"]).shape == (64,)
    assert draws.origin.fitted_to == (date(2018, 9, 1), date(2018, 9, 19))


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Instead of fits and forecasts, what is asked for: two short spans, one of the training window and one of the war."""
    calls: list[str] = []

    def fitted(day: date, plan: Plan, *_: object, **__: object) -> Parameters:
        calls.append(f"fit {day} {' '.join(plan.unknown)}".strip())
        return load_parameters()

    def baselines(window: DateRange, evidence: object, refit: str, variants: tuple[str, ...], **more: object) -> object:
        calls.append(f"baselines {window[0]} until {more['trained_until']}")
        return {variant: {model: flat(window, rate) for model, rate in RATES.items()} for variant in variants}

    def forecaster(parameters: Parameters, refit: str) -> object:
        calls.append(f"rules {refit}")
        return lambda window, evidence: flat(window, 0.2)

    monkeypatch.setattr(rolling, "fitted_before", fitted)
    monkeypatch.setattr(rolling, "baseline_forecasts", baselines)
    monkeypatch.setattr(rolling, "rule_forecaster", forecaster)
    monkeypatch.setattr(rolling, "ORIGINS", {"2020": EARLY, "2023": LATE})
    return calls


RATES = {"constant": 0.1, "mutual_hawkes": 0.15}


def flat(window: DateRange, rate: float) -> dict[str, Forecast]:
    return {name: Forecast(np.full(((window[1] - window[0]).days + 1, 1), rate)) for name in SERIES}


def words(folder: Path) -> list[str]:
    return ["--jobs", "1", "--work", f"{folder}/work", "--out", f"{folder}/table.json", "--log", f"{folder}/log.csv"]


def test_everybody_is_fitted_to_the_days_before_and_a_stopped_study_goes_on(
    tmp_path: Path, asked: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert program.call(rolling.rolling, words(tmp_path)) == 0
    assert asked == [
        "baselines 2020-03-01 until 2020-02-29",
        "baselines 2023-12-01 until 2023-11-30",
        "fit 2020-03-01", "rules none",
        "fit 2023-12-01 gaza_war gaza_truce", "rules none",
        "fit 2023-12-01", "rules none",
    ]  # fmt: skip
    assert "took" in capsys.readouterr().err
    log = pd.read_csv(tmp_path / "log.csv")
    assert log["window"].tolist() == ["2023-12-01:2023-12-20"]
    first = (tmp_path / "table.json").read_bytes()
    asked.clear()
    (tmp_path / "work" / "scores_frozen" / "2023_rules_contexts_known.npz").unlink()
    assert program.call(rolling.rolling, words(tmp_path)) == 0
    assert [call for call in asked if not call.startswith("fit")] == ["rules none"]
    assert (tmp_path / "table.json").read_bytes() == first
    assert len(pd.read_csv(tmp_path / "log.csv")) == 1
    table = read(tmp_path / "table.json")
    assert table is not None
    assert set(table["model"]) == {RULES, *RATES}
    assert {"2020", "2023", "all", "counted"} == set(table["year"])


def test_another_refit_or_other_years_are_other_scores(tmp_path: Path, asked: list[str]) -> None:
    assert program.call(rolling.rolling, [*words(tmp_path), "--year", "2020"]) == 0
    assert not (tmp_path / "log.csv").exists()  # no look at a test window
    table = read(tmp_path / "table.json")
    assert table is not None
    assert set(table["variant"]) == {"plain"}
    asked.clear()
    assert program.call(rolling.rolling, [*words(tmp_path), "--year", "2020", "--monthly"]) == 0
    assert asked == ["baselines 2020-03-01 until 2020-02-29", "fit 2020-03-01", "rules monthly"]


def test_a_trial_never_takes_the_place_of_a_result() -> None:
    assert rolling._usual(monthly=False, spikes=True, whole=True).name == "rolling.json"
    assert rolling._usual(monthly=True, spikes=False, whole=True).name == "rolling_monthly_no_spikes.json"
    assert REFERENCE not in rolling._usual(monthly=False, spikes=True, whole=False).parents


@pytest.mark.usefixtures("few_baselines")
def test_the_real_baselines_are_fitted_to_the_eve_of_the_year_and_by_default_to_the_end_of_the_training_window(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fitted_to: list[date] = []
    record = load_windows()["record"].since

    def unfitted(model: RateModel, data: SeriesData, since: int) -> Fitted:
        assert since == (TRAIN[0] - record).days
        fitted_to.append(record + timedelta(days=len(data.counts) - 1))
        return Fitted(model, {each.name: each.start for each in model.free}, False, False, 0.0)

    monkeypatch.setattr("calibration.forecasts.baseline_forecasts.fit_best", unfitted)
    study = Study({"2023": LATE}, Plan(), tmp_path, tmp_path / "log.csv", jobs=1)
    assert set(study.baselines()["2023"]) == {"plain", "contexts_known"}
    assert set(fitted_to) == {LATE[0] - timedelta(days=1)}
    fitted_to.clear()
    baseline_forecasts(LATE, load_evidence(), variants=("plain",))
    assert set(fitted_to) == {TRAIN[1]}
