"""What an event may have come from is one whole: what no motive explains is part of it."""

from __future__ import annotations

import dataclasses

import pytest

from sim.explain.shares import UNEXPLAINED, shares_of
from tests.sim.test_why import WHY


def test_shares_are_one_whole() -> None:
    assert [each.motive for each in shares_of(WHY)] == ["avenge_commander", "war", "floor"]
    halved = tuple(dataclasses.replace(each, share=each.share / 2) for each in WHY.motives)
    *_, rest = shares_of(dataclasses.replace(WHY, motives=halved))
    assert (rest.motive, rest.sentence) == ("none", UNEXPLAINED)
    assert rest.share == pytest.approx(0.5)
