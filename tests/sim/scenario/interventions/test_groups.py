"""A group that splits off: which names and parents it may have, and what it says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from sim.scenario.interventions import AddActor
from sim.scenario.interventions.dated import Split

RefusedItem = Callable[[str], str]
DAY = date(2020, 5, 1)


@pytest.mark.parametrize(
    ("item", "contains"),
    [
        ("{name: new, parent: bader, share: 0.5, from: 2020-01-01}", ":7: unknown militia 'bader'; did you mean 'badr'"),
        ("{name: new, parent: iran, share: 0.5, from: 2020-01-01}", ":7: iran is no militia; allowed: kataib_hezbollah"),
        ("{name: badr, parent: badr, share: 0.5, from: 2020-01-01}", ":7: badr is taken; allowed: a name that"),
        ("{name: usbat_al_thairin, parent: badr, share: 0.5, from: 2020-01-01}", ":7: usbat_al_thairin is taken"),
        ("{name: us, parent: badr, share: 0.5, from: 2020-01-01}", ":7: us is taken"),
        ("{name: 'New wing', parent: badr, share: 0.5, from: 2020-01-01}", ":7: name is 'New wing'; allowed: small letters"),
        ("{name: new, parent: badr, share: 0, from: 2020-01-01}", ":7: share is 0; allowed: greater than 0"),
        ("{name: new, parent: badr, share: 1.5, from: 2020-01-01}", ":7: share is 1.5; allowed: less than or equal to 1"),
        ("{name: new, parent: badr, share: 0.5, from: 2020-01-01, obedience: 2}", ":7: obedience is 2"),
        ("{name: new, parent: badr, share: 0.5, from: 2019-11-30}", ":7: from 2019-11-30 is documented; allowed: 2019-12-01"),
        ("{name: new, parent: badr, share: 0.5}", ":7: add_actor lacks the key 'from'; allowed: name, parent, share, from"),
    ],
)
def test_a_wrong_one_gets_one_line(refused_item: RefusedItem, item: str, contains: str) -> None:
    assert contains in refused_item(f"add_actor: {item}")


def test_nobody_splits_off_twice(refused_item: RefusedItem) -> None:
    once = "add_actor: {name: new, parent: badr, share: 0.5, from: 2020-01-01}"
    assert "new splits off twice; allowed: each name once" in refused_item(f"{once}\n  - {once}")


def test_it_splits_off_with_the_traits_that_are_its_own() -> None:
    made = AddActor(name="new", parent="badr", share=0.25, since=DAY, obedience=0.0)
    assert list(made.splits()) == [Split("new", "badr", 0.25, DAY, {"obedience": 0.0})]
    assert made.changes_rules


def test_it_says_who_leaves_whom() -> None:
    plain = AddActor(name="new", parent="badr", share=0.25, since=DAY)
    assert plain.in_words() == (
        "From 2020-05-01 new splits off from badr: it takes 0.25 of its shares along, with its parent's other traits."
    )
    own = AddActor(name="new", parent="badr", share=0.25, since=DAY, obedience=0.0, on_payroll=0.5)
    assert own.in_words().endswith("along and has traits of its own (obedience 0, on_payroll 0.5).")
