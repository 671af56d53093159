"""How far outside the fit's range scenarios lie: watched memories exist, and levels are compared world by world."""

from __future__ import annotations

from datetime import date

import numpy as np

from calibration.studies.extrapolation import extrapolation, fitted_maxima, levels
from sim.model import EscalationModel
from sim.parameters import Origin, load_parameters


def test_watched_memories_exist_and_have_a_maximum_in_the_fit() -> None:
    highest = fitted_maxima(load_parameters(), 2)
    model = EscalationModel("documented", worlds=2, parameters="point")
    assert {name for name, _ in levels(model)} == set(highest)
    assert all(level.shape == (2,) for _, level in levels(model))
    assert all(level.shape == (2,) for level in highest.values())
    assert highest["scene.attacks"].min() > 0
    assert sum(bool(level.max() == 0) for level in highest.values()) <= 3
    calm = extrapolation("no_soleimani_strike", highest, load_parameters())
    assert 0.0 <= float(str(calm["outside"])) <= 1.0


def test_under_limits_that_nothing_reaches_no_day_is_outside_and_under_none_every_day_is() -> None:
    names = [name for name, _ in levels(EscalationModel("documented", worlds=2, parameters="point"))]
    unreached = extrapolation("tower_22_intercepted", {name: np.full(2, 1e9) for name in names}, load_parameters())
    assert (unreached["outside"], unreached["memory"], unreached["of_it"]) == (0.0, "-", 0.0)
    always = extrapolation("tower_22_intercepted", {name: np.full(2, 1e-12) for name in names}, load_parameters())
    assert always["outside"] == 1.0
    assert always["days"] == unreached["days"]
    assert always["memory"] in names


def test_only_the_worlds_above_their_own_limit_count() -> None:
    """One world of two under a limit of nothing, the other under one that nothing reaches: half of the days and worlds."""
    names = [name for name, _ in levels(EscalationModel("documented", worlds=2, parameters="point"))]
    half = extrapolation("tower_22_intercepted", {name: np.array([1e9, 1e-12]) for name in names}, load_parameters())
    assert half["outside"] == 0.5


def test_the_days_of_the_fit_are_those_that_the_parameters_were_fitted_to() -> None:
    """Of the training window if they do not say: there the wave of winter 2019-20 is the highest."""
    short = load_parameters().coming_from(Origin("some", (date(2018, 9, 1), date(2018, 12, 31))))
    few, all_days = (fitted_maxima(parameters, 2)["scene.attacks"] for parameters in (short, load_parameters()))
    assert (few < 0.5 * all_days).all()
