"""Priors: scores invert their families, strong ones are found, and weights are ratios of densities."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from calibration.fit.parameter_space import quantile
from sim.parameters import Entry, load_parameters
from sim.sensitivities.priors import (
    LESS_LIKELY,
    LIKELIER,
    NARROWER,
    WIDER,
    inclusion_weights,
    prior_weights,
    scores,
    strong_priors,
)
from sim.sensitivities.reweighing import weights_of

ENTRIES = load_parameters().entries
Z = np.linspace(-2.5, 2.5, 21)


def entry(prior: dict[str, tuple[float, ...]], spike: float = 0.0) -> Entry:
    return Entry(value=0.5, unit="", prior=prior, spike=spike, bounds=(0, 1e9), source="", meaning="")


@pytest.mark.parametrize(
    "prior", [{"lognormal": (0.4, 0.5)}, {"beta": (2.0, 5.0)}, {"exponential": (0.3,)}, {"halfnormal": (2.0,)}], ids=str
)
def test_scores_are_the_inverse_of_the_calibrations_quantiles(prior: dict[str, tuple[float, ...]]) -> None:
    assert scores(entry(prior), quantile(entry(prior), Z)) == pytest.approx(Z, abs=1e-6)


def test_zero_in_a_spike_has_no_score() -> None:
    found = scores(entry({"exponential": (0.3,)}, 0.5), np.array([0.0, 0.3 * np.log(2)]))
    assert np.isnan(found[0])
    assert found[1] == pytest.approx(0, abs=1e-9), "the median of the weight if it is there"


def test_weights_move_a_prior_to_another_width() -> None:
    """Under a lognormal prior alone, made wider, log values have 1.25 times the standard deviation."""
    rng = np.random.default_rng(1)
    entries = {"us.x": entry({"lognormal": (0.4, 0.5)})}
    x = np.exp(0.4 + 0.5 * rng.standard_normal(60_000))
    found = prior_weights(entries, {"us.x": x}, ["us.x"])
    assert list(found) == ["prior of us.x, wider", "prior of us.x, narrower"]
    for logs, scale in zip(found.values(), (WIDER, NARROWER), strict=True):
        w = weights_of(logs)
        assert np.sqrt(w @ (np.log(x) - 0.4) ** 2) == pytest.approx(0.5 * scale, rel=0.03)
        ratio = stats.norm(0.4, 0.5 * scale).logpdf(np.log(x)) - stats.norm(0.4, 0.5).logpdf(np.log(x))
        assert logs == pytest.approx(ratio), "the ratio of densities itself"


def test_a_spike_keeps_its_weight() -> None:
    logs = prior_weights({"us.x": entry({"exponential": (1.0,)}, 0.5)}, {"us.x": np.array([0.0, 3.0])}, ["us.x"])
    assert [values[0] for values in logs.values()] == [0.0, 0.0]


def test_strong_priors_are_those_that_the_record_did_not_narrow() -> None:
    rng = np.random.default_rng(2)
    z = {"us.loose": rng.standard_normal(400), "us.idle": rng.standard_normal(400), "us.learnt": 0.2 * rng.standard_normal(400)}
    entries = {name: entry({"lognormal": (0.0, 1.0)}) for name in z} | {"badr.share_of_bases": ENTRIES["badr.share_of_bases"]}
    draws = {name: np.exp(values) for name, values in z.items()} | {"badr.share_of_bases": rng.random(400)}
    answer = z["us.loose"] + z["us.learnt"] + 0.3 * rng.standard_normal(400)
    assert strong_priors(entries, draws, answer) == ["us.loose", "us.idle"]


def test_terms_likelier_at_first_weigh_draws_that_have_them() -> None:
    entries = {name: entry({"exponential": (1.0,)}, 0.5) for name in ("us.x", "us.y")}
    inside = np.array([[True, True], [True, False], [False, False]])
    likelier, less = inclusion_weights(entries, ["us.x", "us.y"], inside).values()
    odds = np.log(LIKELIER / LESS_LIKELY)
    assert np.diff(likelier) == pytest.approx([-odds, -odds])
    assert likelier == pytest.approx(-(less - less.mean()) + likelier.mean())
