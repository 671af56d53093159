"""The one form: a sum of motives times a product of restraints."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.decision import Decision, Rule, bind, motive, restraint
from sim.types import Number


class Toy:
    """An actor with one rule."""

    want: Number = 0.2
    anger: Number = 0.0
    fear: Number = 0.0

    @motive(None, "no source")
    def wanting(self) -> Number:
        """It wants."""
        return self.want

    @motive("momentum", "no source")
    def angry(self) -> Number:
        """It is angry."""
        return self.anger

    @restraint("fear", "no source")
    def afraid(self) -> Number:
        """It is afraid."""
        return self.fear


RULE = Rule(motives=("wanting", "angry"), restraints=("afraid",), many=True)


def decision(toy: Toy, off: tuple[str, ...] = ()) -> Decision:
    bound = bind(toy, "attack_base", ("toy",), RULE, off)
    assert bound is not None
    return bound


@given(st.floats(0, 5), st.floats(0, 5), st.floats(0, 5))
def test_the_rate_is_the_sum_times_the_factors(want: float, anger: float, fear: float) -> None:
    toy = Toy()
    toy.want, toy.anger, toy.fear = want, np.array([anger, 0.0]), np.array([fear, 0.0])
    assert decision(toy).weigh() == pytest.approx(np.array([(want + anger) * np.exp(-fear), want]))


def test_shares_and_factors() -> None:
    toy = Toy()
    toy.anger, toy.fear = np.array([0.6, 0.2]), float(np.log(2.0))
    d = decision(toy)
    d.weigh()
    assert d.shares(0) == pytest.approx({"wanting": 0.25, "angry": 0.75})
    assert d.shares(1) == pytest.approx({"wanting": 0.5, "angry": 0.5})
    assert d.factors(0) == pytest.approx({"afraid": 0.5})
    assert d.leading_motive(np.array([0]), np.array([0])).tolist() == [1]


def test_no_motive_no_shares() -> None:
    toy = Toy()
    toy.want = 0.0
    d = decision(toy)
    assert d.weigh() == 0.0
    assert d.shares(0) == {}


def test_switching_a_mechanism_off_leaves_its_terms_out() -> None:
    d = decision(Toy(), off=("momentum", "fear"))
    assert [name for name, _ in d.motives] == ["wanting"]
    assert d.restraints == ()
    assert bind(Toy(), "x", ("toy",), Rule(motives=("wanting",), mechanism="raids"), ("raids",)) is None


def test_a_forbidden_decision_has_no_rate() -> None:
    d = decision(Toy())
    d.forbidden = True
    assert d.weigh() == 0.0
    d.forbidden = False
    assert d.weigh() == pytest.approx(0.2)


def test_weighing_never_changes_the_states() -> None:
    toy = Toy()
    toy.want, toy.anger = np.array([1.0, 2.0]), np.array([3.0, 4.0])
    d = decision(toy)
    d.weigh()
    d.weigh()
    assert toy.want.tolist() == [1.0, 2.0]
    assert toy.anger.tolist() == [3.0, 4.0]
