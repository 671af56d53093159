"""JUnit XML of a checked table: a test for each target, misses with their reason, what is known left out."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree as ET

import numpy as np
import pandas as pd
import pytest

from calibration.targets.check import COLUMNS
from calibration.targets.junit import junit, reason

ROW: dict[str, Any] = {
    "id": "met", "source": "s", "in_fit": True, "observed": 5.0, "predicted": 4.0, "low": 1.0, "high": 9.0, "passed": True,
    "defined": 1.0, "informative": True, "expected_miss": "", "limit": None, "stopped": "", "kind": "free", "title": "A & <b>",
}  # fmt: skip
ABOVE = {**ROW, "id": "above", "passed": False, "observed": 12.0, "kind": "replay"}
KNOWN = {**ABOVE, "id": "known", "expected_miss": "it is\nknown", "title": "Später"}


def parsed(*rows: dict[str, Any]) -> ET.Element:
    return ET.fromstring(junit(pd.DataFrame(rows, columns=list(COLUMNS))))


def test_every_target_is_a_test_that_passes_fails_or_is_skipped() -> None:
    suite = parsed(ROW, ABOVE, KNOWN)
    assert suite.tag == "testsuite"
    assert {name: suite.get(name) for name in ("tests", "failures", "errors", "skipped")} == {
        "tests": "3", "failures": "1", "errors": "0", "skipped": "1",
    }  # fmt: skip
    met, above, known = suite
    assert [(case.tag, case.get("classname"), case.get("name")) for case in suite] == [
        ("testcase", "targets.free", "met"), ("testcase", "targets.replay", "above"), ("testcase", "targets.replay", "known"),
    ]  # fmt: skip
    assert list(met) == []
    assert [(each.tag, each.get("message")) for each in above] == [
        ("failure", "A & <b>: 12 in the record, 1 to 9 in 95 % of worlds")
    ]
    assert [(each.tag, each.get("message")) for each in known] == [
        ("skipped", "Später: 12 in the record, 1 to 9 in 95 % of worlds (it is known)")
    ]


def test_a_known_miss_that_is_met_passes() -> None:
    (case,) = parsed({**KNOWN, "passed": True})
    assert list(case) == []


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"low": 6.0}, "5 in the record, 6 to 9 in 95 % of worlds"),
        ({"limit": 8.0}, "5 in the record, 1 to 9 in 95 % of worlds, beyond its limit of 8"),
        ({"limit": 9.0, "defined": 0.04}, "1 to 9 in 95 % of worlds, but a value in 4.0% of worlds only"),
        ({"low": np.nan, "high": np.nan}, "5 in the record, no value in any world"),
        ({"low": np.nan, "stopped": "rates have no bound"}, "5 in the record, the run stopped: rates have no bound"),
    ],
)
def test_the_reason_of_a_miss(changes: dict[str, Any], words: str) -> None:
    assert reason({**ROW, "passed": False, **changes}).endswith(words)
