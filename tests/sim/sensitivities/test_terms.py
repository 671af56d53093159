"""What a term does is found where it does something; terms that are hardly ever in, or out, are not told of."""

from __future__ import annotations

import numpy as np
import pytest

from sim.sensitivities.rows import DIFFERENCE
from sim.sensitivities.terms import LEAST, doubted, term_rows


def test_the_difference_is_found_and_comes_first() -> None:
    hits = []
    for seed in range(20):
        rng = np.random.default_rng(seed)
        included = rng.random((200, 6)) < 0.4
        means = 1.0 + 3.0 * included[:, 4] + rng.normal(0, 2, 200)
        rows = term_rows("us_killed", [f"us.t{at}" for at in range(6)], means, included)
        assert rows[0].factor == "us.t4"
        assert {row.kind for row in rows} == {DIFFERENCE}
        hits.append(rows[0].low <= 3.0 <= rows[0].high)
    assert np.mean(hits) > 0.75


def test_a_difference_by_hand() -> None:
    included = np.arange(24)[:, None] % 2 == 0
    means = np.where(included[:, 0], 5.0, 2.0)
    (row,) = term_rows("us_killed", ["us.t"], means, included)
    assert (row.index, row.low, row.high) == (3.0, 3.0, 3.0)
    means[0] += 1.2
    (row,) = term_rows("us_killed", ["us.t"], means, included)
    assert row.index == pytest.approx(3.1)
    assert row.low == pytest.approx(3.1 - 1.7959 * 0.1, abs=1e-3), "t with 11 degrees of freedom, error 0.1"


def test_only_terms_in_doubt_are_told_of() -> None:
    included = np.zeros((40, 3), dtype=bool)
    included[: LEAST - 1, 0] = included[:LEAST, 1] = included[: 40 - LEAST + 1, 2] = True
    assert doubted(included).tolist() == [False, True, False]
