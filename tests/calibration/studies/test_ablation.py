"""The ablation: it goes on where it stopped, and reaches from the prior what is too far for a bridge."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from calibration.fit.parameter_space import default_space, without_spikes
from calibration.studies import ablation
from calibration.studies.ablation import ablate, chosen
from calibration.studies.rule_variants import RULE_VARIANTS, WHOLE_RULES, RuleVariant, Split
from calibration.studies.verdicts import markdown, tabulate
from sim.errors import InputError

pytestmark = pytest.mark.usefixtures("short_memories")


@pytest.mark.slow
def test_an_interrupted_ablation_goes_on_to_the_same_numbers(tmp_path: Path) -> None:
    """Forecasts that nobody asked for are said so, and are added later to the evidence that is already there."""
    space = default_space()
    draws = [0.2 * space.prior_draws(24, np.random.default_rng(seed)) for seed in (5, 6)]
    variants = [WHOLE_RULES, RuleVariant("gaza_war", ("gaza_war",)), RuleVariant("mobilisation", ("mobilisation",))]
    short = Split(date(2019, 12, 27), date(2020, 1, 3), date(2020, 1, 1))
    first = ablate(variants, draws, tmp_path, jobs=1, split=short, foresee=False)
    assert first["gaza_war"][0].inert
    assert all(np.isfinite(unit.change) and unit.change != 0 for unit in first["mobilisation"])
    table = tabulate(first, variants).set_index("variant")
    assert (table.loc["gaza_war", "verdict"], table.loc["mobilisation", "forecasts"]) == ("not tested", "not asked")
    assert "| - | not asked |" in markdown(table.reset_index())
    written = {file: file.stat().st_mtime_ns for file in tmp_path.rglob("*.evidence.npz")}
    assert len(written) == 4

    whole = ablate(variants, draws, tmp_path, jobs=1, split=short)
    assert {file: file.stat().st_mtime_ns for file in tmp_path.rglob("*.evidence.npz")} == written
    assert all(unit.future.shape == (3,) for unit in (*whole["mobilisation"], *whole["whole"]))
    assert tabulate(whole, variants).set_index("variant").loc["mobilisation", "forecasts"] != "not asked"

    lost, broken = sorted(tmp_path.rglob("mobilisation_1.*.npz"))
    lost.unlink()
    broken.write_bytes(broken.read_bytes()[:-9])
    lines: list[str] = []
    again = ablate(variants, draws, tmp_path, jobs=1, split=short, progress=lines.append)
    assert [line for line in lines if "damaged" in line] == [
        f"{broken} is damaged or was changed since it was written; this part is done again from its beginning"
    ]
    assert again["mobilisation"][1].change == whole["mobilisation"][1].change
    assert np.array_equal(again["mobilisation"][1].future, whole["mobilisation"][1].future)


def test_what_is_too_far_for_a_bridge_is_reached_from_the_prior(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    space = default_space()
    draws = [0.2 * space.prior_draws(256, np.random.default_rng(5))]
    variants = [WHOLE_RULES, RuleVariant("mobilisation", ("mobilisation",))]
    short = Split(date(2019, 12, 27), date(2020, 1, 3), date(2020, 1, 2))
    bridged = ablate(variants, draws, tmp_path / "bridge", jobs=1, split=short, foresee=False)["mobilisation"][0]
    monkeypatch.setattr(ablation, "FAR", 2.0)
    monkeypatch.setattr(ablation, "_bridge", None)
    far = ablate(variants, draws, tmp_path / "far", jobs=1, split=short, foresee=False)["mobilisation"][0]
    assert far.change == pytest.approx(bridged.change, abs=3.0)
    before_the_march = Split(date(2019, 12, 29), date(2020, 1, 1), date(2019, 12, 31))
    future = ablation.forecasts(variants[1], without_spikes(space), before_the_march, draws[0], (1,), 1)["future"]
    assert future.shape == (2,)
    assert np.isfinite(future).all()


@pytest.mark.parametrize("only", [None, ["fear"], ["fear", "reprisal"]])
def test_the_whole_rules_are_always_among_the_variants(only: list[str] | None) -> None:
    names = [variant.name for variant in chosen(only)]
    assert names[0] == "whole"
    assert set(names[1:]) == set(only or (variant.name for variant in RULE_VARIANTS[1:]))


def test_a_variant_that_is_none_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(InputError, match="did you mean 'reprisal'"):
        chosen(["reprisals"])
