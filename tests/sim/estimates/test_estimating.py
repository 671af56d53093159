"""Tables of effects from folders: the numbers of `compare`, plain arithmetic on the daily tables, points of a sweep."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sim.batches.asked import make_batch
from sim.batches.running import Job
from sim.batches.saving import write_batch
from sim.estimates import estimating
from sim.estimates.estimating import Estimate, coupling_of, estimate
from sim.estimates.table import CONTRACT
from sim.machine import Machine
from sim.scenario import load_scenario
from sim.sweeps.planning import plan_sweep
from sim.vocabulary.measures import MEASURES
from tests.sim.estimates.conftest import CALM, DRAWS, FRESH, KNOWN, PARAMS, batch_of


@pytest.fixture(scope="module")
def found(compared: Path) -> Estimate:
    return estimate(compared)


def test_the_contracts_columns_are_those_of_compare(compared: Path, found: Estimate) -> None:
    theirs = pd.read_csv(compared / "effects.csv")
    for name in (*CONTRACT, "since", "until", "worlds", "contrast"):
        ours, other = found.table[name], theirs[name]
        if pd.api.types.is_numeric_dtype(other):
            np.testing.assert_allclose(ours.astype(float), other, atol=1e-11)
        else:
            assert ours.tolist() == other.tolist(), name


@pytest.mark.parametrize("reference", ["calm", "fresh"])
def test_another_reference_turns_the_signs(found: Estimate, compared: Path, reference: str) -> None:
    if reference == "fresh":
        rows = estimate(compared, "fresh").rows_of("known")
        assert rows["since"].unique().tolist() == ["2020-01-15"], "what is documented is counted over the other's days"
        before = found.rows_of("fresh")
    else:
        rows, before = estimate(compared, "calm").rows_of("known"), found.rows_of("calm")
    totals = [name for name, about in MEASURES.items() if about.how == "total"]
    for column in ("difference", "own", "followed"):
        np.testing.assert_allclose(rows.loc[totals, column], -before.loc[totals, column], atol=1e-12)


def test_an_arm_that_changes_nothing_has_no_effect_at_all(found: Estimate) -> None:
    rows = found.rows_of("same")
    known = rows[rows["worlds"] > 0]
    assert (known[["difference", "difference_low", "difference_high", "effect_low", "effect_high"]] == 0).all(axis=None)
    assert (known["shape"] == "none").all()
    months = found.monthly[found.monthly["scenario"] == "same"]
    assert (months["p_same"] == 1).all()


def test_worlds_that_share_draws_tell_luck_and_parameters_apart(found: Estimate) -> None:
    row = found.rows_of("calm").loc["attacks_on_us"]
    assert (row["draws"], row["spread"]) == (DRAWS, "told apart")
    assert row["difference_low"] <= row["effect_low"] <= row["difference"] <= row["effect_high"] <= row["difference_high"]


def test_months_add_up_to_the_whole(found: Estimate) -> None:
    for arm in found.arms:
        months = found.monthly[found.monthly["scenario"] == arm].groupby("measure")["difference"].sum()
        rows = found.rows_of(arm)
        for name, about in MEASURES.items():
            if about.how == "total":
                assert months[name] == pytest.approx(rows.loc[name, "difference"], abs=1e-12)
    assert found.monthly["month"].unique().tolist() == ["2020-01", "2020-02"]


def test_a_month_is_plain_arithmetic_on_the_days(compared: Path, found: Estimate) -> None:
    daily = pd.read_parquet(compared / "daily.parquet")
    daily = daily[daily["date"].between("2020-02-01", "2020-02-10")]
    totals = daily.groupby(["scenario", "world"])["attack_base"].sum()
    apart = totals["calm"] - totals["known"]
    row = found.monthly.set_index(["scenario", "measure", "month"]).loc[("calm", "attacks_on_us", "2020-02")]
    assert (row["days"], row["mean"], row["reference_mean"]) == (10, totals["calm"].mean(), totals["known"].mean())
    assert row["difference"] == pytest.approx(apart.mean())
    assert row["p_less"] == pytest.approx((apart < 0).mean())


def test_stretches_of_worlds_change_nothing(compared: Path, found: Estimate, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(estimating, "STRETCH", 7)
    again = estimate(compared)
    pd.testing.assert_frame_equal(again.table, found.table)
    pd.testing.assert_frame_equal(again.monthly, found.monthly)


def test_a_batch_has_the_effects_of_a_comparison(batched: Path, found: Estimate) -> None:
    alike = estimate(batched)
    assert (alike.reference, alike.arms) == ("known", ["calm", "fresh"])
    ours, theirs = alike.rows_of("calm"), found.rows_of("calm")
    pd.testing.assert_frame_equal(ours, theirs)


def test_worlds_of_several_seeds_are_paired_seed_by_seed_and_pooled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each share and mean is that of both seeds together; a draw has the worlds of both, which tells luck from parameters."""
    monkeypatch.setattr(estimating, "STRETCH", 7)
    both = estimate(batch_of(tmp_path / "both", [7, 9], 18, KNOWN, CALM))
    one, other = (estimate(batch_of(tmp_path / str(seed), [seed], 18, KNOWN, CALM)) for seed in (7, 9))
    assert (both.opened.worlds, both.opened.seeds, both.opened.seeds_in_words) == (36, (7, 9), "seeds 7, 9")
    mine, first, second = (found.rows_of("calm") for found in (both, one, other))
    totals = [name for name, about in MEASURES.items() if about.how == "total"]
    columns = ["mean", "reference_mean", "difference", "p_more", "p_less", "p_same", "own", "followed"]
    assert (first.loc[totals, columns] - second.loc[totals, columns]).abs().to_numpy().max() > 0
    expected = (first.loc[totals, columns] + second.loc[totals, columns]) / 2
    np.testing.assert_allclose(mine.loc[totals, columns].astype(float), expected.astype(float), atol=1e-12)
    assert mine.loc["attacks_on_us", ["worlds", "draws"]].tolist() == [36, DRAWS]
    months = [found.monthly.set_index(["scenario", "measure", "month"])["difference"] for found in (both, one, other)]
    np.testing.assert_allclose(months[0], (months[1] + months[2]) / 2, atol=1e-12)
    daily = pd.read_parquet(tmp_path / "both" / "daily.parquet")
    shown = daily[daily["date"] >= "2020-01-02"].groupby(["scenario", "seed", "world"])["attack_base"].sum()
    apart = shown.loc["calm"] - shown.loc["known"]
    by_draw = (apart - apart.mean()).groupby(apart.index.get_level_values("world") % DRAWS).sum()
    error = np.sqrt(DRAWS / (DRAWS - 1) * (by_draw**2).sum()) / len(apart)
    assert mine.loc["attacks_on_us", "standard_error"] == pytest.approx(error), "draws are the clusters, over all seeds"


def test_a_sweep_of_several_seeds_has_the_numbers_of_its_own_table(tmp_path: Path) -> None:
    plan = plan_sweep(CALM, {"militia.branching": [0.2, 0.7]}, "grid", None, 1, 0, PARAMS)
    batch = make_batch([], [plan], 14, [7, 9], PARAMS)
    write_batch(tmp_path, Job(batch, Machine(block=9), PARAMS.sha256()), lambda name, pace: None, formats=("png",))
    rows = estimate(tmp_path / "sweeps" / "calm").rows_of("calm#1")
    theirs = pd.read_csv(tmp_path / "sweeps" / "calm" / "points.csv").set_index(["point", "measure"]).loc[1]
    for name in CALM.watch:
        for key in ("mean", "difference", "p_more", "difference_low"):
            assert rows.loc[name, key] == pytest.approx(theirs.loc[name, key]), (name, key)
        assert rows.loc[name, "standard_error"] == pytest.approx(theirs.loc[name, "difference_standard_error"])
    assert rows.loc["attacks_on_us", "worlds"] == 28


def test_points_of_a_sweep_have_the_numbers_of_its_own_table(swept: Path) -> None:
    found = estimate(swept)
    points = pd.read_csv(swept / "points.csv").set_index(["point", "measure"])
    assert (found.reference, found.arms) == ("calm#1", ["calm#0", "calm#2"])
    for arm in found.arms:
        rows = found.rows_of(arm)
        for name in CALM.watch:
            row, theirs = rows.loc[name], points.loc[(int(arm[-1]), name)]
            for key in ("mean", "low", "high", "difference", "difference_low", "difference_high", "p_more", "p_less", "p_same"):
                assert row[key] == pytest.approx(theirs[key]), (arm, name, key)
            assert row["standard_error"] == pytest.approx(theirs["difference_standard_error"])
            assert (row["militia.branching"], str(row["branch"])[:10]) == (0.7, "2020-01-02")
        assert rows[["own", "followed"]].isna().all(axis=None), "a sweep keeps no events"
    alike = [found.rows_of(arm).drop(columns=["scenario", "point"]) for arm in found.arms]
    pd.testing.assert_frame_equal(*alike)
    assert found.monthly.empty


def test_a_sweep_against_another_point(swept: Path) -> None:
    found = estimate(swept, "2")
    assert found.arms == ["calm#0", "calm#1"]
    known = found.rows_of("calm#0")["difference"].dropna()
    assert len(known) > 10
    assert (known == 0).all()


def test_what_ties_luck_to_the_record() -> None:
    assert [coupling_of(one) for one in (KNOWN, CALM, FRESH)] == ["none", "causes", "inversion"]
    assert coupling_of(load_scenario("no_gaza_war").edit(coupling="inversion")) == "inversion"
