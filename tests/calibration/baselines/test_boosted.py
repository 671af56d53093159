"""Boosted trees: never told of the day that they forecast, the same twice, and of use where the past says something."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from calibration import lazy
from calibration.baselines import boosted
from calibration.baselines.boosted import BLOCKS, FORMS, LONGEST, SPANS, Boosted, features, grow, learn
from calibration.baselines.fitting import SeriesData, fit_best
from calibration.baselines.registry import BASELINES, baselines

DAYS, FITTED = 1000, 700


def self_exciting(seed: int = 2) -> SeriesData:
    """A Hawkes process that a second series sets off, in bursts; two more series that mean nothing."""
    rng = np.random.default_rng(seed)
    other = rng.binomial(1, 0.04, DAYS).astype(float)
    counts, excited = np.zeros(DAYS), 0.0
    for day in range(DAYS):
        counts[day] = rng.poisson(0.03 + excited)
        excited = 0.8 * excited + 0.15 * counts[day] + 0.5 * other[day]
    noise = rng.poisson(0.3, (DAYS, 2)).astype(float)
    return SeriesData(counts, np.ones(DAYS), np.zeros(DAYS), other, once=False, others=np.column_stack([other, noise]))


@pytest.fixture(scope="module")
def data() -> SeriesData:
    return self_exciting()


@pytest.fixture(scope="module")
def grown(data: SeriesData) -> Boosted:
    return learn(data.until(FITTED), 20)


def alone(rates: Boosted, data: SeriesData) -> np.ndarray:
    """By the trees alone, but where there are none."""
    return rates({"rate": 0.1, "branching": 0.5, "half_life": 5.0, "weight": 1.0}, data)


def changed(data: SeriesData, day: int) -> SeriesData:
    """Another course of events from a day on, in all series."""
    counts, others = data.counts.copy(), np.array(data.others)
    counts[day:] = counts[day:][::-1] + 2.0
    others[day:] = 1.0 - np.minimum(others[day:], 1.0)
    return dataclasses.replace(data, counts=counts, others=others, exciter=others[:, 0])


@pytest.mark.parametrize("day", [FITTED, FITTED + 57])
def test_a_forecast_does_not_see_the_scored_day_nor_any_later_one(data: SeriesData, grown: Boosted, day: int) -> None:
    before, after = (alone(grown, each) for each in (data, changed(data, day)))
    assert np.array_equal(before[: day + 1], after[: day + 1])
    assert not np.array_equal(before[day + 1 : day + 10], after[day + 1 : day + 10])
    assert np.array_equal(alone(grown, data.until(day + 1)), before[: day + 1])


def test_no_feature_of_a_day_holds_what_happened_on_it(data: SeriesData) -> None:
    for day in (5, 400):
        before, after = features(data), features(changed(data, day))
        assert np.array_equal(before[: day + 1], after[: day + 1])
        assert not np.array_equal(before[day + 1], after[day + 1])
    assert before.shape == (DAYS, 4 * (len(SPANS) + 1) + 3)


def test_fitted_days_are_forecast_by_trees_of_the_blocks_before_them(data: SeriesData, monkeypatch: pytest.MonkeyPatch) -> None:
    """What happens in the last block changes nothing of what the inner split expects of its first day; there is one form."""
    monkeypatch.setattr(boosted, "FORMS", FORMS[:1])
    edges = np.linspace(20, FITTED, BLOCKS + 1).astype(int)
    last = edges[-2]
    this, other = (learn(each.until(FITTED), 20) for each in (data, changed(data, last)))
    assert np.isnan(this.inner[: edges[1]]).all()
    assert np.array_equal(other.inner[edges[1] : last + 1], this.inner[edges[1] : last + 1])
    one = grow(data, features(data), slice(20, last), FORMS[0])
    two = grow(changed(data, last), features(changed(data, last)), slice(20, last), FORMS[0])
    days = slice(edges[1], last + 1)
    assert np.array_equal(one.expected(data, features(data), days), two.expected(data, features(data), days))


def test_the_same_days_give_the_same_trees(data: SeriesData, grown: Boosted) -> None:
    again = learn(data.until(FITTED), 20)
    assert np.array_equal(alone(again, data), alone(grown, data))


def test_features_by_hand() -> None:
    counts, days = np.array([0.0, 2.0, 0.0, 1.0, 0.0]), 5
    one = SeriesData(counts, np.full(days, 0.5), np.arange(days, dtype=float), np.zeros(days), once=False)
    found = features(one)
    assert found[:, 0].tolist() == [0, 0, 2, 0, 1]  # yesterday's
    assert found[:, 2].tolist() == [0, 0, 2, 2, 3]  # of three days
    since = 2 * len(SPANS)
    assert found[:, since].tolist() == [LONGEST, LONGEST, 1, 2, 1]
    assert found[:, since + 1].tolist() == [LONGEST] * days
    assert found[:, -2].tolist() == [0, 1, 2, 3, 4]  # the level of a context is known in advance
    assert found[:, -1].tolist() == [0.5] * days


def test_a_self_exciting_series_is_foreseen_better_than_by_a_constant(data: SeriesData, grown: Boosted) -> None:
    """By trees alone, and as the baseline with its weight fitted."""
    counts = data.counts[FITTED:].astype(np.int64)
    models = {model.name: model for model in baselines("attack_base") if model.name in ("constant", "boosted")}
    forecasts = {name: fit_best(model, data.until(FITTED), 20).forecast(data) for name, model in models.items()}
    scores = {name: forecast.days(slice(FITTED, None)).log_score(counts).mean() for name, forecast in forecasts.items()}
    assert scores["boosted"] > scores["constant"] + 0.1
    rates = alone(grown, data)[FITTED:]
    flat = data.counts[:FITTED].mean()
    assert (counts * np.log(rates) - rates).mean() > (counts * np.log(flat) - flat).mean() + 0.1


def test_where_nothing_came_little_is_expected() -> None:
    days = 200
    silent = SeriesData(np.zeros(days), np.ones(days), np.zeros(days), np.zeros(days), once=True)
    rates = alone(learn(silent.until(150), 0), silent)
    assert np.all(rates[150:] > 0)
    assert rates[150:].max() < 0.01


def test_it_is_left_out_where_its_library_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    names = [one.name for one in BASELINES if one.library is not None]
    assert names == ["boosted"]
    monkeypatch.setattr(lazy, "is_there", lambda library: library != boosted.LIBRARY)
    assert [model.name for model in baselines("raid")] == [one.name for one in BASELINES if one.name != "boosted"]
    with pytest.raises(ModuleNotFoundError, match="scikit-learn"):
        boosted.lazy.module("sklearn.ensemble")
