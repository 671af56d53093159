"""Finished parts of long work, kept on disk: written whole or not at all, and believed only as they were written.

Each file holds named arrays and a digest of them, so that one rename makes both appear together. Whatever happened to a file
since, a disk that filled up, a copy that stopped half-way, a flipped bit, numbers changed by hand, its part is done again.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import numpy as np

from sim.errors import InputError

Arrays = Mapping[str, np.ndarray]
DIGEST = "digest"
"""The name of the digest among the arrays of a file."""


def digest_of(arrays: Arrays) -> str:
    """SHA-256 of arrays with their names, types and shapes; their order does not matter."""
    found = hashlib.sha256()
    for name, array in sorted(arrays.items()):
        found.update(f"{name}\0{array.dtype.str}\0{array.shape}\0".encode() + np.ascontiguousarray(array).tobytes())
    return found.hexdigest()


def keep(path: Path, arrays: Arrays) -> None:
    """Write arrays and their digest, whole or not at all."""
    part = path.with_name(f"{path.name}.part.npz")
    np.savez(part, **arrays, **{DIGEST: np.array(digest_of(arrays))})  # type: ignore[arg-type]
    part.replace(path)


def kept(path: Path) -> dict[str, np.ndarray] | None:
    """The arrays of a file; None if there is none, or it is not as it was written.

    Raises
    ------
    InputError
        If what stands there cannot be read at all, such as a folder or another's file.
    """
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}; move it away to do this part again", file=path) from error
    try:
        with np.load(io.BytesIO(content)) as saved:
            arrays = dict(saved)
        digest = str(arrays.pop(DIGEST))
    except Exception:  # noqa: BLE001 a damaged archive fails in a dozen ways, and all of them mean the same
        return None
    return arrays if digest == digest_of(arrays) else None


def say_what_is_damaged(paths: Iterable[Path], say: Callable[[str], None]) -> None:
    """One line for each file that is there but not as it was written; its part is done again."""
    for path in paths:
        if path.exists() and kept(path) is None:
            say(f"{path} is damaged or was changed since it was written; this part is done again from its beginning")
