"""A free run stays bounded: momentum cannot feed on itself without end (`tests/study_stability.py` is the full study)."""

from __future__ import annotations

import numpy as np
import pytest

from sim.parameters import load_parameters
from tests.study_stability import daily_attacks

BOUND = 60
WORLDS, DAYS = 100, 3652  # ten years; the study runs twenty in 2,000 worlds


@pytest.mark.slow
def test_a_free_run_of_ten_years_stays_bounded() -> None:
    table = daily_attacks(DAYS, WORLDS)
    attacks = table["attacks"]
    assert np.quantile(attacks, 0.999) < BOUND
    early, late = attacks[DAYS // 5 : DAYS // 2], attacks[DAYS // 2 :]
    assert late.mean() < 1.5 * early.mean()  # no drift upwards
    assert attacks.mean() > 0.01  # and it did not die out either
    assert (attacks[-1000:].sum(axis=0) > 0).mean() > 0.9


def test_branching_is_bounded_below_one() -> None:
    for name in ("militia.branching", "militia.convoy_branching"):
        entry = load_parameters().entry(name)
        assert 0 <= entry.bounds[0] <= entry.value <= entry.bounds[1] < 1
