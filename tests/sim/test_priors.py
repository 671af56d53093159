"""Where a value lies in its prior: by hand, family by family."""

from __future__ import annotations

import numpy as np
import pytest

from sim.parameters import Entry
from sim.priors import EDGE, slab_score


def entry(prior: dict[str, tuple[float, ...]], spike: float = 0.0) -> Entry:
    return Entry(value=0.5, unit="share", prior=prior, spike=spike, bounds=(0.0, 1e9), source="none", meaning="made by hand")


@pytest.mark.parametrize(
    ("prior", "median"),
    [
        ({"lognormal": (1.0, 0.5)}, np.e),
        ({"beta": (3.0, 3.0)}, 0.5),
        ({"exponential": (2.0,)}, 2.0 * np.log(2.0)),
        ({"halfnormal": (2.0,)}, 2.0 * 0.6744897501960817),
    ],
)
def test_the_middle_of_a_prior_has_the_score_zero_and_more_has_more(prior: dict[str, tuple[float, ...]], median: float) -> None:
    low, middle, high = slab_score(entry(prior), median * np.array([0.9, 1.0, 1.1]))
    assert middle == pytest.approx(0.0, abs=1e-9)
    assert low < 0.0 < high


def test_a_lognormal_score_counts_standard_deviations_of_the_logarithm() -> None:
    assert slab_score(entry({"lognormal": (1.0, 0.5)}), np.exp([0.0, 2.5])) == pytest.approx([-2.0, 3.0])


def test_no_score_is_infinite_and_a_spike_changes_none() -> None:
    values = np.array([0.0, 0.3, 1.0])
    for prior in ({"beta": (2.0, 5.0)}, {"exponential": (0.01,)}, {"halfnormal": (0.01,)}, {"lognormal": (0.0, 1.0)}):
        found = slab_score(entry(prior), values)
        assert np.isfinite(found).all()
        assert np.array_equal(found, slab_score(entry(prior, spike=0.5), values))
    assert EDGE > 0
