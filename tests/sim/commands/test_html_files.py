"""Files of HTML: written whole, listed, and never over what is none of ours."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.commands.html_files import INDEX, check_all_free, check_page, page_of_seat, write_index, write_page
from sim.errors import InputError


def test_a_page_is_written_whole_and_may_be_written_again(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "x.html"
    for name in ("lesson", "seat"):
        write_page(path, f'<meta name="generator" content="escalation {name}">')
        check_all_free([path])
    assert list(path.parent.iterdir()) == [path]


def test_what_is_none_of_ours_stays(tmp_path: Path) -> None:
    (tmp_path / "x.html").write_text("<html>mine</html>")
    (tmp_path / "folder.html").mkdir()
    for name, says in (("x.html", "this is there already"), ("folder.html", "there is a folder of this name; allowed: a file")):
        with pytest.raises(InputError, match=says):
            check_all_free([tmp_path / "free.html", tmp_path / name])
    (tmp_path / "file").touch()
    with pytest.raises(InputError, match=r"cannot write there: .*(is no folder|Not a directory)"):
        check_all_free([tmp_path / "file" / "x.html"])
    with pytest.raises(InputError, match="is no page; allowed: a name ending in"):
        check_page(tmp_path / "x.pdf")


def test_a_page_that_cannot_be_written_is_one_line_and_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(InputError, match=r"file/x\.html: cannot write: "):
        write_page(tmp_path / "file" / "x.html", "")
    with pytest.raises(InputError, match=r"x\.html: cannot write"):
        write_page(tmp_path / "new" / "x.html", "\ud800")
    assert list((tmp_path / "new").iterdir()) == []


def test_the_list_holds_what_lies_beside_it(tmp_path: Path) -> None:
    for name in ("who_fired.html", page_of_seat("tehran")):
        write_page(tmp_path / name, "")
    write_index(tmp_path)
    listed = (tmp_path / INDEX).read_text(encoding="utf-8")
    assert 'href="who_fired.html"' in listed
    assert 'href="seat_tehran.html"' in listed
    assert "seat_baghdad.html" not in listed
    assert "two_days.html" not in listed


def test_without_seats_nothing_is_said_of_them(tmp_path: Path) -> None:
    write_page(tmp_path / "who_fired.html", "")
    write_index(tmp_path)
    assert "Seats at the table" not in (tmp_path / INDEX).read_text(encoding="utf-8")
