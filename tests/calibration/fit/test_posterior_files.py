"""The posterior on disk: small, the same bytes for the same fit, and the same draws in both files."""

from __future__ import annotations

import shutil
import time
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from calibration import lazy
from calibration.fit.parameter_space import default_space
from calibration.fit.posterior import InferenceData, Plan, diagnose, fit, table_of
from calibration.fit.posterior_files import POSTERIOR_FILE, save
from sim.parameter_files import choose
from sim.parameters import load_parameters
from sim.paths import POSTERIOR_DRAWS
from sim.types import Floats

PLAN = Plan(runs=2, particles=64, final_moves=1, kept=32, window=(date(2018, 9, 1), date(2018, 9, 20)))


@pytest.fixture(scope="module")
def checkpoints(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("whole")


@pytest.fixture(scope="module")
def whole(checkpoints: Path) -> InferenceData:
    return fit(PLAN, checkpoints, jobs=1)


def likelihoods(data: InferenceData) -> set[tuple[float, float]]:
    """Every draw's branching with its log likelihood."""
    columns = data.posterior["militia.branching"].values, data.sample_stats["lp_likelihood"].values
    return set(zip(*(column.ravel().tolist() for column in columns), strict=True))


def test_what_is_kept_is_small_and_can_be_used(tmp_path: Path, whole: InferenceData) -> None:
    save(whole, PLAN, tmp_path / "posterior.nc", tmp_path / "draws.parquet")
    table = pd.read_parquet(tmp_path / "draws.parquet")
    assert table.shape == (32, len(default_space().names))
    assert likelihoods(lazy.arviz().from_netcdf(tmp_path / "posterior.nc")) <= likelihoods(whole)
    assert np.asarray(choose(tmp_path / "draws.parquet").values["militia.branching"]).shape == (32,)
    checks = diagnose(whole)
    assert checks["r_hat"].is_monotonic_decreasing
    assert len(checks) == len(default_space().names)


def test_two_keepings_of_the_same_fit_have_the_same_bytes(tmp_path: Path, checkpoints: Path, whole: InferenceData) -> None:
    save(whole, PLAN, tmp_path / "a.nc", tmp_path / "a.parquet")
    time.sleep(1.1)  # a time to the second would show
    shutil.copytree(checkpoints, tmp_path / "again")
    save(fit(PLAN, tmp_path / "again", jobs=1), PLAN, tmp_path / "b.nc", tmp_path / "b.parquet")
    for kind in ("nc", "parquet"):
        assert (tmp_path / f"a.{kind}").read_bytes() == (tmp_path / f"b.{kind}").read_bytes(), kind
    assert lazy.arviz().from_netcdf(tmp_path / "a.nc").posterior.attrs["window"] == "2018-09-01:2018-09-20"


def test_a_draw_that_is_rounded_over_its_bound_can_still_be_used(tmp_path: Path) -> None:
    base = load_parameters()
    name = next(n for n, entry in base.entries.items() if float(np.float32(entry.bounds[1])) > entry.bounds[1])
    high = base.entry(name).bounds[1]
    draws = lazy.arviz().from_dict(
        posterior={name: np.full((1, 4), high, dtype=np.float32)}, sample_stats={"lp_likelihood": np.zeros((1, 4))}
    )
    save(draws, Plan(runs=1, kept=4), tmp_path / "a.nc", tmp_path / "a.parquet")
    assert choose(tmp_path / "a.parquet").values[name] == pytest.approx(np.full(4, high), rel=1e-6)


def in_order(table: pd.DataFrame) -> Floats:
    """All rows, sorted by every column from the first on; shape `(draws, parameters)`."""
    return table.sort_values(list(table.columns)).to_numpy()


def test_the_committed_files_are_small_and_hold_the_same_draws() -> None:
    assert POSTERIOR_FILE.stat().st_size < 2_000_000
    assert POSTERIOR_DRAWS.stat().st_size < 2_000_000
    table, other = pd.read_parquet(POSTERIOR_DRAWS), table_of(lazy.arviz().from_netcdf(POSTERIOR_FILE))
    assert set(table.columns) == set(other.columns)
    np.testing.assert_array_equal(in_order(table), in_order(other[table.columns]))
