"""Which draws are shown: the posterior's first, the prior's where nothing is fitted or where they are asked for."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from calibration.figures import draws
from calibration.figures.draws import chosen
from calibration.fit.parameter_space import default_space
from sim.parameters import load_parameters
from sim.paths import Posterior
from tests.calibration.posteriors import put_in_place


def test_draws_of_the_prior_are_called_so_and_repeat() -> None:
    shown = chosen(8, prior=True)
    assert len(shown) == 8
    assert shown.label == "8 draws of the prior, nothing fitted"
    assert not shown.fitted
    assert tuple(shown.table.columns) == default_space().names
    pd.testing.assert_frame_equal(shown.table, chosen(8, prior=True).table)


def test_posterior_draws_are_the_first_and_stand_on_the_files_values(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put_in_place(tmp_path, monkeypatch)
    shown = chosen(2)
    assert (shown.label, shown.fitted, len(shown)) == ("2 posterior draws (whole)", True, 2)
    assert np.asarray(shown.parameters.values["militia.fear"]).tolist() == [0.1, 0.2]
    assert shown.parameters.values["militia.branching"] == load_parameters().values["militia.branching"]
    assert not chosen(2, prior=True).fitted
    train = chosen(1, posterior=Posterior.TRAIN)
    assert (train.label, train.table["militia.fear"].tolist()) == ("1 posterior draws (train)", [0.6])


def test_without_a_posterior_the_prior_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(draws, "fitted_draws", lambda path: None)
    assert "prior" in chosen(3).label


def test_a_draw_beyond_its_bounds_is_cut_to_them(monkeypatch: pytest.MonkeyPatch) -> None:
    low, high = load_parameters().entry("militia.fear").bounds
    monkeypatch.setattr(draws, "fitted_draws", lambda path: pd.DataFrame({"militia.fear": [low - 1.0, high + 1.0]}))
    assert np.asarray(chosen(2).parameters.values["militia.fear"]).tolist() == [low, high]
