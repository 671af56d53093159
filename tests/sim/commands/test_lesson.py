"""`escalation lesson`: one file or all of them, written whole; what is wrong is the user's mistake, in one line."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from sim.cli import call
from sim.commands.html_files import INDEX
from sim.commands.lesson import ANSWERS, SLIDES
from sim.lessons.reading import lesson_paths, load_lesson
from tests.sim.lessons.made import TEXT, remember_little, written


@pytest.fixture(autouse=True)
def _little_is_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    remember_little(monkeypatch)


def test_without_a_name_they_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert call(["lesson"]) == 0
    shown = capsys.readouterr().out
    assert all(name in shown for name in lesson_paths())


def test_a_file_of_ones_own_becomes_a_page(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = tmp_path / "deep" / "mine.html"
    assert call(["lesson", str(written(tmp_path)), "--worlds", "3", "--out", str(page)]) == 0
    assert capsys.readouterr().out.strip() == str(page)
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>")
    assert list(page.parent.iterdir()) == [page]


def test_all_come_with_a_list_and_a_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    two = [load_lesson(written(tmp_path)), load_lesson(written(tmp_path, TEXT.replace("A test", "Another"), "other"))]
    monkeypatch.setattr("sim.lessons.reading.load_lessons", lambda: two)
    assert call(["lesson", "all", "--worlds", "2", "--out", str(tmp_path / "out")]) == 0
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == sorted(
        ["made.html", "other.html", INDEX, ANSWERS, SLIDES]
    )
    assert 'href="other.html"' in (tmp_path / "out" / INDEX).read_text(encoding="utf-8")
    assert set(pd.read_csv(tmp_path / "out" / ANSWERS)["lesson"]) == {"made", "other"}


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["who_fird"], "unknown lesson 'who_fird'; did you mean 'who_fired'"),
        (["who_fired", "--out", "x.pdf"], "--out x.pdf is no page; allowed: a name ending in .html"),
        (["all", "--out", "x.html"], "--out x.html is one page; allowed with all: a folder"),
        (["--out", "x.html"], "--out does not go with the list of lessons; allowed: with a NAME"),
        (["who_fired", "--worlds", "5000"], "worlds is 5000; allowed: 1 to 2,000"),
        (["who_fired", "--worlds", "0"], "worlds is 0; allowed: 1 to"),
    ],
)
def test_mistakes_are_told_in_one_line(words: list[str], says: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(["lesson", *words]) == 2
    error = capsys.readouterr().err.strip()
    assert says in error
    assert "\n" not in error


def test_a_fault_of_the_file_ends_with_2_and_nothing_is_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = written(tmp_path, TEXT.replace("watch:", "wacht:"))
    assert call(["lesson", str(path), "--out", str(tmp_path / "x.html")]) == 2
    assert f"{path}:36: unknown key 'wacht'; did you mean 'watch'" in capsys.readouterr().err
    assert not (tmp_path / "x.html").exists()


def test_what_is_no_lesson_is_not_replaced(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    thesis = tmp_path / "thesis.html"
    thesis.write_text("three years of work", encoding="utf-8")
    assert call(["lesson", str(written(tmp_path)), "--worlds", "2", "--out", str(thesis)]) == 2
    assert "this is there already, and no lesson" in capsys.readouterr().err
    assert thesis.read_text(encoding="utf-8") == "three years of work"
    page = tmp_path / "page.html"
    for worlds in ("2", "3"):
        assert call(["lesson", str(written(tmp_path)), "--worlds", worlds, "--out", str(page)]) == 0
    assert "--worlds 3" in page.read_text(encoding="utf-8")
