"""Known parameters are recovered from synthetic records, and the summary sees a posterior that is too narrow."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm

from calibration.studies import recovery
from calibration.studies.ranks import covered
from calibration.studies.recovery import ANSWERS, CORE, LINKED, Authors, Design, fit_batch, fit_records, summarise
from calibration.studies.synthetic_links import Said
from sim.parameters import load_parameters

WINDOW = (date(2019, 9, 1), date(2020, 3, 31))
NAMES = ("militia.base_attacks", "militia.convoy_attacks")


@pytest.mark.parametrize("authors", list(Authors))
def test_two_parameters_are_recovered(tmp_path: Path, authors: Authors) -> None:
    design = Design(names=NAMES, window=WINDOW, authors=authors, draws=128, rounds=3, batch=3)
    fits = fit_records(design, 5, tmp_path, jobs=1)
    assert len(fits) == 10
    assert fits["record"].nunique() == 5
    assert fits["rank"].between(0, 1).all()
    assert (fits["draws"] > 10).all()
    assert np.corrcoef(fits["truth"], fits["mean"])[0, 1] > 0.7
    assert fits["width"].between(0.1, 3.0).all()  # the prior's is 3.29
    assert 0.5 <= covered(fits["rank"]).mean() <= 1.0
    next(tmp_path.rglob("batch_001_2.npz")).unlink()
    pd.testing.assert_frame_equal(fit_records(design, 5, tmp_path, jobs=1), fits)


def test_the_summary_sees_a_posterior_that_is_too_narrow() -> None:
    rng = np.random.default_rng(3)
    z = rng.standard_normal(400)
    honest = pd.DataFrame(
        {"record": np.arange(400), "parameter": "a", "truth": z, "mean": z, "rank": norm.cdf(z), "draws": 100.0}
    ).assign(width=2.0)
    summary = summarise(honest).set_index("parameter")
    assert summary.loc["a", "low"] <= summary.loc["a", "coverage"] <= summary.loc["a", "high"]
    assert summary.loc["a", "p_value"] > 0.01
    assert summary.loc["all", "records"] == 400
    narrow = honest.assign(rank=norm.cdf(2.0 * z))
    summary = summarise(narrow).set_index("parameter")
    assert summary.loc["a", "coverage"] < summary.loc["a", "low"]
    assert summary.loc["a", "p_value"] < 1e-6
    assert (summary["width"] == 2.0).all()
    assert "width_ratio" not in summary
    told = summarise(honest.assign(width_without=2.5)).set_index("parameter")
    assert told.loc["a", "width_ratio"] == pytest.approx(0.8)


def test_what_links_speak_of_are_parameters() -> None:
    assert set(CORE) < set(LINKED) >= set(ANSWERS)
    assert set(LINKED) <= set(load_parameters().names)
    with pytest.raises(NotImplementedError, match="does not keep the causes"):
        fit_batch(Design(names=NAMES, window=WINDOW, links=Said()), 0, 1)


def test_with_links_a_record_is_fitted_with_and_without_them(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is told of causes here is nothing, so that both fits find the same but for the sampler's luck."""
    monkeypatch.setattr(recovery, "true_causes", lambda kept, world: [])
    monkeypatch.setattr(recovery, "linked", lambda record, links: record)
    fits = fit_batch(Design(names=NAMES, window=WINDOW, draws=256, rounds=3, links=Said()), 0, 2)
    assert fits["width"].to_numpy() == pytest.approx(fits["width_without"], rel=0.2)
    assert (fits["width"] != fits["width_without"]).any()
