"""A file that somebody named is written whole or not at all, and an old one stays unless its replacement is asked for."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from sim.commands.export import write_whole
from sim.errors import InputError


def put(path: Path) -> None:
    path.write_text("new")


def test_a_new_file_is_written_and_nothing_else(tmp_path: Path) -> None:
    write_whole(tmp_path / "a.csv", put)
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("a.csv", "new")]


def test_an_old_file_is_replaced_only_by_force(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("old")
    with pytest.raises(InputError, match=r"a\.csv: this file exists; allowed: another name, or --force to replace it"):
        write_whole(path, put)
    assert path.read_text() == "old"
    write_whole(path, put, force=True)
    assert path.read_text() == "new"


@pytest.mark.parametrize("failure", [OSError(errno.ENOSPC, "No space left on device"), KeyboardInterrupt(), ValueError("x")])
def test_whatever_fails_the_old_file_stays_and_no_other(tmp_path: Path, failure: BaseException) -> None:
    path = tmp_path / "a.csv"
    path.write_text("old")

    def half(part: Path) -> None:
        part.write_text("ne")
        raise failure

    with pytest.raises((InputError, KeyboardInterrupt)) as caught:
        write_whole(path, half, force=True)
    assert [(each.name, each.read_text()) for each in tmp_path.iterdir()] == [("a.csv", "old")]
    if isinstance(failure, OSError):
        assert str(caught.value).endswith("a.csv: cannot write: No space left on device")


def test_what_cannot_be_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for path, says in (
        (tmp_path, "this is a folder; allowed: the name of a file"),
        (tmp_path / "none" / "a.csv", "cannot write: No such file or directory"),
        (tmp_path / "file" / "a.csv", "cannot write: Not a directory"),
        (tmp_path / ("x" * 300), "cannot write: File name too long"),
        (Path(f"{tmp_path}/a\0b"), "cannot write: a file's name holds no such letter"),
    ):
        with pytest.raises(InputError, match=says):
            write_whole(path, put)
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_a_link_goes_on_to_point_at_its_file(tmp_path: Path) -> None:
    (tmp_path / "real.csv").write_text("old")
    (tmp_path / "link.csv").symlink_to("real.csv")
    write_whole(tmp_path / "link.csv", put, force=True)
    assert (tmp_path / "real.csv").read_text() == "new"
    assert (tmp_path / "link.csv").is_symlink()
