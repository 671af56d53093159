"""Coverage varied: months change as they are said to, the judged ones give no weight, and the weights are those of replays."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from sim.api import replay
from sim.machine import Machine
from sim.parameters import Origin, Parameters
from sim.record.evidence import load_evidence
from sim.results.draws import is_draw
from sim.scenario import load_scenario
from sim.sensitivities.coverage import CHANGES, MOST_MISSING, Replay, coverage_weights, log_likelihood, with_missing

JUDGED, HALF, TWICE = CHANGES
DRAWS = np.array([5, 2, 40])


def test_months_are_covered_as_is_said() -> None:
    judged, half, twice = (with_missing(load_evidence(), change).reporting.by_month for change in (JUDGED, HALF, TWICE))
    assert min(judged.values()) < 0.5 < max(judged.values())
    for key, probability in judged.items():
        assert 1 - half[key] == pytest.approx((1 - probability) / 2)
        assert 1 - twice[key] == pytest.approx(max(min(2 * (1 - probability), MOST_MISSING), 1 - probability))
        assert 0 < twice[key] <= probability <= half[key] <= 1


@pytest.fixture(scope="module")
def short(posterior: Parameters) -> Parameters:
    return posterior.coming_from(Origin("short", (date(2018, 10, 1), date(2018, 10, 20))))


def test_weights_are_what_the_record_says_of_each_draw(short: Parameters) -> None:
    weights = coverage_weights(short, DRAWS, Machine(block=2))
    assert list(weights) == [HALF, TWICE]
    scenario = load_scenario("documented").edit(start="2018-10-01", end="2018-10-20", warm_up=120)
    own = {name: value[DRAWS] if is_draw(value) else value for name, value in short.values.items()}  # type: ignore[index]
    mine = short.with_values(own)
    judged = log_likelihood(Replay(scenario, mine, 3, JUDGED))
    assert judged == pytest.approx(replay(scenario, params=mine)["all"].to_numpy()), "as judged: the likelihood itself"
    half = log_likelihood(Replay(scenario, mine, 3, HALF))
    assert weights[HALF] == pytest.approx(half - judged)
    assert np.ptp(weights[HALF]) > 0
    assert np.sign(weights[HALF]) == pytest.approx(-np.sign(weights[TWICE])), "one way is likelier for a draw, or the other"


def test_draws_of_which_nobody_says_what_they_were_fitted_to_are_not_weighed(posterior: Parameters) -> None:
    assert coverage_weights(posterior.coming_from(Origin("mine.csv")), DRAWS, Machine()) == {}


def test_a_month_without_gaps_gives_no_weight(short: Parameters) -> None:
    evidence = load_evidence()
    whole = replace(evidence.reporting, by_month=dict.fromkeys(evidence.reporting.by_month, 1.0))
    assert with_missing(replace(evidence, reporting=whole), TWICE).reporting == whole
