"""Files that people give us: read whole, bounded, as text, or refused in one line.

Nothing here trusts a path or what lies behind it: a path may be too long, run in a circle or point at a pipe, and a file may be
huge, of another encoding, or nested without end. Whatever is wrong is an `InputError` of the kind that the caller names.
"""

from __future__ import annotations

import json
import math
import os
import stat
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sim.errors import InputError

JSON_BYTES = 4_000_000
"""A manifest of a hundred scenarios has a tenth of this; the slowest file of this size is read in about a second."""
JSON_DEPTH = 30
"""A manifest is 4 deep."""
_NOT_A_FILE = {
    stat.S_ISDIR: "this is a folder; allowed: a file",
    stat.S_ISFIFO: "this is a pipe; allowed: a file on a disk",
    stat.S_ISSOCK: "this is a socket; allowed: a file on a disk",
    stat.S_ISCHR: "this is a device; allowed: a file on a disk",
    stat.S_ISBLK: "this is a device; allowed: a file on a disk",
}

Kind = type[InputError]

# Paths, asked without an error ----------------------------------------------------------------------------------------------


def is_file(path: str | Path) -> bool:
    """Whether a path is a file that can be seen; False too where `Path.is_file` raises: no access, a name too long."""
    return _asked(Path.is_file, path)


def is_folder(path: str | Path) -> bool:
    """Whether a path is a folder that can be seen; never raises."""
    return _asked(Path.is_dir, path)


def exists(path: str | Path) -> bool:
    """Whether something that can be seen has this path; never raises."""
    return _asked(Path.exists, path)


def _asked(question: Callable[[Path], bool], path: str | Path) -> bool:
    try:
        return question(Path(path))
    except (OSError, ValueError):
        return False


def shown(path: str | Path) -> str:
    """A path as a person would type it from here."""
    try:
        relative = os.path.relpath(Path(path))
    except (OSError, ValueError):  # the folder that we stand in is gone, or lies on another drive
        return str(path)
    return str(path) if relative.startswith("..") else relative


def unprintable(letter: str) -> bool:
    """Whether a letter stands for nothing that people write: a control character, half a surrogate pair, one that never will.

    Line breaks and tabs are text, and so are the marks that Arabic and Persian need between letters.
    """
    never = ord(letter) & 0xFFFE == 0xFFFE or "\ufdd0" <= letter <= "\ufdef"
    return letter not in "\n\r\t" and (never or unicodedata.category(letter) in ("Cc", "Cs", "Zl", "Zp"))


# Their bytes, text and data -------------------------------------------------------------------------------------------------


def read_bytes(path: str | Path, most: int, kind: Kind = InputError) -> bytes:
    """The bytes of a file.

    Parameters
    ----------
    most
        Bytes that are allowed; of a larger file no more is read.
    kind
        The error to raise.

    Raises
    ------
    InputError
        For a missing or larger file, a folder, pipe or device, a path that is none, or one that cannot be opened.
    """
    try:
        _check_regular(path, kind)
        with os.fdopen(os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)), "rb") as stream:
            content = stream.read(most + 1)
    except FileNotFoundError as error:
        raise kind("there is no such file", file=shown(path)) from error
    except OSError as error:
        raise kind(f"this file cannot be read: {error.strerror or error}", file=shown(path)) from error
    except ValueError as error:  # NUL, or letters that no file name can hold
        raise kind("this is not a path: a file's name holds no such letter", file=shown(path)) from error
    if len(content) > most:
        raise kind(f"this file is too large; allowed: at most {most:,} bytes", file=shown(path))
    return content


def _check_regular(path: str | Path, kind: Kind) -> None:
    mode = Path(path).stat().st_mode
    for is_this, message in _NOT_A_FILE.items():
        if is_this(mode):
            raise kind(message, file=shown(path))


def read_text(path: str | Path, most: int, kind: Kind = InputError) -> str:
    """The text of a UTF-8 file, without the mark that some editors put before it; see `read_bytes`."""
    return as_text(read_bytes(path, most, kind), shown(path), kind)


def as_text(content: bytes, file: str, kind: Kind = InputError) -> str:
    """Bytes as UTF-8 text; raises `kind` with the line of the first byte that is none."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise kind("this file is not UTF-8 text", file=file, line=line) from error


def read_json(path: str | Path, most: int = JSON_BYTES, kind: Kind = InputError) -> Any:
    """The data of a JSON file: finite numbers, each key once, at most `JSON_DEPTH` levels, text that can be written again."""
    file = shown(path)
    text = read_text(path, most, kind)
    try:
        data = json.loads(text, parse_float=_finite, parse_constant=_finite, object_pairs_hook=_each_once)
        _check_inside(data)
    except json.JSONDecodeError as error:
        raise kind(f"this is not JSON: {error.msg}", file=file, line=error.lineno) from error
    except ValueError as error:
        raise kind(str(error), file=file) from error
    except RecursionError as error:
        raise kind(_TOO_DEEP, file=file) from error
    return data


_TOO_DEEP = f"this JSON is nested too deeply; allowed: {JSON_DEPTH} levels"


def _finite(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise ValueError(f"{text} is no finite number")
    return value


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    plain: dict[str, Any] = {}
    for key, value in pairs:
        if key in plain:
            raise ValueError(f"duplicate key {key!r}; allowed: each once")
        plain[key] = value
    return plain


def _check_inside(data: Any) -> None:
    """Depth, and text: half a surrogate pair can be written in JSON and then nowhere else."""
    level = [data]
    for _ in range(JSON_DEPTH + 1):
        texts = (item for item in level if isinstance(item, str) and not item.isascii())
        if any("\ud800" <= letter <= "\udfff" for text in texts for letter in text):
            raise ValueError("a text holds half a surrogate pair; allowed: whole letters")
        around = [item for item in level if isinstance(item, dict | list)]
        if not around:
            return
        level = [item for items in around for item in ([*items, *items.values()] if isinstance(items, dict) else items)]
    raise ValueError(_TOO_DEEP)
