"""`escalation record`: filter, count, cite and export the incidents, against the table itself."""

from __future__ import annotations

import itertools
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


def test_links_of_the_acts_that_are_kept(rows: Callable[..., list[dict[str, Any]]]) -> None:
    kept = rows("--links", "--actor", "us", "--action", "airstrike", "--until", "2019-12-31")
    assert kept[-1] == {
        "id": "2019-12-29-us-airstrike-2", "date": "2019-12-29", "cause": "2019-12-27-kataib-hezbollah-rocket-attack",
        "cause_date": "2019-12-27", "days": 2, "said_by": "actor", "strength": "sole", "coders": "both", "note": kept[-1]["note"],
    }  # fmt: skip
    assert len(rows("--links")) == 584
    war = next(row for row in rows("--links", "--since", "2024-11-24") if row["cause"] == "context:gaza_war")
    assert (war["cause_date"], war["days"]) == (None, None)


def test_links_of_an_incident_are_its_causes_and_its_answers(
    capsys: pytest.CaptureFixture[str], rows: Callable[..., list[dict[str, Any]]]
) -> None:
    act = "2024-07-30-us-airstrike"
    pairs = [(row["id"], row["cause"]) for row in rows("--links", "--id", act)]
    assert (act, "2024-07-27-unknown-militia-rocket-attack") in pairs
    assert ("2024-07-31-kataib-hezbollah-condemnation", act) in pairs
    assert all(act in pair for pair in pairs)
    assert call(["record", "--links", "--id", act]) == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert f"{len(pairs)} links; sequence is our order in time, no evidence; a stated reason may be a pretext" in shown


@pytest.mark.parametrize("other", [["--by", "year"], ["--cite"], ["--uncoded"], ["--totals"]])
def test_links_go_with_nothing_that_is_no_pair(capsys: pytest.CaptureFixture[str], other: list[str]) -> None:
    assert call(["record", "--links", *other]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert "--links" in line


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


FILTERS = {
    "--actor": ("--actor", "us"), "--action": ("--action", "threat"), "--target": ("--target", "iran"),
    "--country": ("--country", "Iraq"), "--confidence": ("--confidence", "high"), "--since": ("--since", "2020-01-01"),
    "--until": ("--until", "2020-02-01"), "--uncoded": ("--uncoded",),
    "--id": (
        "--id", "2020-01-03-us-targeted-killing", "--id", "2018-12-27-unknown-militia-rocket-attack",
        "--id", "2021-07-10-unknown-militia-rocket-attack",
    ),
}  # fmt: skip
"""Options that keep some rows; none of these keeps all that another keeps, so that one that is passed over shows."""
EVERY_OPTION = {
    **FILTERS, "--by": ("--by", "year"), "--cite": ("--cite",), "--totals": ("--totals",), "--json": ("--json",),
    "--export": ("--export", "x.json"),
}  # fmt: skip


@pytest.mark.parametrize("pair", list(itertools.combinations(EVERY_OPTION, 2)), ids="".join)
def test_two_options_are_both_honoured_or_refused(
    pair: tuple[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    told = []
    for options in ((pair[0],), (pair[1],), pair):
        code = call(["record", *(word for option in options for word in EVERY_OPTION[option])])
        written = [path.read_text() for path in tmp_path.iterdir()]
        told.append((code, capsys.readouterr().out, written))
        for path in tmp_path.iterdir():
            path.unlink()
    assert told[2][0] == 2 or (told[2] != told[0] and told[2] != told[1])


@pytest.mark.parametrize("pair", list(itertools.combinations(FILTERS, 2)), ids="".join)
def test_two_filters_keep_what_each_of_them_keeps(pair: tuple[str, str], rows: Callable[..., list[dict[str, Any]]]) -> None:
    one, other, both = ([row["id"] for row in rows(*words)] for words in (
        FILTERS[pair[0]], FILTERS[pair[1]], (*FILTERS[pair[0]], *FILTERS[pair[1]])
    ))  # fmt: skip
    assert both == [each for each in one if each in other]
    assert both not in (one, other)


def test_an_old_file_is_replaced_only_if_asked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "out.json"
    path.write_text("mine")
    words = ["record", "--since", "2024-02-01", "--export", str(path)]
    assert call(words) == 2
    assert capsys.readouterr().err == f"{path}: this file exists; allowed: another name, or --force to replace it\n"
    assert path.read_text() == "mine"
    assert call([*words, "--force"]) == 0
    assert json.loads(path.read_text())
    assert list(tmp_path.iterdir()) == [path]


def test_every_id_is_shown_whole_before_anything_else(capsys: pytest.CaptureFixture[str]) -> None:
    assert call(["record", "--since", "2024-01-28", "--until", "2024-01-28", "--target", "us_military"]) == 0
    lines = capsys.readouterr().out.splitlines()
    frame = INCIDENTS[(INCIDENTS["date"] == "2024-01-28") & (INCIDENTS["target"] == "us_military")]
    assert [line.split()[0] for line in lines if line[:1] == "2"] == list(frame["id"])
    assert lines[0].split() == ["id", "target", "summary"]
    assert any(line.split()[:4] == ["Jordan,", "3", "US", "dead"] for line in lines)
    assert call(["record", "--uncoded"]) == 0
    shown = capsys.readouterr().out
    assert "…" not in shown


def test_a_pipe_gets_a_wide_table(capsys: pytest.CaptureFixture[str]) -> None:
    assert call(["record", "--since", "2024-01-01"]) == 0
    shown = capsys.readouterr().out
    assert f"{(INCIDENTS['date'] >= '2024-01-01').sum()} rows" in shown
    assert 95 < max(map(len, shown.splitlines())) <= 110


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--export", "missing/x.csv"], "missing/x.csv: cannot write: No such file or directory"),
        (["--export", f"{'x' * 300}.csv"], "cannot write: File name too long"),
        (["--export", "x.txt"], "'x.txt' must end in .csv, .parquet, .json"),
        (["--totals", "--cite"], "--cite is about incidents; it does not go with --totals"),
        (["--totals", "--actor", "us"], "--actor is about incidents; it does not go with --totals"),
        (["--totals", "--id", "x"], "--id is about incidents; it does not go with --totals"),
        (["--totals", "--uncoded"], "--uncoded is about incidents; it does not go with --totals"),
        (["--totals", "--confidence", "high"], "--confidence is about incidents"),
        (["--totals", "--by", "year"], "--by is about incidents"),
        (["--cite", "--by", "year"], "--by does not go with --cite, which prints the sources alone"),
        (["--cite", "--export", "f.csv"], "--export does not go with --cite"),
        (["--json", "--export", "f.csv"], "--json does not go with --export, which writes a file and prints no rows"),
        (["--force"], "--force is about the file of --export; it does nothing without it"),
        (["--since", "2020-W01-1"], "'2020-W01-1' is not a calendar day; write YYYY-MM-DD"),
        (["--until", "20200101"], "'20200101' is not a calendar day; write YYYY-MM-DD"),
        (["--actor", "x" * 5000], "unknown actor 'xxx"),
        (["--actor", "usa"], "did you mean 'us'"),
        (["--since", "yesterday"], "yesterday"),
        (["--by", "colour"], "colour"),
    ],
)
def test_what_is_refused(words: list[str], says: str, refused: Callable[..., str]) -> None:
    assert says in refused("record", *words)
