"""Summaries of known numbers, and of measures that never came."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sim.results import summarise
from sim.results.summary import QUANTILES
from sim.vocabulary.measures import MEASURES


def worlds(names: list[str], *, since: str = "2020-01-02") -> pd.DataFrame:
    days = {"since": pd.Timestamp(since), "until": pd.Timestamp("2020-03-31")}
    return pd.DataFrame({"scenario": names, **days, **{name: np.arange(1.0, len(names) + 1) for name in MEASURES}})


def test_known_numbers() -> None:
    table = worlds(["s"] * 100)
    table.loc[:49, "days_to_first_attack"] = np.nan
    summary = summarise(table).set_index("measure")
    row = summary.loc["us_killed"]
    assert [row["mean"], *row[list(QUANTILES)]] == [50.5, 50, 5, 25, 75, 95]
    assert (row["since"], row["until"], row["unit"], row["worlds"]) == ("2020-01-02", "2020-03-31", "people", 100)
    assert summary.loc["days_to_first_attack", "worlds"] == 50
    assert summary.loc["days_to_first_attack", "mean"] == 75.5


def test_a_measure_that_never_came_has_no_quantiles() -> None:
    table = worlds(["s"] * 3)
    table["days_to_first_attack"] = np.nan
    row = summarise(table).set_index("measure").loc["days_to_first_attack"]
    assert row["worlds"] == 0
    assert row[["mean", *QUANTILES]].isna().all()


def test_scenarios_and_spans_are_summarised_apart_in_their_order() -> None:
    table = pd.concat([worlds(["b", "b", "a"]), worlds(["b"], since="2020-02-01")])
    summary = summarise(table)
    keys = ["scenario", "since", "measure"]
    assert list(dict.fromkeys(zip(summary["scenario"], summary["since"], strict=True))) == [
        ("b", "2020-01-02"), ("a", "2020-01-02"), ("b", "2020-02-01"),
    ]  # fmt: skip
    means = summary.set_index(keys)["mean"]
    assert [means[key] for key in [("b", "2020-01-02", "raids"), ("a", "2020-01-02", "raids")]] == [1.5, 3.0]
    assert summary["measure"].tolist() == list(MEASURES) * 3
