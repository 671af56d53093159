"""Search one kind of input for what breaks the promise, and shrink what is found."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from hypothesis import HealthCheck, Phase, given, seed, settings

from tests.fuzz.base import base_run
from tests.fuzz.case import Case
from tests.fuzz.kinds import Kind
from tests.fuzz.oracle import Answer, BrokenError

SHRINKING = 20.0
"""Seconds spent on making one failure smaller."""
MOST_FAULTS = 12
"""Kinds of failure after which a hunt ends: then there is enough to mend."""


@dataclass
class Found:
    """A failure: what is broken, by the smallest input that shows it, and how many cases showed it."""

    fault: str
    message: str
    case: Case
    times: int = 0


@dataclass
class Tally:
    """What a hunt saw."""

    cases: int = 0
    codes: Counter[int] = field(default_factory=Counter)
    slowest: float = 0.0
    slowest_case: Case | None = None
    faults: dict[str, Found] = field(default_factory=dict)

    def note(self, case: Case, answer: Answer | None) -> None:
        """Count a case."""
        self.cases += 1
        if answer is not None:
            self.codes[-1 if answer.code is None else answer.code] += 1
            if answer.seconds > self.slowest:
                self.slowest, self.slowest_case = answer.seconds, case


Before = Callable[[Case], None]
"""Called with each case before it is asked, so that one is known that ends this process."""


def nothing(case: Case) -> None:
    """The `Before` of a hunt that needs none."""


def hunt(kind: Kind, cases: int, start: int | None, before: Before = nothing, *, always: bool = True) -> Tally:
    """Ask `cases` cases, and go on after each failure until they are through.

    Parameters
    ----------
    start
        Which cases; None: the same ones each time, for CI.
    always
        Whether the kind's fixed cases come first.
    """
    base_run()  # what it needs of the generator of random numbers is not a strategy's affair
    tally = Tally()
    for case in kind.always if always else ():
        _fixed(kind, case, tally, before)
    asked, rounds = tally.cases, 0
    while tally.cases - asked < cases and rounds < MOST_FAULTS:
        _Search(kind, tally, before).run(cases - (tally.cases - asked), None if start is None else start + rounds)
        rounds += 1
    return tally


def _fixed(kind: Kind, case: Case, tally: Tally, before: Before) -> None:
    before(case)
    try:
        answer: Answer | None = kind.check(case)
    except BrokenError as error:
        answer = None
        tally.faults.setdefault(error.kind, Found(error.kind, str(error), case)).times += 1
    tally.note(case, answer)


class _EnoughError(BaseException):
    """The time for shrinking is over. Hypothesis lets through what is no `Exception`."""


class _Search:
    """Ask cases until one shows a failure that is new; then make it smaller."""

    def __init__(self, kind: Kind, tally: Tally, before: Before) -> None:
        self.kind, self.tally, self.before = kind, tally, before
        self.smallest: Found | None = None
        self.until = float("inf")

    def run(self, cases: int, start: int | None) -> None:
        """Search among `cases` cases; what is found is put into the tally."""

        def one(case: Case) -> None:
            self.ask(case)

        how = settings(
            max_examples=cases, deadline=None, database=None, print_blob=False, derandomize=start is None,
            report_multiple_bugs=False, suppress_health_check=list(HealthCheck), phases=(Phase.generate, Phase.shrink),
        )  # fmt: skip
        test = how(given(self.kind.inputs)(one))
        try:
            (test if start is None else seed(start)(test))()
        except (BrokenError, _EnoughError):
            assert self.smallest is not None
            self.smallest.times += 1
            self.tally.faults[self.smallest.fault] = self.smallest

    def ask(self, case: Case) -> None:
        """Ask one case; raises `BrokenError` if it shows the failure that is looked for."""
        if time.monotonic() > self.until:
            raise _EnoughError
        self.before(case)
        broken: BrokenError | None = None
        answer: Answer | None = None
        try:
            answer = self.kind.check(case)
        except BrokenError as error:
            broken = error
        if self.smallest is None:
            self.tally.note(case, answer)
        if broken is not None and self._is_new(broken):
            self._keep(case, broken)
            raise broken

    def _is_new(self, broken: BrokenError) -> bool:
        """Whether this failure is to be shrunk; each is only once, and one at a time."""
        if self.smallest is not None:
            return broken.kind == self.smallest.fault
        if broken.kind in self.tally.faults:
            self.tally.faults[broken.kind].times += 1
            return False
        self.until = time.monotonic() + SHRINKING
        return True

    def _keep(self, case: Case, broken: BrokenError) -> None:
        """Hypothesis mostly asks what is smaller later, but not always."""
        if self.smallest is None or len(case.to_json()) <= len(self.smallest.case.to_json()):
            self.smallest = Found(broken.kind, str(broken), case)
