"""Blocks about the fit: convergence in words, inclusion probabilities, stacking, the optimum, the ablation."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from calibration import lazy
from calibration.fit.parameter_space import default_space
from calibration.pages.fit_blocks import ablation, checks_of, counterfactual_coverage, inclusion, optimum, posterior, stacking
from sim import paths
from sim.paths import Posterior


def write_checks(folder: Path, r_hat: float) -> None:
    names = list(default_space().names)
    frame = pd.DataFrame({"parameter": names, "r_hat": 1.0001, "ess_bulk": 900.0})
    frame.loc[3, "r_hat"] = r_hat
    frame.to_csv(folder / checks_of(Posterior.TRAIN), index=False)


def runs_of(which: Posterior) -> int:
    return int(lazy.arviz().from_netcdf(which.runs).posterior.sizes["chain"])


def by_hand(runs: int) -> int:
    """2 m / (1.005^2 - 1) for m runs: 598.5 for three, 798.0 for four."""
    return {3: 599, 4: 798}[runs]


def test_a_fit_that_converged_says_so_with_the_worst_parameter(tmp_path: Path) -> None:
    write_checks(tmp_path, 1.005)
    text = posterior(tmp_path)
    assert text is not None
    text = text[text.index("**`train`**") :]
    runs, kept = runs_of(Posterior.TRAIN), len(pd.read_parquet(Posterior.TRAIN.draws))
    assert text.startswith(f"**`train`**: {runs} independent runs, {kept:,} draws kept, window 2018-09-01:2022-12-31")
    assert "R-hat of at most 1.01 (the worst 1.0050) and at least 400 bulk effective samples (the fewest 900)" in text
    assert f"at most {by_hand(runs)} independent draws" in text
    assert text.splitlines()[4].startswith(f"| {default_space().names[3]} | 1.0050 |")


def test_a_fit_that_did_not_converge_says_so(tmp_path: Path) -> None:
    write_checks(tmp_path, 1.02)
    n = len(default_space().names)
    assert f"1 of {n} parameters miss R-hat of at most 1.01 or 400 bulk" in str(posterior(tmp_path))


def test_both_posteriors_are_told_of_each_by_its_own_checks(tmp_path: Path) -> None:
    write_checks(tmp_path, 1.02)
    (tmp_path / "posterior_train.csv").rename(tmp_path / "posterior_whole.csv")
    write_checks(tmp_path, 1.005)
    text = str(posterior(tmp_path))
    whole, train = text[: text.index("**`train`**")], text[text.index("**`train`**") :]
    assert whole.startswith(f"**`whole`**: {runs_of(Posterior.WHOLE)} independent runs")
    assert "parameters miss R-hat" in whole
    assert "the worst 1.0050" in train
    assert "that moved most in `whole`" in train


def test_without_a_posterior_there_is_no_block(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paths, "POSTERIORS", tmp_path / "none")
    assert posterior(tmp_path) is None


def test_terms_are_shown_with_their_inclusion_probability_and_what_they_add_to_forecasts(tmp_path: Path) -> None:
    assert inclusion(tmp_path) is None
    share = {"militia.fear": 0.3, "us.strikes_per_lethal_attack": 1.0, "militia.branching": np.nan, "militia.raid_hold": 0.1}
    checks = pd.DataFrame({"inclusion": share, "inclusion_low": share, "inclusion_high": share})
    checks.to_csv(tmp_path / "posterior_train.csv", index_label="parameter")
    assert inclusion(tmp_path) is None  # the page tells of terms under the whole record
    checks.to_csv(tmp_path / "posterior_whole.csv", index_label="parameter")
    text = inclusion(tmp_path)
    assert text is not None
    assert "3 terms may be left out. The record speaks strongly for it: 1, does not decide: 1, speaks against it: 1." in text
    assert "| `us.strikes_per_lethal_attack` |" in text
    assert "| over 1000 | speaks strongly for it | - |" in text
    pd.DataFrame({"weight": ["militia.fear"], "ahead": [-1.25], "error": [0.5]}).to_csv(tmp_path / "stacking.csv", index=False)
    assert "| 0.43 | does not decide | -1.2 ± 0.5 |" in str(inclusion(tmp_path))


def test_stacking_names_what_is_beyond_two_errors(tmp_path: Path) -> None:
    assert stacking(tmp_path) is None
    columns = ["weight", "ahead", "error", "gain", "gain_error"]
    rows = [("a", 5.0, 2.0, 1.5, 0.5), ("b", 3.9, 2.0, -1.1, 0.5), ("c", -4.1, 2.0, 0.0, 0.5)]
    pd.DataFrame(rows, columns=columns).to_csv(tmp_path / "stacking.csv", index=False)
    text = str(stacking(tmp_path))
    assert "forecast better for `a` (+5.0 ± 2.0), worse for `c` (-4.1 ± 2.0)." in text
    assert "by -1.1 to +1.5 nats; by more than 2 standard errors for `a` (+1.5 ± 0.5), `b` (-1.1 ± 0.5)." in text


def test_the_optimum_is_counted_where_it_lies_within(tmp_path: Path) -> None:
    assert optimum(tmp_path) is None
    frame = pd.DataFrame({"parameter": list("abcd"), "rank": [0.99, 0.96, 0.9, 0.5]})
    frame.to_csv(tmp_path / "optimum.csv", index=False)
    assert str(optimum(tmp_path)).startswith("50% of 4 parameters lie in the central 90 % of the posterior.")


def test_variants_that_have_not_been_run_are_named(tmp_path: Path) -> None:
    assert ablation(tmp_path) is None
    (tmp_path / "ablation.csv").write_text(
        "variant,change,change_se,future,future_se,verdict,forecasts,meaning\n"
        "fear,-0.3,0.1,,,within noise,not asked,strikes deter\n"
    )
    text = str(ablation(tmp_path))
    assert "| fear | strikes deter | -0.3 ± 0.1 | within noise | - | not asked |" in text
    assert "Not yet run: `momentum`" in text
    assert "`fear`," not in text.split("Not yet run")[1]


def test_coverage_of_counterfactuals_is_shown_beside_what_is_expected(tmp_path: Path) -> None:
    assert counterfactual_coverage(tmp_path) is None
    (tmp_path / "counterfactual_coverage.csv").write_text(
        "edit,measure,records,moved,coverage_90,low_90,high_90,coverage_50,low_50,high_50,closed_90,width,fresh_width,ratio,"
        "p_value,bin_1\nno_first_strike,strike,200,0.9,0.885,0.855,0.94,0.5,0.43,0.57,1,0.5,4,0.125,0.3,20\n"
    )
    lines = str(counterfactual_coverage(tmp_path)).splitlines()
    assert lines[0].startswith("| edit | measure | records | moved | 90 % covers | 90 % expected |")
    assert lines[2].startswith(
        "| no_first_strike | strike | 200 | 90.0% | 88.5% | 85.5% to 94.0% | 50.0% | 43.0% to 57.0% | 100.0% |"
    )
    assert lines[2].endswith("| 0.5 | 4 | 0.125 | 0.3 |")
