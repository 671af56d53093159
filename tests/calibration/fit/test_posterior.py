"""The posterior: resumed to the same numbers, refused under another plan, kept small; what is committed is what was fitted."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from calibration import lazy
from calibration.fit import posterior
from calibration.fit.likelihood import TRAIN, log_likelihoods, replay_scenario
from calibration.fit.parameter_space import POOLED, default_space
from calibration.fit.posterior import POSTERIOR_FILE, InferenceData, Plan, diagnose, fit, load_draws, save, table_of
from calibration.fit.smc import pcn_move
from calibration.reference import REFERENCE
from sim.errors import InputError
from sim.parameters import load_parameters
from sim.paths import POSTERIOR_DRAWS
from sim.results.provenance import input_hashes
from sim.types import Floats
from sim.vocabulary.decisions import MILITIAS

PLAN = Plan(runs=2, particles=64, final_moves=1, kept=32, window=(date(2018, 9, 1), date(2018, 9, 20)))


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> InferenceData:
    return fit(PLAN, tmp_path_factory.mktemp("whole"), jobs=1)


def test_an_interrupted_fit_resumes_to_the_same_posterior(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, whole: InferenceData
) -> None:
    calls = iter(range(1000))

    def interrupted(*arguments: object, **how: object) -> float:
        if next(calls) == 2:
            raise KeyboardInterrupt
        return pcn_move(*arguments, **how)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(posterior, "pcn_move", interrupted)
        with pytest.raises(KeyboardInterrupt):
            fit(PLAN, tmp_path / "broken", jobs=1)
    resumed = fit(PLAN, tmp_path / "broken", jobs=1)
    for name in whole.posterior.data_vars:
        np.testing.assert_array_equal(whole.posterior[name].values, resumed.posterior[name].values)
    assert whole.posterior.attrs["log_evidence"] == resumed.posterior.attrs["log_evidence"]
    with pytest.raises(InputError, match="another plan"):
        fit(Plan(**{**vars(PLAN), "final_moves": 2}), tmp_path / "broken", jobs=1)


def likelihoods(data: InferenceData) -> set[tuple[float, float]]:
    """Every draw's branching with its log likelihood."""
    columns = data.posterior["militia.branching"].values, data.sample_stats["lp_likelihood"].values
    return set(zip(*(column.ravel().tolist() for column in columns), strict=True))


def test_what_is_kept_is_small_and_comes_round(tmp_path: Path, whole: InferenceData) -> None:
    save(whole, PLAN, tmp_path / "posterior.nc", tmp_path / "draws.parquet")
    table = pd.read_parquet(tmp_path / "draws.parquet")
    assert table.shape == (32, len(default_space().names))
    assert likelihoods(lazy.arviz().from_netcdf(tmp_path / "posterior.nc")) <= likelihoods(whole)
    draws = load_draws(40, tmp_path / "draws.parquet")
    branching = np.asarray(draws.values["militia.branching"])
    assert branching[32:].tolist() == branching[:8].tolist()
    checks = diagnose(whole)
    assert checks["r_hat"].is_monotonic_decreasing
    assert len(checks) == len(default_space().names)


def test_the_runs_say_how_often_a_weight_is_not_zero() -> None:
    rng = np.random.default_rng(1)
    values = rng.exponential(size=(2, 50))
    values[0, :10] = values[1, :20] = 0.0
    draws = {"militia.fear": values, "militia.branching": rng.uniform(size=(2, 50))}
    table = diagnose(lazy.arviz().from_dict(posterior=draws))
    assert table.loc["militia.fear", ["inclusion", "inclusion_low", "inclusion_high"]].tolist() == pytest.approx([0.7, 0.6, 0.8])
    assert np.isnan(table.loc["militia.branching", "inclusion"])


def test_without_spikes_no_weight_of_the_fit_can_be_zero() -> None:
    plan = Plan(spikes=False)
    assert plan.space.base.with_spike == ()
    assert Plan().space.base.with_spike
    assert plan.space.names == Plan().space.names


def test_without_draws_it_is_said_how_they_are_made(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="escalation calibrate"):
        load_draws(path=tmp_path / "none.parquet")


def test_blocks_that_were_wrongly_taken_for_independent_stop_the_fit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(posterior, "find_dependence", lambda parts_of, d, rng: np.eye(d, 25, dtype=bool))
    with pytest.raises(RuntimeError, match="independent and are not"):
        fit(Plan(**{**vars(PLAN), "runs": 1}), tmp_path, jobs=1)


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
    assert POSTERIOR_FILE.stat().st_size < 2_000_000
    assert POSTERIOR_DRAWS.stat().st_size < 2_000_000
    table, other = pd.read_parquet(POSTERIOR_DRAWS), table_of(lazy.arviz().from_netcdf(POSTERIOR_FILE))
    assert set(table.columns) == set(other.columns)
    np.testing.assert_array_equal(in_order(table), in_order(other[table.columns]))


def test_the_committed_posterior_was_fitted_with_these_rules_to_this_record() -> None:
    """The log likelihood of its draws is what the replay says today; draws are kept with seven digits."""
    kept = lazy.arviz().from_netcdf(POSTERIOR_FILE)
    first = {str(name): kept.posterior[name].values[:, 0].astype(np.float64) for name in kept.posterior.data_vars}
    base = load_parameters()
    drawn = base.replace({name: np.clip(values, *base.entry(name).bounds) for name, values in first.items()})
    now = sum(log_likelihoods(drawn, 4, replay_scenario(TRAIN)).values())
    assert now == pytest.approx(kept.sample_stats["lp_likelihood"].values[:, 0], abs=0.02)
    inputs = json.loads(kept.posterior.attrs["inputs"])
    for name in ("incidents.csv", "coding.yaml", "contexts.yaml", "reporting.csv"):
        assert inputs[name] == input_hashes()[name]


def test_the_draws_kept_agree_with_the_inclusion_probabilities_among_all_particles() -> None:
    inclusion = pd.read_csv(REFERENCE / "posterior.csv").set_index("parameter")["inclusion"].dropna()
    kept = (pd.read_parquet(POSTERIOR_DRAWS)[list(inclusion.index)] > 0).mean()
    assert len(inclusion) > 50
    assert (kept - inclusion).abs().max() < 0.06  # four standard errors of a share among 1,000


def test_what_was_fitted_converged() -> None:
    """Split R-hat of at most 1.01 and 400 bulk effective samples for every parameter, among all particles."""
    table = pd.read_csv(REFERENCE / "posterior.csv")
    assert set(table["parameter"]) == set(default_space().names)
    assert table["r_hat"].max() <= 1.01
    assert table["ess_bulk"].min() >= 400
