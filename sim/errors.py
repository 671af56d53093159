"""What can go wrong, as one tree.

    EscalationError
    ├── InputError            the user's input is wrong                      exit code 2
    │   ├── RecordError       a row of the incident record, or its coding
    │   ├── ScenarioError     a scenario file
    │   └── ParameterError    a parameter's name or value
    ├── CheckFailed           a check or target was missed                   exit code 1
    └── RunUnfinished         the run stopped; says what is safe on disk     exit code 3
        └── Unbounded         counts grew without end

A message teaches: it gives the place (file and line), the value found, what is allowed, and the nearest right name.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from pathlib import Path


class EscalationError(Exception):
    """Base of every error this project raises on purpose."""

    exit_code = 1


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
        where = "" if file is None else f"{file}:{line}: " if line is not None else f"{file}: "
        super().__init__(" ".join(f"{where}{message}".split()))
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
    names = list(allowed)
    close = difflib.get_close_matches(str(name), names, n=2, cutoff=0.4)
    hint = f"; did you mean {' or '.join(repr(c) for c in close)}?" if close else "."
    shown = ", ".join(names) if len(names) <= 40 else f"{len(names)} names, such as {', '.join(names[:5])}"
    return f"unknown {kind} {name!r}{hint} Allowed: {shown}"
