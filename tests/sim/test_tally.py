"""The day's tally: counts and marks add up, what is by group is kept by group as well, and parts of a notice make one."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sim.tally import Tally, TruceNotice
from sim.worlds import is_nothing

GROUPS, WORLDS = 3, 2
TABLES = arrays(float, (GROUPS, WORLDS), elements=st.integers(0, 5).map(float))


def test_nothing_has_happened_until_something_is_put_in() -> None:
    tally = Tally()
    tally.put("strike", 0.0, {"militia_killed": 0.0})
    assert tally.is_empty
    assert is_nothing(tally.total("strike"))
    assert is_nothing(tally.total_mark("militia_killed"))
    tally.put("strike", 0.0, {"unseen": 0.1})
    assert not tally.is_empty
    assert Tally(counts={"strike": 1.0}).is_empty is False


def test_counts_and_marks_add_up_over_acts_and_actors() -> None:
    tally = Tally()
    tally.put("strike", 1.0, {"militia_killed": 3.0, "in_iraq": 1.0})
    tally.put("strike", np.array([0.0, 1.0]), {"militia_killed": np.array([0.0, 4.0])})
    tally.put("kill_leader", 1.0, {"militia_killed": 2.0})
    assert tally.total("strike").tolist() == [1, 2]  # type: ignore[union-attr]
    assert tally.total("strike", "kill_leader", "warn").tolist() == [2, 3]  # type: ignore[union-attr]
    assert tally.total_mark("militia_killed", "strike").tolist() == [3, 7]  # type: ignore[union-attr]
    assert tally.total_mark("in_iraq", "strike", "kill_leader") == 1.0


def test_a_mark_of_no_decision_in_particular_is_that_of_all() -> None:
    tally = Tally()
    tally.put("attack_base", 1.0, {"us_killed": 1.0})
    tally.put("launch_missiles", 1.0, {"us_killed": 2.0, "us_wounded": 90.0})
    assert tally.total_mark("us_killed") == 3.0
    assert tally.total_mark("us_wounded") == 90.0
    assert is_nothing(tally.total_mark("militia_killed"))


@given(st.lists(st.tuples(TABLES, TABLES), min_size=1, max_size=3))
def test_what_is_by_group_is_kept_and_sums_to_the_total(puts: list[tuple[np.ndarray, np.ndarray]]) -> None:
    tally = Tally()
    for count, mark in puts:
        tally.put("attack_base", count, {"lethal": mark})
    counts, marks = sum(count for count, _ in puts), sum(mark for _, mark in puts)
    assert np.array_equal(tally.total("attack_base", by_group=True), counts)
    assert np.array_equal(tally.total("attack_base"), np.sum(counts, axis=0))
    assert np.array_equal(tally.total_mark("lethal", "attack_base", by_group=True), marks)
    assert np.array_equal(tally.total_mark("lethal"), np.sum(marks, axis=0))


def test_what_is_common_to_all_worlds_becomes_one_number() -> None:
    tally = Tally()
    tally.put("attack_base", np.array([[1.0], [0.5], [0.0]]))
    assert tally.total("attack_base") == 1.5
    assert isinstance(tally.total("attack_base"), float)


def test_a_state_has_no_part_by_group_but_what_it_hits() -> None:
    tally = Tally()
    tally.put("strike", 1.0, {"hit": np.array([[0.0], [1.0], [0.0]])})
    assert is_nothing(tally.total("strike", by_group=True))
    assert tally.total_mark("hit", "strike", by_group=True).tolist() == [[0], [1], [0]]  # type: ignore[union-attr]
    assert tally.total_mark("hit", "strike") == 1.0


def test_putting_never_changes_what_was_put() -> None:
    tally, count = Tally(), np.array([[1.0, 0.0], [0.0, 2.0], [0.0, 0.0]])
    before = count.copy()
    tally.put("attack_base", count, {"lethal": count})
    tally.put("attack_base", count, {"lethal": count})
    assert np.array_equal(count, before)
    assert tally.total("attack_base").tolist() == [2, 4]  # type: ignore[union-attr]


def test_parts_of_one_notice_add_up_and_other_notices_stand_apart() -> None:
    tally = Tally()
    first = TruceNotice(np.array([[0.4], [0.0], [0.0]]), spares_convoys=False, deadline=18_700.0)
    second = TruceNotice(np.array([[0.6], [0.0], [1.0]]), spares_convoys=False, deadline=18_700.0)
    tally.announce("announce_truce", "a", first)
    tally.announce("announce_truce", "a", second)
    tally.announce("announce_truce", "b", TruceNotice(1.0))
    tally.announce("end_truce", "a", TruceNotice(0.5))
    together, apart = tally.notices_of("announce_truce")
    assert together.scope == pytest.approx(np.array([[1.0], [0.0], [1.0]]))
    assert (together.spares_convoys, together.deadline) == (False, 18_700.0)
    assert apart == TruceNotice(1.0)
    assert first.scope.tolist() == [[0.4], [0.0], [0.0]]  # type: ignore[union-attr]
    assert [notice.scope for notice in tally.notices_of("end_truce")] == [0.5]
    assert tally.notices_of("strike") == []


def test_a_notice_binds_the_groups_of_its_scope_whoever_gave_it() -> None:
    tally = Tally()
    tally.announce("announce_truce", "a", TruceNotice(np.array([[1.0], [0.0], [0.5]])))
    tally.announce("end_truce", "a", TruceNotice(np.array([[0.0], [1.0], [0.0]])))
    for decision, expected in (("announce_truce", [[1.0], [0.0], [0.5]]), ("end_truce", [[0.0], [1.0], [0.0]])):
        assert np.asarray(tally.total_mark("binds", decision, by_group=True)).tolist() == expected
    assert not tally.is_empty


def test_one_mark_alone_leaves_the_rest_of_the_day_out() -> None:
    tally = Tally()
    tally.put("attack_base", np.array([[2.0], [0.0]]), {"unseen": np.array([[0.5], [0.25]]), "lethal": np.array([[1.0], [0.0]])})
    alone = tally.only("unseen")
    assert is_nothing(alone.total("attack_base"))
    assert is_nothing(alone.total("attack_base", by_group=True))
    assert is_nothing(alone.total_mark("lethal", "attack_base"))
    assert alone.total_mark("unseen", "attack_base") == 0.75
    assert np.asarray(alone.total_mark("unseen", "attack_base", by_group=True)).tolist() == [[0.5], [0.25]]
    assert tally.only("nothing").is_empty


def test_a_truce_without_a_stated_end_is_marked_so() -> None:
    scope = np.array([[1.0], [0.0], [1.0]])
    tally = Tally()
    tally.announce("announce_truce", "pause", TruceNotice(scope, deadline=20.0))
    tally.announce("announce_truce", "cease-fire", TruceNotice(scope, while_context="gaza_truce"))
    assert is_nothing(tally.total_mark("open_ended", "announce_truce", by_group=True))
    tally.announce("announce_truce", "halt", TruceNotice(scope))
    assert np.array_equal(tally.total_mark("open_ended", "announce_truce", by_group=True), scope)
    assert np.array_equal(tally.total_mark("binds", "announce_truce", by_group=True), 3 * scope)
