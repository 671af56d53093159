"""Whole numbers as a short text, for a page that reads it without any library.

Numbers are written one after the other in sevens of bits, the lowest first (LEB128); a zero is followed by how many more zeros
follow, for most days of most worlds hold nothing. The bytes are base64, so that a page can hold them and `atob` reads them.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

Counts = NDArray[np.int64]


def packed(counts: Counts) -> str:
    """Counts of any shape, in C order, as text; raises `ValueError` for a negative one."""
    flat = np.asarray(counts, dtype=np.int64).ravel()
    if flat.size and flat.min() < 0:
        raise ValueError("a negative number cannot be packed")
    out = bytearray()
    zeros = 0
    for number in flat.tolist():
        if number == 0:
            zeros += 1
            continue
        _flush(out, zeros)
        zeros = 0
        _write(out, number)
    _flush(out, zeros)
    return base64.b64encode(bytes(out)).decode("ascii")


def unpacked(text: str, shape: tuple[int, ...]) -> Counts:
    """The counts again; raises `ValueError` if the text holds more or fewer of them than the shape."""
    flat: list[int] = []
    numbers = _numbers(base64.b64decode(text))
    for number in numbers:
        if number:
            flat.append(number)
        else:
            flat += [0] * (1 + next(numbers))
    return np.array(flat, dtype=np.int64).reshape(shape)


def _flush(out: bytearray, zeros: int) -> None:
    if zeros:
        out.append(0)
        _write(out, zeros - 1)


def _write(out: bytearray, number: int) -> None:
    while number > 127:
        out.append(number & 127 | 128)
        number >>= 7
    out.append(number)


def _numbers(content: bytes) -> Iterator[int]:
    number, shift = 0, 0
    for byte in content:
        number |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            yield number
            number, shift = 0, 0
