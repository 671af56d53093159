"""Scores on made-up forecasts, and the contest on a short window."""

from __future__ import annotations

import dataclasses
from datetime import date

import numpy as np
import pandas as pd
import pytest

from calibration.forecasts.baseline_forecasts import all_days, baseline_forecasts, known_series, month_starts
from calibration.forecasts.diagnostics import diagnose, happened, pit_histogram, pit_table
from calibration.forecasts.forecast import Forecast
from calibration.forecasts.inputs import evidence_for, unaware
from calibration.forecasts.scores import ALL, COLUMNS, LEADS, RULES, forecasts_of, leads, observed, tabulate
from calibration.forecasts.series import ONCE, SERIES
from sim.record.evidence import Evidence

WINDOW = date(2019, 5, 1), date(2019, 7, 10)
N = 300


def flat(rate: float, days: int = N) -> dict[str, Forecast]:
    return {name: Forecast(np.full((days, 1), rate), once=name in ONCE) for name in SERIES}


def counts(rate: float, seed: int = 1) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(seed)
    return {name: rng.binomial(1, -np.expm1(-rate), N) if name in ONCE else rng.poisson(rate, N) for name in SERIES}


def test_the_true_rate_wins_and_the_difference_is_that_of_the_means() -> None:
    table = tabulate({"plain": {"constant": flat(0.2), "ewma": flat(0.9), RULES: flat(0.5)}}, counts(0.5))
    assert tuple(table.columns) == COLUMNS
    assert len(table) == 3 * (len(SERIES) + 1)
    by = table.set_index(["series", "model"])
    for series in (*SERIES, ALL):
        row = by.loc[series, RULES]
        best = max(("constant", "ewma"), key=lambda name: by.loc[(series, name), "log_score"])
        assert row["best_baseline"] == best
        assert row["difference"] == pytest.approx(row["log_score"] - by.loc[(series, best), "log_score"])
        assert row["low"] <= row["difference"] <= row["high"]
    assert by.loc[ALL, RULES]["low"] > 0
    assert by.loc[ALL, RULES]["crps"] < by.loc[ALL, "constant"]["crps"]
    assert by.loc[ALL, "ewma"]["log_score"] == pytest.approx(sum(by.loc[s, "ewma"]["log_score"] for s in SERIES))
    assert by.loc[ALL, "ewma"].isna()[["best_baseline", "difference", "low", "high"]].all()


def test_equal_forecasts_differ_by_nothing() -> None:
    table = tabulate({"plain": {"constant": flat(0.4), RULES: flat(0.4)}}, counts(0.5))
    rules = table[table["model"] == RULES]
    assert rules[["difference", "low", "high"]].abs().max().max() == 0.0


def test_leads_over_each_baseline_are_those_of_the_scores_with_an_interval_for_both_scores() -> None:
    found = {"plain": {"constant": flat(0.2), "ewma": flat(0.9), RULES: flat(0.5)}}
    scores = tabulate(found, counts(0.5)).set_index(["series", "model"])  # type: ignore[arg-type]
    table = leads(found, counts(0.5))  # type: ignore[arg-type]
    assert tuple(table.columns) == LEADS
    assert len(table) == 2 * (len(SERIES) + 1)
    for row in table.to_dict("records"):
        rules, other = scores.loc[(row["series"], RULES)], scores.loc[(row["series"], row["model"])]
        assert row["ahead"] == pytest.approx(rules["log_score"] - other["log_score"])
        assert row["crps_ahead"] == pytest.approx(other["crps"] - rules["crps"])
        assert row["low"] <= row["ahead"] <= row["high"]
        assert row["crps_low"] <= row["crps_ahead"] <= row["crps_high"]
        if row["model"] == rules["best_baseline"]:
            assert (row["ahead"], row["low"], row["high"]) == pytest.approx(tuple(rules[["difference", "low", "high"]]))
    together = table[table["series"] == ALL]
    assert (together["low"] > 0).all()
    assert (together["crps_low"] > 0).all()


def test_a_short_window_is_scored_in_both_variants() -> None:
    seen: list[Evidence] = []

    def rules(window: tuple[date, date], evidence: Evidence) -> dict[str, Forecast]:
        seen.append(evidence)
        return flat(0.1, 71)

    evidence = evidence_for(WINDOW)
    table = tabulate(forecasts_of(WINDOW, evidence, rules), observed(WINDOW, evidence))
    assert set(table["variant"]) == {"plain", "contexts_known"}
    assert (table["n_days"] == 71).all()
    assert np.isfinite(table[["log_score", "crps"]].to_numpy(dtype=float)).all()
    wars = [evidence.contexts.level("gaza_war", np.array(["2023-11-01"], dtype="datetime64[D]"))[0] for evidence in seen]
    assert wars == [0.0, 1.0]


def test_forecasts_do_not_know_the_window_they_forecast(monkeypatch: pytest.MonkeyPatch) -> None:
    """Doubling what is recorded from the twentieth day on changes no forecast up to then, refitted monthly or not."""
    few = ("attack_base", "strike")
    monkeypatch.setattr("calibration.forecasts.baseline_forecasts.SERIES", few)
    monkeypatch.setattr(
        "calibration.forecasts.baseline_forecasts.known_series",
        lambda *of: {k: v for k, v in known_series(*of).items() if k in few},
    )
    evidence = evidence_for(WINDOW)
    first = int(np.datetime64("2019-05-20").astype(np.int64))
    acts = [act for act in evidence.acts if act.day < first]
    other = dataclasses.replace(evidence, acts=acts + [dataclasses.replace(act, day=first + 1) for act in acts[:40]])
    for refit in ("none", "monthly"):
        one = baseline_forecasts(WINDOW, evidence, refit, ("plain",))["plain"]  # type: ignore[arg-type]
        two = baseline_forecasts(WINDOW, other, refit, ("plain",))["plain"]  # type: ignore[arg-type]
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
    assert unaware(at_war).contexts.level("gaza_war", all_days(WINDOW)).sum() == 0


def test_months_follow_each_other_without_a_gap() -> None:
    days = all_days((date(2019, 5, 20), date(2019, 7, 10)))
    parts = list(month_starts(days, len(days) - 52))
    assert [str(days[first]) for first, _ in parts] == ["2019-05-20", "2019-06-01", "2019-07-01"]
    assert [stop for _, stop in parts] == [parts[1][0], parts[2][0], len(days)]


def test_known_series_are_what_the_record_holds() -> None:
    days = all_days((date(2019, 12, 1), date(2019, 12, 31)))
    known = known_series(evidence_for((date(2019, 12, 1), date(2019, 12, 31))), days)
    assert known["strike"].counts[-31:].sum() == 1
    assert known["strike"].once
    assert np.array_equal(known["attack_base"].other, known["strike"].counts)


# Calibration of forecasts -------------------------------------------------------------------------------------------------


def test_the_histogram_is_flat_for_a_true_forecast_and_humped_for_a_wide_one() -> None:
    rng = np.random.default_rng(3)
    n = rng.poisson(4.0, 6000)
    assert pit_histogram(Forecast(np.full((6000, 1), 4.0)), n) == pytest.approx(np.ones(10), abs=0.08)
    wide = pit_histogram(Forecast(np.full((6000, 1), 4.0), np.array([1.0])), n)
    assert wide[4:6].mean() > 1.2
    assert wide[[0, -1]].mean() < 0.5


def test_what_happens_within_a_week() -> None:
    n = np.zeros(20, dtype=np.int64)
    n[10] = 1
    assert happened(n).tolist() == [0] * 4 + [1] * 7 + [0] * 3


def test_the_transforms_table_has_the_histogram_and_both_sums_of_each_series() -> None:
    """Of a fair coin: a day without an act fills the lower half of the bins evenly, a day with one the upper half."""
    n_days = len(SERIES) + 1
    coin = Forecast(np.full((n_days, 1), np.log(2.0)), once=True)
    acts = {name: (np.arange(n_days) < n).astype(np.int64) for n, name in enumerate(SERIES)}
    table = pit_table(dict.fromkeys(SERIES, coin), acts).set_index("series")
    assert table.index.tolist() == list(SERIES)
    for n, name in enumerate(SERIES):
        row = table.loc[name]
        assert (row["observed"], row["expected"]) == (n, pytest.approx(n_days / 2))
        lower, upper = 2 * (n_days - n) / n_days, 2 * n / n_days
        assert [row[f"bin_{place}"] for place in range(1, 11)] == pytest.approx([lower] * 5 + [upper] * 5)


def test_diagnoses_hold_a_row_for_each_forecast() -> None:
    table = diagnose({"plain": {"constant": flat(0.5)}}, counts(0.5))
    assert isinstance(table, pd.DataFrame)
    assert table["series"].tolist() == [*SERIES, ALL]
    each, together = table.iloc[:-1], table.iloc[-1]
    assert together["coverage_50"] == pytest.approx(each["coverage_50"].mean())
    assert together["observed"] == each["observed"].sum()
    assert together["expected"] == pytest.approx(each["expected"].sum())
    assert together["pit_distance"] <= each["pit_distance"].max()
    assert (table["coverage_90"] >= 0.85).all()
    assert (table["pit_distance"] < 0.1).all()
