"""The posterior: resumed to the same numbers, refused under another plan, kept small; what is committed is what was fitted."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import typer
from typer.testing import CliRunner

from calibration import lazy
from calibration.commands.calibrate import calibrate
from calibration.fit import posterior
from calibration.fit.likelihood import TRAIN, log_likelihoods, replay_scenario
from calibration.fit.parameter_space import POOLED, default_space
from calibration.fit.posterior import POSTERIOR, InferenceData, Plan, diagnose, fit, keep, load_draws, table_of
from sim.errors import InputError
from sim.parameters import load_parameters
from sim.paths import POSTERIOR_DRAWS
from sim.results.provenance import input_hashes
from sim.types import Floats
from sim.vocabulary.decisions import MILITIAS

PLAN = Plan(islands=2, particles=64, settle=1, kept=32, window=(date(2018, 9, 1), date(2018, 9, 20)))


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> InferenceData:
    return fit(PLAN, tmp_path_factory.mktemp("whole"), jobs=1)


def test_an_interrupted_fit_resumes_to_the_same_posterior(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, whole: InferenceData
) -> None:
    walk, calls = posterior.walk, iter(range(1000))

    def interrupted(*arguments: object, **how: object) -> float:
        if next(calls) == 2:
            raise KeyboardInterrupt
        return walk(*arguments, **how)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(posterior, "walk", interrupted)
        with pytest.raises(KeyboardInterrupt):
            fit(PLAN, tmp_path / "broken", jobs=1)
    resumed = fit(PLAN, tmp_path / "broken", jobs=1)
    for name in whole.posterior.data_vars:
        np.testing.assert_array_equal(whole.posterior[name].values, resumed.posterior[name].values)
    assert whole.posterior.attrs["log_evidence"] == resumed.posterior.attrs["log_evidence"]
    with pytest.raises(InputError, match="another plan"):
        fit(Plan(**{**vars(PLAN), "settle": 2}), tmp_path / "broken", jobs=1)


def likelihoods(found: InferenceData) -> set[tuple[float, float]]:
    """Every draw's branching with its log likelihood."""
    columns = found.posterior["militia.branching"].values, found.sample_stats["lp_likelihood"].values
    return set(zip(*(column.ravel().tolist() for column in columns), strict=True))


def test_what_is_kept_is_small_and_comes_round(tmp_path: Path, whole: InferenceData) -> None:
    keep(whole, PLAN, tmp_path / "posterior.nc", tmp_path / "draws.parquet")
    table = pd.read_parquet(tmp_path / "draws.parquet")
    assert table.shape == (32, len(default_space().names))
    assert likelihoods(lazy.arviz().from_netcdf(tmp_path / "posterior.nc")) <= likelihoods(whole)
    draws = load_draws(40, tmp_path / "draws.parquet")
    branching = np.asarray(draws.values["militia.branching"])
    assert branching[32:].tolist() == branching[:8].tolist()
    checks = diagnose(whole)
    assert checks["r_hat"].is_monotonic_decreasing
    assert len(checks) == len(default_space().names)


def test_the_command_writes_posterior_draws_and_checks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, whole: InferenceData
) -> None:
    monkeypatch.setattr(posterior, "fit", lambda plan, checkpoints, **how: whole)
    app = typer.Typer()
    app.command()(calibrate)
    result = CliRunner().invoke(app, ["--out", str(tmp_path), "--islands", "2"], catch_exceptions=False)
    assert result.exit_code == 0
    assert "worst split R-hat" in result.stderr
    assert {path.name for path in tmp_path.iterdir()} == {"posterior.nc", "draws.parquet", "posterior.csv"}
    columns = ["parameter", "r_hat", "ess_bulk", "there", "there_low", "there_high"]
    assert list(pd.read_csv(tmp_path / "posterior.csv").columns) == columns


def test_blocks_that_were_wrongly_taken_for_independent_stop_the_fit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(posterior, "touched", lambda parts_of, d, rng: np.eye(d, 25, dtype=bool))
    with pytest.raises(RuntimeError, match="independent and are not"):
        fit(Plan(**{**vars(PLAN), "islands": 1}), tmp_path, jobs=1)


def test_the_committed_draws_are_of_todays_parameters_and_within_bounds() -> None:
    table, base = pd.read_parquet(POSTERIOR_DRAWS), load_parameters()
    assert list(table.columns) == list(default_space().names)
    assert len(table) >= 1000
    for name in table.columns:
        low, high = base.entry(name).bounds
        assert table[name].between(low - 1e-6, high + 1e-6).all(), name
    for trait in POOLED:
        total = sum(table[f"{group}.{trait}"] for group in MILITIAS)
        assert total.to_numpy() == pytest.approx(np.ones(len(table)), abs=1e-5)


def in_order(table: pd.DataFrame) -> Floats:
    """All rows, sorted by every column from the first on; shape `(draws, parameters)`."""
    return table.sort_values(list(table.columns)).to_numpy()


def test_the_committed_files_are_small_and_hold_the_same_draws() -> None:
    assert POSTERIOR.stat().st_size < 2_000_000
    assert POSTERIOR_DRAWS.stat().st_size < 2_000_000
    table, found = pd.read_parquet(POSTERIOR_DRAWS), table_of(lazy.arviz().from_netcdf(POSTERIOR))
    assert set(table.columns) == set(found.columns)
    np.testing.assert_array_equal(in_order(table), in_order(found[table.columns]))


def test_the_committed_posterior_was_fitted_with_these_rules_to_this_record() -> None:
    """The log likelihood of its draws is what the replay says today; draws are kept with seven digits."""
    found = lazy.arviz().from_netcdf(POSTERIOR)
    some = {str(name): found.posterior[name].values[:, 0].astype(np.float64) for name in found.posterior.data_vars}
    base = load_parameters()
    drawn = base.replace({name: np.clip(values, *base.entry(name).bounds) for name, values in some.items()})
    now = sum(log_likelihoods(drawn, 4, replay_scenario(TRAIN)).values())
    assert now == pytest.approx(found.sample_stats["lp_likelihood"].values[:, 0], abs=0.02)
    inputs = json.loads(found.posterior.attrs["inputs"])
    for name in ("incidents.csv", "coding.yaml", "contexts.yaml", "reporting.csv"):
        assert inputs[name] == input_hashes()[name]


def test_the_draws_kept_agree_with_what_is_said_of_all_particles() -> None:
    said = pd.read_csv(posterior.ROOT / "results" / "reference" / "posterior.csv").set_index("parameter")["there"].dropna()
    kept = (pd.read_parquet(POSTERIOR_DRAWS)[list(said.index)] > 0).mean()
    assert len(said) > 50
    assert (kept - said).abs().max() < 0.06  # four standard errors of a share among 1,000


def test_what_was_fitted_converged() -> None:
    """Split R-hat of at most 1.01 and 400 bulk effective samples for every parameter, among all particles."""
    table = pd.read_csv(posterior.ROOT / "results" / "reference" / "posterior.csv")
    assert set(table["parameter"]) == set(default_space().names)
    assert table["r_hat"].max() <= 1.01
    assert table["ess_bulk"].min() >= 400
