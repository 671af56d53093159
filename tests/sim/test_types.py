"""Days as NumPy counts them."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.types import ONE_DAY, as_day


@given(st.dates())
def test_a_day_is_the_same_as_text_and_as_a_date(day: date) -> None:
    number = as_day(day)
    assert number == as_day(day.isoformat())
    assert number.dtype == np.dtype("datetime64[D]")
    assert number.item() == day


def test_days_follow_one_another() -> None:
    assert as_day("2020-02-28") + ONE_DAY == as_day("2020-02-29")
    assert as_day("2020-02-29") + ONE_DAY == as_day("2020-03-01")
    with pytest.raises(ValueError, match="out of range"):
        as_day("2020-02-30")
