"""The one form: a sum of motives times a product of restraints."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sim.binding import bind
from sim.decision import ORDERED, Decision, Rule, _sum, motive, restraint
from sim.order import Order
from sim.types import Number
from sim.worlds import is_nothing
from tests.toys import RULE, Toy


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


def test_no_motive_no_shares() -> None:
    toy = Toy()
    toy.want = 0.0
    d = decision(toy)
    assert d.weigh() == 0.0
    assert d.shares(0) == {}


def test_a_forbidden_decision_has_no_rate() -> None:
    d = decision(Toy())
    d.forbidden = True
    assert d.weigh() == 0.0
    d.forbidden = False
    assert d.weigh() == pytest.approx(0.2)


def test_a_policy_speaks_in_place_of_the_rule() -> None:
    """In the second world it says two a day, in the third never; in the first the rule speaks."""
    d = decision(Toy())
    rule = float(np.asarray(d.weigh()))
    d.order = Order(np.array([[False, True, True]]), np.array([[0.0, 2.0, 0.0]]))
    assert np.asarray(d.weigh()) == pytest.approx([rule, 2.0, 0.0])
    assert d.motive_names == ("wanting", "angry", "policy")
    assert d.notes[-1] is ORDERED
    assert d.shares(0).keys() == {"wanting", "angry", "policy"}
    assert (d.shares(0)["policy"], d.shares(1)["policy"], d.shares(2)) == (0.0, 1.0, {})
    assert d.factors(1) == {"afraid": 1.0}
    u = np.full(3, 0.999)
    assert d.drawn_motive(np.zeros(3, dtype=np.int64), np.arange(3), u).tolist() == [0, 2, -1]
    d.order = None
    assert (d.weigh(), d.motive_names) == (rule, ("wanting", "angry"))


def test_weighing_never_changes_the_states() -> None:
    toy = Toy()
    toy.want, toy.anger = np.array([1.0, 2.0]), np.array([3.0, 4.0])
    d = decision(toy)
    d.weigh()
    d.weigh()
    assert toy.want.tolist() == [1.0, 2.0]
    assert toy.anger.tolist() == [3.0, 4.0]


# Of all the groups at once ------------------------------------------------------------------------------------------------

GROUPS = ("first", "second")


class Band(Toy):
    """Two groups: what each wants is by group, what all fear is not."""


def pooled(band: Band) -> Decision:
    bound = bind(band, "attack_base", GROUPS, RULE, (), by_group=True)
    assert bound is not None
    return bound


@given(
    st.floats(0, 5),
    arrays(float, 3, elements=st.floats(0, 5)),
    arrays(float, (2, 1), elements=st.floats(0, 5)),
    arrays(float, (2, 3), elements=st.floats(0, 5)),
)
def test_terms_add_up_whatever_they_have_in_common(
    number: float, by_world: np.ndarray, trait: np.ndarray, by_group: np.ndarray
) -> None:
    terms = [number, trait, by_world, by_group, by_world + 1.0]
    plain = sum(np.broadcast_to(np.asarray(term), (2, 3)) for term in terms)
    before = [np.array(term, copy=True) for term in terms]
    for values in (terms, terms[::-1]):
        assert np.asarray(_sum(list(values))) == pytest.approx(plain)
    assert all(np.array_equal(term, old) for term, old in zip(terms, before, strict=True))


def test_a_sum_of_nothings_is_plainly_nothing() -> None:
    assert is_nothing(_sum([]))
    assert is_nothing(_sum([0.0, 0.0]))
    assert _sum([0.0, np.array([1.0, 2.0]), 0.0]).tolist() == [1, 2]  # type: ignore[union-attr]


def test_a_term_may_be_a_whole_number() -> None:
    toy = Toy()
    toy.want, toy.anger, toy.fear = 0, np.array([1.0, 2.0]), 0
    assert np.asarray(decision(toy).weigh()).tolist() == [1.0, 2.0]
    toy.want, toy.anger = 1, 2
    assert decision(toy).weigh() == 3.0


def test_the_rate_of_groups_is_by_group_even_where_they_agree() -> None:
    band = Band()
    assert pooled(band).weigh().tolist() == [[0.2], [0.2]]  # type: ignore[union-attr]
    band.anger, band.fear = np.array([[0.2], [0.6]]), np.array([0.0, np.log(2.0)])
    assert pooled(band).weigh() == pytest.approx(np.array([[0.4, 0.2], [0.8, 0.4]]))


def test_a_group_forbidden_has_no_rate_and_the_others_keep_theirs() -> None:
    band = Band()
    band.anger = np.array([[0.1], [0.3]])
    d = pooled(band)
    d.forbidden = np.array([[True], [False]])
    assert d.weigh() == pytest.approx(np.array([[0.0], [0.5]]))
    d.forbidden = np.array([[True], [True]])
    assert not np.any(d.weigh())


def test_one_groups_decision_has_its_own_numbers() -> None:
    band = Band()
    band.anger, band.fear = np.array([[0.2, 0.4], [0.6, 1.4]]), np.array([[0.0], [np.log(2.0)]])
    d = pooled(band)
    d.weigh()
    own = d.of("second")
    assert (own.actor, own.streams, own.by_group) == ("second", ("second/attack_base",), False)
    assert np.asarray(own.rate) == pytest.approx([0.4, 0.8])
    assert own.shares(0) == pytest.approx({"wanting": 0.25, "angry": 0.75})
    assert own.shares(1) == pytest.approx({"wanting": 0.125, "angry": 0.875})
    assert own.factors(0) == pytest.approx({"afraid": 0.5})
    assert d.of("first").factors(1) == pytest.approx({"afraid": 1.0})


def test_a_group_forbidden_stays_so_when_it_weighs_alone() -> None:
    d = pooled(Band())
    d.forbidden = np.array([[True], [False]])
    assert [d.of(group).weigh() for group in GROUPS] == [0.0, 0.2]
    assert pooled(Band()).of("first").weigh() == 0.2


def test_its_terms_can_be_asked_again_and_keep_their_notes() -> None:
    band = Band()
    band.anger = np.array([[0.2], [0.6]])
    d = pooled(band)
    d.weigh()
    angry = dict(d.of("second").motives)["angry"]
    assert angry() == 0.6
    band.anger = np.array([[0.2], [0.9]])
    assert angry() == 0.9
    assert angry.note.sentence == "It is angry."  # type: ignore[attr-defined]
    assert angry.note.mechanism == "momentum"  # type: ignore[attr-defined]


def test_a_state_decides_for_itself() -> None:
    d = decision(Toy())
    assert d.of("toy") is d
    assert d.actor == "toy"
    with pytest.raises(ValueError, match="not in tuple"):
        d.of("nobody")


def test_the_motive_behind_an_act_is_drawn_for_each_author_in_proportion_to_its_values() -> None:
    """Wanting 0.2, then anger: of the first group 0.1 and 0.3, of the second 0.5 and 0."""
    band = Band()
    band.anger = np.array([[0.1, 0.3], [0.5, 0.0]])
    d = pooled(band)
    d.weigh()
    rows, worlds = np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1])
    shares = np.array([2 / 3, 0.4, 2 / 7, 1.0])
    assert d.drawn_motive(rows, worlds, shares - 1e-9).tolist() == [0, 0, 0, 0]
    assert d.drawn_motive(rows[:3], worlds[:3], shares[:3] + 1e-9).tolist() == [1, 1, 1]
    assert d.drawn_motive(rows, worlds, np.zeros(4)).tolist() == [0, 0, 0, 0]
    assert d.drawn_motive(rows[3:], worlds[3:], np.array([1 - 1e-12])).tolist() == [0]  # a motive that is nothing brings nothing


def test_a_motive_is_drawn_by_weights_of_ones_own_where_they_are_given() -> None:
    d = pooled(Band())
    d.weigh()
    rows, worlds, u = np.array([0, 1]), np.array([0, 0]), np.array([0.5, 0.5])
    assert d.drawn_motive(rows, worlds, u, np.array([[0.0, 0.0], [1.0, 1.0]])).tolist() == [1, 1]
    assert d.drawn_motive(rows, worlds, u, np.array([[1.0, 1.0], [0.0, 3.0]])).tolist() == [0, 1]
    assert d.drawn_motive(rows, worlds, u, np.zeros((2, 2))).tolist() == [-1, -1]  # none is at work
    nobodys = Decision(("us",), "strike", False, (), ())
    assert nobodys.drawn_motive(np.array([0]), np.array([0]), np.array([0.5])).tolist() == [-1]


def test_a_motive_says_what_it_answers_and_during_what() -> None:
    class Says:
        @motive("momentum", "none", answers="one", during="a_war")
        def one(self) -> Number:
            """It answers one."""
            return 1.0

        @motive(None, "none", answers=("one", "scene.two"))
        def two(self) -> Number:
            """It answers
            two.
            """
            return 1.0

        @restraint("fear", "none")
        def held(self) -> Number:
            """It is held."""
            return 0.0

    d = bind(Says(), "strike", ("us",), Rule(motives=("one", "two"), restraints=("held",)), ())
    assert d is not None
    assert [(note.answers, note.during, note.mechanism) for note in d.notes] == [
        (("one",), "a_war", "momentum"),
        (("one", "scene.two"), "", None),
    ]
    assert d.notes[1].sentence == "It answers two."
    assert d.motive_names == ("one", "two")
    assert d.of("us").notes == d.notes


def test_one_group_s_terms_keep_their_notes() -> None:
    d = pooled(Band())
    d.weigh()
    assert d.of("first").notes == d.notes


def test_a_restraint_that_is_known_is_not_evaluated_again() -> None:
    toy = Toy()
    toy.fear = float(np.log(2.0))
    d = decision(toy)
    assert d.weigh({"afraid": float(np.log(4.0))}) == pytest.approx(0.05)
    known: dict[str, Number] = {}
    assert d.weigh(known) == pytest.approx(0.1)
    assert known == {"afraid": toy.fear}


def test_a_table_is_shaped_as_its_authors_numbers_are() -> None:
    state, groups = Decision(("us",), "strike", False, (), ()), Decision(("a", "b"), "x", True, (), (), by_group=True)
    assert np.asarray(state.shaped(np.array([[1.0, 0.0]]))).tolist() == [1.0, 0.0]
    assert isinstance(state.shaped(np.array([[1.0]])), float)
    assert np.asarray(groups.shaped(np.array([[1.0], [0.0]]))).shape == (2, 1)


def test_a_policy_of_one_group_leaves_the_others_their_rule() -> None:
    band = Band()
    d = pooled(band)
    before = np.array(np.broadcast_to(np.asarray(d.weigh()), (2, 3)))
    d.order = Order(np.array([[False] * 3, [True] * 3]), np.array([[0.0] * 3, [0.0, 1.0, 2.0]]))
    assert np.asarray(d.weigh()).tolist() == [before[0].tolist(), [0.0, 1.0, 2.0]]
    second = d.of("second")
    assert np.asarray(second.rate).tolist() == [0.0, 1.0, 2.0]
    assert second.motive_names == d.motive_names
    assert second.shares(1)["policy"] == 1.0
    assert d.of("first").shares(1)["policy"] == 0.0
