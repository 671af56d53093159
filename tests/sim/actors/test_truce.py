"""A truce has a scope, a strength, and an end."""

from __future__ import annotations

import numpy as np
import pytest

from sim.actors.truce import Truce
from sim.tally import Tally, TruceNotice
from sim.worlds import is_nothing


def nothing_on(name: str) -> float:
    """A calendar without contexts."""
    return 0.0


def test_an_open_ended_truce_wears_off() -> None:
    truce = Truce(half_life=10.0)
    truce.announce(1.0, TruceNotice(1.0))
    for day in range(10):
        truce.wear_off()
        truce.expire(day, nothing_on)
    assert truce.firmness() == pytest.approx(0.5)
    assert truce.firmness(on_convoys=True) == pytest.approx(0.5)


def test_news_is_taken_in_from_the_breach_to_the_end() -> None:
    # One day after full force, half-life 10; the own attack breaks half of what was, the day's announcement comes after it.
    announced, over = Tally(), Tally()
    announced.announce("announce_truce", "one", TruceNotice(0.6))
    over.announce("announce_truce", "two", TruceNotice(1.0))
    over.announce("end_truce", "three", TruceNotice(1.0))
    truce = Truce(half_life=10.0)
    truce.announce(1.0, TruceNotice(1.0))
    truce.hear(Tally(), 0.5, 1, nothing_on)
    assert truce.firmness() == pytest.approx(0.5 * 2**-0.1)
    truce.hear(announced, 0.5, 2, nothing_on)
    assert truce.firmness() == 0.6
    truce.announce(1.0, TruceNotice(1.0, deadline=2.0))
    truce.hear(Tally(), 0.0, 3, nothing_on)
    assert truce.firmness() == pytest.approx(0.6 * 2**-0.1)
    truce.hear(over, 0.0, 4, nothing_on)
    assert truce.firmness() == 0.0


def test_a_dated_truce_holds_in_full_until_its_end() -> None:
    truce = Truce(half_life=1.0)
    truce.announce(1.0, TruceNotice(1.0, deadline=5.0))
    truce.wear_off()
    truce.expire(5, nothing_on)
    assert truce.firmness() == 1.0
    truce.expire(6, nothing_on)
    assert is_nothing(truce.firmness())


def test_a_truce_tied_to_a_cease_fire_ends_with_it() -> None:
    truce = Truce(half_life=1.0)
    truce.announce(1.0, TruceNotice(1.0, while_context="gaza_truce"))
    truce.expire(0, lambda name: float(name == "gaza_truce"))
    assert truce.firmness() == 1.0
    truce.expire(1, nothing_on)
    assert is_nothing(truce.firmness())


def test_a_truce_may_leave_the_convoys_out() -> None:
    truce = Truce(half_life=10.0)
    truce.announce(1.0, TruceNotice(1.0, spares_convoys=False))
    assert truce.firmness() == 1.0
    assert is_nothing(truce.firmness(on_convoys=True))


def test_a_second_announcement_renews_and_does_not_add() -> None:
    truce = Truce(half_life=10.0)
    truce.announce(np.array([1.0, 0.0]), TruceNotice(1.0))
    truce.announce(np.array([0.5, 1.0]), TruceNotice(1.0))
    assert np.asarray(truce.firmness()).tolist() == [1.0, 1.0]


def test_declared_over_in_part_or_in_full() -> None:
    truce = Truce(half_life=1e9)
    truce.announce(1.0, TruceNotice(1.0))
    truce.announce(1.0, TruceNotice(1.0, deadline=99.0))
    truce.end(0.25)
    assert truce.firmness() == pytest.approx(0.75)
    assert truce.firmness(on_convoys=True) == pytest.approx(0.75)
    truce.end(1.0)
    assert float(truce.firmness()) == 0.0
    assert float(truce.firmness(on_convoys=True)) == 0.0


@pytest.mark.parametrize("on_convoys", [False, True])
def test_a_new_half_life_holds_for_bases_and_convoys(on_convoys: bool) -> None:
    truce = Truce(half_life=1e9)
    truce.announce(1.0, TruceNotice(1.0))
    truce.tune(2.0)
    for _ in range(4):
        truce.wear_off()
    assert truce.firmness(on_convoys) == pytest.approx(0.25)


@pytest.mark.parametrize("on_convoys", [False, True])
def test_part_of_an_open_ended_truce_is_declared_over(on_convoys: bool) -> None:
    truce = Truce(half_life=1e9)
    truce.announce(1.0, TruceNotice(1.0))
    truce.end(0.4)
    assert truce.firmness(on_convoys) == pytest.approx(0.6)
