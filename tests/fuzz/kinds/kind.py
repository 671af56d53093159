"""A kind of input: how to make one, and what to hold against the promise."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from hypothesis import strategies as st

from tests.fuzz.case import Case
from tests.fuzz.oracle import Answer, ask, judge, laid_out

Follow = Callable[[Case, Path, Answer], None]
"""What else must hold of an answer, or of what can be asked next; raises `BrokenError`."""


@dataclass(frozen=True)
class Kind:
    """One kind.

    Attributes
    ----------
    inputs
        Its cases.
    check
        Asks a case and raises `BrokenError` if the promise is broken; gives the answer.
    share
        Of all cases of a long hunt.
    always
        Cases that every long hunt asks first.
    """

    name: str
    inputs: st.SearchStrategy[Case]
    check: Callable[[Case], Answer]
    share: float
    always: tuple[Case, ...] = ()


def checked(case: Case, follow: Follow | None = None) -> Answer:
    """Ask a case, hold the answer against the promise, then whatever this kind promises besides."""
    with laid_out(case) as here:
        answer = ask(case.words, here)
        judge(case, answer)
        if follow is not None:
            follow(case, here, answer)
    return answer
