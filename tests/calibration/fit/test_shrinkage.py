"""How far the posterior moved: nothing for the prior itself, shift, width and nats by hand for a narrower one."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm

from calibration.fit.parameter_space import quantile
from calibration.fit.shrinkage import COLUMNS, LEAST_WIDTH, fitted_draws, movements
from sim.errors import ParameterError
from sim.parameters import load_parameters
from sim.paths import Posterior


def test_draws_from_the_prior_have_not_moved_and_narrow_ones_have() -> None:
    entry = load_parameters().entry("militia.reprisal")
    grid = norm.ppf((np.arange(2000) + 0.5) / 2000)
    frame = pd.DataFrame({"militia.reprisal": quantile(entry, grid)})
    still = movements(frame).loc["militia.reprisal"]
    assert (still["shift"], still["width"], still["gain"]) == pytest.approx((0.0, 1.0, 0.0), abs=0.01)
    moved = movements(pd.DataFrame({"militia.reprisal": quantile(entry, 1.0 + 0.1 * grid)})).loc["militia.reprisal"]
    assert (moved["shift"], moved["width"]) == pytest.approx((1.0, 0.1), abs=0.01)
    assert moved["gain"] == pytest.approx(0.5 * (0.01 + 1 - 1) - np.log(0.1), abs=0.02)


def test_inclusion_is_the_share_of_draws_above_zero_and_only_of_weights_with_a_spike() -> None:
    draws = pd.DataFrame({"militia.reprisal": [0.0, 1.0, 2.0, 1.5], "militia.branching": [0.4, 0.5, 0.6, 0.7]})
    table = movements(draws)
    assert tuple(table.columns) == COLUMNS
    assert table.loc["militia.reprisal", "inclusion"] == 0.75
    assert np.isnan(table.loc["militia.branching", "inclusion"])
    assert table.loc["militia.branching", ["low", "median", "high"]].tolist() == pytest.approx([0.415, 0.55, 0.685])


def test_the_most_informed_stand_first_and_shares_are_left_out() -> None:
    wide = quantile(load_parameters().entry("militia.branching"), norm.ppf([0.2, 0.4, 0.6, 0.8]))
    draws = pd.DataFrame({"militia.branching": wide, "us.answer_half_life": [3.0] * 4, "badr.share_of_bases": [0.1] * 4})
    table = movements(draws)
    assert list(table.index) == ["us.answer_half_life", "militia.branching"]
    assert table.loc["us.answer_half_life", "width"] == LEAST_WIDTH
    assert np.isfinite(table["gain"]).all()


def test_no_file_is_no_posterior(tmp_path: Path) -> None:
    assert fitted_draws(tmp_path / "draws.parquet") is None
    draws = fitted_draws(Posterior.WHOLE.draws)
    assert draws is not None
    assert set(draws.dtypes) == {np.dtype(np.float64)}


@pytest.mark.parametrize(
    ("table", "says"),
    [
        ({"militia.fere": [0.1]}, "did you mean 'militia.fear'"),
        ({"militia.fear": [-1.0]}, "outside its bounds"),
        ({"militia.fear": [float("nan")]}, "outside its bounds"),
        ({"militia.fear": ["high"]}, "allowed: numbers"),
        ({"militia.fear": []}, "there is no row in it"),
    ],
)
def test_draws_that_no_fit_wrote_are_one_line_that_names_the_file(
    table: dict[str, list[object]], says: str, tmp_path: Path
) -> None:
    frame = pd.DataFrame(table)
    (frame if len(frame) else frame.astype(float)).to_parquet(tmp_path / "draws.parquet")
    with pytest.raises(ParameterError, match=says) as caught:
        fitted_draws(tmp_path / "draws.parquet")
    assert "draws.parquet" in str(caught.value)
