"""What the record holds of a measure, day by day: every act, but for what a day holds once."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from sim.record.acts import Act, day_number
from sim.record.counts import record_by_day
from sim.record.evidence import load_evidence

DAYS = np.arange("2021-01-01", "2021-01-05", dtype="datetime64[D]")
GROUP = "kataib_hezbollah"


def act(id: str, day: str, decision: str) -> Act:
    """An act whose author is a group, so that no two are one."""
    return Act(id, day_number(day), GROUP, (GROUP,), decision)


@pytest.mark.parametrize(
    ("measure", "decision", "expected"),
    [
        ("attacks_on_us", "attack_base", [2, 0, 1, 0]),
        ("us_strikes", "strike", [1, 0, 1, 0]),
        ("counter_fire", "counter_fire", [1, 0, 1, 0]),
    ],
)
def test_acts_are_counted_by_day_and_those_of_a_state_s_blow_once(measure: str, decision: str, expected: list[int]) -> None:
    days = ("2021-01-01", "2021-01-01", "2021-01-03", "2021-01-05")
    acts = tuple(act(str(at), day, decision) for at, day in enumerate(days))
    evidence = dataclasses.replace(load_evidence(), acts=acts)
    assert record_by_day(evidence, DAYS, measure).tolist() == expected


def test_what_counts_no_acts_is_refused_and_not_nothing() -> None:
    with pytest.raises(ValueError, match="us_killed counts no acts"):
        record_by_day(load_evidence(), DAYS, "us_killed")
