"""What comes next: a Markov chain by hand, and shares of expected counts."""

from __future__ import annotations

import numpy as np
import pytest

from calibration.forecasts.forecast import Forecast
from calibration.forecasts.next_act import (
    MARKOV,
    ActSequence,
    chain_scores,
    forecast_scores,
    sequence,
    tabulate,
    transition_table,
)
from calibration.forecasts.series import SERIES
from sim.errors import InputError
from sim.record.evidence import load_evidence


def test_rows_add_up_and_a_rule_without_exception_is_learnt() -> None:
    table = transition_table(np.array([0, 1] * 200))
    assert table.sum(axis=1) == pytest.approx(np.ones(len(SERIES)))
    assert table[0, 1] > 0.98
    assert table[1, 0] > 0.98


def test_where_the_last_act_says_nothing_the_chain_falls_back_on_the_shares() -> None:
    kinds = np.random.default_rng(1).choice(2, 4000, p=[0.8, 0.2])
    assert transition_table(kinds)[:2, 0] == pytest.approx([0.8, 0.8], abs=0.03)


def test_the_chain_knows_no_act_of_the_same_day() -> None:
    days = np.repeat(np.arange("2020-01-01", "2020-02-01", dtype="datetime64[D]"), 2)
    kinds = np.tile([0, 1], 31)
    course = ActSequence(days, kinds)
    first, second = chain_scores(course, np.array([60, 61]))
    table = transition_table(kinds[:60])
    assert [first, second] == pytest.approx(np.log(table[1, [0, 1]]))
    with pytest.raises(InputError, match="needs 20"):
        chain_scores(course, np.array([3]))


def test_a_forecast_foresees_the_kind_by_its_share_of_the_expected() -> None:
    means = dict.fromkeys(SERIES, 0.0) | {"attack_base": 0.6, "attack_convoy": 0.2}
    forecasts = {name: Forecast(np.full((2, 1), mean)) for name, mean in means.items()}
    days = np.array(["2020-01-01", "2020-01-02"], dtype="datetime64[D]")
    course = ActSequence(days[[0, 1, 1]], np.array([0, 1, 0]))
    assert forecast_scores(forecasts, days, course, np.array([0, 1, 2])) == pytest.approx(np.log([0.75, 0.25, 0.75]))


def test_the_table_holds_every_model_and_the_chain_against_itself_is_nought() -> None:
    evidence = load_evidence()
    days = np.arange(np.datetime64("2022-01-01"), np.datetime64("2022-06-30"))
    flat = {name: Forecast(np.full((len(days), 1), 0.1)) for name in SERIES}
    table = tabulate({"flat": flat}, days, evidence).set_index("model")
    assert table.loc["flat", "log_score"] == pytest.approx(-np.log(len(SERIES)))
    assert table.loc[MARKOV, "against_markov"] == 0.0
    acts = sequence(evidence)
    assert table.loc["flat", "n_acts"] == len(acts.between(days[0], days[-1]))
    assert (np.diff(acts.days.astype(int)) >= 0).all()
