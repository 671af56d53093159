"""The incident record: strict reading, filters, counts, and agreement with well-known totals."""

from __future__ import annotations

import csv
import hashlib
import json
from pathlib import Path

import pandas as pd
import pytest
import typer
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from sim.commands.record import record as record_command
from sim.errors import LONGEST, InputError, RecordError
from sim.record import Record, cite, filter_record, load_record, load_totals, split, tabulate
from sim.record.incidents import known_rows
from sim.record.schema import COLUMNS, COUNTS

GOOD = dict.fromkeys(COLUMNS, "") | {
    "id": "2020-01-01-us-warning",
    "date": "2020-01-01",
    "date_precision": "day",
    "actor": "us",
    "attribution": "claimed",
    "action": "warning",
    "target": "iran",
    "country": "US",
    "summary": "A warning.",
    "source_urls": "https://example.org/a",
    "confidence": "high",
}


def write(folder: Path, *rows: dict[str, str], header: tuple[str, ...] = COLUMNS) -> Path:
    path = folder / "incidents.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, header, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
    return path


@pytest.fixture(scope="module")
def record() -> Record:
    return load_record()


def test_reads_every_row_and_hashes_the_file(record: Record) -> None:
    assert len(record) == 1094
    assert record.sha256 == hashlib.sha256(record.path.read_bytes()).hexdigest()
    assert list(record.incidents.columns) == list(COLUMNS)
    assert record.incidents["date"].is_monotonic_increasing
    assert all(record.incidents[name].dtype == "Int64" for name in COUNTS)


def test_the_project_s_own_rows_are_made_once(record: Record) -> None:
    assert known_rows() is known_rows()
    assert list(known_rows()) == list(record.incidents["id"])
    assert known_rows()["2020-01-08-iran-missile-attack"]["us_killed"] == 0


def test_empty_is_not_zero(record: Record) -> None:
    killed = record.incidents.set_index("id")["us_killed"]
    assert killed["2020-01-08-iran-missile-attack"] == 0
    assert pd.isna(killed["2018-09-11-us-warning"])


def test_american_dead_are_those_of_the_codebook(record: Record) -> None:
    rows = filter_record(record, action=["rocket_attack", "drone_attack", "missile_attack"])
    rows = rows[~rows["actor"].isin(["isis", "iran"]) & (rows["us_killed"] > 0)]
    dead = rows.set_index(rows["date"].dt.strftime("%Y-%m"))["us_killed"].to_dict()
    assert dead == {"2019-12": 1, "2020-03": 2, "2021-03": 1, "2023-03": 1, "2024-01": 3}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"date": "2020-02-30", "id": "2020-02-30-us-warning"}, "column date: '2020-02-30' is not a calendar day"),
        ({"date": "20200101"}, "column date: '20200101' is not a calendar day"),
        ({"date": "1990-01-01", "id": "1990-01-01-us-warning"}, "1990-01-01 cannot be documented; allowed: 2003-01-01 to today"),
        ({"date": "9999-12-31", "id": "9999-12-31-us-warning"}, "9999-12-31 cannot be documented"),
        ({"id": "2020-01-02-us-warning"}, "column id: '2020-01-02-us-warning' must begin with the row's date"),
        ({"actor": "irann"}, "column actor: unknown word 'irann'; did you mean 'iran'"),
        ({"action": ""}, "column action: unknown word ''"),
        ({"country": "iraq"}, "column country: unknown word 'iraq'; did you mean 'Iraq'"),
        ({"confidence": "sure"}, "column confidence: unknown word 'sure'"),
        ({"target_group": "badr;pnf"}, "column target_group: unknown word 'pnf'; did you mean 'pmf'"),
        ({"us_killed": "-1"}, "column us_killed: '-1' is not a count"),
        ({"us_wounded": "2.0"}, "column us_wounded: '2.0' is not a count"),
        ({"militia_killed": "²"}, "column militia_killed: '²' is not a count"),
        ({"us_killed": "9" * 20}, "is not a count; write a whole number from 0 to 100,000"),
        ({"us_killed": "9" * 5000}, "is not a count; write a whole number from 0 to 100,000"),
        ({"us_killed": "100001"}, "column us_killed: '100001' is not a count"),
        ({"date": "2020-W01-3", "id": "2020-W01-3-us-warning"}, "column date: '2020-W01-3' is not a calendar day"),
        ({"summary": "a\0b"}, "column summary: 'a\\x00b' holds a control character"),
        ({"summary": "a\x1b[2Jb"}, "holds a control character"),
        ({"summary": "x" * 10_001}, "column summary: a cell of 10,001 letters; allowed: at most 10,000"),
        ({"summary": "x" * 200_000}, "this is not CSV: field larger than field limit"),
        ({"id": "2020-01-02-" + "x" * 5000}, "must begin with the row's date"),
        ({"source_urls": " ; "}, "column source_urls: no source"),
        ({"source_urls": "example.org"}, "column source_urls: 'example.org' is not a source"),
    ],
)
def test_a_wrong_cell_is_named_with_its_line(tmp_path: Path, changes: dict[str, str], expected: str) -> None:
    path = write(tmp_path, GOOD, {**GOOD, "id": "2020-01-01-us-warning-2", **changes})
    with pytest.raises(RecordError) as caught:
        load_record(path)
    text = str(caught.value)
    assert expected in text
    assert "incidents.csv:3:" in text
    assert "\n" not in text
    assert len(text) <= LONGEST
    assert caught.value.exit_code == 2


def test_the_highest_count_fits(tmp_path: Path) -> None:
    record = load_record(write(tmp_path, {**GOOD, "us_killed": "100000", "summary": "می‌شود\tone\ntwo"}))
    assert record.incidents["us_killed"].tolist() == [100_000]


def test_lines_are_counted_through_cells_with_line_breaks(tmp_path: Path) -> None:
    second = {**GOOD, "id": "2020-01-01-us-warning-2", "actor": "nobody"}
    with pytest.raises(RecordError, match=r"incidents\.csv:5: row 2020-01-01-us-warning-2, column actor"):
        load_record(write(tmp_path, {**GOOD, "summary": "one\ntwo\nthree"}, second))


def test_ids_are_unique(tmp_path: Path) -> None:
    with pytest.raises(RecordError, match="duplicate id '2020-01-01-us-warning'; it stands on line 2 already"):
        load_record(write(tmp_path, GOOD, GOOD))


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (COLUMNS[:-1], "column 'discrepancy' is missing"),
        ((*COLUMNS, "actors"), "unknown column 'actors'; did you mean 'actor'"),
        ((*COLUMNS, "actor"), "a column stands twice"),
    ],
)
def test_columns_are_exact(tmp_path: Path, header: tuple[str, ...], expected: str) -> None:
    with pytest.raises(RecordError, match=expected):
        load_record(write(tmp_path, GOOD, header=header))


def test_columns_may_stand_in_any_order(tmp_path: Path) -> None:
    found = load_record(write(tmp_path, GOOD, header=tuple(reversed(COLUMNS))))
    assert found.ids == {"2020-01-01-us-warning"}


@pytest.mark.parametrize("text", ["", ",".join(COLUMNS), ",".join(COLUMNS) + "\n2020-01-01\n", "\0"])
def test_a_broken_file_is_one_line(tmp_path: Path, text: str) -> None:
    path = tmp_path / "incidents.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(RecordError, match=r"incidents\.csv"):
        load_record(path)
    with pytest.raises(RecordError, match="there is no such file"):
        load_record(tmp_path / "nothing.csv")
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(RecordError, match="not UTF-8"):
        load_record(path)


def test_filters_include_both_ends_and_combine(record: Record) -> None:
    found = filter_record(record, since="2019-12-27", until="2019-12-31", actor=["us"], action=["airstrike", "posture"])
    assert found["id"].tolist() == [
        "2019-12-29-us-airstrike",
        "2019-12-29-us-airstrike-2",
        "2019-12-31-us-posture",
        "2019-12-31-us-posture-2",
    ]
    assert len(filter_record(record)) == 1094
    assert filter_record(record, ids=["2018-05-08-us-context"])["actor"].tolist() == ["us"]


def test_a_filter_that_names_nothing_is_an_error(record: Record) -> None:
    with pytest.raises(RecordError, match="unknown actor 'usa'; did you mean 'us'"):
        filter_record(record, actor=["usa"])
    with pytest.raises(RecordError, match="unknown id"):
        filter_record(record, ids=["2020-01-03-us-targeted-kiling"])
    with pytest.raises(RecordError, match="not a calendar day"):
        filter_record(record, since="2020-13-01")
    with pytest.raises(RecordError, match="unknown column"):
        filter_record(record, colour=["red"])


def test_tables_add_up(record: Record) -> None:
    table = tabulate(record.incidents, ["actor", "year"])
    assert table["n"].sum() == 1094
    assert tabulate(record.incidents, ["month"])["month"].is_monotonic_increasing
    with pytest.raises(RecordError, match="did you mean 'year'"):
        tabulate(record.incidents, ["yaer"])


def test_sources_are_listed_once(record: Record) -> None:
    rows = filter_record(record, action=["truce"])
    sources = cite(rows)
    assert sources == sorted(set(sources))
    assert all(any(source in cell for cell in rows["source_urls"]) for source in sources)


@given(st.lists(st.text(alphabet="abc /:", min_size=1).map(str.strip).filter(bool)))
def test_a_list_cell_splits_into_its_parts(parts: list[str]) -> None:
    assert split(" ; ".join(parts)) == tuple(parts)


def test_totals_have_numbers() -> None:
    totals = load_totals()
    assert len(totals) == 270
    assert totals.loc[totals["count"] == "~90", "number"].tolist() == [90]
    wave = totals[(totals["window_end"] == "2024-01-29") & totals["said_by"].str.contains("Pentagon")]
    assert wave["number"].tolist() == [165]


def test_totals_are_checked(tmp_path: Path) -> None:
    path = tmp_path / "totals.csv"
    head = "window_start,window_end,what,count,of_which_iraq,of_which_syria,said_by,said_on,source_urls,note\n"
    path.write_text(head + "2020-1-1,,attacks,5,,,AFP,,https://a.b,\n", encoding="utf-8")
    with pytest.raises(RecordError, match=r"totals\.csv:2: column window_start: '2020-1-1'"):
        load_totals(path)
    path.write_text(head + "2020-01-01,,attacks,many,,,AFP,,https://a.b,\n", encoding="utf-8")
    with pytest.raises(RecordError, match=r"totals\.csv:2: column count: 'many'"):
        load_totals(path)
    path.write_text(head + f"2020-01-01,,attacks,{'9' * 20},,,AFP,,https://a.b,\n", encoding="utf-8")
    with pytest.raises(RecordError, match=r"column count: '9+' is not a number up to 1,000,000,000"):
        load_totals(path)


@pytest.fixture(scope="module")
def app() -> typer.Typer:
    made = typer.Typer()
    made.command("record")(record_command)
    made.command("other")(lambda: None)
    return made


def run(app: typer.Typer, *words: str) -> str:
    result = CliRunner().invoke(app, ["record", *words], catch_exceptions=False)
    assert result.exit_code == 0
    return result.stdout


def test_command_prints_records(app: typer.Typer) -> None:
    rows = json.loads(run(app, "--actor", "us", "--action", "airstrike", "--since", "2023-10-17", "--json"))
    assert {row["date"] for row in rows} >= {"2023-10-27", "2024-02-03"}
    assert rows[0]["us_killed"] is None
    counted = json.loads(run(app, "--actor", "us", "--by", "action", "--by", "year", "--json"))
    assert {"action": "warning", "year": "2022", "n": 1} in counted
    assert "rows" in run(app, "--until", "2018-09-30")


def test_command_cites_lists_and_exports(app: typer.Typer, tmp_path: Path) -> None:
    assert "doc:004_c2447c5f1e5a627f.txt" in run(app, "--cite", "--since", "2024-01-01").splitlines()
    left = json.loads(run(app, "--uncoded", "--actor", "israel", "--json"))
    assert len(left) == 25
    assert all(row["reason"] for row in left)
    assert json.loads(run(app, "--totals", "--since", "2024-02-05", "--json"))
    sizes = set()
    for ending, read in {"csv": pd.read_csv, "parquet": pd.read_parquet, "json": pd.read_json}.items():
        run(app, "--actor", "us", "--export", str(tmp_path / f"us.{ending}"))
        sizes.add(read(tmp_path / f"us.{ending}").shape)
    assert sizes == {(136, len(COLUMNS))}


def test_command_refuses_what_makes_no_sense(app: typer.Typer, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"must end in \.csv, \.parquet, \.json"):
        run(app, "--export", str(tmp_path / "us.xlsx"))
    with pytest.raises(InputError, match="--by is about incidents"):
        run(app, "--totals", "--by", "year")
    with pytest.raises(InputError, match="cannot write"):
        run(app, "--actor", "us", "--export", str(tmp_path / "nowhere" / "us.json"))
