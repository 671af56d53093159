"""Forecasts are made on the eve. Draws learn month by month, never from the month itself, never down to one or two of them."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from calibration.fit.ess import effective_sample_size
from calibration.fit.likelihood import log_likelihoods, replay_scenario
from calibration.forecasts.predictive import expectations, reweighted
from sim.model import EscalationModel
from sim.parameters import load_parameters

DAYS = np.arange("2020-01-15", "2020-04-10", dtype="datetime64[D]")


def test_the_first_month_weighs_all_alike_and_later_ones_by_the_months_before() -> None:
    daily = np.zeros((len(DAYS), 4))
    daily[0] = np.log([1.0, 2.0, 1.0, 1.0])
    weights = reweighted(daily, DAYS, enough=1.0)
    assert weights.sum(axis=1) == pytest.approx(np.ones(len(DAYS)))
    january = np.datetime64("2020-02-01") > DAYS
    assert weights[january] == pytest.approx(np.full((int(january.sum()), 4), 0.25))
    assert weights[~january] == pytest.approx(np.tile([0.2, 0.4, 0.2, 0.2], (int((~january).sum()), 1)))


def test_learning_is_held_back_before_a_few_draws_are_all_that_count() -> None:
    daily = np.random.default_rng(1).normal(0.0, 2.0, (len(DAYS), 500))
    weights = reweighted(daily, DAYS, enough=100.0)
    for day in (20, 60, len(DAYS) - 1):
        assert effective_sample_size(np.log(weights[day])) == pytest.approx(100.0, rel=0.02)
    before = daily[: int(np.searchsorted(DAYS, np.datetime64("2020-04-01")))].sum(axis=0)
    assert np.corrcoef(np.log(weights[-1]), before)[0, 1] == pytest.approx(1.0)


def test_an_answer_in_the_very_night_of_an_attack_is_expected_as_far_as_the_attack_is() -> None:
    """Rockets on Taji kill Americans on 11 March 2020 and wound some on the 14th: the likelihood knows that day, no forecast."""
    window, taji = (date(2020, 3, 1), date(2020, 3, 20)), [10, 13]
    parameters = load_parameters()
    found = expectations(window, parameters, 1)
    model = EscalationModel(replay_scenario(window), worlds=1, rng=0, parameters=parameters, keep_log=False)
    rates: dict[str, list[float]] = {"strike": [], "launch_missiles": [], "raid": []}
    attacked: list[bool] = []
    while model.running:
        model.step()
        if model.clock > model.schedule.warm_up:
            attacked.append(bool(np.any(model.last.total("attack_base", "attack_convoy", "assault_embassy"))))
            for name, daily in rates.items():
                daily.append(float(model.documented.ledger[name].rate))
    known = {name: np.array(daily) - found[name].means[:, 0] for name, daily in rates.items()}
    assert known["launch_missiles"] == pytest.approx(0.0, abs=1e-12)  # Iran answers nothing at once
    quiet = ~np.array(attacked)
    for name in ("strike", "raid"):
        assert (known[name][quiet] < 0).all(), name
        assert (known[name][quiet] > -0.1 * np.array(rates[name])[quiet] - 0.05).all(), name
    assert (known["strike"][taji] > 0).all()
    p = parameters.values
    night = p["us.strikes_per_lethal_attack"] * p["us.same_night_share"]
    assert known["strike"][10] == pytest.approx(night, rel=0.3)


def test_the_log_probabilities_are_those_of_the_likelihood() -> None:
    window, parameters = (date(2020, 3, 1), date(2020, 3, 20)), load_parameters()
    likelihood = log_likelihoods(parameters, 1, replay_scenario(window))
    for name, one in expectations(window, parameters, 1).items():
        assert one.logs.sum() == pytest.approx(likelihood[name][0], rel=1e-12), name
