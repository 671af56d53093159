"""The short hunt: the same few cases of every kind each time. `make fuzz` is the long one."""

from __future__ import annotations

import pytest

from tests.fuzz.hunt import hunt
from tests.fuzz.kinds import KINDS

CASES = {
    "scenarios": 80,
    "parameters": 35,
    "records": 50,
    "links": 50,
    "manifests": 60,
    "events": 50,
    "posteriors": 20,
    "commands": 90,
}


@pytest.mark.parametrize("name", sorted(KINDS))
def test_the_promise_holds(name: str) -> None:
    tally = hunt(KINDS[name], CASES[name], None, always=False)
    found = (f"{fault.message}\n{fault.case.shown()}" for fault in tally.faults.values())
    assert not tally.faults, "\n\n".join(found)
    assert tally.cases >= CASES[name]
    assert {0, 2} <= tally.codes.keys(), f"cases of one sort only: {dict(tally.codes)}"
