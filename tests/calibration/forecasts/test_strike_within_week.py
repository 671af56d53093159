"""A strike within a week: exact for a constant rate, a share of worlds for the rules."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from calibration.baselines.fitting import Fitted, SeriesData
from calibration.baselines.registry import baselines
from calibration.forecasts.forecast import Forecast
from calibration.forecasts.scores import RULES
from calibration.forecasts.strike_within_week import (
    _chance,
    _fitted,
    _share,
    baseline_chances,
    chances,
    rule_chances,
    tabulate,
)
from sim.parameters import load_parameters
from sim.record.evidence import load_evidence

SPAN = date(2020, 1, 1), date(2020, 1, 10)
pytestmark = pytest.mark.usefixtures("fits_once")


def test_a_constant_rate_by_hand_and_a_memory_that_fades_while_nothing_happens() -> None:
    counts = np.zeros(30)
    counts[19] = 1.0
    known = SeriesData(counts, np.ones(30), np.zeros(30), np.zeros(30), True)
    by_name = {model.name: model for model in baselines("strike")}
    flat = Fitted(by_name["constant"], {"rate": 0.1}, False, False, 0.0)
    assert _chance(flat, known, 20, 0.0) == pytest.approx(1 - np.exp(-0.7))
    hawkes = Fitted(by_name["hawkes"], {"rate": 0.1, "branching": 0.5, "half_life": 1.0}, False, False, 0.0)
    fed = 0.5 * 0.5 * sum(0.5**day for day in range(7))  # branching x share of the first day x what is left of it
    assert _chance(hawkes, known, 20, 0.0) == pytest.approx(1 - np.exp(-(0.7 + fed)))


def test_phases_that_nothing_tells_apart_wait_for_the_strike_together_and_by_phases_the_longer_the_quieter() -> None:
    known = SeriesData(np.zeros(30), np.ones(30), np.zeros(30), np.zeros(30), True)
    model = next(model for model in baselines("strike") if model.name == "hawkes_two_phases")
    values = {"rate": 0.1, "branching": 0.0, "half_life": 1.0, "step": 1.0, "days": 1e9}
    assert _chance(Fitted(model, values, False, False, 0.0), known, 20, 0.0) == pytest.approx(1 - np.exp(-0.7))
    # Two phases that never change, as probable on the first day: after 20 quiet days each weighs by how probable it made them.
    never, weights = np.exp([-0.7, -2.1]), np.exp([-2.0, -6.0])
    expected = 1 - never @ weights / weights.sum()
    assert _chance(Fitted(model, {**values, "step": 3.0}, False, False, 0.0), known, 20, 0.0) == pytest.approx(expected, rel=1e-6)


def test_the_week_after_a_killing_is_more_dangerous_and_what_happened_the_evening_before_does_not_count() -> None:
    evidence, point = load_evidence(), load_parameters()
    quiet, killed = (_share(date(2019, month, day), point, evidence, 100) for month, day in ((6, 3), (12, 28)))
    assert killed > quiet + 0.2
    struck = [act.day for act in evidence.acts if act.decision == "strike"]
    after = date(1970, 1, 1) + timedelta(days=max(day for day in struck if day < 18500) + 1)
    assert _share(after, point.replace({"us.tolerance_trump": 20.0}), evidence, 100) < 1.0


def test_each_day_has_a_chance_and_a_silenced_president_has_none() -> None:
    evidence = load_evidence()
    found = rule_chances(SPAN, load_parameters(), evidence, worlds=20, jobs=1)
    assert found.shape == (4,)
    assert ((found >= 0) & (found <= 1)).all()
    quiet = load_parameters().replace(
        {"us.tolerance_trump": 20.0, "us.strikes_per_siege": 0.0, "us.strikes_per_lethal_attack": 0.0}
    )
    assert rule_chances(SPAN, quiet, evidence, worlds=20, jobs=1).max() <= found.max()


@pytest.mark.usefixtures("few_baselines")
def test_the_better_forecast_stands_first_in_each_variant() -> None:
    span = date(2019, 12, 20), date(2020, 1, 20)
    n = 26
    made = baseline_chances(span, load_evidence(), np.full(32, 0.3), _fitted(span, load_evidence()))
    assert {len(chance) for chance in made.values()} == {n}
    both = {"plain": {RULES: np.full(n, 0.99), "never": np.zeros(n), **made}, "contexts_known": {RULES: np.zeros(n), **made}}
    whole = tabulate(both, span, load_evidence())  # type: ignore[arg-type]
    assert whole["variant"].tolist() == ["plain"] * (2 + len(made)) + ["contexts_known"] * (1 + len(made))
    assert (whole["n_days"] == n).all()
    assert whole.loc[whole["model"] == RULES, "low"].isna().all()
    for _, table in whole.groupby("variant"):
        assert table["brier"].is_monotonic_increasing
    plain, known = (whole[whole["variant"] == variant].set_index("model") for variant in ("plain", "contexts_known"))
    assert plain.loc["never", "brier"] == pytest.approx(plain.loc["never", "share_of_days"]) == known.loc[RULES, "brier"]
    assert plain.loc["constant", "brier"] == known.loc["constant", "brier"]


@pytest.mark.usefixtures("few_baselines")
def test_who_is_told_of_a_war_expects_more() -> None:
    span = date(2023, 10, 25), date(2023, 11, 2)
    attacks = {"plain": 0.5, "contexts_known": 2.0}
    forecasts = {name: {"hawkes": {"attack_base": Forecast(np.full((9, 1), rate))}} for name, rate in attacks.items()}
    loud = load_parameters().replace({"militia.gaza_attacks": 20.0, "us.strikes_per_attack": 0.5})
    found = chances(span, loud, load_evidence(), forecasts, worlds=60, jobs=1)  # type: ignore[arg-type]
    assert np.mean(found["contexts_known"][RULES]) > np.mean(found["plain"][RULES]) + 0.02
    assert set(found["plain"]) == set(found["contexts_known"])
    told, untold = (found[name]["mutual_hawkes"] for name in ("contexts_known", "plain"))
    assert (told > untold).all()
    assert np.array_equal(found["contexts_known"]["hawkes"], found["plain"]["hawkes"])
