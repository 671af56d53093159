"""Finished parts of long work: believed only as they were written, whatever happened to the file since."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from calibration.fit.checkpoints import digest_of, keep, kept, say_what_is_damaged
from sim.errors import InputError

ARRAYS = {"x": np.arange(6.0).reshape(2, 3), "key": np.array("a plan"), "empty": np.empty(0)}


def changed(path: Path, **changes: np.ndarray) -> None:
    """Put other numbers into a file and leave its digest."""
    with np.load(path) as saved:
        arrays = {**saved, **changes}
    np.savez(path, **arrays)  # type: ignore[arg-type]


DAMAGES: dict[str, Callable[[Path], object]] = {
    "truncated": lambda path: path.write_bytes(path.read_bytes()[:-40]),
    "cut in half": lambda path: path.write_bytes(path.read_bytes()[: path.stat().st_size // 2]),
    "empty": lambda path: path.write_bytes(b""),
    "text": lambda path: path.write_text("x = 1"),
    "pickle": lambda path: path.write_bytes(pickle.dumps({"x": 1})),
    "other numbers": lambda path: changed(path, x=np.arange(6.0).reshape(2, 3) + 1e-9),
    "other shape": lambda path: changed(path, x=np.arange(6.0)),
    "another array": lambda path: changed(path, y=np.zeros(1)),
    "no digest": lambda path: np.savez(path, **ARRAYS),
}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    keep(tmp_path / "part.npz", ARRAYS)
    return tmp_path / "part.npz"


def test_what_is_kept_comes_back_and_nothing_else_is_left(path: Path) -> None:
    found = kept(path)
    assert found is not None
    assert found.keys() == ARRAYS.keys()
    assert all(np.array_equal(found[name], array) for name, array in ARRAYS.items())
    assert list(path.parent.iterdir()) == [path]
    assert kept(path.with_name("none.npz")) is None


@pytest.mark.parametrize("damage", DAMAGES)
def test_what_is_not_as_it_was_written_is_not_believed_and_is_said_in_one_line(damage: str, path: Path) -> None:
    DAMAGES[damage](path)
    assert kept(path) is None
    lines: list[str] = []
    say_what_is_damaged([path, path.with_name("none.npz")], lines.append)
    (line,) = lines
    assert str(path) in line


def test_any_flipped_bit_is_found_or_changes_nothing(path: Path) -> None:
    content = path.read_bytes()
    for at in range(len(content)):
        path.write_bytes(content[:at] + bytes([content[at] ^ 4]) + content[at + 1 :])
        found = kept(path)
        assert found is None or digest_of(found) == digest_of(ARRAYS)


def test_what_cannot_be_read_at_all_is_refused(tmp_path: Path) -> None:
    (tmp_path / "folder.npz").mkdir()
    with pytest.raises(InputError, match="cannot be read"):
        kept(tmp_path / "folder.npz")


def test_the_digest_knows_names_types_and_shapes() -> None:
    x = np.zeros(4, dtype=np.int64)
    digests = [digest_of(a) for a in ({"x": x}, {"y": x}, {"x": x.reshape(2, 2)}, {"x": x.astype(np.float64)}, {"x": x[:3]})]
    assert len(set(digests)) == len(digests)
    assert digest_of({"a": x, "b": x}) == digest_of({"b": x, "a": x})
