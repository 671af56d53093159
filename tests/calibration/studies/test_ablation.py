"""The bridge finds known ratios of evidences; arms score the same acts; verdicts follow their thresholds."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import norm

from calibration.fit.blocks import touched
from calibration.fit.bridge import cross, forgotten
from calibration.fit.likelihood import log_likelihood
from calibration.fit.parameter_space import certain, default_space
from calibration.studies import ablation
from calibration.studies.ablation import run
from calibration.studies.arms import ARMS, WHOLE, Arm, Likelihood, Span
from calibration.studies.verdicts import Unit, contrast, foresight, markdown, tabulate, verdict
from sim.types import Floats
from sim.vocabulary.mechanisms import MECHANISMS

SPAN = Span(date(2019, 12, 1), date(2020, 1, 20), date(2020, 1, 11))


def with_effect(x: Floats) -> Floats:
    """One datum about each of the first two coordinates."""
    return np.asarray(norm.logpdf(2.0, x[:, 0], 0.5) + norm.logpdf(1.5, x[:, 1], 0.4))


def without_effect(x: Floats) -> Floats:
    """The same data, the second one's mean fixed at zero: its coordinate no longer matters."""
    return np.asarray(norm.logpdf(2.0, x[:, 0], 0.5) + norm.logpdf(1.5, 0.0, 0.4))


def known_ratio() -> float:
    """By hand: with the effect the second datum is N(0, 1 + 0.16), without it N(0, 0.16)."""
    return float(norm.logpdf(1.5, 0.0, 0.4) - norm.logpdf(1.5, 0.0, np.sqrt(1.16)))


def posterior_draws(n: int, rng: np.random.Generator) -> Floats:
    x = rng.standard_normal((n, 4))
    x[:, 0] = 1.6 + np.sqrt(0.2) * x[:, 0]
    precision = 1.0 + 1.0 / 0.16
    x[:, 1] = 1.5 / 0.16 / precision + x[:, 1] / np.sqrt(precision)
    return x


def both(x: Floats) -> Floats:
    return np.stack([with_effect(x), without_effect(x)], axis=1)


def test_a_bridge_finds_the_evidence_that_leaving_an_effect_out_costs() -> None:
    rng = np.random.default_rng(1)
    start = posterior_draws(2000, rng)
    touches = touched(both, 4, rng)
    assert forgotten(touches).tolist() == [1]
    found = cross(both, start, rng, touches=touches)
    assert known_ratio() < -4
    assert found.log_ratio == pytest.approx(known_ratio(), abs=0.25)
    assert found.x[:, 0].mean() == pytest.approx(1.6, abs=0.06)
    assert found.x[:, 1].mean() == pytest.approx(0.0, abs=0.08)


def test_an_effect_beyond_doubt_is_not_overrated() -> None:
    """A datum of 3 known to 0.02: reweighting the posterior alone would never see the prior's tails."""

    def ends(x: Floats) -> Floats:
        return np.stack([norm.logpdf(3.0, x[:, 0], 0.02), np.broadcast_to(norm.logpdf(3.0, 0.0, 0.6), len(x))], axis=1)

    rng = np.random.default_rng(9)
    start = np.column_stack([3.0 / 1.0004 + 0.02 * rng.standard_normal(512), rng.standard_normal(512)])
    found = cross(ends, start, rng, touches=touched(ends, 2, rng))
    assert found.log_ratio == pytest.approx(norm.logpdf(3.0, 0.0, 0.6) - norm.logpdf(3.0, 0.0, np.sqrt(1.0004)), abs=0.1)
    assert found.x.mean(axis=0) == pytest.approx([0.0, 0.0], abs=0.15)


def test_small_islands_scatter_around_the_truth() -> None:
    ratios = []
    for seed in range(8):
        rng = np.random.default_rng(seed)
        ratios.append(cross(both, posterior_draws(256, rng), rng, touches=touched(both, 4, rng)).log_ratio)
    assert np.mean(ratios) == pytest.approx(known_ratio(), abs=max(0.2, 3 * np.std(ratios) / np.sqrt(8)))
    assert np.std(ratios) < 0.6


def test_a_bridge_to_the_same_likelihood_is_free() -> None:
    rng = np.random.default_rng(2)
    found = cross(lambda x: np.stack([with_effect(x)] * 2, axis=1), posterior_draws(500, rng), rng)
    assert found.log_ratio == pytest.approx(0.0, abs=1e-12)
    assert found.powers == 1
    assert found.x[:, 1].mean() == pytest.approx(1.5 / 1.16, abs=0.1)


def test_the_whole_rules_are_the_likelihood_of_the_calibration() -> None:
    space = default_space()
    theta = 0.3 * space.prior_draws(3, np.random.default_rng(3))
    whole = Likelihood.of(WHOLE, space, SPAN)
    assert not whole.own_rule
    found = whole.parts(theta).sum(axis=1)
    before = Likelihood.of(WHOLE, space, SPAN.past()).parts(theta).sum(axis=1)
    assert found == pytest.approx(log_likelihood(theta, (SPAN.first, SPAN.last)))
    assert np.all(found < before)
    assert whole.future(theta[:1]).shape == (10,)
    assert whole.future(theta[:1]).sum() == pytest.approx(found[0] - before[0])


@pytest.mark.parametrize("name", ["raids", "mobilisation", "gaza_war"])
def test_arms_score_the_same_acts(name: str) -> None:
    space = default_space()
    theta = 0.3 * space.prior_draws(2, np.random.default_rng(4))
    arm = Likelihood.of(Arm(name, (name,)), space, SPAN)
    ends = np.stack([end.sum(axis=1) for end in np.split(arm.ends(theta), 2, axis=1)], axis=1)
    assert ends[:, 0] == pytest.approx(log_likelihood(theta, (SPAN.first, SPAN.last)))
    assert ends[:, 1] == pytest.approx(arm.parts(theta).sum(axis=1))
    before = Likelihood.of(Arm(name, (name,)), space, SPAN.past()).parts(theta).sum(axis=1)
    assert arm.future(theta[:1]).sum() == pytest.approx(ends[0, 1] - before[0])
    if name == "mobilisation":  # nobody marches after the funerals of December 2019
        assert np.all(ends[:, 1] < ends[:, 0] - 2)
    elif name == "gaza_war":
        assert ends[:, 1] == pytest.approx(ends[:, 0], abs=1e-9)
    else:
        assert arm.own_rule == {"raid", "release"}


def test_every_mechanism_has_an_arm() -> None:
    assert {name for arm in ARMS for name in arm.off} == set(MECHANISMS)
    assert len({arm.name for arm in ARMS}) == len(ARMS)


@pytest.mark.slow
def test_an_interrupted_ablation_goes_on_to_the_same_numbers(tmp_path: Path) -> None:
    """Forecasts that nobody asked for are said so, and are added later to the evidence that is already there."""
    space = default_space()
    clouds = [0.2 * space.prior_draws(24, np.random.default_rng(seed)) for seed in (5, 6)]
    arms = [WHOLE, Arm("gaza_war", ("gaza_war",)), Arm("mobilisation", ("mobilisation",))]
    short = Span(date(2019, 12, 27), date(2020, 1, 3), date(2020, 1, 1))
    first = run(arms, clouds, tmp_path, jobs=1, span=short, foresee=False)
    assert first["gaza_war"][0].inert
    assert all(np.isfinite(unit.change) and unit.change != 0 for unit in first["mobilisation"])
    table = tabulate(first, arms).set_index("arm")
    assert (table.loc["gaza_war", "verdict"], table.loc["mobilisation", "forecasts"]) == ("not tested", "not asked")
    assert "| - | not asked |" in markdown(table.reset_index())
    written = {file: file.stat().st_mtime_ns for file in tmp_path.rglob("*.evidence.npz")}
    assert len(written) == 4

    whole = run(arms, clouds, tmp_path, jobs=1, span=short)
    assert {file: file.stat().st_mtime_ns for file in tmp_path.rglob("*.evidence.npz")} == written
    assert all(unit.future.shape == (3,) for unit in (*whole["mobilisation"], *whole["whole"]))
    assert tabulate(whole, arms).set_index("arm").loc["mobilisation", "forecasts"] != "not asked"

    for file in tmp_path.rglob("mobilisation_1.*.npz"):
        file.unlink()
    again = run(arms, clouds, tmp_path, jobs=1, span=short)
    assert again["mobilisation"][1].change == whole["mobilisation"][1].change
    assert np.array_equal(again["mobilisation"][1].future, whole["mobilisation"][1].future)


def test_what_is_too_far_for_a_bridge_is_reached_from_the_prior(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    space = default_space()
    clouds = [0.2 * space.prior_draws(24, np.random.default_rng(5))]
    arms = [WHOLE, Arm("mobilisation", ("mobilisation",))]
    short = Span(date(2019, 12, 27), date(2020, 1, 3), date(2020, 1, 2))
    bridged = run(arms, clouds, tmp_path / "bridge", jobs=1, span=short, foresee=False)["mobilisation"][0]
    monkeypatch.setattr(ablation, "FAR", 2.0)
    monkeypatch.setattr(ablation, "_bridge", None)
    far = run(arms, clouds, tmp_path / "far", jobs=1, span=short, foresee=False)["mobilisation"][0]
    assert far.change == pytest.approx(bridged.change, abs=3.0)
    before_the_march = Span(date(2019, 12, 29), date(2020, 1, 1), date(2019, 12, 31))
    future = ablation.forecasts(arms[1], certain(space), before_the_march, clouds[0], (1,), 1)["future"]
    assert future.shape == (2,)
    assert np.isfinite(future).all()


def unit(change: float, future: float, inert: bool = False) -> Unit:
    return Unit(change, inert, np.full(100, future))


def test_a_contrast_by_hand() -> None:
    found = contrast([unit(-5.0, -0.1), unit(-7.0, -0.2)], [unit(-1.0, 0.0), unit(-1.0, 0.0)])
    assert found["change"] == pytest.approx(-5.0)
    assert found["change_se"] == pytest.approx(1.0)
    assert found["future"] == pytest.approx(-15.0)
    assert found["future_se"] == pytest.approx(5.0)


def test_verdicts_follow_their_thresholds() -> None:
    assert verdict(-5.0, 1.0) == "supported"
    assert verdict(-5.0, 3.0) == verdict(-2.9, 0.1) == verdict(2.0, 0.1) == "within noise"
    assert verdict(4.0, 1.0) == "against"
    assert verdict(0.0, 0.0, inert=True) == "not tested"
    assert [foresight(x, 1.0) for x in (-3.0, 1.0, 3.0)] == ["worse without it", "no clear change", "better without it"]


def test_the_table_names_every_verdict() -> None:
    still = {arm.name: [unit(0.0, 0.0), unit(0.1, 0.0)] for arm in ARMS}
    found = still | {
        "momentum": [unit(-30.0, -0.2), unit(-31.0, -0.2)],
        "fear": [unit(1.0, 0.0), unit(1.2, 0.0)],
        "reprisal": [unit(-8.0, 0.0), unit(-8.2, 0.0)],
        "gaza_war": [unit(0.0, 0.0, inert=True)] * 2,
    }
    table = tabulate(found).set_index("arm")
    assert table.loc["momentum", "verdict"] == "supported"
    assert table.loc["momentum", "forecasts"] == "worse without it"
    assert table.loc["solidarity", "verdict"] == "within noise"
    assert table.loc["gaza_war", "verdict"] == "not tested"
    assert table.loc["spiral against deterrence", "verdict"] == "spiral"
    lines = markdown(table.reset_index()).splitlines()
    assert lines[next(i for i, line in enumerate(lines) if line.startswith("|---")) + 1].startswith("| momentum |")
