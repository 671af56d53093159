"""The blocks of docs/analysing.md run one after another, and agree with each other and with the tables of the commands."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from sim.event_log import DAILY
from sim.results.draws import DRAWS
from sim.results.tables import SCHEMAS

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "docs" / "analysing.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"^(?:# |## )(.+?)\n(.*?)(?=^## |\Z)", PAGE, flags=re.DOTALL | re.MULTILINE))
Names = dict[str, Any]


def run(section: str, names: Names) -> Names:
    """Run the blocks of a section in order."""
    blocks = re.findall(r"```python\n(.*?)```", SECTIONS[section], flags=re.DOTALL)
    assert blocks
    for code in blocks:
        exec(compile(code, f"docs/analysing.md, {section}", "exec"), names)
    return names


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Names]:
    """The folder of the page, written by its first block, where the other blocks find it."""
    with contextlib.chdir(tmp_path_factory.mktemp("analysing")):
        yield run("Analysing results", {})


@pytest.fixture(scope="module")
def effect(results: Names) -> pd.Series:
    """What the command's own table says of the attacks on US sites."""
    table = pd.read_csv("results/calm/effects.csv").set_index(["scenario", "measure"])
    row: pd.Series = table.loc[("calm", "attacks_on_us")]
    return row


def test_pandas(results: Names, effect: pd.Series) -> None:
    found = run("pandas", dict(results))
    assert found["difference"].mean() == pytest.approx(effect["difference"])
    assert found["shares"].tolist() == pytest.approx([effect["p_less"], effect["p_same"], effect["p_more"]])
    assert list(found["bands"].columns) == [0.05, 0.5, 0.95]
    assert found["monthly"].sum() == found["daily"]["attack_base"].sum() > 0
    assert len(found["with_effect"]) == 20
    assert found["correlations"].abs().is_monotonic_decreasing


def test_polars(results: Names, effect: pd.Series) -> None:
    table = run("polars", dict(results))["polars_difference"]
    assert table.height == 20
    assert table["difference"].mean() == pytest.approx(effect["difference"])


def test_duckdb(results: Names, effect: pd.Series) -> None:
    found = run("DuckDB", dict(results))
    assert found["duckdb_difference"]["difference"].mean() == pytest.approx(effect["difference"])
    assert {"scenario", "action", "cause", "a_world"} == set(found["causes"].columns)


def test_every_file_and_column_of_the_page_is_there(results: Names) -> None:
    named = set(re.findall(r"^\| `([\w.]+)`", SECTIONS["The tables"], flags=re.MULTILINE))
    written = {path.name for path in Path("results/calm").iterdir()}
    assert {f"{name}.parquet" for name in SCHEMAS} | {DRAWS, "sweep.parquet", "summary.csv", "effects.csv"} == named
    assert named - {"sweep.parquet"} <= written
    assert "attack_base" in DAILY
    assert {"scenario", "action", "cause", "record_id"} <= set(SCHEMAS["events"].names)
    assert {"draw", "since", "until"} <= set(SCHEMAS["worlds"].names)
