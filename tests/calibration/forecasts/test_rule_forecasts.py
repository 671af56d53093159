"""Refit monthly, the rules have learnt from every day that no fit has seen, wherever the window begins."""

from __future__ import annotations

from datetime import date

import numpy as np

from calibration.forecasts.rule_forecasts import rule_forecaster
from sim.parameters import load_parameters
from sim.record.evidence import load_evidence


def test_days_between_training_and_the_window_teach_too() -> None:
    draws = load_parameters().replace({"militia.base_attacks": np.geomspace(0.005, 0.5, 300)})
    whole = rule_forecaster(draws, "monthly")((date(2023, 1, 1), date(2023, 3, 31)), load_evidence())
    late = rule_forecaster(draws, "monthly")((date(2023, 3, 1), date(2023, 3, 31)), load_evidence())
    for name, one in late.items():
        assert one.means.shape == (31, 300)
        assert np.allclose(one.means, whole[name].means[59:])
        assert np.allclose(one.weights, whole[name].weights[59:])  # type: ignore[arg-type, index]
    weights = late["attack_base"].weights
    assert weights is not None
    assert weights[0].max() > 1.2 / 300


def test_inside_the_training_window_learning_begins_with_the_window() -> None:
    draws = load_parameters().replace({"militia.base_attacks": np.geomspace(0.005, 0.5, 300)})
    found = rule_forecaster(draws, "monthly")((date(2020, 3, 1), date(2020, 3, 31)), load_evidence())
    weights = found["attack_base"].weights
    assert weights is not None
    assert np.allclose(weights, 1 / 300)
