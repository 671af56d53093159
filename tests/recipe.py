"""A page of steps as a program reads it: code blocks, and where each of them goes.

A block that goes into a file is preceded by a paragraph that ends with its place:

    In `FILE`, after the line `BEGINNING`:          (or: before, in place of)
    In `FILE`, in the line `BEGINNING`, after `WORD`:
    At the end of `FILE`:
    In the new file `FILE`:

A line is named by what it begins with, its indentation aside; it must be the only one. Blocks of shell commands have no place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FENCE = re.compile(r"^```(?P<language>\w+)\n(?P<text>.*?)^```$", re.DOTALL | re.MULTILINE)
CODE = r"(?:`` ?(?P<{0}2>[^\n]+?) ?``|`(?P<{0}>[^`\n]+)`)"
FILE, LINE, WORD = (CODE.format(name) for name in ("file", "line", "word"))
PLACE = re.compile(
    rf"(?:In the (?P<new>new) file {FILE}"
    rf"|At the (?P<end>end) of {FILE.replace('file', 'file_e')}"
    rf"|In {FILE.replace('file', 'file_i')}, (?:(?P<how>after|before|in place of) the line {LINE}"
    rf"|in the line {LINE.replace('line', 'line_w')}, after {WORD})):$"
)
COMMANDS = "sh"


class NotThere(AssertionError):
    """A step cannot be followed: what it speaks of is not there, or not once."""


@dataclass(frozen=True)
class Step:
    """One block and its place.

    Attributes
    ----------
    file
        Path below the project's folder.
    how
        `new`, `end`, `after`, `before`, `in place of` or `within`.
    line, word
        What the line begins with, and the word after which the block's text is put into it.
    """

    file: str
    how: str
    text: str
    line: str = ""
    word: str = ""

    def follow(self, root: Path) -> None:
        """Do to a copy of the project what the step says; `NotThere` if it cannot be done."""
        path = root / self.file
        if path.exists() == (self.how == "new"):
            raise NotThere(f"{self.file} is {'already' if self.how == 'new' else 'not'} there")
        path.write_text(self._changed("" if self.how == "new" else path.read_text(encoding="utf-8")), encoding="utf-8")

    def _changed(self, text: str) -> str:
        if self.how in ("new", "end"):
            return text + self.text
        lines = text.splitlines(keepends=True)
        at = self._only([number for number, line in enumerate(lines) if line.strip().startswith(self.line)], self.line)
        if self.how == "within":
            self._only(re.findall(re.escape(self.word), lines[at]), self.word)
            lines[at] = lines[at].replace(self.word, self.word + self.text.removesuffix("\n"))
        else:
            first, last = {"after": (at + 1, at + 1), "before": (at, at), "in place of": (at, at + 1)}[self.how]
            lines[first:last] = [self.text]
        return "".join(lines)

    def _only(self, found: list[Any], what: str) -> Any:
        if len(found) != 1:
            raise NotThere(f"{self.file}: {what!r} is there {len(found)} times; allowed: once")
        return found[0]


def sections(page: str, level: int = 2) -> dict[str, str]:
    """The text of each section by its heading."""
    _, *parts = re.split(rf"^{'#' * level} (.+)\n", page, flags=re.MULTILINE)
    return dict(zip(parts[::2], parts[1::2], strict=True))


def steps(text: str) -> Iterator[Step]:
    """The blocks of a section with their places, in order; `NotThere` for one whose place is not said."""
    for block in FENCE.finditer(text):
        if block["language"] == COMMANDS:
            continue
        paragraph = " ".join(text[: block.start()].rstrip("\n").rpartition("\n\n")[2].split("\n"))
        place = PLACE.search(paragraph)
        if place is None:
            raise NotThere(f"no place is said for the block after: {paragraph[-80:]!r}")
        yield _step(place, block["text"])


def _step(place: re.Match[str], text: str) -> Step:
    found = {name: value for name, value in place.groupdict().items() if value is not None}

    def said(name: str) -> str:
        return next((value for key, value in found.items() if key.rstrip("2").partition("_")[0] == name), "")

    how = found.get("new") or found.get("end") or found.get("how") or "within"
    return Step(said("file"), how, text, said("line"), said("word"))


def commands(text: str) -> list[str]:
    """The shell commands of a section, line by line."""
    blocks = (block["text"] for block in FENCE.finditer(text) if block["language"] == COMMANDS)
    return [line for block in blocks for line in block.splitlines() if line]
