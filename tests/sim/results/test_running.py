"""Totals run on; a highest value stays."""

from __future__ import annotations

import numpy as np

from sim.results.running import running


def test_totals_run_on_and_a_highest_value_stays() -> None:
    counts = np.array([[1, 0, 2, 1]], dtype=np.int16)
    assert running(counts, "attacks_on_us").tolist() == [[1, 1, 3, 4]]
    assert running(counts, "peak_rung").tolist() == [[1, 1, 2, 2]]
    assert running(np.array([[30_000, 30_000]], dtype=np.int16), "attacks_on_us").tolist() == [[30_000, 60_000]]
