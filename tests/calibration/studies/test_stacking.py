"""Stacking: halves of the draws by hand, weights known in closed form, and noise that is no help."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from calibration.forecasts.series import SERIES
from calibration.studies.stacking import Origin, by_series, changes, stacked, stacking_weight, tabulate
from sim.parameters import load_parameters
from sim.record.evidence import load_evidence
from sim.types import Bools, Floats

N = 400


def halves(with_it: list[float], without: list[float]) -> Floats:
    """One series; probabilities of each day's count by the two halves."""
    return np.log(np.stack([with_it, without], axis=1))[None]


def flags(share: float, seed: int = 1) -> Bools:
    return np.random.default_rng(seed).uniform(size=N) < share


def origin(gain: float, days: int = 60, seed: int = 0) -> Origin:
    """Draws whose forecasts scatter; those with the term `helps` give each count `gain` nats more, on every day."""
    rng = np.random.default_rng(seed)
    included = {"helps": flags(0.5), "idle": flags(0.4, 2), "rare": flags(0.02, 3)}
    logs = -1.0 + 0.1 * rng.standard_normal(N) + 0.01 * rng.standard_normal((days, N)) + gain * included["helps"]
    changed = dict.fromkeys(included, np.array([True, False]))
    return Origin({"attack_base": logs, "strike": 0.5 * logs[::-1]}, included, changed)


def test_halves_are_mean_probabilities_of_the_draws_with_and_without() -> None:
    logs = np.log(np.array([[0.1, 0.3, 0.5, 0.9]]))
    one = Origin({"strike": logs}, {}, {})
    assert np.exp(one.halves(np.array([True, True, False, False])))[0, 0] == pytest.approx([0.2, 0.7])


def test_halves_right_on_different_days_are_stacked_in_equal_parts() -> None:
    assert stacking_weight([halves([0.8, 0.2], [0.2, 0.8])]) == pytest.approx(0.5, abs=1e-3)


def test_two_days_right_against_one_are_weighed_as_calculus_says() -> None:
    # 2 log(0.2 + 0.6 w) + log(0.8 - 0.6 w) is greatest where 2 (0.8 - 0.6 w) = 0.2 + 0.6 w: w = 7/9.
    assert stacking_weight([halves([0.8, 0.8], [0.2, 0.2]), halves([0.2], [0.8])]) == pytest.approx(7 / 9, abs=1e-3)


def test_a_half_that_is_always_right_gets_all_the_weight() -> None:
    assert stacking_weight([halves([0.8, 0.5], [0.2, 0.4])]) == pytest.approx(1.0, abs=1e-3)
    assert by_series(halves([0.8, 0.5], [0.2, 0.4]))[0] == pytest.approx(np.log([4.0, 1.25]))
    assert np.exp(stacked(halves([0.8, 0.5], [0.2, 0.4]), 0.25)) == pytest.approx([0.35, 0.425])


def test_a_term_that_helps_is_told_from_one_that_does_nothing() -> None:
    table = tabulate([origin(0.05, seed=seed) for seed in range(3)]).set_index("weight")
    helps, idle = table.loc["helps"], table.loc["idle"]
    assert "rare" not in table.index  # too few draws have it
    assert table.index[0] == "helps"
    assert helps["ahead"] == pytest.approx(0.05 * 180, rel=0.35)
    assert helps["ahead"] > 3 * helps["error"]
    assert helps["stacked"] > 0.99
    assert helps["gain"] == pytest.approx(0.5 * 0.05 * 120, rel=0.35)  # from one half to all, on the two later origins
    assert helps["series"] == "attack_base"
    assert abs(idle["ahead"]) < 2.5 * idle["error"]


def test_the_error_holds_the_scatter_of_the_draws_in_the_series_that_are_compared() -> None:
    """Days that all say the same leave no scatter over days, yet two halves of the draws differ by chance."""
    one = origin(0.0)
    chance = np.array([by_series(one.halves(flags(0.5, seed))).sum(axis=1) for seed in range(10, 210)])
    for series in (np.array([True, False]), np.array([False, True]), np.array([True, True])):
        expected = np.std(chance[:, series].sum(axis=1))
        assert one.luck[:, series].sum(axis=1).std() == pytest.approx(expected, rel=0.25)
        assert one.noise("idle", series) == pytest.approx(expected * np.sqrt(1 / (4 * 0.4 * 0.6)), rel=0.25)


def test_a_term_that_changes_no_forecast_has_no_row_and_the_luck_of_other_series_counts_for_nothing() -> None:
    one = origin(0.05)
    nothing = Origin(one.logs, one.included, {**one.changes, "helps": np.zeros(2, dtype=bool)})
    assert "helps" not in set(tabulate([nothing, nothing])["weight"])
    other = Origin({**one.logs, "strike": one.logs["strike"] - 7.0 * one.included["helps"]}, one.included, one.changes)
    assert tabulate([other, other]).equals(tabulate([one, one]))


def test_which_forecasts_a_term_changes_is_found_by_trying() -> None:
    changed = changes((date(2020, 1, 1), date(2020, 2, 10)), load_parameters(), load_evidence())
    assert set(changed) == set(load_parameters().with_spike)
    series = {weight: {name for name, moved in zip(SERIES, flags, strict=True) if moved} for weight, flags in changed.items()}
    assert series["militia.reprisal"] == {"attack_base"}
    assert series["militia.convoy_reprisal"] == {"attack_convoy"}
    assert series["us.strikes_per_lethal_attack"] == {"strike"}
    assert series["us.draw_downs_per_vote"] == set()  # nothing of the six series follows from a base handed over so soon
    assert series["iraq_government.raids_per_attack_abadi"] == set()  # out of office since 2018
