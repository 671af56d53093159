"""A decision in both arms: worked out in few places it is what it is among all, and nothing comes anywhere else."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import numpy as np
import pytest

from sim.history.common import Common
from sim.history.side_by_side import SideBySide
from sim.types import Ints
from sim.vocabulary.decisions import MILITIAS
from tests.two_arms import TwoArms, act

WORLDS = 40
PAST = [act("deadly", 0, actor="badr", marks={"lethal": 1.0}), act("second", 0), act("s", 0, "strike", marks={"hit_badr": 1.0})]
MORE: dict[str, Any] = {"militia__base_attacks": 0.4, "us__strikes_per_attack": 0.8}


def side_by_side(name: str, **more: Any) -> SideBySide:
    """A decision on the day after some acts, with more will and more answers here than there."""
    change = {**MORE, **more.pop("change", {})}
    pair = TwoArms(WORLDS, PAST, change=change, both_off=("dispersion",), us__force_floor=0.2, **more)
    pair.step()
    pair.step()
    branch = pair.branch
    return SideBySide(pair.here, pair.here.decision(name), branch.factual.ledger[name], branch.shared, branch._apart)


def everywhere(both: SideBySide) -> tuple[Ints, Ints]:
    rows, worlds = np.divmod(np.arange(len(both.decision.actors) * WORLDS), WORLDS)
    return rows, worlds


@pytest.mark.parametrize("name", ["attack_base", "strike"])
@pytest.mark.parametrize("some", [[3], [0, 7, 39], list(range(WORLDS))])
def test_in_few_places_all_is_what_it_is_there_among_all(name: str, some: list[int]) -> None:
    both = side_by_side(name)
    rows, worlds = everywhere(both)
    whole, part = both.common(rows, worlds), both.common(rows[some], worlds[some])
    for each in fields(Common):
        assert np.array_equal(getattr(part, each.name), getattr(whole, each.name)[:, some])
    assert np.array_equal(both.excess(part, rows[some], worlds[some]), both.excess(whole, rows, worlds)[some])


@pytest.mark.parametrize("name", ["attack_base", "strike"])
@pytest.mark.parametrize("reported", [1.0, 0.6])
def test_where_nothing_is_possible_the_day_s_luck_brings_nothing(name: str, reported: float) -> None:
    both = side_by_side(name, reporting={name: reported})
    rows, worlds = everywhere(both)
    excess = both.excess(both.common(rows, worlds), rows, worlds)
    comes = both.luck[rows, worlds] < -np.expm1(-excess)
    possible = np.zeros(both.luck.shape, dtype=bool)
    possible[both.possible(1.0)] = True
    assert comes.any()
    assert not possible.all()
    assert possible[rows, worlds][comes].all()


def test_more_is_possible_the_more_the_rate_may_be_raised() -> None:
    both = side_by_side("strike")
    twice = np.where(np.arange(WORLDS) < 20, 3.0, 1.0)
    once, more = (set(zip(*(x.tolist() for x in both.possible(most)), strict=True)) for most in (1.0, twice))
    assert once < more
    assert all(world < 20 for _, world in more - once)


def test_a_decision_without_a_rate_is_possible_nowhere() -> None:
    both = side_by_side("strike", off=("red_line", "harassment"), change={"us__force_floor": 0.0})
    both.decision.rate = 0.0
    assert both.possible(1e9)[0].size == 0


@pytest.mark.parametrize("name", ["attack_base", "strike"])
def test_what_comes_beyond_is_the_excess_motive_by_motive(name: str) -> None:
    both = side_by_side(name)
    rows, worlds = everywhere(both)
    excess = both.excess(both.common(rows, worlds), rows, worlds)
    beyond = both.beyond(0.0, rows, worlds)
    assert beyond.motives.sum(axis=0) == pytest.approx(excess)
    later = both.beyond(np.full(WORLDS, 0.25), rows, worlds)
    assert later.motives == pytest.approx(beyond.motives + 0.25 * both.common(rows, worlds).kept)


def test_arms_differ_where_rates_do_and_where_something_is_forbidden() -> None:
    rows, worlds = np.zeros(WORLDS, dtype=int), np.arange(WORLDS)
    same = side_by_side("strike", change={"us__strikes_per_attack": 1.0, "militia__base_attacks": 0.0}, militia__base_attacks=0.0,
                        us__strikes_per_attack=1.0)  # fmt: skip
    assert not same.differ
    assert not same.differs(rows, worlds).any()
    same.decision.forbidden = True
    assert same.differ
    assert same.differs(rows, worlds).all()
    assert same.is_forbidden(rows, worlds).all()
    attacks = side_by_side("attack_base")
    attacks.decision.forbidden = np.array([[group == "badr"] for group in MILITIAS])
    groups = np.arange(len(MILITIAS))
    assert attacks.is_forbidden(groups, groups).tolist() == [group == "badr" for group in MILITIAS]
