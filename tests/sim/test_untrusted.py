"""Files that people give: whatever a path or a file may be, it is read, or refused in one line of the kind asked for."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from sim import untrusted
from sim.errors import LONGEST, InputError, RecordError
from sim.untrusted import exists, is_file, is_folder, read_bytes, read_json, read_text, shown

LONG = "x" * 300


def _loop(folder: Path) -> Path:
    (folder / "loop").symlink_to(folder / "loop")
    return folder / "loop"


def _pipe(folder: Path) -> Path:
    os.mkfifo(folder / "pipe")
    return folder / "pipe"


PATHS: dict[str, tuple[Callable[[Path], str | Path], str]] = {
    "missing": (lambda folder: folder / "none", "there is no such file"),
    "missing folder": (lambda folder: folder / "none" / "none", "there is no such file"),
    "folder": (lambda folder: folder, "this is a folder; allowed: a file"),
    "pipe": (_pipe, "this is a pipe; allowed: a file on a disk"),
    "device": (lambda _: "/dev/zero", "this is a device; allowed: a file on a disk"),
    "loop": (_loop, "this file cannot be read: Too many levels of symbolic links"),
    "long name": (lambda folder: folder / LONG, "this file cannot be read: File name too long"),
    "long path": (lambda folder: folder / "/".join(["x" * 200] * 40), "this file cannot be read: File name too long"),
    "below a file": (lambda folder: folder / "file" / "x", "this file cannot be read: Not a directory"),
    "NUL": (lambda folder: f"{folder}/a\0b", "this is not a path"),
    "surrogate": (lambda folder: f"{folder}/a\ud800b", "this is not a path"),
    "empty": (lambda _: "", ".: this is a folder"),
}


@pytest.mark.parametrize("name", PATHS)
def test_a_path_that_leads_to_no_file_is_one_line(name: str, tmp_path: Path) -> None:
    make, says = PATHS[name]
    (tmp_path / "file").write_text("")
    path = make(tmp_path)
    with pytest.raises(RecordError) as caught:
        read_text(path, 10, RecordError)
    line = str(caught.value)
    assert says in line
    assert line.isprintable()
    assert len(line) <= LONGEST
    assert not is_file(path)
    assert exists(path) is (name in ("folder", "pipe", "device", "empty"))
    assert is_folder(path) is (name in ("folder", "empty"))


def test_what_may_not_be_seen_is_not_there_and_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    (tmp_path / "file").write_text("")
    monkeypatch.setattr(os, "stat", refuse)
    with pytest.raises(InputError, match="this file cannot be read: Permission denied"):
        read_bytes(tmp_path / "file", 10)
    assert not is_file(tmp_path / "file")
    assert not exists(tmp_path / "file")


def test_a_file_is_read_to_its_bound_and_no_further(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"12345")
    assert read_bytes(path, 5) == b"12345"
    assert read_text(str(path), 5) == "12345"
    with pytest.raises(InputError, match=r"a\.txt: this file is too large; allowed: at most 4 bytes"):
        read_bytes(path, 4)


def test_text_is_utf_8_with_or_without_its_mark(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes("\ufeffé\r\n".encode())
    assert read_text(path, 99) == "é\r\n"
    for content, line in ((b"a\n\xff", 2), ("a".encode("utf-16"), 1), (b"\xed\xa0\x80", 1)):
        path.write_bytes(content)
        with pytest.raises(InputError, match=rf"a\.txt:{line}: this file is not UTF-8 text"):
            read_text(path, 99)


def test_plain_json_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text('{"a": [1, 2.5, null, true, "\\u00e9"], "b": {"c": {}}}')
    assert read_json(path) == {"a": [1, 2.5, None, True, "é"], "b": {"c": {}}}
    deep = "[" * untrusted.JSON_DEPTH + "]" * untrusted.JSON_DEPTH
    path.write_text(deep)
    assert read_json(path) is not None


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", ":1: this is not JSON: Expecting value"),
        ('{"a": 1,\n "b": }', ":2: this is not JSON: Expecting value"),
        ("[1] 2", ":1: this is not JSON: Extra data"),
        ('["a\nb"]', ":1: this is not JSON: Invalid control character"),
        ('{"a": 1, "a": 2}', ": duplicate key 'a'"),
        ("[NaN]", ": NaN is no finite number"),
        ("[-Infinity]", ": -Infinity is no finite number"),
        ("[1e999]", ": 1e999 is no finite number"),
        ("9" * 5000, ": "),
        ("[" * 31 + "]" * 31, ": this JSON is nested too deeply; allowed: 30 levels"),
        ("[" * 100_000, ": this JSON is nested too deeply; allowed: 30 levels"),
        ('{"a": "\\ud800"}', ": a text holds half a surrogate pair"),
        ('{"\\udfff": 1}', ": a text holds half a surrogate pair"),
    ],
)
def test_any_other_json_is_refused_in_one_line(text: str, says: str, tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text(text)
    with pytest.raises(RecordError) as caught:
        read_json(path, kind=RecordError)
    line = str(caught.value)
    assert line.startswith(f"{path}{says}")
    assert len(line) <= LONGEST
    assert line.isprintable()


def test_a_path_is_shown_as_a_person_would_type_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert shown(tmp_path / "a" / "b.yaml") == "a/b.yaml"
    assert shown("/nowhere/b.yaml") == "/nowhere/b.yaml"
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    assert shown("b.yaml") == "b.yaml"
    monkeypatch.chdir(tmp_path)
