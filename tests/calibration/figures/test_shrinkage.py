"""The figure of priors and posteriors: the parameters most learnt about first, densities as SciPy's."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from calibration.figures import shrinkage
from calibration.figures.draws import chosen
from calibration.fit.parameter_space import score
from sim.parameters import load_parameters
from tests.calibration.figures.made_up import PALETTE, colours, words, written

DRAWS = chosen(8, prior=True)


def test_what_was_learnt_most_about_comes_first() -> None:
    table = shrinkage.numbers(DRAWS, most=5)
    assert len(table) == 5
    assert table["gain"].is_monotonic_decreasing
    every = shrinkage.numbers(DRAWS, most=1000)
    assert len(every) > 100
    assert table["gain"].tolist() == sorted(every["gain"], reverse=True)[:5]


def test_a_panel_for_each_parameter_with_its_name_its_unit_and_how_far_it_moved() -> None:
    table = shrinkage.numbers(DRAWS, most=5)
    page = shrinkage.draw(table, DRAWS)
    assert len(page.figure.axes) == 5
    for axes, (name, row) in zip(page.figure.axes, table.iterrows(), strict=True):
        owner, _, own = str(name).partition(".")
        entry = load_parameters().entry(str(name))
        title, unit, change = written(axes)
        assert title == own
        assert unit == f"{owner}: {entry.unit.split(',')[0]}"
        shift, width = change.splitlines()[0].replace("\N{MINUS SIGN}", "-").split(", ")
        assert (float(shift), float(width)) == pytest.approx((row["shift"], row["width"]), abs=0.051)
        assert (f"zero: {1 - row['inclusion']:.0%}" in change) == (entry.spike > 0)
    assert f"The 5 of {DRAWS.table.shape[1]} fitted parameters" in words(page)
    assert DRAWS.label in words(page)
    assert colours(page) <= PALETTE


@pytest.mark.parametrize("family", ["lognormal", "beta", "exponential", "halfnormal"])
def test_a_density_is_that_of_the_prior_whose_scores_are_normal(family: str) -> None:
    """`calibration.fit.parameter_space` has the same priors written out as quantiles."""
    entry = next(entry for entry in load_parameters().entries.values() if family in entry.prior)
    plain = entry.model_copy(update={"spike": 0.0})
    law = shrinkage.density(plain)
    values = law.ppf(np.array([0.01, 0.3, 0.5, 0.9]))
    assert stats.norm.cdf(score(plain, values, np.random.default_rng(1))) == pytest.approx([0.01, 0.3, 0.5, 0.9], abs=1e-9)
