"""Daily counts by world and month, against plain arithmetic of pandas."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from sim.estimates.pairing import MONTHLY, by_month, counts_of, over, values_of
from sim.results.digest import MISSING
from sim.results.spans import Span
from sim.vocabulary.measures import MEASURES

DAYS = pd.date_range("2020-01-20", "2020-03-05")
SPAN = Span(date(2020, 1, 25), date(2020, 3, 4))


@pytest.fixture(scope="module")
def daily() -> pd.DataFrame:
    rng = np.random.default_rng(2)
    frame = pd.DataFrame({"world": np.repeat([4, 5, 6], len(DAYS)), "date": np.tile(DAYS, 3)})
    for about in MEASURES.values():
        frame[about.column] = rng.poisson(0.3, len(frame)).astype(np.int16)
    frame.loc[frame["world"] == 5, "strike"] = 0
    return frame


def test_measures_over_a_span(daily: pd.DataFrame) -> None:
    values = values_of(over(counts_of(daily), SPAN))
    inside = daily[daily["date"].between(*map(pd.Timestamp, SPAN))]
    for place, (name, about) in enumerate(MEASURES.items()):
        by_world = inside.groupby("world")[about.column]
        if about.how != "first_day":
            assert values[:, place].tolist() == (by_world.sum() if about.how == "total" else by_world.max()).tolist(), name
    strike = list(MEASURES).index("days_to_first_us_strike")
    assert values[1, strike] == MISSING
    first = inside[(inside["world"] == 4) & (inside["strike"] > 0)]["date"].min()
    assert values[0, strike] == (first - pd.Timestamp(SPAN.since)).days


def test_months_are_parts_of_the_whole(daily: pd.DataFrame) -> None:
    counts = over(counts_of(daily), SPAN)
    names, days, values = by_month(counts)
    assert (names, days) == (("2020-01", "2020-02", "2020-03"), (7, 29, 4))
    whole = values_of(counts)
    for place, name in enumerate(MONTHLY):
        joined = values[:, :, place].sum(axis=1) if MEASURES[name].how == "total" else values[:, :, place].max(axis=1)
        assert joined.tolist() == whole[:, list(MEASURES).index(name)].tolist()
    february = daily[(daily["date"].dt.month == 2) & (daily["world"] == 6)]
    assert values[2, 1, MONTHLY.index("raids")] == february["raid"].sum()
