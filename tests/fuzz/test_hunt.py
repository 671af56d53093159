"""The hunt goes on after a failure, makes it small, and counts."""

from __future__ import annotations

from hypothesis import strategies as st

from tests.fuzz.case import Case
from tests.fuzz.hunt import hunt
from tests.fuzz.kinds.kind import Kind
from tests.fuzz.oracle import Answer, BrokenError


def _check(case: Case) -> Answer:
    number = int(case.words[0])
    if number >= 100:
        raise BrokenError("large", f"{number} is large")
    if number >= 50:
        raise BrokenError("middling", f"{number} is middling")
    return Answer(2 if number % 2 else 0, "", "", 0.001 * number, "", ())


NUMBERS = Kind("numbers", st.integers(0, 1000).map(lambda number: Case("numbers", (str(number),))), _check, share=1.0)


def test_each_failure_is_found_once_and_made_small() -> None:
    tally = hunt(NUMBERS, 300, 5)
    smallest = {fault: found.case.words[0] for fault, found in tally.faults.items()}
    assert smallest == {"large": "100", "middling": "50"}
    assert all(found.times > 1 for found in tally.faults.values())


def test_every_case_is_counted() -> None:
    tally = hunt(NUMBERS, 300, 5)
    failed = sum(found.times for found in tally.faults.values())
    assert 300 <= tally.cases == sum(tally.codes.values()) + failed
    assert tally.slowest_case is not None
    assert tally.slowest == 0.001 * int(tally.slowest_case.words[0]) > 0.03


def test_fixed_cases_come_first() -> None:
    asked: list[str] = []
    fixed = Kind("numbers", NUMBERS.inputs, _check, share=1.0, always=(Case("numbers", ("2",)), Case("numbers", ("500",))))
    tally = hunt(fixed, 10, 5, before=lambda case: asked.append(case.words[0]))
    assert asked[:2] == ["2", "500"]
    assert tally.faults["large"].case.words == ("500",)
