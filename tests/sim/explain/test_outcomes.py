"""Outcomes: how a condition is read, and in which worlds it holds."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from sim.errors import InputError
from sim.explain.outcomes import Condition, is_condition, is_measured, read_condition, total


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("launch_missiles >= 1", Condition("launch_missiles", ">=", 1.0)),
        ("  us_killed==0 ", Condition("us_killed", "==", 0.0)),
        ("attack_base > factual", Condition("attack_base", ">", None)),
        ("days_to_first_us_strike <= 30.5", Condition("days_to_first_us_strike", "<=", 30.5)),
    ],
)
def test_a_condition_is_read(text: str, read: Condition) -> None:
    assert read_condition(text) == read
    assert read_condition(str(read)) == read


@pytest.mark.parametrize(
    "text", ["attack_base", "attack_base => 1", "attack_base >= -1", ">= 1", "attack_base >= 1 >= 2", "a >= \u0661"]
)
def test_what_is_no_condition_is_refused(text: str) -> None:
    with pytest.raises(InputError, match=r"is no condition; allowed: a count, >=, <=, ==, >, <, and a number or factual"):
        read_condition(text)


def test_a_count_that_is_none_is_refused_with_the_nearest() -> None:
    with pytest.raises(InputError, match=r"--event: unknown count 'attack_bas'; did you mean 'attack_base'"):
        read_condition("attack_bas >= 1", "--event")


@pytest.mark.parametrize(
    ("sign", "met"),
    [(">=", [False, True, True]), (">", [False, False, True]), ("==", [False, True, False]), ("<=", [True, True, False]),
     ("<", [True, False, False])],
)  # fmt: skip
def test_where_it_holds(sign: str, met: list[bool]) -> None:
    values = np.array([0.0, 2.0, 3.0])
    assert Condition("us_killed", sign, 2.0).holds(values, values).tolist() == met
    assert Condition("us_killed", sign, None).holds(values, np.full(3, 2.0)).tolist() == met


def test_a_day_that_never_comes_is_late() -> None:
    values = np.array([3.0, np.nan])
    assert Condition("days_to_first_attack", "<=", 30.0).holds(values, values).tolist() == [True, False]
    assert Condition("days_to_first_attack", ">", 30.0).holds(values, values).tolist() == [False, True]


def test_an_id_is_no_condition() -> None:
    assert is_condition("us_strikes >= 1")
    assert not is_condition("2020-01-03-us-targeted-killing")
    assert (is_measured("us_strikes"), is_measured("launch_missiles")) == (True, False)


def test_days_are_added_up_and_of_rungs_the_highest_counts() -> None:
    daily = pd.DataFrame({"world": [1, 0, 0, 1], "strike": [1, 2, 3, 0], "rung": [4, 6, 7, 2]})
    assert total("strike", daily).tolist() == [5.0, 1.0]
    assert total("rung", daily).tolist() == [7.0, 4.0]
