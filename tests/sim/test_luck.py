"""Luck is keyed: by seed, world, day and stream, and by nothing else."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.luck import BLOCK_DAYS, Luck, split, stream_key, to_uniform

DAY = 18_000


@given(st.integers(0, 2**63), st.integers(0, 300), st.integers(1, 40), st.integers(0, 40_000))
def test_a_world_has_the_same_luck_however_it_is_run(seed: int, first: int, worlds: int, day: int) -> None:
    """The rows of a block that starts at `first` are those rows of a run that starts at world 0."""
    whole = Luck(seed, first + worlds).bits("us/strike", day)
    part = Luck(seed, worlds, first_world=first).bits("us/strike", day)
    assert np.array_equal(whole[first:], part)


def test_days_may_be_asked_in_any_order() -> None:
    forward, backward = Luck(7, 5), Luck(7, 5)
    days = range(DAY, DAY + 3 * BLOCK_DAYS)
    ahead = [forward.bits("a", day).copy() for day in days]
    behind = [backward.bits("a", day).copy() for day in reversed(days)]
    assert all(np.array_equal(a, b) for a, b in zip(ahead, reversed(behind), strict=True))


@pytest.mark.parametrize("other", [(8, "a", DAY), (7, "b", DAY), (7, "a", DAY + 1)])
def test_another_seed_stream_or_day_is_other_luck(other: tuple[int, str, int]) -> None:
    seed, stream, day = other
    assert not np.any(Luck(7, 100).bits("a", DAY) == Luck(seed, 100).bits(stream, day))


def test_no_word_repeats_over_worlds_and_days() -> None:
    luck = Luck(3, 64)
    words = np.concatenate([luck.bits("a", DAY + d) for d in range(4 * BLOCK_DAYS)])
    assert np.unique(words).size == words.size


def test_uniforms_are_open_and_uniform() -> None:
    """Mean 1/2 and variance 1/12 of 200,000 uniforms within five standard errors; never 0 or 1."""
    luck = Luck(11, 10_000)
    u = np.concatenate([luck.uniform("a", DAY + d) for d in range(20)])
    assert u.min() > 0.0
    assert u.max() < 1.0
    assert abs(u.mean() - 0.5) < 5 * np.sqrt(1 / 12 / u.size)
    assert abs(u.var() - 1 / 12) < 5 * np.sqrt(1 / 180 / u.size)
    edges = np.array([0, 2**64 - 1], dtype=np.uint64)
    assert np.all((to_uniform(edges) > 0) & (to_uniform(edges) < 1))


def test_uniforms_are_those_of_the_bits_however_many_worlds() -> None:
    luck = Luck(11, 1300, first_world=8)
    assert np.array_equal(luck.uniform("a", DAY), to_uniform(luck.bits("a", DAY)))
    assert np.array_equal(luck.uniform("a", DAY)[1200:], Luck(11, 100, first_world=1208).uniform("a", DAY))


def test_parts_of_the_same_bits_are_unrelated() -> None:
    bits = Luck(5, 50_000).bits("a", DAY)
    first, second = split(bits, 1), split(bits, 2)
    assert abs(np.corrcoef(first, second)[0, 1]) < 5 / np.sqrt(bits.size)
    assert abs(np.corrcoef(first, to_uniform(bits))[0, 1]) < 5 / np.sqrt(bits.size)


def test_split_takes_a_part_for_each_world() -> None:
    bits = Luck(5, 3).bits("a", DAY)
    parts = split(bits, np.array([1, 2, 3], dtype=np.uint64))
    assert parts[1] == split(bits, 2)[1]
    assert parts[2] == split(bits, 3)[2]


def test_stream_keys_are_stable() -> None:
    """Frozen: BLAKE2b of the name; a change would give every stored run other luck."""
    assert stream_key("us/strike") == 0x91189535E48A36D4
    assert stream_key("us/strike") != stream_key("us/warn")
