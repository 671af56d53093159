"""Known parameters are recovered from synthetic records, and the summary sees a posterior that is too narrow."""

from __future__ import annotations

import dataclasses
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm

from calibration.studies.ranks import covered
from calibration.studies.recovery import ANSWERS, CORE, LINKED, Authors, Design, _records, fit_batch, fit_records, summarise
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


def test_with_links_a_record_is_fitted_with_and_without_them() -> None:
    """Links tell how many attacks were reprisals, which counts alone hardly do."""
    names = ("militia.base_attacks", "militia.reprisal")
    window = date(2019, 10, 1), date(2020, 1, 31)
    design = Design(names=names, window=window, draws=256, rounds=3, links=Said(stated=1.0))
    fits = fit_batch(design, 0, 2)
    assert fits["rank"].between(0, 1).all()
    assert (fits["width"] != fits["width_without"]).all()
    assert "width_without" not in fit_batch(dataclasses.replace(design, links=None), 0, 1)


def test_records_with_links_say_something_of_the_acts_they_have() -> None:
    window = date(2019, 10, 1), date(2020, 1, 31)
    design = Design(names=NAMES, window=window, links=Said(stated=1.0))
    parameters = design.space.parameters(np.ones((2, 2)))
    for record in _records(design, parameters, 2, 5):
        ids = {act.id for act in record.acts}
        assert len(record.links) > 10
        assert {link.id for link in record.links.links} <= ids
        assert {link.named for link in record.links.links} <= ids | {""}
    plain = _records(dataclasses.replace(design, links=None), parameters, 2, 5)
    assert [len(record.links) for record in plain] == [0, 0]
