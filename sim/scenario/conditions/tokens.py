"""The words and signs of a condition, from left to right."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from typing import NamedTuple, TypeVar

from sim.errors import NAME, cut, unknown

LONGEST = 300
"""Letters of a condition; one that a person can follow has half of them."""
DEEPEST = 20
"""Brackets, `not` and minus signs inside each other."""
_SIGNS = "< <= > >= == != + - * / ( ) and the comma"
_TOKEN = re.compile(
    r"\s*(?:(?P<number>[0-9]+(?:\.[0-9]+)?)|(?P<name>[A-Za-z_][A-Za-z0-9_.]*)|(?P<sign><=|>=|==|!=|[<>+\-*/(),]))"
)
T = TypeVar("T")


class Token(NamedTuple):
    """A `number`, `name` or `sign`, and where it begins (from 1); the last of a text is empty, the `end`."""

    kind: str
    text: str
    place: int

    def misspelt(self, kind: str, allowed: Collection[str]) -> ValueError:
        """It is no name of its kind."""
        return ValueError(f"column {self.place}: {unknown(kind, self.text, allowed)}")


def tokens_of(text: str) -> Iterator[Token]:
    """The tokens of a text; raises `ValueError` where it is too long or holds something else."""
    if len(text) > LONGEST:
        raise ValueError(f"the condition has {len(text):,} letters; allowed: at most {LONGEST}")
    at = 0
    while text[at:].strip():
        found = _TOKEN.match(text, at)
        if found is None or found.lastgroup is None:
            at += len(text[at:]) - len(text[at:].lstrip())
            raise ValueError(f"column {at + 1}: {text[at]!r} is no part of a condition; allowed: names, numbers, {_SIGNS}")
        yield Token(found.lastgroup, found[found.lastgroup], found.start(found.lastgroup) + 1)
        at = found.end()
    yield Token("end", "", len(text) + 1)


class Tokens:
    """Tokens that are taken one by one, each looked at before."""

    def __init__(self, text: str) -> None:
        self._tokens, self._at, self._depth = list(tokens_of(text)), 0, 0

    @property
    def next(self) -> Token:
        """The token to be taken next."""
        return self._tokens[self._at]

    def taken(self) -> Token:
        """Take a token, whatever it is."""
        self._at += 1
        return self._tokens[self._at - 1]

    def take(self, *texts: str) -> str:
        """Take the next token if it is one of these, and say which; empty if it is none."""
        text = self.next.text if self.next.text in texts else ""
        self._at += bool(text)
        return text

    def need(self, text: str) -> None:
        """Take the next token, which must be this one."""
        if not self.take(text):
            raise self.refused(f"`{text}`")

    def inside(self, part: Callable[[], T]) -> T:
        """What a bracket, `not` or a minus sign holds."""
        self._depth += 1
        if self._depth > DEEPEST:
            raise self.refused(f"at most {DEEPEST} brackets, `not` and minus signs inside each other")
        made = part()
        self._depth -= 1
        return made

    def refused(self, allowed: str) -> ValueError:
        """Something else is needed where the next token stands."""
        found = repr(cut(self.next.text, NAME)) if self.next.text else "the condition ends"
        return ValueError(f"column {self.next.place}: {found}; allowed here: {allowed}")
