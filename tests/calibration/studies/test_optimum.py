"""The gradient-free optimum: found where it is known, and placed in the posterior."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from calibration.fit.parameter_space import default_space
from calibration.studies import optimum as module
from calibration.studies.optimum import climb, compared
from sim.errors import InputError
from sim.types import Floats

PEAK = np.array([1.0, -0.5, 0.3])


def hill(x: Floats) -> Floats:
    return np.asarray(4.0 - ((x - PEAK) ** 2 * [1.0, 30.0, 4.0]).sum(axis=1))


def test_the_top_of_a_hill_is_found() -> None:
    top, height = climb(hill, 3, generations=80, size=16, seed=1)
    assert top == pytest.approx(PEAK, abs=1e-2)
    assert height == pytest.approx(4.0, abs=1e-3)


def test_its_rank_in_the_posterior_is_the_share_of_draws_below() -> None:
    space = default_space()
    draws = pd.DataFrame(space.values(space.prior_draws(400, np.random.default_rng(2))), columns=list(space.names))
    point = np.zeros(len(space.names))
    point[space.names.index("militia.reprisal")] = 4.0
    table = compared(space, point, draws)
    assert table["parameter"].iloc[0] == "militia.reprisal"
    assert table["rank"].iloc[0] == 1.0
    middle = table[~table["parameter"].str.contains("share_of|reprisal")]
    spikes = np.array([space.base.entry(name).spike for name in middle["parameter"]])
    assert set(spikes) == {0.0, 0.5}  # at zero, as half of the draws are: those count half
    assert middle["rank"].to_numpy() == pytest.approx(0.5 - 0.5 * spikes, abs=0.12)


def test_a_posterior_without_one_of_todays_parameters_is_refused_before_the_search(monkeypatch: pytest.MonkeyPatch) -> None:
    names = [name for name in default_space().names if name != "militia.fear"]
    monkeypatch.setattr(module, "fitted_draws", lambda path: pd.DataFrame(0.1, index=range(3), columns=names))
    monkeypatch.setattr(module, "climb", None)
    with pytest.raises(InputError, match=r"no draws of militia\.fear; fit it anew"):
        module.optimum()
