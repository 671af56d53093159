"""Rows of effects from a few worlds by hand; arms that are the same differ by nothing, whatever they are."""

from __future__ import annotations

import math
from datetime import date
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.estimates.pairing import MONTHLY, Months, Pair
from sim.estimates.table import CONTRACT, FURTHER, MONTH_COLUMNS, effect_rows, effect_table, month_rows, month_table
from sim.results.digest import MISSING
from sim.results.spans import Span
from sim.vocabulary.measures import MEASURES

ABOUT = {"estimand": "on average", "coupling": "causes", "contrast": "events"}
SPAN = Span(date(2020, 1, 1), date(2020, 2, 29))


def pair(ours: list[int], theirs: list[int] | None, n_draws: int = 100, **more: Any) -> Pair:
    """Every measure has these values, world by world."""
    tables = [None if one is None else np.tile(np.array(one, dtype=np.int64)[:, None], len(MEASURES)) for one in (ours, theirs)]
    assert tables[0] is not None
    return Pair("arm", "base", SPAN, tables[0], tables[1], np.arange(len(ours)) % n_draws, n_draws, about=ABOUT, **more)


def row(of: Pair, name: str = "attacks_on_us") -> dict[str, Any]:
    return next(row for row in effect_rows(of) if row["measure"] == name)


def test_four_worlds_by_hand() -> None:
    found = row(pair([0, 2, 5, 0], [3, 2, 4, 0], own=np.full((4, len(MEASURES)), -1.0)))
    assert (found["mean"], found["reference_mean"], found["difference"]) == (1.75, 2.25, -0.5)
    assert (found["difference_low"], found["difference_high"]) == (-3, 1)
    assert (found["p_more"], found["p_less"], found["p_same"]) == (0.25, 0.25, 0.5)
    assert found["p_lost"] == pytest.approx(1 / 3), "of three worlds in which the reference has any"
    assert found["ratio"] == pytest.approx(1.75 / 2.25)
    assert found["standard_error"] == pytest.approx(np.std([-3, 0, 1, 0], ddof=1) / 2)
    assert (found["own"], found["followed"]) == (-1, 0.5)
    assert (found["worlds"], found["draws"], found["shape"]) == (4, 4, "few worlds")
    assert found["spread"] == "one world a draw: not told apart"
    assert math.isnan(found["effect_low"])


def test_worlds_that_share_a_draw_have_a_larger_error() -> None:
    values, zero = [0, 0, 8, 8] * 20, [0] * 80
    apart, shared = (row(pair(values, zero, n))["standard_error"] for n in (80, 4))
    assert shared == pytest.approx(math.sqrt(4 / 3 * 4 * 80**2) / 80)
    assert apart < shared


def test_first_days_are_paired_where_they_came_and_lost_where_not() -> None:
    found = row(pair([MISSING, 4, 6, 3], [5, 2, MISSING, 9]), "days_to_first_attack")
    assert (found["worlds"], found["difference"]) == (2, -2)
    assert found["mean"] == pytest.approx(13 / 3)
    assert found["p_lost"] == pytest.approx(1 / 3)
    assert found["ratio"] == pytest.approx(7 / 11)
    nobody = row(pair([MISSING, 1], [2, MISSING]), "days_to_first_attack")
    assert all(math.isnan(nobody[key]) for key in ("difference", "p_same", "ratio", "own", "effect_low", "bimodality"))
    assert (nobody["shape"], nobody["spread"], nobody["p_lost"]) == ("", "", 1)


def test_a_rung_has_no_ratio_and_nothing_none() -> None:
    assert math.isnan(row(pair([3, 4], [6, 8]), "peak_rung")["ratio"])
    assert math.isnan(row(pair([3, 4], [0, 0]))["ratio"])
    assert math.isnan(row(pair([3, 4], [0, 0]))["p_lost"])


def test_the_reference_has_levels_and_no_difference() -> None:
    found = row(pair([1, 2, 3], None))
    assert (found["mean"], found["worlds"], found["reference_mean"]) == (2, 3, 2)
    assert all(math.isnan(found[key]) for key in ("difference", "p_same", "standard_error", "own", "ratio"))


@given(st.lists(st.integers(0, 60) | st.just(MISSING), min_size=1, max_size=80), st.integers(1, 20))
def test_arms_that_are_the_same_differ_by_nothing(values: list[int], n_draws: int) -> None:
    for found in effect_rows(pair(values, values, n_draws, own=np.zeros((len(values), len(MEASURES))))):
        if found["worlds"]:
            assert (found["difference"], found["difference_low"], found["difference_high"]) == (0, 0, 0)
            assert (found["p_same"], found["p_more"], found["p_less"]) == (1, 0, 0)
            assert (found["own"], found["followed"], found["shape"]) == (0, 0, "none")
            assert found["standard_error"] == 0 or math.isnan(found["standard_error"])
            assert found["effect_low"] == found["effect_high"] == 0 or math.isnan(found["effect_low"])
            assert found["ratio"] == 1 or math.isnan(found["ratio"])


def test_columns_the_contract_first_those_of_a_design_last() -> None:
    of = pair([1], [2])
    design = {**ABOUT, "point": 3, "branch": "x"}
    frame = effect_table(list(effect_rows(Pair(**{**vars(of), "about": design}))))
    assert frame.columns.tolist() == [*CONTRACT, *FURTHER, "point", "branch"]
    promised = """scenario measure reference mean low high difference difference_low difference_high
        p_more p_less p_same standard_error estimand"""
    assert promised.split() == list(CONTRACT)


def test_months() -> None:
    shape = (2, 1, len(MONTHLY))
    ours, theirs = np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=np.int64)
    ours[:, 0, 0], theirs[:, 0, 0] = (3, 4), (5, 4)
    months = Months(("2020-02",), (29,), ours, theirs)
    frame = month_table(list(month_rows(pair([0, 0], [0, 0], months=months))))
    assert frame.columns.tolist() == list(MONTH_COLUMNS)
    first = frame.iloc[0]
    assert (first["month"], first["days"], first["mean"], first["reference_mean"]) == ("2020-02", 29, 3.5, 4.5)
    assert (first["difference"], first["p_less"], first["p_same"], first["standard_error"]) == (-1, 0.5, 0.5, 1)
    assert len(frame) == len(MONTHLY)
    assert month_table(list(month_rows(pair([0], [0])))).empty
