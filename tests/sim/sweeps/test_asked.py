"""What is asked to be varied: ranges and values, on the command line and in Python, and every fault in one line."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from sim.errors import InputError
from sim.scenario import Scenario
from sim.sweeps.asked import parse_vary, varied_in
from sim.sweeps.designs import Varied

NAME = "militia.branching"


def one(scenario: Scenario, values: object, name: str = NAME, design: str = "grid") -> Varied:
    (found,) = varied_in(scenario, {name: values}, design)
    return found


@pytest.mark.parametrize("values", ["0.2:0.8", (0.2, 0.8), ("0.2", 0.8)])
def test_a_range(scenario: Scenario, values: object) -> None:
    found = one(scenario, values)
    assert (found.values, found.is_range) == ((0.2, 0.8), True)


@pytest.mark.parametrize("values", ["0.2,0.8", "0.2, 0.8", [0.2, 0.8], np.array([0.2, 0.8])])
def test_values(scenario: Scenario, values: object) -> None:
    found = one(scenario, values)
    assert (found.values, found.is_range) == ((0.2, 0.8), False)


def test_one_value_needs_no_list(scenario: Scenario) -> None:
    assert one(scenario, 0.2).values == one(scenario, "0.2").values == (0.2,)


def test_days_and_words(scenario: Scenario) -> None:
    assert one(scenario, "2020-01-02:2020-01-05", "branch").values == (date(2020, 1, 2), date(2020, 1, 5))
    assert one(scenario, "fresh,abducted", "luck").values == ("fresh", "abducted")


def test_the_command_lines_form() -> None:
    texts = [f"{NAME}=0:1", "branch = 2020-01-02", "us.in_iraq_trump"]
    assert parse_vary(texts) == {NAME: "0:1", "branch": "2020-01-02", "us.in_iraq_trump": None}
    for wrong, says in (("=1", "not of the form"), ("x=", "not of the form"), ("", "not of the form")):
        with pytest.raises(InputError, match=says):
            parse_vary([wrong])
    with pytest.raises(InputError, match="stands twice"):
        parse_vary([f"{NAME}=0:1", f"{NAME}=1"])


@pytest.mark.parametrize(
    ("name", "values", "design", "says"),
    [
        (NAME, "0.8:0.2", "grid", "the range 0.8:0.2 does not rise"),
        (NAME, "0.2:0.2", "lhs", "does not rise"),
        (NAME, "0.2:99", "grid", "outside its bounds"),
        (NAME, "0.2:x", "grid", "allowed: a number"),
        (NAME, "0.2,0.20", "grid", "stands twice"),
        (NAME, "0.2:0.3:0.4", "grid", "allowed: a number"),
        (NAME, [], "grid", "allowed: one or more"),
        (NAME, None, "grid", "has no values"),
        (NAME, "0:1", "posterior", "names alone"),
        ("luck", ("fresh", "abducted"), "grid", "words, which have no range"),
        ("branch", "2020-01-02,soon", "grid", "allowed: a day"),
    ],
)
def test_what_is_refused(scenario: Scenario, name: str, values: object, design: str, says: str) -> None:
    with pytest.raises(InputError, match=says):
        one(scenario, values, name, design)
