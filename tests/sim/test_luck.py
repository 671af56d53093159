"""Luck is keyed: by seed, world, day and stream, and by nothing else."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.random import Generator, Philox

from sim.luck import BLOCK_DAYS, DECISION_STREAMS, Luck, split, stream_key
from sim.vocabulary.decisions import ACTION_TYPES, MILITIAS, actors_of, decisions_of

DAY = 18_000
OTHER = "frailty/attack_base"
"""A stream that is no decision's."""


@given(
    st.integers(0, 2**63), st.integers(0, 300), st.integers(1, 40), st.integers(0, 40_000), st.sampled_from([OTHER, "us/strike"])
)
def test_a_world_has_the_same_luck_however_it_is_run(seed: int, first: int, worlds: int, day: int, stream: str) -> None:
    """The rows of a block that starts at `first` are those rows of a run that starts at world 0."""
    whole = Luck(seed, first + worlds).uniform(stream, day)
    part = Luck(seed, worlds, first_world=first).uniform(stream, day)
    assert np.array_equal(whole[first:], part)


def test_so_it_has_beyond_the_worlds_that_are_drawn_at_a_time() -> None:
    whole = Luck(11, 1300, first_world=8).uniform("us/strike", DAY)
    assert np.array_equal(whole[1200:], Luck(11, 100, first_world=1208).uniform("us/strike", DAY))


@pytest.mark.parametrize("stream", [OTHER, "us/strike"])
def test_days_may_be_asked_in_any_order(stream: str) -> None:
    forward, backward = Luck(7, 5), Luck(7, 5)
    days = range(DAY, DAY + 3 * BLOCK_DAYS)
    ahead = [forward.uniform(stream, day).copy() for day in days]
    behind = [backward.uniform(stream, day).copy() for day in reversed(days)]
    assert all(np.array_equal(a, b) for a, b in zip(ahead, reversed(behind), strict=True))


@pytest.mark.parametrize("other", [(8, "us/strike", DAY), (7, "us/warn", DAY), (7, OTHER, DAY), (7, "us/strike", DAY + 1)])
def test_another_seed_stream_or_day_is_other_luck(other: tuple[int, str, int]) -> None:
    seed, stream, day = other
    assert not np.any(Luck(7, 100).uniform("us/strike", DAY) == Luck(seed, 100).uniform(stream, day))


def test_no_uniform_repeats_over_worlds_days_and_streams() -> None:
    luck = Luck(3, 64)
    streams = ("us/strike", "us/warn")
    words = np.concatenate([luck.uniforms(streams, DAY + d).ravel() for d in range(4 * BLOCK_DAYS)])
    assert np.unique(words).size == words.size


def test_uniforms_are_uniform() -> None:
    """Mean 1/2 and variance 1/12 of 200,000 uniforms within five standard errors; in [0, 1)."""
    luck = Luck(11, 10_000)
    u = np.concatenate([luck.uniform(OTHER, DAY + d) for d in range(20)])
    assert u.min() >= 0.0
    assert u.max() < 1.0
    assert abs(u.mean() - 0.5) < 5 * np.sqrt(1 / 12 / u.size)
    assert abs(u.var() - 1 / 12) < 5 * np.sqrt(1 / 180 / u.size)


def test_streams_and_days_are_independent() -> None:
    """Correlations over 50,000 worlds within five standard errors: of two groups, of two days, of two decisions."""
    luck, bound = Luck(5, 50_000), 5 / np.sqrt(50_000)
    today = luck.uniforms(("badr/attack_base", "thar_allah/attack_base", "badr/threaten"), DAY).copy()
    tomorrow = luck.uniform("badr/attack_base", DAY + 1)
    correlations = np.corrcoef([*today, tomorrow])
    assert np.abs(correlations[np.triu_indices(4, 1)]).max() < bound


def test_the_generator_is_placed_by_stream_and_block_and_world() -> None:
    """Frozen: NumPy's own Philox with key (seed, stream) and counter (position, block); another layout is other luck."""
    seed, first, worlds, day = 9, 16, 8, 40 * BLOCK_DAYS + 3
    place = np.array([first * BLOCK_DAYS // 4, 40, 0, 0], dtype=np.uint64)
    key = np.array([seed, stream_key("us/strike")], dtype=np.uint64)
    block = Generator(Philox(counter=place, key=key)).random((worlds, BLOCK_DAYS))
    assert np.array_equal(Luck(seed, worlds, first).uniform("us/strike", day), block[:, 3])


# One table for all decisions ----------------------------------------------------------------------------------------------


def test_the_streams_of_decisions_cover_every_actor_in_the_order_of_the_groups() -> None:
    pairs = [tuple(stream.split("/")) for stream in DECISION_STREAMS]
    assert len(set(pairs)) == len(pairs)
    assert set(pairs) == {(actor, name) for action in ACTION_TYPES for actor in actors_of(action.name) for name in [action.name]}
    for decision in decisions_of("badr"):
        places = [pairs.index((group, decision)) for group in MILITIAS]
        assert places == list(range(places[0], places[0] + len(MILITIAS))), decision


@pytest.mark.parametrize(
    "streams",
    [
        ("us/strike",),
        tuple(f"{group}/attack_base" for group in MILITIAS),
        tuple(f"{group}/threaten" for group in MILITIAS) + tuple(f"{group}/attack_base" for group in MILITIAS),
        ("us/warn", "badr/threaten", "iran/launch_missiles"),
        (OTHER, "authors/threaten"),
    ],
    ids=["one", "a pool", "two pools", "here and there", "others"],
)
def test_streams_asked_together_are_those_asked_alone(streams: tuple[str, ...]) -> None:
    together = Luck(7, 9).uniforms(streams, DAY)
    assert together.shape == (len(streams), 9)
    for row, stream in zip(together, streams, strict=True):
        assert np.array_equal(row, Luck(7, 9).uniform(stream, DAY)), stream


def test_a_phase_looks_at_one_table() -> None:
    """What stands together is a view of the day's table: asking again costs no copy."""
    luck = Luck(7, 9)
    pool = tuple(f"{group}/attack_base" for group in MILITIAS)
    assert np.shares_memory(luck.uniforms(pool, DAY), luck.uniforms(DECISION_STREAMS, DAY))


def test_asking_for_one_stream_leaves_another_as_it_was() -> None:
    luck = Luck(7, 9)
    before = luck.uniform("us/strike", DAY).copy()
    luck.uniform(OTHER, DAY)
    luck.uniform("us/warn", DAY + 5 * BLOCK_DAYS)
    assert np.array_equal(luck.uniform("us/strike", DAY), before)


# Bits and their parts -----------------------------------------------------------------------------------------------------


def test_bits_are_those_of_the_uniform() -> None:
    luck, pool = Luck(11, 6), ("badr/threaten", "us/strike")
    assert luck.bits("us/strike", DAY).tolist() == luck.uniform("us/strike", DAY).view(np.uint64).tolist()
    rows, worlds = np.array([0, 1, 1]), np.array([5, 0, 5])
    bits = luck.bits_at(pool, DAY, rows, worlds)
    assert bits.tolist() == [luck.bits(pool[row], DAY)[world] for row, world in zip(rows, worlds, strict=True)]


def test_parts_of_the_same_bits_are_uniform_and_unrelated() -> None:
    luck = Luck(5, 50_000)
    bits, bound = luck.bits("us/strike", DAY), 5 / np.sqrt(50_000)
    first, second, third = (split(bits, part) for part in (1, 2, 3))
    correlations = np.corrcoef([first, second, third, luck.uniform("us/strike", DAY)])
    assert np.abs(correlations[np.triu_indices(4, 1)]).max() < bound
    assert abs(first.mean() - 0.5) < bound * np.sqrt(1 / 12)


@given(st.integers(0, 2**64 - 1), st.integers(0, 2**40))
def test_parts_never_reach_zero_or_one(bits: int, part: int) -> None:
    u = split(np.array([bits], dtype=np.uint64), part)
    assert 0.0 < u[0] < 1.0


def test_split_takes_a_part_for_each_world() -> None:
    bits = Luck(5, 3).bits(OTHER, DAY)
    parts = split(bits, np.array([1, 2, 3], dtype=np.uint64))
    assert parts.tolist() == [split(bits, world + 1)[world] for world in range(3)]


def test_the_mix_is_splitmix64() -> None:
    """Its first outputs from seed 1234567 (the reference programme of Vigna, 2015), cut to 52 bits and moved off zero."""
    words = (6457827717110365317, 3203168211198807973, 9817491932198370423)
    bits = np.array([1234567], dtype=np.uint64)
    for part, word in enumerate(words, start=1):
        assert split(bits, part)[0] == ((word >> 12) + 0.5) * 2.0**-52


def test_stream_keys_are_stable() -> None:
    """Frozen: BLAKE2b of the name; a change would give every stored run other luck."""
    assert stream_key("us/strike") == 0x91189535E48A36D4
    assert stream_key("us/strike") != stream_key("us/warn")
