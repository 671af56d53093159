"""Synthetic records replay as they were simulated, and parameters that are known are found again."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm

from calibration.fit.importance import adapt
from calibration.fit.likelihood import log_likelihoods
from calibration.studies.recovery import Authors, Design, chi_square, covered, fit_records, summarise
from calibration.studies.synthetic import Kept, empty_start, synthetic_records
from sim.model import EscalationModel
from sim.parameters import load_parameters
from sim.scenario import load_scenario
from sim.types import Floats

WINDOW = (date(2019, 9, 1), date(2020, 3, 31))
TWO = Design(names=("militia.base_attacks", "militia.convoy_attacks"), window=WINDOW, draws=128, rounds=3, batch=3)


def two_data(x: Floats) -> Floats:
    """Posterior N(1.6, 0.2) in the first coordinate, the prior in the second."""
    return np.asarray(norm.logpdf(2.0, x[:, 0], 0.5))


def test_adaptive_importance_sampling_finds_a_known_posterior() -> None:
    found = adapt(two_data, 3, np.random.default_rng(1), draws=800, rounds=4, enough=1e9)
    assert found.weights.sum() == pytest.approx(1.0)
    assert found.log_evidence == pytest.approx(norm.logpdf(2.0, 0.0, np.sqrt(1.25)), abs=0.05)
    assert found.mean() == pytest.approx([1.6, 0.0, 0.0], abs=0.06)
    assert found.rank(np.array([1.6 + 1.2816 * np.sqrt(0.2), 0.0, -1.2816])) == pytest.approx([0.9, 0.5, 0.1], abs=0.03)
    assert found.size > 1500


def test_adaptive_importance_sampling_finds_a_posterior_far_out_in_the_prior() -> None:
    found = adapt(lambda x: np.asarray(norm.logpdf(2.5, x, 0.2).sum(axis=1)), 4, np.random.default_rng(2), draws=500, enough=1000)
    assert found.mean() == pytest.approx(2.5 / 1.04, abs=0.03)
    assert found.log_evidence == pytest.approx(4 * norm.logpdf(2.5, 0.0, np.sqrt(1.04)), abs=0.1)


def test_a_synthetic_record_with_named_authors_replays_at_the_rates_it_was_drawn_from() -> None:
    parameters = load_parameters()
    (record,) = synthetic_records(parameters, 1, WINDOW, seed=11, named=True)
    free = load_scenario("documented").edit(start=WINDOW[0], end=WINDOW[1], branch=WINDOW[0], luck="fresh")
    drawn = EscalationModel(free, worlds=1, rng=11, keep_log=False)
    drawn.history = Kept(1, named=True)
    replay = EscalationModel(empty_start(WINDOW), worlds=1, rng=99, evidence=record, keep_log=False)
    happened = 0.0
    while drawn.running:
        drawn.step()
        replay.step()
        for one, other in zip(drawn.actors, replay.actors, strict=True):
            for decision, same in zip(one.decisions, other.decisions, strict=True):
                assert np.ravel(decision.rate) == pytest.approx(np.ravel(same.rate), rel=1e-9, abs=1e-15), decision.name
        happened += float(np.sum(drawn.last.total("attack_base", "strike", "kill_leader")))
    assert happened > 5
    drawn.close()
    replay.close()


def test_unnamed_authors_cost_no_more_than_the_names() -> None:
    """A record without names is a coarser observation: its log probability is higher, its acts are as many."""
    parameters = load_parameters()
    totals = []
    for named in (True, False):
        (record,) = synthetic_records(parameters, 1, WINDOW, seed=12, named=named)
        totals.append(sum(float(v[0]) for v in log_likelihoods(parameters, 1, empty_start(WINDOW), record).values()))
        assert all(act.actor for act in record.acts) == named
    assert totals[1] > totals[0]


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
    next(tmp_path.rglob("batch_001_2.csv")).unlink()
    pd.testing.assert_frame_equal(fit_records(design, 5, tmp_path, jobs=1), fits)


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
