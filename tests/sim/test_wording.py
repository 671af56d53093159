"""Shares of one whole are said in whole per cents that add up; seeds by number, as far as there is room."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.errors import NAME
from sim.wording import percent, percents, seeds_in_words, spaced

COUNTS = st.lists(st.integers(0, 5000), min_size=1, max_size=5).filter(any)


def test_by_hand() -> None:
    assert percents(0.974, 0.013, 0.013) == ("98 %", "1 %", "1 %")
    assert percents(0.97, 0.015, 0.015) == ("97 %", "2 %", "1 %")
    assert percents(1.0, 0.0, 0.0) == ("100 %", "0 %", "0 %")
    assert percents(1 / 3, 1 / 3, 1 / 3) == ("34 %", "33 %", "33 %")


@given(COUNTS)
def test_they_add_up_and_none_is_a_whole_per_cent_off(counts: list[int]) -> None:
    shares = [count / sum(counts) for count in counts]
    found = [int(text.removesuffix(" %")) for text in percents(*shares)]
    assert sum(found) == 100
    assert all(abs(part - 100 * share) < 1 + 1e-9 for part, share in zip(found, shares, strict=True))
    assert all(part == 0 for part, share in zip(found, shares, strict=True) if share == 0)


@pytest.mark.parametrize("none", [None, math.nan])
def test_of_no_worlds_there_are_no_shares(none: float | None) -> None:
    assert percents(none, none, none) == ("-", "-", "-")
    assert percents(0.5, none) == ("-", "-")


def test_seeds_are_said_by_number_and_cut_where_there_are_many() -> None:
    assert seeds_in_words((7,)) == "seed 7"
    assert seeds_in_words([7, 8, 9]) == "seeds 7, 8, 9"
    many = seeds_in_words(range(1000))
    assert many.startswith("seeds 0, 1, 2, ")
    assert len(many) <= len("seeds ") + NAME


def test_a_share_by_itself_and_a_name_as_words() -> None:
    assert [percent(share) for share in (0.0, -0.001, 0.126, 1.0, -0.2)] == ["0 %", "0 %", "13 %", "100 %", "-20 %"]
    assert spaced("press_under_sanctions") == "press under sanctions"
