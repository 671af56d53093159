"""One number for all worlds or one for each: both give the same answer, and arguments are never changed."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sim.types import Number
from sim.worlds import (
    any_positive,
    at,
    at_most_one,
    chosen,
    entries_at,
    is_nothing,
    nonzero,
    over_groups,
    per_group,
    plus,
    reduced,
    row_of,
    strongest,
    summed,
    table_at,
    total,
)

WORLDS, GROUPS = 4, 3
LEVELS = st.floats(0.0, 50.0)
NUMBERS = st.one_of(st.just(0.0), LEVELS, arrays(float, WORLDS, elements=LEVELS))
BY_GROUP = st.one_of(arrays(float, (GROUPS, WORLDS), elements=LEVELS), arrays(float, (GROUPS, 1), elements=LEVELS))


def spread(value: Number) -> np.ndarray:
    """A value of every group and world, the plain way."""
    return np.broadcast_to(np.asarray(value, dtype=float), (GROUPS, WORLDS))


def test_only_the_plain_number_zero_is_nothing() -> None:
    assert is_nothing(0.0)
    assert not is_nothing(0.5)
    assert not is_nothing(np.zeros(3))
    assert not is_nothing(np.float64(0.5))


@given(NUMBERS)
def test_something_happened_if_any_world_says_so(value: Number) -> None:
    assert any_positive(value) == bool(np.any(np.asarray(value) > 0))


@given(NUMBERS, st.integers(0, WORLDS - 1))
def test_a_world_has_its_own_entry_or_the_common_number(value: Number, world: int) -> None:
    assert at(value, world) == np.broadcast_to(np.asarray(value), WORLDS)[world]


@given(NUMBERS, NUMBERS, NUMBERS)
def test_sums_are_sums_and_leave_their_arguments_alone(a: Number, b: Number, c: Number) -> None:
    before = [np.array(value, copy=True) for value in (a, b, c)]
    assert np.array_equal(plus(a, b), np.asarray(a) + np.asarray(b))
    assert total([a, b, c]) == pytest.approx(np.asarray(a) + np.asarray(b) + np.asarray(c))
    assert all(np.array_equal(value, old) for value, old in zip((a, b, c), before, strict=True))


@given(NUMBERS, st.one_of(st.just(0.0), st.floats(0.0, 1.0), arrays(float, WORLDS, elements=st.floats(0.0, 1.0))))
def test_a_value_without_a_share_of_it(value: Number, share: Number) -> None:
    assert np.all(reduced(value, share) == np.asarray(value) * (1.0 - np.asarray(share)))
    assert is_nothing(reduced(0.0, share))


def test_a_sum_of_nothings_is_nothing() -> None:
    assert is_nothing(plus(0.0, 0.0))
    assert is_nothing(total([]))
    assert is_nothing(total([0.0, 0.0]))


@given(NUMBERS, NUMBERS)
def test_the_stronger_level_wins_world_by_world(a: Number, b: Number) -> None:
    assert np.array_equal(strongest(a, b), np.maximum(a, b))


@given(NUMBERS)
def test_a_count_is_cut_to_whether_it_happened(count: Number) -> None:
    assert np.array_equal(at_most_one(count), np.minimum(count, 1.0))


@given(st.one_of(NUMBERS, BY_GROUP))
def test_a_value_for_each_group_keeps_what_it_says(value: Number) -> None:
    table = per_group(value, GROUPS)
    assert table.shape in ((GROUPS, 1), (GROUPS, WORLDS))
    assert np.array_equal(spread(table), spread(value))


@given(BY_GROUP)
def test_groups_are_summed_and_each_is_its_row(value: np.ndarray) -> None:
    assert np.broadcast_to(over_groups(value), WORLDS) == pytest.approx(spread(value).sum(axis=0))
    for group in range(GROUPS):
        assert np.array_equal(np.broadcast_to(row_of(value, group), WORLDS), spread(value)[group])


def test_what_is_common_to_all_worlds_becomes_one_number() -> None:
    """Arithmetic with one number is what makes a run of one world quick."""
    assert isinstance(over_groups(np.ones((GROUPS, 1))), float)
    assert isinstance(row_of(np.ones((GROUPS, 1)), 2), float)
    assert row_of(0.5, 2) == 0.5
    assert row_of(np.arange(4.0), 2).tolist() == [0, 1, 2, 3]  # type: ignore[union-attr]


@given(st.one_of(NUMBERS, BY_GROUP))
def test_where_something_is_positive(value: Number) -> None:
    rows, worlds = nonzero(value, (GROUPS, WORLDS))
    expected = [(g, w) for g in range(GROUPS) for w in range(WORLDS) if spread(value)[g, w] > 0]
    assert list(zip(rows.tolist(), worlds.tolist(), strict=True)) == expected


@given(st.one_of(NUMBERS, BY_GROUP), st.lists(st.tuples(st.integers(0, GROUPS - 1), st.integers(0, WORLDS - 1))))
def test_entries_of_some_groups_in_some_worlds(value: Number, places: list[tuple[int, int]]) -> None:
    rows = np.array([group for group, _ in places], dtype=np.int64)
    worlds = np.array([world for _, world in places], dtype=np.int64)
    expected = [spread(value)[group, world] for group, world in places]
    entries = entries_at(value, rows, worlds)
    assert entries.shape == worlds.shape
    assert entries.tolist() == expected
    assert np.broadcast_to(chosen(value, rows, worlds), worlds.shape).tolist() == expected


def test_a_number_stays_a_number_where_it_is_asked_for() -> None:
    where = np.array([0, 1])
    assert isinstance(chosen(0.25, where, where), float)
    assert entries_at(0.25, where, where).tolist() == [0.25, 0.25]


@given(st.lists(st.one_of(NUMBERS, BY_GROUP), max_size=12))
def test_a_table_holds_the_entries_of_each_value_and_its_sum_does_not_hang_on_how_many_there_are(values: list[Number]) -> None:
    rows, worlds = np.divmod(np.arange(GROUPS * WORLDS), WORLDS)
    table = table_at(values, rows, worlds)
    assert all(np.array_equal(each, spread(value).ravel()) for each, value in zip(table, values, strict=True))
    alone = [summed(table_at(values, rows[[at]], worlds[[at]]))[0] for at in range(rows.size)]
    assert summed(table).tolist() == alone
    running = np.zeros(rows.size)
    for each in table:
        running = running + each
    assert np.array_equal(summed(table), running)
