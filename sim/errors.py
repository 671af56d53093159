"""What can go wrong, as one tree.

    EscalationError
    ├── InputError            the user's input is wrong                      exit code 2
    │   ├── RecordError       a row of the incident record, or its coding
    │   ├── ScenarioError     a scenario file
    │   └── ParameterError    a parameter's name or value
    ├── CheckFailed           a check or target was missed                   exit code 1
    └── RunUnfinished         the run stopped; says what is safe on disk     exit code 3
        └── Unbounded         counts grew without end

A message teaches: it gives the place (file and line), the value found, what is allowed, and the nearest right name. Whatever a
file or a command line holds, a message is one line that can be printed, of at most `LONGEST` letters: see `bounded`.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from pathlib import Path

LONGEST = 500
"""Letters of a message."""
PLACE = 200
"""Letters of a file's name in it."""
NAME = 60
"""Letters of a name that somebody wrote, and that may be anything."""
LIST = 330
"""Letters of a list of names; what is longer is told by its number."""


def cut(text: str, most: int) -> str:
    """Text of at most `most` letters: the middle of what is longer is left out.

    >>> cut("abcdefghij", 7)
    'ab...ij'
    """
    if len(text) <= most:
        return text
    head, tail = (most - 2) // 2, (most - 3) // 2
    return f"{text[:head]}...{text[len(text) - tail :]}"


def bounded(text: str, most: int = LONGEST) -> str:
    r"""One line of at most `most` letters that any terminal can print: white space is a blank, what has no print is escaped.

    >>> bounded("a\n  b\x1b[2J")
    'a b\\x1b[2J'
    """
    line = " ".join(cut(text, 4 * most).split())
    return cut("".join(letter if letter.isprintable() else ascii(letter)[1:-1] for letter in line), most)


class EscalationError(Exception):
    """Base of every error this project raises on purpose; its text is `bounded`."""

    exit_code = 1

    def __init__(self, message: str = "") -> None:
        super().__init__(bounded(message))


class InputError(EscalationError):
    """The user's input is wrong; the text fits on one line.

    Parameters
    ----------
    message
        What is wrong and what is allowed, in one sentence.
    file, line
        Where, if the input came from a file. Lines count from 1.
    """

    exit_code = 2

    def __init__(self, message: str, *, file: str | Path | None = None, line: int | None = None) -> None:
        place = "" if file is None else bounded(str(file), PLACE)
        where = "" if file is None else f"{place}:{line}: " if line is not None else f"{place}: "
        super().__init__(f"{where}{message}")
        self.file = file
        self.line = line


class RecordError(InputError):
    """A row of the incident record, of its totals, or of the rules that code it."""


class ScenarioError(InputError):
    """A scenario file, or an intervention in it."""


class ParameterError(InputError):
    """A parameter that does not exist, or a value outside its bounds."""


class CheckFailed(EscalationError):
    """A check ran to its end and its answer was no."""

    exit_code = 1


class RunUnfinished(EscalationError):
    """A run stopped before its end; the text says what is safe and how to resume."""

    exit_code = 3


class Unbounded(RunUnfinished):
    """A run stopped because counts grew without end: with its parameters rates have no bound."""


def unknown(kind: str, name: str, allowed: Iterable[str]) -> str:
    """One sentence for a name that does not exist, with the nearest right ones.

    >>> unknown("actor", "iraq", ["us", "iran", "iraq_government"])
    "unknown actor 'iraq'; did you mean 'iran' or 'iraq_government'? Allowed: us, iran, iraq_government"
    """
    asked, names = cut(str(name), NAME), [cut(str(each), NAME) for each in allowed]
    close = difflib.get_close_matches(asked, names, n=2, cutoff=0.4)
    hint = f"; did you mean {' or '.join(repr(c) for c in close)}?" if close else "."
    return f"unknown {kind} {asked!r}{hint} Allowed: {_listed(names)}"


def _listed(names: list[str]) -> str:
    """Names by comma, or how many there are and the first five."""
    whole = ", ".join(names)
    return whole if len(names) <= 40 and len(whole) <= LIST else f"{len(names)} names, such as {', '.join(names[:5])}"
