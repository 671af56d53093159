"""The package: two functions of the contract, and next to nothing loaded until they are asked for."""

from __future__ import annotations

import subprocess
import sys
from datetime import date

import numpy as np
import pytest

import calibration
from calibration.fit import likelihood
from calibration.fit.parameter_space import default_space

WINDOW = date(2019, 12, 27), date(2020, 1, 5)


def test_draws_of_the_prior_are_scored_on_a_window() -> None:
    from calibration import log_likelihood, prior_draws

    theta = prior_draws(3, np.random.default_rng(5))
    assert theta.shape == (3, len(default_space().names))
    assert np.array_equal(theta, default_space().prior_draws(3, np.random.default_rng(5)))
    scores = log_likelihood(theta, window=WINDOW, record=None)
    assert scores.shape == (3,)
    assert np.isfinite(scores).all()
    assert log_likelihood is likelihood.log_likelihood


def test_what_is_public_is_listed_and_nothing_else_is_there() -> None:
    assert sorted(calibration.__all__) == ["log_likelihood", "prior_draws"]
    assert set(calibration.__all__) <= set(dir(calibration))
    with pytest.raises(AttributeError, match="no attribute 'log_likelyhood'"):
        calibration.log_likelyhood  # type: ignore[attr-defined]  # noqa: B018


def test_the_package_alone_loads_no_library() -> None:
    code = "import sys, calibration; sys.exit(bool({'numpy', 'pandas', 'mesa', 'scipy'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
