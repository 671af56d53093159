"""What forecasts are judged with: the training posterior, which nothing can take the place of unseen."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from calibration.fit.judging import days_seen, parameters_to_judge
from sim.errors import InputError
from sim.parameter_files import choose
from sim.parameters import Origin, load_parameters
from sim.paths import Posterior
from tests.calibration.posteriors import FEAR, days_of, put_in_place, write_draws


@pytest.fixture(autouse=True)
def _posteriors(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put_in_place(tmp_path, monkeypatch)


def test_by_default_they_are_those_of_the_training_window() -> None:
    judging = parameters_to_judge()
    assert np.asarray(judging.values["militia.fear"]).tolist() == FEAR[Posterior.TRAIN]
    assert judging.origin == Origin("train", days_of(Posterior.TRAIN))
    assert parameters_to_judge(changes={"militia.fear": 0.5}).values["militia.fear"] == 0.5


def test_others_are_had_by_asking_for_them_and_say_what_they_are() -> None:
    assert parameters_to_judge("posterior").origin == choose().origin == Origin("whole", days_of(Posterior.WHOLE))
    assert parameters_to_judge("point").origin == Origin("point")


@pytest.mark.parametrize("other", ["whole", "one more day", "unsaid"])
def test_other_draws_in_the_place_of_those_of_the_training_window_are_refused(other: str) -> None:
    since, until = days_of(Posterior.TRAIN)
    if other == "whole":
        shutil.copy(Posterior.WHOLE.draws, Posterior.TRAIN.draws)
    else:
        write_draws(Posterior.TRAIN.draws, [0.1], (since, date(2023, 1, 1)) if other == "one more day" else None)
    with pytest.raises(InputError, match=f"needed to judge forecasts: the training window, {since}:{until}") as caught:
        parameters_to_judge()
    assert "draws.parquet: these draws were fitted to" in str(caught.value)
    assert {"whole": "2024-12-31", "one more day": "2023-01-01", "unsaid": "do not name"}[other] in str(caught.value)


@pytest.mark.parametrize(
    ("first", "last", "days"),
    [
        ("2022-12-01", "2023-01-31", 31),
        ("2023-01-01", "2023-12-31", 0),
        ("2022-12-31", "2022-12-31", 1),
        ("2018-01-01", "2018-08-31", 0),
        ("2018-08-30", "2018-09-02", 2),
        ("2017-01-01", "2025-12-31", 1583),
    ],
)
def test_days_seen_are_those_of_the_fit_that_lie_in_the_window(first: str, last: str, days: int) -> None:
    window = date.fromisoformat(first), date.fromisoformat(last)
    assert days_seen(window, parameters_to_judge()) == days
    assert days_seen(window, load_parameters()) == 0
