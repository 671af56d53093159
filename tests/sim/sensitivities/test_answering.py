"""An answer of known parts: who has the variance, what is left out where a measure never moves, what reweighing says."""

from __future__ import annotations

import numpy as np
import pytest

from sim.sensitivities.answering import Answer
from sim.sensitivities.reweighing import LEAST
from sim.sensitivities.rows import COLUMNS, DIFFERENCE, EFFECTIVE, EVERY, FIRST, SHARE, SHIFT, TOTAL
from sim.sensitivities.split import BETWEEN, CHANCE, SAME


def test_the_table_holds_every_kind(answer: Answer) -> None:
    table = answer.table
    assert tuple(table.columns) == COLUMNS
    assert set(table["kind"]) == {SHARE, FIRST, TOTAL, DIFFERENCE, SHIFT, EFFECTIVE}
    assert set(table["measure"]) == {"attacks_on_us", "peak_rung", EVERY}


def test_the_group_that_moves_the_mean_has_all_of_it(answer: Answer) -> None:
    total = {row.factor: row.index for row in answer.of(TOTAL, "attacks_on_us")}
    assert total["war"] == pytest.approx(1, abs=0.05)
    assert total["the rest"] == pytest.approx(0, abs=0.01), "luck is common and counts for nothing"
    shares = {row.factor: row.index for row in answer.of(SHARE, "attacks_on_us")}
    assert shares[CHANCE] + shares[BETWEEN] == pytest.approx(1)
    assert shares[BETWEEN] > 0.5


def test_a_measure_that_never_moves_has_no_more_rows(answer: Answer) -> None:
    assert answer.spread["peak_rung"] == SAME
    assert all(np.isnan(row.index) for row in answer.rows if row.measure == "peak_rung")
    assert {row.kind for row in answer.rows if row.measure == "peak_rung"} == {SHARE}


def test_changes_say_how_many_draws_count(answer: Answer) -> None:
    effective = {row.factor: row.index for row in answer.effective}
    shifts = {row.factor: row.index for row in answer.of(SHIFT, "attacks_on_us")}
    assert set(effective) == set(shifts)
    assert effective["nothing"] == pytest.approx(1)
    assert shifts["nothing"] == pytest.approx(0, abs=1e-9)
    assert effective["too much"] < LEAST
    assert np.isnan(shifts["too much"])
    assert sum(name.startswith("prior of ") for name in effective) == 8
    assert sum(name.startswith("doubted terms") for name in effective) == 2
