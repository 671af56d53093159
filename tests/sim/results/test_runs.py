"""The tables of a run: their schemas, their summary, and how blocks and scenarios are put together and taken apart."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from sim.event_log import DAILY
from sim.results import QUANTILES, SCHEMAS, TABLES, Block, collect, summarise, to_arrow
from sim.results.runs import by_scenario
from sim.scenario import load_scenario
from sim.vocabulary.measures import MEASURES


def test_types_of_the_columns() -> None:
    worlds, daily = SCHEMAS["worlds"], SCHEMAS["daily"]
    whole = {name for name in MEASURES if worlds.field(name).type == pa.int64()}
    assert set(MEASURES) - whole == {"days_to_first_attack", "days_to_first_us_strike"}
    assert daily.names == ["scenario", "world", "date", *DAILY]
    assert TABLES == ("events", "daily", "worlds")


def daily(scenario: str, worlds: range) -> pd.DataFrame:
    keys = {"scenario": scenario, "world": list(worlds), "date": pd.Timestamp("2020-01-01")}
    return pd.DataFrame(keys | dict.fromkeys(DAILY, 1))


def test_a_table_takes_its_fixed_form_and_carries_no_metadata() -> None:
    shuffled = daily("s", range(3))[["world", *DAILY, "scenario", "date"]].assign(extra=1)
    table = to_arrow("daily", shuffled)
    assert table.schema == SCHEMAS["daily"]
    assert table.schema.metadata is None
    with pytest.raises(pa.ArrowInvalid):
        to_arrow("daily", daily("s", range(1)).assign(rung=0.5))


def worlds(names: list[str]) -> pd.DataFrame:
    return pd.DataFrame({"scenario": names, **{name: np.arange(1.0, len(names) + 1) for name in MEASURES}})


def test_summary_of_known_numbers() -> None:
    worlds = pd.DataFrame({"scenario": "s", **{name: np.arange(1.0, 101.0) for name in MEASURES}})
    worlds.loc[:49, "days_to_first_attack"] = np.nan
    table = summarise(worlds).set_index("measure")
    row = table.loc["us_killed"]
    assert [row["mean"], row["median"], *row[list(QUANTILES)]] == [50.5, 50, 5, 25, 75, 95]
    assert table.loc["days_to_first_attack", "worlds"] == 50
    assert table.loc["days_to_first_attack", "mean"] == 75.5


def test_a_measure_that_never_came_has_no_quantiles() -> None:
    table = worlds(["s"] * 3)
    table["days_to_first_attack"] = np.nan
    row = summarise(table).set_index("measure").loc["days_to_first_attack"]
    assert row["worlds"] == 0
    assert row[["mean", "median", *QUANTILES]].isna().all()


def test_scenarios_are_summarised_apart_in_their_order() -> None:
    table = summarise(worlds(["b", "b", "a"])).set_index(["scenario", "measure"])["mean"]
    assert list(dict.fromkeys(name for name, _ in table.index)) == ["b", "a"]
    assert (table["b", "raids"], table["a", "raids"]) == (1.5, 3.0)


def test_blocks_are_put_together_in_order_and_scenarios_taken_apart() -> None:
    empty = {name: SCHEMAS[name].empty_table() for name in ("events", "worlds")}
    parts = [Block("s", n, 2, {**empty, "daily": to_arrow("daily", daily("s", range(n, n + 2)))}) for n in (0, 2)]
    run = collect(load_scenario("documented"), parts)
    assert run.daily["world"].tolist() == [0, 1, 2, 3]
    apart = by_scenario(pd.concat([daily("a", range(2)), daily("b", range(1)), daily("a", range(5, 6))]), ["a", "b"])
    assert {name: frame["world"].tolist() for name, frame in apart.items()} == {"a": [0, 1, 5], "b": [0]}
