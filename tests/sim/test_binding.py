"""From a rule to a decision: what is off for all is left out, what is off for some groups is nothing for them alone."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sim.binding import bind
from sim.decision import Decision, Rule, restraint
from sim.order import Order
from sim.types import Bools, Number
from tests.toys import Toy

GROUPS = ("first", "second", "third")
RULE = Rule(motives=("wanting", "angry"), restraints=("afraid", "tired"), many=True)
WHOLE = Rule(motives=("wanting", "angry"), restraints=("afraid",), mechanism="truces", many=True)


class Band(Toy):
    """Three groups: what each wants is its own, how angry all are too, what they fear is common to them."""

    want: Number = np.array([[0.1], [0.2], [0.3]])
    anger: Number = np.array([0.5, 0.7])
    fear: Number = 0.3
    fatigue: Number = np.array([[0.1], [0.0], [0.2]])

    @restraint("raids", "no source")
    def tired(self) -> Number:
        """It is tired."""
        return self.fatigue


def on_for(*groups: str) -> Bools:
    return np.array([[group in groups] for group in GROUPS])


def bound(band: Band, off: tuple[str, ...] = (), rule: Rule = RULE, **partly: Bools) -> Decision:
    made = bind(band, "attack_base", GROUPS, rule, off, by_group=True, partly=partly)
    assert made is not None
    return made


def test_switching_a_mechanism_off_leaves_its_terms_out() -> None:
    d = bound(Band(), off=("momentum", "fear"))
    assert [name for name, _ in d.motives] == ["wanting"]
    assert [name for name, _ in d.restraints] == ["tired"]
    assert bind(Band(), "x", GROUPS, WHOLE, ("truces",), by_group=True) is None


def test_a_decision_that_is_off_but_kept_is_taken_by_nobody() -> None:
    kept = bind(Band(), "x", ("toy",), Rule(motives=("wanting",), mechanism="raids"), ("raids",), keep=True)
    assert kept is not None
    assert (kept.weigh(), kept.motives, kept.restraints) == (0.0, (), ())


amount = st.floats(0, 5)


@given(arrays(float, (3, 1), elements=amount), arrays(float, 2, elements=amount), amount, arrays(float, (3, 2), elements=amount))
def test_a_group_weighs_as_if_the_term_were_off_and_the_others_as_if_it_were_on(
    want: np.ndarray, anger: np.ndarray, fear: float, fatigue: np.ndarray
) -> None:
    band = Band()
    band.want, band.anger, band.fear, band.fatigue = want, anger, fear, fatigue
    both = {"momentum": on_for("first", "third"), "fear": on_for("third")}
    partly = np.asarray(bound(band, **both).weigh())
    whole = np.asarray(bound(band).weigh())
    assert partly[0] == pytest.approx(np.asarray(bound(band, off=("fear",)).weigh())[0])
    assert partly[1] == pytest.approx(np.asarray(bound(band, off=("momentum", "fear")).weigh())[1])
    assert np.array_equal(partly[2], whole[2]), "to the last bit"


def test_who_is_without_the_whole_decision_has_no_motive_and_keeps_none() -> None:
    d = bound(Band(), rule=WHOLE, truces=on_for("first", "second"), momentum=on_for("first"))
    rate = np.asarray(d.weigh())
    assert rate[2].tolist() == [0.0, 0.0]
    assert rate[0] == pytest.approx((0.1 + np.array([0.5, 0.7])) * np.exp(-0.3))
    assert rate[1] == pytest.approx(0.2 * np.exp(-0.3))
    assert [np.asarray(value)[2].max() for value in d.motive_values] == [0.0, 0.0]


def test_a_groups_own_decision_lacks_the_terms_that_it_is_without() -> None:
    d = bound(Band(), momentum=on_for("first", "third"), fear=on_for("first"))
    d.weigh()
    second, first = d.of("second"), d.of("first")
    assert ([name for name, _ in second.motives], [name for name, _ in second.restraints]) == (["wanting"], ["tired"])
    assert second.shares(0) == {"wanting": 1.0}
    assert first.shares(0) == pytest.approx({"wanting": 0.1 / 0.6, "angry": 0.5 / 0.6})
    assert set(first.factors(0)) == {"afraid", "tired"}
    assert np.asarray(second.rate) == pytest.approx(np.asarray(d.rate)[1])


def test_nothing_is_masked_where_nothing_is_off_for_some() -> None:
    assert bound(Band()).only == bound(Band(), truces=on_for("first")).only == {}


def test_a_prohibition_goes_on_top() -> None:
    d = bound(Band(), momentum=on_for("first"))
    d.forbidden = np.array([[False], [True], [False]])
    assert np.asarray(d.weigh())[1].tolist() == [0.0, 0.0]


def test_a_policy_speaks_to_a_group_that_is_without_a_term_or_the_whole_decision() -> None:
    """The second lacks a term, the third the decision; the policy is in force for both, in the second of two worlds."""
    d = bound(Band(), rule=WHOLE, truces=on_for("first", "second"), momentum=on_for("first"))
    rule = np.array(np.broadcast_to(np.asarray(d.weigh()), (3, 2)))
    governs = np.array([[False, False], [False, True], [False, True]])
    d.order = Order(governs, np.where(governs, 2.0, 0.0))
    assert np.asarray(d.weigh()).tolist() == np.where(governs, 2.0, rule).tolist()
    second, third = d.of("second"), d.of("third")
    assert second.motive_names == ("wanting", "policy")
    assert third.motive_names == ("policy",)
    assert (second.shares(0), second.shares(1)) == ({"wanting": 1.0, "policy": 0.0}, {"wanting": 0.0, "policy": 1.0})
    assert (third.shares(0), third.shares(1)) == ({}, {"policy": 1.0})
