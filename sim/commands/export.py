"""Write a file that somebody named: whole or not at all, and never over another without being asked."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from sim.errors import InputError
from sim.untrusted import is_folder, shown


def write_whole(path: Path, write: Callable[[Path], None], *, force: bool = False, make_folder: bool = False) -> None:
    """Let `write` fill a temporary file beside `path`, which then takes its name; whatever fails, an old file stays as it was.

    With `make_folder` the folder that it lies in need not be there.

    Raises
    ------
    InputError
        If the file exists and `force` is off, if it is a folder, or if it cannot be written.
    """
    try:
        target = Path(os.path.realpath(path))  # a link goes on to point at what it points at
        if is_folder(target):
            raise InputError("this is a folder; allowed: the name of a file", file=shown(path))
        if os.path.lexists(target) and not force:
            raise InputError("this file exists; allowed: another name, or --force to replace it", file=shown(path))
        if make_folder:
            target.parent.mkdir(parents=True, exist_ok=True)
        _fill(target, write)
    except OSError as error:
        raise InputError(f"cannot write: {error.strerror or error}", file=shown(path)) from error
    except ValueError as error:  # NUL, or letters that no file name can hold
        raise InputError("cannot write: a file's name holds no such letter", file=shown(path)) from error


def _fill(target: Path, write: Callable[[Path], None]) -> None:
    target.parent.stat()  # else a library says in its own words that there is no such folder
    temporary = target.with_name(f".export-{os.getpid()}{target.suffix}")
    try:
        write(temporary)
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
