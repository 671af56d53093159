"""Files of one kind: known by name or file, the first fault as an error, all of them in the order of their lines."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sim.errors import InputError, ScenarioError
from sim.lessons.collection import Collection
from sim.scenario.faults import Fault
from sim.yaml_lines import Document


def checked(path: Path, document: Document) -> tuple[dict[str, Any] | None, list[Fault]]:
    """Whatever is `bad` is wrong; a key that is missing is the least of it."""
    wrong = [Fault((key,), f"{key} is bad") for key, value in document.data.items() if value == "bad"]
    wrong += [] if "title" in document.data else [Fault((), "lacks the key 'title'", missing=True)]
    return (None if wrong else {"name": path.stem, **document.data}), wrong[::-1]


@pytest.fixture
def songs(tmp_path: Path) -> Collection[dict[str, Any]]:
    (tmp_path / "first.yaml").write_text("title: One\n")
    (tmp_path / "broken.yaml").write_text("one: bad\ntwo: good\nthree: bad\n")
    (tmp_path / "notes.txt").write_text("title: None\n")
    (tmp_path / "folder.yaml").mkdir()
    return Collection("song", tmp_path, checked)


def test_files_are_known_by_name_and_by_path(songs: Collection[dict[str, Any]], tmp_path: Path) -> None:
    assert list(songs.paths()) == ["broken", "first"]
    assert songs.paths(tmp_path / "elsewhere") == {}
    assert songs.load("first") == songs.load(tmp_path / "first.yaml") == {"name": "first", "title": "One"}
    with pytest.raises(InputError, match=r"unknown song 'frist'; did you mean 'first'\? Allowed: broken, first"):
        songs.load("frist")


def test_the_first_fault_is_the_error_and_all_come_in_the_order_of_their_lines(songs: Collection[dict[str, Any]]) -> None:
    path = songs.paths()["broken"]
    with pytest.raises(ScenarioError, match=r"broken\.yaml:1: one is bad"):
        songs.load("broken")
    told = [(fault.line, str(fault).rpartition(": ")[2]) for fault in songs.faults(path)]
    assert told[1:] == [(1, "one is bad"), (3, "three is bad")]
    assert songs.faults(songs.paths()["first"]) == []


def test_what_is_no_such_file_is_said_with_what_one_is(songs: Collection[dict[str, Any]], tmp_path: Path) -> None:
    (tmp_path / "list.yaml").write_text("- a\n")
    (fault,) = songs.faults(tmp_path / "list.yaml")
    assert "a song is a list of `key: value` lines, beginning with `title:`" in str(fault)
