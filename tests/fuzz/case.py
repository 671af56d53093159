"""One input: files, and the words of a command line. It can be kept as a file, and asked again."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

SHOWN = 1500
"""Characters of a text that are printed; the whole of it stands in the kept file."""

LONGEST_WORD = 150


@dataclass(frozen=True)
class Case:
    """What is asked, of which files.

    Attributes
    ----------
    kind
        The kind of input (`tests.fuzz.kinds.KINDS`).
    words
        A command line, without `escalation`; `{here}` stands for the folder that it is called in.
    files
        Contents by path within that folder; None removes what the base run has there.
    base
        Whether a finished run is put there first, as `run`.
    named
        Files of which a refusal must name one; none where the fault lies in no file.
    note
        What was done, for people and for the check.
    """

    kind: str
    words: tuple[str, ...]
    files: Mapping[str, bytes | None] = field(default_factory=dict)
    base: bool = False
    named: tuple[str, ...] = ()
    note: str = ""

    def to_json(self) -> str:
        """As text; `from_json` reads it back."""
        files = {name: None if data is None else base64.b64encode(data).decode() for name, data in self.files.items()}
        return json.dumps({**self.__dict__, "files": files}, indent=1)

    @classmethod
    def from_json(cls, text: str) -> Case:
        """What `to_json` wrote."""
        raw = json.loads(text)
        raw["files"] = {name: None if data is None else base64.b64decode(data) for name, data in raw["files"].items()}
        return cls(**{**raw, "words": tuple(raw["words"]), "named": tuple(raw["named"])})

    def lay_out(self, here: Path) -> None:
        """Write the files below `here`."""
        for name, data in self.files.items():
            path = here / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if data is None:
                path.unlink(missing_ok=True)
            else:
                path.write_bytes(data)

    def shown(self) -> str:
        """The input as a person would want to see it."""
        lines = [f"escalation {' '.join(map(_quoted, self.words))}"]
        lines += [self.note] if self.note else []
        lines += ["in the folder of a finished run, `run`"] if self.base else []
        for name, data in self.files.items():
            lines += [f"--- {name}: " + ("removed" if data is None else f"{len(data)} bytes")]
            lines += [_readable(data)] if data is not None and (name in self.named or len(self.files) == 1) else []
        return "\n".join(lines)

    def __repr__(self) -> str:
        return f"Case({self.kind}, {self.words!r:.80})"

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        """How Hypothesis prints a case: without its files, which may be long."""
        printer.text(repr(self))


def _quoted(word: str) -> str:
    plain = word.isascii() and word.isprintable() and word and not set(word) & set(" '\"\\$`*?<>|&;()[]{}#!~")
    shown = word if plain else ascii(word)
    return shown if len(shown) <= LONGEST_WORD else f"{shown[:LONGEST_WORD]}... ({len(word)} characters)"


def _readable(data: bytes) -> str:
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return repr(data[:80]) + (" ..." if len(data) > 80 else "")
    lines = (line if line.isprintable() else ascii(line)[1:-1] for line in text.split("\n"))
    whole = "\n".join(lines)
    return whole if len(whole) <= SHOWN else f"{whole[:SHOWN]} ... ({len(whole)} characters)"
