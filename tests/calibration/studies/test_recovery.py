"""Known parameters are recovered from synthetic records, and the summary sees a posterior that is too narrow."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm

from calibration.studies.recovery import Authors, Design, chi_square, covered, fit_records, summarise

WINDOW = (date(2019, 9, 1), date(2020, 3, 31))
TWO = Design(names=("militia.base_attacks", "militia.convoy_attacks"), window=WINDOW, draws=128, rounds=3, batch=3)


@pytest.mark.parametrize("authors", list(Authors))
def test_two_parameters_are_recovered(tmp_path: Path, authors: Authors) -> None:
    design = Design(names=TWO.names, window=WINDOW, authors=authors, draws=128, rounds=3, batch=3)
    fits = fit_records(design, 5, tmp_path, jobs=1)
    assert len(fits) == 10
    assert fits["record"].nunique() == 5
    assert fits["rank"].between(0, 1).all()
    assert (fits["draws"] > 10).all()
    assert np.corrcoef(fits["truth"], fits["mean"])[0, 1] > 0.7
    assert 0.5 <= covered(fits["rank"]).mean() <= 1.0
    next(tmp_path.rglob("batch_001_2.npz")).unlink()
    pd.testing.assert_frame_equal(fit_records(design, 5, tmp_path, jobs=1), fits)


def test_a_damaged_batch_is_made_again_and_said(tmp_path: Path) -> None:
    fits = fit_records(TWO, 2, tmp_path, jobs=1)
    batch = next(tmp_path.rglob("batch_000_2.npz"))
    batch.write_bytes(batch.read_bytes()[:-100])
    lines: list[str] = []
    pd.testing.assert_frame_equal(fit_records(TWO, 2, tmp_path, jobs=1, progress=lines.append), fits)
    assert f"{batch} is damaged" in lines[0]
    assert len(lines) == 2


def test_chi_square_by_hand() -> None:
    statistic, p_value = chi_square([0.1, 0.2, 0.3, 0.7], bins=2)
    assert statistic == pytest.approx(1.0)  # (3 - 2)^2 / 2 twice
    assert p_value == pytest.approx(0.3173, abs=1e-3)
    assert chi_square(np.full(100, 0.01))[1] < 1e-9


def test_the_summary_sees_a_posterior_that_is_too_narrow() -> None:
    rng = np.random.default_rng(3)
    z = rng.standard_normal(400)
    honest = pd.DataFrame(
        {"record": np.arange(400), "parameter": "a", "truth": z, "mean": z, "rank": norm.cdf(z), "draws": 100.0}
    )
    summary = summarise(honest).set_index("parameter")
    assert summary.loc["a", "low"] <= summary.loc["a", "coverage"] <= summary.loc["a", "high"]
    assert summary.loc["a", "p_value"] > 0.01
    assert summary.loc["all", "records"] == 400
    narrow = honest.assign(rank=norm.cdf(2.0 * z))
    summary = summarise(narrow).set_index("parameter")
    assert summary.loc["a", "coverage"] < summary.loc["a", "low"]
    assert summary.loc["a", "p_value"] < 1e-6
