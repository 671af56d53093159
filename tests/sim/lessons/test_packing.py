"""Numbers as text: what goes in comes out, byte for byte as the page reads it."""

from __future__ import annotations

import base64

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from sim.lessons.packing import packed, unpacked


def test_by_hand() -> None:
    """Two; three zeros (a zero, and two more); 300 in two sevens of bits, the low one first; one zero."""
    text = packed(np.array([2, 0, 0, 0, 300, 0]))
    assert list(base64.b64decode(text)) == [2, 0, 2, 0b10101100, 0b10, 0, 0]


@given(some.lists(some.one_of(some.just(0), some.integers(0, 70_000)), max_size=60))
def test_what_goes_in_comes_out(numbers: list[int]) -> None:
    counts = np.array(numbers, dtype=np.int64)
    assert unpacked(packed(counts), counts.shape).tolist() == numbers


def test_zeros_cost_next_to_nothing() -> None:
    assert len(packed(np.zeros((300, 5, 100), dtype=np.int64))) <= 8


def test_the_shape_has_to_fit_and_nothing_is_negative() -> None:
    with pytest.raises(ValueError, match="reshape"):
        unpacked(packed(np.ones(5, dtype=np.int64)), (2, 3))
    with pytest.raises(ValueError, match="negative"):
        packed(np.array([1, -1]))
