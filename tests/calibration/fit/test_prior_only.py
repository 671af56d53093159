"""Weights that no likelihood reaches: from their priors beside a fit, the same for the same seed, and not told as fitted."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
from scipy.special import ndtri
from scipy.stats import kstest

from calibration.fit.parameter_space import NOT_IN_THE_LIKELIHOOD, default_space, quantile
from calibration.fit.prior_only import SEED, add_to, columns, names_of
from calibration.fit.shrinkage import fitted_draws
from sim.errors import InputError
from sim.parameter_files import choose, fitted_to, prior_only
from sim.parameters import load_parameters
from sim.paths import Posterior
from sim.vocabulary.decisions import MILITIAS

BASE = load_parameters()
NAMES = names_of(BASE)
N = 1000


def test_they_are_what_the_likelihood_leaves_out_but_floors_and_traits() -> None:
    assert {"iran.launches_per_strike", "militia.unpaid_hold", "marks.general_truce"} <= set(NAMES)
    assert set(NAMES).isdisjoint(default_space().names)
    left = {name for name in BASE.names if name not in default_space().names and name not in NAMES}
    assert all(BASE.entry(name).source == "floor" or name.partition(".")[0] in MILITIAS for name in left)
    assert all(any(name.startswith(each) for name in NAMES) for each in NOT_IN_THE_LIKELIHOOD)


@pytest.mark.parametrize("name", NAMES)
def test_a_column_follows_its_prior_spike_and_bounds_included(name: str) -> None:
    entry, values = BASE.entry(name), columns(N)[name]
    assert values.shape == (N,)
    BASE.check(name, values)
    assert float((values == 0.0).mean()) == pytest.approx(entry.spike, abs=2 / N)
    grid = np.linspace(0.005, 0.995, 199)
    below = [float((values <= quantile(entry, ndtri(np.array([p])))[0]).mean()) for p in grid]
    assert np.abs(np.maximum(grid, entry.spike) - below).max() < 2.5 / N + 0.005, "Kolmogorov and Smirnov's distance"


def test_the_order_is_each_column_s_own_and_the_seed_s() -> None:
    one, again, other = columns(N), columns(N), columns(N, SEED + 1)
    free = [name for name in NAMES if BASE.entry(name).spike == 0.0]
    for name in NAMES:
        assert np.array_equal(one[name], again[name])
        assert not np.array_equal(one[name], other[name])
    first, second = (pd.Series(one[name]).rank() for name in free[:2])
    assert abs(first.corr(second)) < 0.1
    assert kstest(first / N, "uniform").pvalue > 0.99


def test_a_file_that_is_there_gets_them_and_keeps_what_was_fitted(tmp_path: Path) -> None:
    file = tmp_path / "draws.parquet"
    shutil.copy(Posterior.WHOLE.draws, file)
    was = pd.read_parquet(file).drop(columns=list(prior_only(file)))
    added = add_to(file)
    now = pd.read_parquet(file)
    assert set(added) == set(NAMES) - set(was.columns)
    pd.testing.assert_frame_equal(now[list(was.columns)], was)
    assert fitted_to(file) == fitted_to(Posterior.WHOLE.draws)
    used = choose(file)
    for name in added:
        assert np.array_equal(np.asarray(used.values[name]), columns(len(was))[name]), name
    told = fitted_draws(file)
    assert told is not None
    assert list(told.columns) == list(was.columns), "they are not told as fitted"
    content = file.read_bytes()
    assert add_to(file) == added
    assert file.read_bytes() == content, "twice is once"
    assert list(tmp_path.iterdir()) == [file]


def test_no_file_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no such file"):
        add_to(tmp_path / "draws.parquet")


def test_what_is_no_draws_of_a_fit_stays_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "draws.parquet"
    pd.DataFrame({"militia.fear": [0.1]}).to_parquet(file)
    for content, says in ((file.read_bytes(), "this is Parquet, and no draws of a fit"), (b"nothing", "not readable as Parquet")):
        file.write_bytes(content)
        with pytest.raises(InputError, match=says):
            add_to(file)
        assert file.read_bytes() == content
    assert list(tmp_path.iterdir()) == [file]


def test_a_write_that_fails_leaves_the_file_and_nothing_beside_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "draws.parquet"
    shutil.copy(Posterior.WHOLE.draws, file)
    content = file.read_bytes()

    def full(table: object, path: Path, **how: object) -> None:
        path.write_bytes(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(pq, "write_table", full)
    with pytest.raises(InputError, match="cannot write: No space left"):
        add_to(file)
    assert file.read_bytes() == content
    assert list(tmp_path.iterdir()) == [file]
