"""The baselines' forecasts of a window: from the days before alone, with the contexts that the rules are told."""

from __future__ import annotations

import dataclasses
from datetime import date, timedelta

import numpy as np
import pytest

from calibration.forecasts.baseline_forecasts import (
    KNOWN_CONTEXTS,
    all_days,
    baseline_forecasts,
    month_starts,
    series_data,
    training_days,
)  # fmt: skip
from calibration.forecasts.inputs import evidence_for, without_war
from calibration.forecasts.series import SERIES
from sim.parameters import load_parameters
from sim.record.windows import load_windows

WINDOW = date(2019, 5, 1), date(2019, 7, 10)
pytestmark = pytest.mark.usefixtures("fits_once")


def test_forecasts_do_not_know_the_window_they_forecast(monkeypatch: pytest.MonkeyPatch) -> None:
    """Doubling what is recorded from the twentieth day on changes no forecast up to then, refitted monthly or not."""
    window = WINDOW[0], date(2019, 6, 5)
    few = ("attack_base", "strike")
    monkeypatch.setattr("calibration.forecasts.baseline_forecasts.SERIES", few)
    monkeypatch.setattr(
        "calibration.forecasts.baseline_forecasts.series_data",
        lambda *of: {k: v for k, v in series_data(*of).items() if k in few},
    )
    evidence = evidence_for(window)
    first = int(np.datetime64("2019-05-20").astype(np.int64))
    acts = [act for act in evidence.acts if act.day < first]
    other = dataclasses.replace(evidence, acts=acts + [dataclasses.replace(act, day=first + 1) for act in acts[:40]])
    for refit in ("none", "monthly"):
        one = baseline_forecasts(window, evidence, refit, ("plain",))["plain"]  # type: ignore[arg-type]
        two = baseline_forecasts(window, other, refit, ("plain",))["plain"]  # type: ignore[arg-type]
        for model, by_series in one.items():
            for name in few:
                assert np.array_equal(by_series[name].means[:20], two[model][name].means[:20]), (refit, model, name)


def test_baselines_are_told_of_the_war_and_of_its_pause_where_the_rules_have_a_motive_from_them() -> None:
    """A made-up war over the last month of a window that training never saw, paused in its last week."""
    evidence = evidence_for(WINDOW)
    contexts = evidence.contexts.with_span("gaza_war", 1.0, "2019-06-10", "2019-07-10")
    at_war = dataclasses.replace(evidence, contexts=contexts.with_span("gaza_truce", 1.0, "2019-06-24", "2019-07-10"))
    found = baseline_forecasts(WINDOW, at_war)
    for model in found["plain"]:
        added = {name: found["contexts_known"][model][name].mean() - found["plain"][model][name].mean() for name in SERIES}
        attacks, truces = added.pop("attack_base"), added.pop("announce_truce")
        assert all(np.all(rest == 0) for rest in added.values())
        assert attacks[:40] == pytest.approx(np.zeros(40), abs=1e-12)
        assert attacks[40] == pytest.approx(0.5, rel=0.1)  # the prior mean, as recorded
        assert np.all(attacks[40:54] > 0.2)
        assert truces[:54] == pytest.approx(np.zeros(54), abs=1e-12)
        assert truces[54] == pytest.approx(0.05, rel=0.1)
        assert np.all(truces[54:] > 0.02)
    assert without_war(at_war).contexts.level("gaza_war", all_days(WINDOW)).sum() == 0


def test_months_follow_each_other_without_a_gap() -> None:
    days = all_days((date(2019, 5, 20), date(2019, 7, 10)))
    parts = list(month_starts(days, len(days) - 52))
    assert [str(days[first]) for first, _ in parts] == ["2019-05-20", "2019-06-01", "2019-07-01"]
    assert [stop for _, stop in parts] == [parts[1][0], parts[2][0], len(days)]


def test_the_data_of_a_series_are_what_the_record_holds() -> None:
    days = all_days((date(2019, 12, 1), date(2019, 12, 31)))
    data = series_data(evidence_for((date(2019, 12, 1), date(2019, 12, 31))), days)
    assert data["strike"].counts[-31:].sum() == 1
    assert data["strike"].once
    assert np.array_equal(data["attack_base"].exciter, data["strike"].counts)


def test_training_ends_with_its_window_or_before_the_scored_days_begin() -> None:
    train = load_windows()["train"]
    late = train.until + timedelta(days=100), train.until + timedelta(days=110)
    for window, last in ((late, train.until), (WINDOW, WINDOW[0] - timedelta(days=1))):
        days = all_days(window)
        since, until, first = training_days(days, window)
        assert days[[since, until - 1, first]].tolist() == [train.since, last, window[0]]
        assert days[-1] == np.datetime64(window[1])
    days = all_days(late)
    until = training_days(days, late, late[0] - timedelta(days=1))[1]
    assert days[until - 1] == np.datetime64(late[0] - timedelta(days=1))


def test_what_a_context_adds_has_the_prior_mean_of_the_rules() -> None:
    for context in KNOWN_CONTEXTS.values():
        assert context.mean == load_parameters().entry(context.parameter).prior["exponential"][0] > 0
