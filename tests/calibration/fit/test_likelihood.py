"""The documented log-likelihood against a straight-line re-implementation in plain Python, on a record made by hand."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from calibration.fit import likelihood
from calibration.fit.likelihood import log_likelihood
from calibration.fit.parameter_space import default_space, prior_draws
from sim.model import EscalationModel
from sim.parameters import load_parameters
from sim.vocabulary.decisions import DECISIONS
from tests.handmade import DAYS, evidence, scenario
from tests.straight_line import Straight

TOLERANCE = 1e-9
VECTORS = 5


def run(**changes: object) -> EscalationModel:
    """The model over the whole record made by hand."""
    reporting = changes.pop("reporting", "as_recorded")
    model = EscalationModel(scenario(reporting=reporting), evidence=evidence(), **{"parameters": "point", **changes})  # type: ignore[arg-type]
    for _ in model.run():
        pass
    return model


def defaults() -> dict[str, float]:
    return {name: float(value) for name, value in load_parameters().values.items()}


def moved(seed: int) -> dict[str, float]:
    """Each parameter times a factor in [0.5, 1.5], kept within its bounds."""
    rng = np.random.default_rng(seed)
    values = {}
    for name, value in defaults().items():
        low, high = load_parameters().entry(name).bounds
        values[name] = float(np.clip(value * rng.uniform(0.5, 1.5), low, high))
    return values


def test_the_likelihood_of_a_batch_does_not_depend_on_blocks_or_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    theta = 0.3 * default_space().prior_draws(9, np.random.default_rng(1))
    window = date(2019, 12, 20), date(2020, 1, 10)
    whole = log_likelihood(theta, window)
    assert np.unique(whole).size == 9
    monkeypatch.setattr(likelihood, "BLOCK", 4)
    np.testing.assert_allclose(log_likelihood(theta, window), whole, rtol=1e-13)
    np.testing.assert_allclose(log_likelihood(theta, window, jobs=2), whole, rtol=1e-13)
    np.testing.assert_allclose(log_likelihood(theta[5:6], window), whole[5:6], rtol=1e-13)


@pytest.fixture(scope="module")
def stepped() -> tuple[EscalationModel, list[dict[tuple[str, str], float]]]:
    """The model with default parameters, and its rates of every day."""
    model = EscalationModel(scenario(), evidence=evidence(), parameters="point")
    rates = []
    while model.running:
        model.step()
        rates.append({key: float(np.asarray(d.rate)) for key, d in model.decisions().items()})
    return model, rates


def test_every_decision_scores_as_the_straight_line_does(stepped: tuple[EscalationModel, object]) -> None:
    straight = Straight(defaults(), DAYS).log_probability
    ours = stepped[0].log_probability
    assert set(ours) == set(straight) == set(DECISIONS)
    for decision, value in straight.items():
        assert float(np.asarray(ours[decision])) == pytest.approx(value, abs=TOLERANCE), decision


def test_every_rate_of_every_day_is_that_of_the_straight_line(stepped: tuple[object, list[dict[tuple[str, str], float]]]) -> None:
    straight = Straight(defaults(), DAYS).rates
    assert len(stepped[1]) == len(straight) == DAYS
    for day, (ours, theirs) in enumerate(zip(stepped[1], straight, strict=True)):
        assert set(ours) == set(theirs)
        for key, rate in theirs.items():
            assert ours[key] == pytest.approx(rate, rel=1e-10, abs=1e-14), (day, key)


def test_a_record_taken_as_complete() -> None:
    ours = run(reporting="complete", parameters="point").log_probability
    for decision, value in Straight(defaults(), DAYS, complete=True).log_probability.items():
        assert float(np.asarray(ours[decision])) == pytest.approx(value, abs=TOLERANCE), decision


def test_each_world_scores_its_own_parameters() -> None:
    vectors = [moved(seed) for seed in range(VECTORS)]
    stacked = {name: np.array([vector[name] for vector in vectors]) for name in vectors[0]}
    ours = run(worlds=VECTORS, parameters=load_parameters().replace(stacked)).log_probability
    for world, vector in enumerate(vectors):
        for decision, value in Straight(vector, DAYS).log_probability.items():
            got = np.broadcast_to(np.asarray(ours[decision]), (VECTORS,))[world]
            assert got == pytest.approx(value, abs=TOLERANCE), (world, decision)


def test_days_may_be_text_and_a_generator_a_seed() -> None:
    theta = prior_draws(2, 7)
    assert np.array_equal(theta, prior_draws(2, np.random.default_rng(7)))
    days = date(2020, 1, 1), date(2020, 1, 20)
    assert np.array_equal(log_likelihood(theta, ("2020-01-01", "2020-01-20")), log_likelihood(theta, days))
