"""The rules' forecasts are a mixture over draws; refitted monthly, they have learnt from every day that no fit has seen."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from calibration.forecasts.rule_forecasts import rule_forecaster
from calibration.forecasts.series import ONCE, SERIES
from sim.parameters import Origin, load_parameters
from sim.record.evidence import load_evidence
from sim.types import Floats
from sim.vocabulary.mechanisms import MECHANISMS


def test_days_between_training_and_the_window_teach_too() -> None:
    draws = load_parameters().replace({"militia.base_attacks": np.geomspace(0.005, 0.5, 300)})
    whole = rule_forecaster(draws, "monthly")((date(2023, 1, 1), date(2023, 3, 31)), load_evidence())
    late = rule_forecaster(draws, "monthly")((date(2023, 3, 1), date(2023, 3, 31)), load_evidence())
    for name, one in late.items():
        assert one.means.shape == (31, 300)
        assert np.allclose(one.means, whole[name].means[59:])
        assert np.allclose(one.weights, whole[name].weights[59:])  # type: ignore[arg-type, index]


def test_what_they_taught_is_the_posterior_that_can_be_written_down() -> None:
    """With every mechanism off attacks are Poisson of rate m, so that k attacks in t days of full reporting give m^k exp(-m t).

    Draws that lie evenly in log m are then effective Gamma(k)^2 4^k / Gamma(2k) units of log m wide: for k = 3 about 138 of 300
    draws, enough that learning is not held back.
    """
    m, evidence = np.geomspace(0.005, 0.5, 300), load_evidence()
    draws = load_parameters().replace({"militia.base_attacks": m})
    rules = rule_forecaster(draws, "monthly", tuple(MECHANISMS))
    weights = rules((date(2023, 3, 1), date(2023, 3, 31)), evidence)["attack_base"].weights
    days = np.arange("2023-01-01", "2023-03-01", dtype="datetime64[D]")
    k = sum(act.decision == "attack_base" and act.day in days.astype(int) for act in evidence.acts)
    expected = m**k * np.exp(-m * evidence.reporting.probability("attack_base", days).sum())
    assert weights is not None
    assert weights == pytest.approx(np.tile(expected / expected.sum(), (31, 1)), rel=1e-6)
    assert k == 3
    assert 1.0 / np.sum(weights[0] ** 2) == pytest.approx(4 * 64 / 120 / np.log(m[1] / m[0]), rel=0.01)


def test_inside_the_training_window_learning_begins_with_the_window() -> None:
    draws = load_parameters().replace({"militia.base_attacks": np.geomspace(0.005, 0.5, 300)})
    found = rule_forecaster(draws, "monthly")((date(2020, 3, 1), date(2020, 3, 31)), load_evidence())
    weights = found["attack_base"].weights
    assert weights is not None
    assert np.allclose(weights, 1 / 300)


def test_days_that_were_fitted_do_not_teach_again() -> None:
    """Draws fitted to the end of January 2023 learn from February on, those of the training window from January on."""
    point = load_parameters().replace({"militia.base_attacks": np.geomspace(0.005, 0.5, 300)})
    since, window = date(2018, 9, 1), (date(2023, 3, 1), date(2023, 3, 31))

    def first_weights(until: date) -> Floats:
        draws = point.coming_from(Origin("some", (since, until)))
        weights = rule_forecaster(draws, "monthly")(window, load_evidence())["attack_base"].weights
        assert weights is not None
        return weights[0]

    untold = rule_forecaster(point, "monthly")(window, load_evidence())["attack_base"].weights
    assert np.array_equal(first_weights(date(2022, 12, 31)), untold[0])  # type: ignore[index]
    assert np.allclose(first_weights(date(2023, 2, 28)), 1 / 300)
    assert not np.allclose(first_weights(date(2023, 1, 31)), first_weights(date(2022, 12, 31)))


def test_frozen_draws_weigh_alike_and_each_expects_what_it_expects_alone() -> None:
    window, evidence = (date(2020, 3, 1), date(2020, 3, 5)), load_evidence()
    values = np.array([0.01, 0.2])
    both = rule_forecaster(load_parameters().replace({"militia.base_attacks": values}))(window, evidence)
    assert tuple(both) == SERIES
    assert {name for name, one in both.items() if one.once} == ONCE
    assert all(one.weights is None for one in both.values())
    for index, value in enumerate(values):
        alone = rule_forecaster(load_parameters().replace({"militia.base_attacks": float(value)}))(window, evidence)
        assert np.allclose(both["attack_base"].means[:, index], alone["attack_base"].means[:, 0])


def test_what_is_left_out_is_not_expected() -> None:
    window, evidence = (date(2020, 1, 4), date(2020, 1, 8)), load_evidence()
    whole = rule_forecaster(load_parameters())(window, evidence)
    without = rule_forecaster(load_parameters(), switch_off=("momentum",))(window, evidence)
    assert (without["attack_base"].mean() < whole["attack_base"].mean()).all()
