"""Trees of conditions: what they make of a day, in all worlds at once, against the same said in Python."""

from __future__ import annotations

import warnings
from dataclasses import dataclass, field

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.scenario.conditions import parse, quantities_of
from sim.types import Number


@dataclass
class Day:
    """A day on which everything that may be asked is known."""

    counts: dict[tuple[str, int], Number] = field(default_factory=dict)
    since: dict[str, Number] = field(default_factory=dict)

    def counted(self, what: str, days: int) -> Number:
        return self.counts[what, days]

    def days_since(self, what: str) -> Number:
        return self.since[what]

    def context(self, name: str) -> float:
        return {"gaza_war": 1.0}.get(name, 0.0)

    def level(self, memory: str) -> Number:
        return {"fear": np.array([0.1, 0.9])}[memory]


DAY = Day({("attack", 30): np.array([9.0, 10.0]), ("us_killed", 30): 0.0}, {"strike": np.array([np.inf, 0.0])})


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("always", [True, True]),
        ("count(attack, 30) >= 10", [False, True]),
        ("not count(attack, 30) >= 10", [True, False]),
        ("days_since(strike) <= 2", [False, True]),
        ("days_since(strike) > 2", [True, False]),
        ("context(gaza_war) == 1 and scene.fear > 0.5", [False, True]),
        ("context(gaza_truce) > 0 or scene.fear < 0.5", [True, False]),
        ("count(attack, 30) - 9 > us_killed(30)", [False, True]),
        ("count(attack, 30) / us_killed(30) > 1000", [True, True]),
        ("us_killed(30) / us_killed(30) == 0", [False, False]),
        ("us_killed(30) / us_killed(30) != 0", [True, True]),
        ("days_since(strike) - days_since(strike) < 1", [False, True]),
        ("-us_killed(30) - 1 < 0 and 2 * 3 == 6", [True, True]),
    ],
)
def test_what_a_day_makes_of_a_condition(text: str, holds: list[bool]) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert np.broadcast_to(parse(text).holds(DAY), (2,)).tolist() == holds


numbers = st.integers(0, 9).map(str)
sums = st.recursive(
    numbers, lambda inner: st.tuples(inner, st.sampled_from("+-*"), inner).map(" ".join).map("({})".format), max_leaves=6
)
truths = st.recursive(
    st.tuples(sums, st.sampled_from(("<", "<=", ">", ">=", "==", "!=")), sums).map(" ".join).map("({})".format),
    lambda inner: (
        st.tuples(inner, st.sampled_from(("and", "or")), inner).map(" ".join).map("({})".format) | inner.map("(not {})".format)
    ),
    max_leaves=6,
)


@given(truths.filter(lambda text: len(text) <= 300))
def test_truth_and_arithmetic_are_those_of_python(text: str) -> None:
    """An oracle that is no part of the project: Python's own reading of the same signs."""
    assert bool(parse(text).holds(DAY)) is bool(eval(text, {"__builtins__": {}}))


def test_every_quantity_is_found_with_its_place() -> None:
    text = "not (count(strike, 3) + us_killed(9) > 1) or scene.fear < context(gaza_war) and days_since(raid) < 5"
    found = [(each.kind, each.name, each.days) for each in quantities_of(parse(text))]
    assert found == [
        ("counted", "strike", 3), ("counted", "us_killed", 9), ("level", "fear", 0), ("context", "gaza_war", 0),
        ("days_since", "raid", 0),
    ]  # fmt: skip
    begins = ("count(strike", "us_killed", "scene.fear", "gaza_war", "days_since")
    for each, word in zip(quantities_of(parse(text)), begins, strict=True):
        assert text[each.place - 1 :].startswith(word)
