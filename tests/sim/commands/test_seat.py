"""`escalation seat`: list, page, and mistakes; how it is played stands in `test_seat_play`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sim.cli import call
from sim.commands.html_files import INDEX
from sim.seats.reading import load_seat
from tests.sim.seats.made import TEXT, patched, short, written


@pytest.fixture(autouse=True)
def _in_no_time(monkeypatch: pytest.MonkeyPatch) -> None:
    patched(monkeypatch, short)


def test_without_a_name_they_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert call(["seat"]) == 0
    assert "kataib_hezbollah" in capsys.readouterr().out
    assert call(["seat", "--json"]) == 0
    assert next(each["name"] for each in json.loads(capsys.readouterr().out)) == "washington"


def test_all_are_written_with_a_list(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    one = load_seat(written(tmp_path))
    monkeypatch.setattr("sim.seats.reading.load_seats", lambda: [one])
    out = tmp_path / "out"
    assert call(["seat", "all", "--worlds", "2", "--out", str(out)]) == 0
    assert sorted(path.name for path in out.iterdir()) == [INDEX, "seat_made.html"]
    assert capsys.readouterr().out.strip() == str(out / "seat_made.html")
    assert 'href="seat_made.html"' in (out / INDEX).read_text(encoding="utf-8")
    assert (out / "seat_made.html").read_text(encoding="utf-8").startswith("<!doctype html>")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["tehrn"], "unknown seat 'tehrn'; did you mean 'tehran'"),
        (["tehran", "--out", "x.pdf"], "--out x.pdf is no page"),
        (["all", "--out", "x.html"], "x.html is one page; allowed with all: a folder"),
        (["tehran", "--out", "x.html", "--worlds", "5000"], "worlds is 5000; allowed: 1 to 1,000"),
        (["tehran", "--out", "x.html", "--choices", "patience"], "leave out --choices, --world and --json"),
        (["tehran", "--out", "x.html", "--world", "5"], "leave out --choices, --world and --json"),
        (["--out", "x.html"], "--out does not go with the list of seats; allowed: with a NAME"),
        (["--choices", "wait"], "--choices does not go with the list of seats"),
        (["tehran", "--world", "-1", "--choices", "x"], "world is -1; allowed: 0 or more"),
        (["all", "--json"], "leave out --choices, --world and --json"),
    ],
)
def test_mistakes_are_told_in_one_line(words: list[str], says: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(["seat", *words]) == 2
    error = capsys.readouterr().err.strip()
    assert says in error
    assert "\n" not in error


def test_a_fault_of_the_file_is_told_by_validate_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "seats"
    folder.mkdir()
    path = written(folder, TEXT.replace("role: You", "rolle: You"))
    assert call(["seat", str(path), "--choices", ""]) == 2
    assert f"{path}:5: unknown key 'rolle'" in capsys.readouterr().err
    assert call(["validate", str(folder)]) == 2
    assert f"{path}:5: unknown key 'rolle'" in capsys.readouterr().err
    written(folder)
    assert call(["validate", str(folder)]) == 0
