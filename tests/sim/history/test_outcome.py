"""From a count to what happens: documented acts first, then drawn ones; what a scenario removes or adds; where a run stops."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sim.decision import Decision
from sim.errors import Unbounded
from sim.history.outcome import MOST_ACTS, Beyond, Done, apply_outcome, force
from sim.record.acts import Act, TruceTerms
from sim.types import Ints, Number
from sim.vocabulary.decisions import MILITIAS
from sim.worlds import is_nothing
from tests.stand_in import StandIn, column, done, weighed

GROUPS, BADR, THAR = len(MILITIAS), MILITIAS.index("badr"), MILITIAS.index("thar_allah")
BASES = weighed("attack_base", column(badr=0.5, thar_allah=0.25))
MINE = column(badr=1.0)
DEADLY = done("attack_base", "badr", marks={"us_killed": 2.0, "lethal": 1.0})
HARMLESS = done("attack_base", "badr", label="usbat_al_thairin")
SALVO = {"marks__lethal": 0.0, "marks__wounding": 1.0, "marks__wounded": 1.0}
"""Every attack that is drawn wounds one and kills nobody."""


def mine(*acts: Act) -> list[Done]:
    """Documented acts of Badr."""
    return [Done(act, MINE) for act in acts]


def total(around: StandIn, name: str = "attack_base") -> Number:
    return around.today.total(name)


def mark(around: StandIn, name: str) -> Number:
    return around.today.total_mark(name)


# Documented acts first ----------------------------------------------------------------------------------------------------


def test_documented_acts_happen_with_their_own_marks_and_others_are_drawn_beyond_them() -> None:
    around = StandIn(2, **SALVO)
    counts = column(badr=1.0) * np.array([1.0, 3.0])
    documented, drawn = apply_outcome(around, BASES, counts, [Done(DEADLY, MINE, told=4)])
    assert np.asarray(total(around)).tolist() == [1, 3]
    assert np.broadcast_to(mark(around, "us_killed"), 2).tolist() == [2, 2]
    assert np.asarray(mark(around, "us_wounded")).tolist() == [0, 2]
    assert np.array_equal(documented.count, column(badr=1.0) * np.ones(2))
    assert np.array_equal(drawn.count, counts - np.asarray(documented.count))
    assert documented.decision is drawn.decision is BASES
    assert (documented.record_id, documented.told, documented.where, documented.motives) == (DEADLY.id, 4, None, None)
    assert (drawn.record_id, drawn.told, drawn.came_of) == ("", -1, None)
    assert drawn.where is not None
    assert [list(each) for each in drawn.where] == [[BADR], [1]]


def test_the_first_of_several_happen_if_fewer_are_taken() -> None:
    around = StandIn()
    apply_outcome(around, BASES, column(badr=1.0), mine(HARMLESS, DEADLY))
    assert total(around) == 1.0
    assert not np.any(mark(around, "us_killed"))
    again = StandIn()
    apply_outcome(again, BASES, column(badr=1.0), mine(DEADLY, HARMLESS))
    assert mark(again, "us_killed") == 2.0


def test_an_act_that_is_removed_counts_for_nothing_and_keeps_its_place() -> None:
    """Two are taken: the first is the one removed, the second is drawn; a third act is that of the third slot, as without it."""
    around, plain = StandIn(40, marks__lethal=0.3), StandIn(40, marks__lethal=0.3)
    apply_outcome(around, BASES, column(badr=3.0), mine(replace(DEADLY, removed=True)))
    assert np.broadcast_to(total(around), 40).tolist() == [2.0] * 40
    apply_outcome(plain, BASES, column(badr=3.0), mine(replace(DEADLY, marks={})))
    assert np.array_equal(mark(around, "us_killed"), mark(plain, "us_killed"))
    gone = StandIn()
    assert apply_outcome(gone, BASES, column(badr=1.0), mine(replace(DEADLY, removed=True))) == []
    assert not np.any(total(gone))


@given(
    arrays(float, (GROUPS, 3), elements=st.integers(0, 4).map(float)),
    st.lists(st.tuples(st.sampled_from(MILITIAS), st.booleans()), max_size=4),
)
def test_what_happens_is_the_count_less_what_was_removed(counts: np.ndarray, authors: list[tuple[str, bool]]) -> None:
    """Of each group: its count, less those of its first acts that a scenario removed."""
    acts = [replace(done("attack_base", author), removed=removed) for author, removed in authors]
    weights = [column(**{author: 1.0}) for author, _ in authors]
    around = StandIn(3)
    apply_outcome(around, BASES, counts, [Done(act, weight) for act, weight in zip(acts, weights, strict=True)])
    expected = counts.copy()
    for row, group in enumerate(MILITIAS):
        own = [removed for author, removed in authors if author == group]
        for world in range(3):
            expected[row, world] -= sum(own[: int(counts[row, world])])
    found = around.today.total("attack_base", by_group=True)
    assert np.array_equal(np.broadcast_to(np.asarray(found), counts.shape), expected)


def test_what_a_documented_strike_hit_is_by_group() -> None:
    around = StandIn()
    act = done("strike", "us", marks={"hit_badr": 0.5, "hit_thar_allah": 0.5, "militia_killed": 5.0})
    (entry,) = apply_outcome(around, weighed("strike", 0.1), 1.0, [Done(act, 1.0)])
    hit = np.asarray(around.today.total_mark("hit", by_group=True))
    assert (hit[BADR, 0], hit[THAR, 0], hit.sum()) == (0.5, 0.5, 1.0)
    assert entry.marks["militia_killed"] == 5.0


def test_each_documented_act_has_a_line_of_its_own_with_its_label_and_its_cause() -> None:
    gone, later = replace(HARMLESS, label="unnamed", removed=True), replace(DEADLY, id="later", label="later")
    cause = np.array([2]), np.array([7])
    acts = [*mine(gone, HARMLESS), Done(later, MINE, cause, 9)]
    first, second = apply_outcome(StandIn(), BASES, column(badr=3.0), acts)
    assert (first.record_id, set(first.labels)) == (HARMLESS.id, {"usbat_al_thairin"})
    assert (second.record_id, set(second.labels), second.came_of, second.told) == ("later", {"later"}, cause, 9)
    assert np.array_equal(first.count, MINE)


def test_an_act_that_happens_in_no_world_has_no_line() -> None:
    (only,) = apply_outcome(StandIn(), BASES, column(badr=1.0), mine(HARMLESS, DEADLY))
    assert set(only.labels) == {HARMLESS.label}


def test_a_drawn_act_comes_from_one_of_its_decision_s_motives() -> None:
    """By default in proportion to their values; by other weights where they are given."""
    decision = Decision(MILITIAS, "threaten", True, (), (), by_group=True, motive_values=[0.0, column(badr=1.0), 0.0])
    (by_value,) = apply_outcome(StandIn(40), decision, column(badr=1.0) * np.ones(40))
    asked: list[tuple[Ints, Ints]] = []

    def beyond(rows: Ints, worlds: Ints) -> Beyond:
        asked.append((rows, worlds))
        return Beyond(np.array([[0.0], [0.0], [2.0]]) * np.ones(worlds.size))

    (by_weight,) = apply_outcome(StandIn(40), decision, column(badr=1.0) * np.ones(40), beyond=beyond)
    ((rows, worlds),) = asked
    assert (set(rows.tolist()), worlds.tolist()) == ({MILITIAS.index("badr")}, list(range(40)))
    assert by_value.motives is not None
    assert by_value.motives.tolist() == [1] * 40
    assert by_weight.motives is not None
    assert by_weight.motives.tolist() == [2] * 40


def test_the_log_says_whom_a_truce_binds() -> None:
    around, act = StandIn(), done("announce_truce", "badr", terms=TERMS)
    (documented,) = apply_outcome(around, weighed("announce_truce", column()), MINE, mine(act))
    assert np.array_equal(documented.marks["binds"], column(badr=1.0, thar_allah=0.5))
    assert np.array_equal(around.today.total_mark("binds", "announce_truce", by_group=True), column(badr=1.0, thar_allah=0.5))


# Nothing, and what nobody sees --------------------------------------------------------------------------------------------


def test_nothing_leaves_nothing() -> None:
    around = StandIn()
    assert apply_outcome(around, weighed("threaten", column(badr=1.0)), 0.0) == []
    assert around.today.is_empty
    assert apply_outcome(around, BASES, np.zeros((GROUPS, 1))) == []  # as where all that was documented is gone
    assert not np.any(total(around))


def test_what_the_record_misses_is_expected_but_not_logged() -> None:
    around = StandIn(reporting={"attack_base": 0.8})
    assert apply_outcome(around, BASES, 0.0) == []
    assert is_nothing(total(around))
    unseen = around.today.total_mark("unseen", "attack_base", by_group=True)
    assert np.asarray(unseen) == pytest.approx(0.2 * np.asarray(BASES.rate))
    (entry,) = apply_outcome(around, BASES, column(badr=1.0))
    assert "unseen" not in entry.marks


def test_a_shared_act_counts_in_parts_and_leaves_the_log_to_the_caller() -> None:
    around = StandIn(**SALVO)
    shares = column(badr=0.75, thar_allah=0.25)
    assert apply_outcome(around, BASES, shares, [Done(DEADLY, shares)], quiet=True) == []
    assert total(around) == 1.0
    assert mark(around, "us_killed") == 2.0
    assert np.array_equal(around.today.total("attack_base", by_group=True), shares)
    assert is_nothing(mark(around, "us_wounded"))


# Where a run stops --------------------------------------------------------------------------------------------------------


def test_a_senseless_number_of_acts_stops_the_run_and_names_the_rule() -> None:
    over = np.zeros((GROUPS, 2))
    over[BADR, 0], over[THAR, 1] = 1.0, MOST_ACTS + 1
    with pytest.raises(Unbounded, match=r"thar_allah attack_base: 1e\+05 acts on 2021-01-23"):
        apply_outcome(StandIn(2), BASES, over)
    with pytest.raises(Unbounded):
        apply_outcome(StandIn(2), BASES, np.where(over > 1, np.inf, 0.0))
    threats = weighed("threaten", column())
    assert apply_outcome(StandIn(2), threats, np.minimum(over, MOST_ACTS))


# Truces -------------------------------------------------------------------------------------------------------------------

TERMS = TruceTerms({"badr": 1.0, "thar_allah": 0.5}, spares_convoys=False, deadline=18_700.0, while_context="gaza_truce")


def test_a_documented_truce_is_known_as_far_as_it_happens_whoever_it_is_by() -> None:
    around, act = StandIn(2), done("announce_truce", "", ("badr", "thar_allah"), terms=TERMS)
    drawn = np.zeros((GROUPS, 2))
    drawn[THAR, 0] = 1.0  # world 0: by Thar Allah; world 1: it does not happen
    apply_outcome(around, weighed("announce_truce", column()), drawn, [Done(act, column(thar_allah=1.0) * np.ones(2))])
    (notice,) = around.today.notices_of("announce_truce")
    assert np.array_equal(notice.scope, column(badr=1.0, thar_allah=0.5) * np.array([1.0, 0.0]))
    assert (notice.spares_convoys, notice.deadline, notice.while_context) == (False, 18_700.0, "gaza_truce")


def test_a_drawn_truce_is_announced_too() -> None:
    around = StandIn(marks__general_truce=0.0)
    apply_outcome(around, weighed("end_truce", column()), column(badr=2.0))
    (notice,) = around.today.notices_of("end_truce")
    assert np.array_equal(notice.scope, column(badr=1.0))


# What a scenario adds -----------------------------------------------------------------------------------------------------


def added(decision: str, actor: str = "", may_be: tuple[str, ...] = (), **rest: object) -> Act:
    return done(decision, actor, may_be, added=True, **rest)


def test_an_added_act_happens_whatever_the_rates() -> None:
    around = StandIn(2)
    act = added("attack_base", "badr", marks={"us_killed": 3.0}, label="usbat_al_thairin")
    (entry,) = force(around, [BASES], {"attack_base": [DEADLY, act]})
    assert (total(around), mark(around, "us_killed")) == (1.0, 3.0)
    assert np.array_equal(around.today.total("attack_base", by_group=True), MINE)
    assert (entry.actors, entry.labels, entry.count, entry.decision) == (("badr",), ("usbat_al_thairin",), 1.0, None)


def test_what_another_phase_decides_is_left_to_it() -> None:
    around = StandIn()
    assert force(around, [BASES], {"strike": [added("strike", "us")]}) == []
    assert around.today.is_empty


def test_an_added_act_of_no_named_author_is_shared_evenly() -> None:
    around = StandIn()
    (entry,) = force(around, [BASES], {"attack_base": [added("attack_base", "", ("badr", "thar_allah"), label="unknown")]})
    assert np.array_equal(around.today.total("attack_base", by_group=True), column(badr=0.5, thar_allah=0.5))
    assert entry.actors == ("unknown",)
    assert entry.count == 1.0


def test_a_state_acts_once_a_day_whatever_is_added() -> None:
    around, strike = StandIn(2), weighed("strike", 0.1)
    around.today.put("strike", np.array([1.0, 0.0]), {"militia_killed": np.array([4.0, 0.0])})
    act = added("strike", "us", marks={"militia_killed": 10.0, "hit_badr": 1.0})
    first, second = force(around, [strike], {"strike": [act, act]})
    assert np.asarray(total(around, "strike")).tolist() == [1, 1]
    assert np.asarray(mark(around, "militia_killed")).tolist() == [4, 10]
    assert np.asarray(around.today.total_mark("hit", by_group=True))[BADR].tolist() == [0, 1]
    assert np.asarray(first.count).tolist() == [0, 1]
    assert not np.any(second.count)


def test_militias_may_act_as_often_as_is_added() -> None:
    around = StandIn()
    assert len(force(around, [BASES], {"attack_base": [added("attack_base", "badr")] * 3})) == 3
    assert total(around) == 3.0


def test_an_added_truce_is_known_in_full() -> None:
    around, truce = StandIn(), weighed("announce_truce", column())
    force(around, [truce], {"announce_truce": [added("announce_truce", "", ("badr", "thar_allah"), terms=TERMS)]})
    (notice,) = around.today.notices_of("announce_truce")
    assert np.array_equal(notice.scope, column(badr=1.0, thar_allah=0.5))
