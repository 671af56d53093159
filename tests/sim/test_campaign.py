"""The campaign over Gaza as a phase: on with the war, off with its pause, over once those who lead have called a halt."""

from __future__ import annotations

import numpy as np
import pytest

from sim.campaign import HALTS, WAR, called_off, campaign, held
from sim.worlds import is_nothing
from tests.stand_in import StandIn

LEFT, FOLLOWED = 0.25, 1.5


def around(off: tuple[str, ...] = (), *, ended: object = 0.0, halted: object = 0.0, pause: float = 0.0) -> StandIn:
    """A day of the war in Gaza, on which the campaign was called off so far, with so much of a halt in mind."""
    day = StandIn(off=off, militia__campaign_left=LEFT, militia__halt_followed=FOLLOWED)
    day.contexts |= {"gaza_war": 1.0, "gaza_truce": pause}
    day.scene.called_off, day.scene.halted.level = ended, halted  # type: ignore[assignment]
    return day


@pytest.mark.parametrize(
    ("day", "left"),
    [
        (around(), 1.0),
        (around(ended=1.0), LEFT),
        (around(ended=0.4), 1.0 - 0.4 * (1.0 - LEFT)),
        (around(ended=0.4, pause=1.0), 0.0),
        (around((HALTS,), ended=1.0), 1.0),
        (around((WAR,), ended=0.4), 0.0),
    ],
)
def test_what_is_left_of_the_campaign(day: StandIn, left: float) -> None:
    assert campaign(day) == pytest.approx(left)


def test_a_campaign_ends_in_the_worlds_in_which_it_was_called_off() -> None:
    assert campaign(around(ended=np.array([0.0, 1.0]))) == pytest.approx(np.array([1.0, LEFT]))
    assert called_off(around(ended=np.array([0.0, 1.0]))) == pytest.approx(np.array([0.0, 1.0 - LEFT]))


def test_there_is_none_without_a_war() -> None:
    day = around(ended=0.5)
    day.contexts.pop("gaza_war")
    assert campaign(day) == 0.0


def test_a_halt_holds_as_far_as_it_is_fresh() -> None:
    assert is_nothing(held(around()))
    assert held(around(halted=np.array([1.0, 0.5]))) == pytest.approx(FOLLOWED * np.array([1.0, 0.5]))
