"""Summaries of known numbers, and of measures that never came."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from sim.results import Span
from sim.results.distribution import Distribution
from sim.results.summary import QUANTILES, summary_rows
from sim.vocabulary.measures import MEASURES

SPAN = Span(date(2020, 1, 2), date(2020, 3, 31))


def summary(worlds: int, **columns: list[float]) -> pd.DataFrame:
    """Of worlds whose measures are 1, 2, ... but for those that are named."""
    made = {name: Distribution() for name in MEASURES}
    for name, of in made.items():
        of.add(np.array(columns.get(name, np.arange(1.0, worlds + 1))), np.zeros(worlds, dtype=np.int64))
    return pd.DataFrame(summary_rows("s", SPAN, made)).set_index("measure")


def test_known_numbers() -> None:
    found = summary(100, days_to_first_attack=[np.nan] * 50 + list(range(51, 101)))
    assert found.index.tolist() == list(MEASURES)
    row = found.loc["us_killed"]
    assert [row["mean"], *row[list(QUANTILES)]] == [50.5, 50, 5, 25, 75, 95]
    assert (row["scenario"], row["since"], row["until"]) == ("s", "2020-01-02", "2020-03-31")
    assert (row["unit"], row["worlds"]) == ("people", 100)
    assert found.loc["days_to_first_attack", "worlds"] == 50
    assert found.loc["days_to_first_attack", "mean"] == 75.5


def test_a_measure_that_never_came_has_no_quantiles() -> None:
    row = summary(3, days_to_first_attack=[np.nan] * 3).loc["days_to_first_attack"]
    assert row["worlds"] == 0
    assert row[["mean", *QUANTILES]].isna().all()
