"""Scores on made-up forecasts: means, differences, leads, composites, and who is told of the war."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from calibration.forecasts.forecast import Forecast
from calibration.forecasts.inputs import evidence_for
from calibration.forecasts.scores import (
    ALL,
    COLUMNS,
    LEADS,
    RULES,
    all_forecasts,
    composites,
    lead_in_words,
    leads,
    observed,
    tabulate,
)  # fmt: skip
from calibration.forecasts.series import SERIES
from sim.record.evidence import Evidence
from tests.calibration.forecasts.made_up import counts, flat

WINDOW = date(2019, 5, 1), date(2019, 7, 10)


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


@pytest.mark.usefixtures("few_baselines")
def test_a_short_window_is_scored_in_both_variants() -> None:
    seen: list[Evidence] = []

    def rules(window: tuple[date, date], evidence: Evidence) -> dict[str, Forecast]:
        seen.append(evidence)
        return flat(0.1, 71)

    evidence = evidence_for(WINDOW)
    table = tabulate(all_forecasts(WINDOW, evidence, rules), observed(WINDOW, evidence))
    assert set(table["variant"]) == {"plain", "contexts_known"}
    assert (table["n_days"] == 71).all()
    assert np.isfinite(table[["log_score", "crps"]].to_numpy(dtype=float)).all()
    wars = [evidence.contexts.level("gaza_war", np.array(["2023-11-01"], dtype="datetime64[D]"))[0] for evidence in seen]
    assert wars == [0.0, 1.0]


def test_a_composite_takes_the_best_baseline_of_each_series() -> None:
    """One baseline is right of bases, the other of the rest: together they are the rules, and so behind by nothing."""
    bases = {name: flat(0.5)[name] if name == "attack_base" else flat(0.05)[name] for name in SERIES}
    others = {name: flat(0.05)[name] if name == "attack_base" else flat(0.5)[name] for name in SERIES}
    table = composites({"plain": {"ewma": bases, "hawkes": others, RULES: flat(0.5)}}, counts(0.5))
    (row,) = table.to_dict("records")
    chosen = dict(part.split(": ") for part in row["baselines"].split(", "))
    assert chosen == {name: "ewma" if name == "attack_base" else "hawkes" for name in SERIES}
    assert (row["difference"], row["low"], row["high"]) == pytest.approx((0.0, 0.0, 0.0), abs=1e-12)
    better = composites({"plain": {"ewma": bases, RULES: flat(0.5)}}, counts(0.5)).iloc[0]
    assert better["difference"] > better["low"] > 0


def test_a_lead_in_words_has_no_interval_in_a_window_of_a_few_days() -> None:
    assert lead_in_words(0.01234, -0.5, 0.25) == "+0.0123 (-0.5000 to +0.2500)"
    assert lead_in_words(-0.5, np.nan, np.nan) == "-0.5000"
    assert lead_in_words(np.nan, np.nan, np.nan) == "-"


def test_observed_counts_are_those_of_the_windows_days() -> None:
    evidence = evidence_for(WINDOW)
    days = [int(np.datetime64(day, "D").astype(np.int64)) for day in WINDOW]
    found = observed(WINDOW, evidence)
    attacks = [act for act in evidence.acts if act.decision == "attack_base" and days[0] <= act.day <= days[1]]
    assert {len(series) for series in found.values()} == {71}
    assert found["attack_base"].sum() == len(attacks) > 0
