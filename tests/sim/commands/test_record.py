"""`escalation record`: filter, count, cite and export the incidents, against the table itself."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from sim.cli import call
from sim.record import load_record, load_totals

INCIDENTS = load_record().incidents


@pytest.fixture
def rows(capsys: pytest.CaptureFixture[str]) -> Callable[..., list[dict[str, Any]]]:
    def shown(*words: str) -> list[dict[str, Any]]:
        assert call(["record", *words, "--json"]) == 0
        return list(json.loads(capsys.readouterr().out))

    return shown


def test_filters_keep_what_they_say(rows: Callable[..., list[dict[str, Any]]]) -> None:
    kept = rows("--actor", "us", "--action", "airstrike", "--since", "2023-10-17", "--until", "2024-01-31")
    frame = INCIDENTS[(INCIDENTS["actor"] == "us") & (INCIDENTS["action"] == "airstrike")]
    frame = frame[frame["date"].between("2023-10-17", "2024-01-31")]
    assert [row["id"] for row in kept] == list(frame["id"])
    assert kept
    assert {row["date"] for row in kept} == set(frame["date"].dt.strftime("%Y-%m-%d"))
    unknown = frame["us_killed"].isna().to_numpy()
    assert [row["us_killed"] is None for row in kept] == list(unknown)
    assert unknown.any()
    assert [row["id"] for row in rows("--id", kept[0]["id"])] == [kept[0]["id"]]


def test_counts_add_up(rows: Callable[..., list[dict[str, Any]]]) -> None:
    counted = rows("--by", "actor", "--by", "year")
    assert sum(row["n"] for row in counted) == len(INCIDENTS)
    us_2020 = ((INCIDENTS["actor"] == "us") & (INCIDENTS["date"].dt.year == 2020)).sum()
    assert next(row["n"] for row in counted if (row["actor"], row["year"]) == ("us", "2020")) == us_2020


def test_sources_one_a_line(capsys: pytest.CaptureFixture[str], rows: Callable[..., list[dict[str, Any]]]) -> None:
    assert call(["record", "--cite", "--since", "2024-01-01"]) == 0
    lines = capsys.readouterr().out.splitlines()
    cells = INCIDENTS.loc[INCIDENTS["date"] >= "2024-01-01", "source_urls"]
    assert len(lines) == len(set(lines)) > 5
    assert all(any(line in cell for cell in cells) for line in lines)
    assert [row["source"] for row in rows("--cite", "--since", "2024-01-01")] == lines


def test_what_is_left_out_has_a_reason(rows: Callable[..., list[dict[str, Any]]]) -> None:
    left = rows("--uncoded", "--actor", "israel")
    assert left
    assert all(row["reason"] for row in left)
    assert {row["id"] for row in left} <= set(INCIDENTS.loc[INCIDENTS["actor"] == "israel", "id"])


def test_totals_lie_within_the_span(rows: Callable[..., list[dict[str, Any]]]) -> None:
    assert len(rows("--totals")) == len(load_totals())
    late = rows("--totals", "--since", "2024-02-05")
    assert 0 < len(late) < len(load_totals())
    assert all(row["window_start"] is None or row["window_start"] >= "2024-02-05" for row in late)
    early = rows("--totals", "--until", "2020-01-31")
    assert 0 < len(early) < len(load_totals())
    assert all(row["window_end"] is None or row["window_end"] <= "2020-01-31" for row in early)


@pytest.mark.parametrize("ending", ["csv", "parquet", "json"])
def test_an_export_holds_the_rows(ending: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / f"out.{ending}"
    assert call(["record", "--since", "2024-02-01", "--export", str(path)]) == 0
    ids = list(INCIDENTS.loc[INCIDENTS["date"] >= "2024-02-01", "id"])
    assert capsys.readouterr().out == f"{len(ids)} rows written to {path}\n"
    read: dict[str, Callable[[Path], pd.DataFrame]] = {
        "csv": pd.read_csv, "parquet": pd.read_parquet, "json": lambda p: pd.DataFrame(json.loads(p.read_text())),
    }  # fmt: skip
    frame = read[ending](path)
    assert list(frame["id"]) == ids
    assert str(frame["date"].iloc[0])[:10] >= "2024-02-01"


def test_a_pipe_gets_a_wide_table(capsys: pytest.CaptureFixture[str]) -> None:
    assert call(["record", "--since", "2024-01-01"]) == 0
    shown = capsys.readouterr().out
    assert f"{(INCIDENTS['date'] >= '2024-01-01').sum()} rows" in shown
    assert 95 < max(map(len, shown.splitlines())) <= 110


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--export", "missing/x.csv"], "missing/x.csv: cannot write: Cannot save file into a non-existent directory"),
        (["--export", "x.txt"], "'x.txt' must end in .csv, .parquet, .json"),
        (["--totals", "--cite"], "--cite is about incidents; it does not go with --totals"),
        (["--actor", "usa"], "did you mean 'us'"),
        (["--since", "yesterday"], "yesterday"),
        (["--by", "colour"], "colour"),
    ],
)
def test_what_is_refused(words: list[str], says: str, refused: Callable[..., str]) -> None:
    assert says in refused("record", *words)
