"""The letters of the figures' font: which it has, how wide they are, where a line breaks."""

from __future__ import annotations

import functools
import unicodedata
from collections.abc import Iterator
from typing import Any

from matplotlib.font_manager import FontProperties, findfont, get_font

FAMILY = "DejaVu Sans"
"""Comes with matplotlib, so that widths and pictures are the same everywhere."""
BOX = "\N{WHITE SQUARE}"
"""Stands for a letter that the font lacks."""
MOST_LETTERS = 2000
_MARK = "\N{LEFT-TO-RIGHT MARK}"
_POINTS, _PARTS = 72, 64
"""Points an inch, and the parts of a point in which a font gives its widths."""


def _font(weight: str) -> Any:
    return get_font(findfont(FontProperties(family=FAMILY, weight=weight)))


@functools.cache
def _letters() -> frozenset[str]:
    """The letters that both weights have."""
    return frozenset(map(chr, _font("normal").get_charmap())) & frozenset(map(chr, _font("bold").get_charmap()))


def legible(text: str, instead: str | None = None) -> str:
    """Text on one line as the font can draw it, with a box for each letter that it lacks; `instead` where these are the most.

    >>> legible("No strike (没有)")
    'No strike (□□)'
    """
    drawn = "".join(_drawn(" ".join(text[:MOST_LETTERS].split())))
    return drawn if instead is None or 2 * drawn.count(BOX) <= len("".join(drawn.split())) else instead


def _drawn(text: str) -> Iterator[str]:
    """Each letter or its box; of marks that change other letters and are lacking, nothing."""
    for letter in text:
        if letter in _letters():
            yield letter
        elif unicodedata.category(letter) not in ("Cc", "Cf", "Me", "Mn"):
            yield BOX


@functools.lru_cache(maxsize=4096)
def inches(text: str, size: float, weight: str = "normal") -> float:
    """Width of a line of legible text of so many points."""
    font = _font(weight)
    font.set_size(size, _POINTS)
    font.set_text(text, 0.0)
    width: float = font.get_width_height()[0] / _PARTS / _POINTS
    return width


def wrap(text: str, width: float, size: float, weight: str = "normal", most: int = 99) -> list[str]:
    """Lines of legible text, none wider than `width` inches; after `most` lines, an ellipsis for the rest."""
    lines: list[str] = []
    for word in _pieces(text, width, size, weight):
        if lines and inches(f"{lines[-1]} {word}", size, weight) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    if len(lines) <= most:
        return lines
    last = lines[most - 1]
    while last and inches(f"{last}…", size, weight) > width:
        last = last.rpartition(" ")[0] or last[:-1]
    return [*lines[: most - 1], f"{last}…"]


def left_to_right(lines: list[str]) -> list[str]:
    """English lines that may hold a title written from right to left, which else would turn the whole line."""
    turns = any(unicodedata.bidirectional(letter) in ("R", "AL") for line in lines for letter in line)
    return [f"{_MARK}{line}" for line in lines] if turns else lines


def _pieces(text: str, width: float, size: float, weight: str) -> Iterator[str]:
    """Words; one that is wider than a line comes in pieces that are not."""
    for word in filter(None, text.split(" ")):
        rest = word
        while inches(rest, size, weight) > width and len(rest) > 1:
            n = max(int(len(rest) * width / inches(rest, size, weight)), 1)
            while n > 1 and inches(rest[:n], size, weight) > width:
                n -= 1
            yield rest[:n]
            rest = rest[n:]
        yield rest
