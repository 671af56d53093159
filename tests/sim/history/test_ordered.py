"""Acts that a policy has done: how many, and which of them are the documented ones."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from scipy.stats import poisson

from sim.decision import Decision
from sim.history.causes import NOBODY
from sim.history.ordered import as_ordered, fitted_in, governed, ordered_counts
from sim.history.outcome import Done
from sim.order import CERTAIN, Order
from sim.vocabulary.decisions import MILITIAS
from tests.stand_in import StandIn, column, done, weighed

GROUPS, BADR = len(MILITIAS), MILITIAS.index("badr")
ONE, TWO = done("attack_base", "badr"), done("attack_base", "thar_allah")


def ordered(name: str, rate: Any, *, governs: Any = True, worlds: int = 3) -> Decision:
    """A decision under a policy; `rate` and `governs` broadcast to `(authors, worlds)`."""
    decision = weighed(name, column() if name == "attack_base" else 0.0)
    shape = (len(decision.actors), worlds)
    where = np.array(np.broadcast_to(governs, shape))
    decision.order = Order(where, np.where(where, np.broadcast_to(rate, shape), 0.0))
    return decision


def test_without_a_policy_everything_is_as_it_was() -> None:
    decision, share = weighed("strike", 0.5), np.array([1.0, 0.0, 1.0])
    assert ordered_counts(StandIn(3), decision) is None
    assert governed(decision) is False
    strike = done("strike", "us")
    kept, count = fitted_in(StandIn(3), decision, [strike], [1.0], [share], 7.0)
    assert kept == [share]
    assert count == 7.0
    assert as_ordered(decision, [Done(strike, share)]) == [Done(strike, share)]


@pytest.mark.parametrize(("name", "rate"), [("strike", 0.4), ("attack_base", 1.3)])
def test_counts_follow_the_rate_as_far_as_they_are_reported(name: str, rate: float) -> None:
    worlds = 20_000
    around = StandIn(worlds, reporting={name: 0.5})
    found = ordered_counts(around, ordered(name, rate, worlds=worlds))
    assert found is not None
    assert found.shape == (GROUPS if name == "attack_base" else 1, worlds)
    for n in range(3):
        p = poisson.pmf(n, rate * 0.5) if name == "attack_base" or n == 0 else (n == 1) * -np.expm1(-rate * 0.5)
        assert (found[0] == n).mean() == pytest.approx(p, abs=4.5 * np.sqrt(p * (1 - p) / worlds) + 1e-12)


def test_what_is_certain_happens_once_and_what_is_never_does_not() -> None:
    sure, never = (ordered_counts(StandIn(500), ordered("strike", rate, worlds=500)) for rate in (CERTAIN, 0.0))
    assert sure is not None
    assert never is not None
    assert (sure == 1).all()
    assert (never == 0).all()


def test_the_first_of_the_count_are_the_documented_acts() -> None:
    """World by world: no act, one and two in a row; the policy has none done in the first row and fifty a day in the second."""
    shares = [column(badr=1.0), column(badr=1.0)]
    around = StandIn(2)
    none, many = (ordered("attack_base", rate, governs=column(badr=1.0) > 0, worlds=2) for rate in (0.0, CERTAIN))
    kept, count = fitted_in(around, none, [ONE, ONE], shares, shares, 0.0)
    assert not np.any(kept)
    assert not np.any(count)
    kept, count = fitted_in(around, many, [ONE, ONE], shares, [0.0, 0.0], 0.0)
    drawn = ordered_counts(around, many)
    assert drawn is not None
    assert all(np.array_equal(each, np.broadcast_to(column(badr=1.0), (GROUPS, 2))) for each in kept)
    assert np.array_equal(count, np.where(column(badr=1.0) > 0, drawn - 2, 0.0))


def test_authors_and_worlds_without_a_policy_keep_what_they_had() -> None:
    governs = np.zeros((GROUPS, 2), dtype=bool)
    governs[BADR, 0] = True
    decision = ordered("attack_base", 0.0, governs=governs, worlds=2)
    shares = [column(badr=1.0), column(thar_allah=1.0)]
    elsewhere = np.ones((GROUPS, 2))
    kept, count = fitted_in(StandIn(2), decision, [ONE, TWO], shares, shares, elsewhere)
    assert np.asarray(kept[0])[BADR].tolist() == [0.0, 1.0]
    assert np.asarray(kept[1])[MILITIAS.index("thar_allah")].tolist() == [1.0, 1.0]
    assert np.array_equal(count, np.where(governs, 0.0, 1.0))


def test_an_act_removed_takes_its_place_and_does_not_happen() -> None:
    strike = replace(done("strike", "us"), removed=True)
    kept, count = fitted_in(StandIn(3), ordered("strike", CERTAIN), [strike], [1.0], [0.0], 0.0)
    assert not np.any(kept)
    assert not np.any(count)


def test_a_documented_act_came_from_the_policy_where_one_speaks_for_its_author() -> None:
    """Three worlds: by Badr, by Badr, by Thar Allah; the policy is Badr's, and in force in the first world alone."""
    share = np.zeros((GROUPS, 3))
    share[BADR, :2] = share[MILITIAS.index("thar_allah"), 2] = 1.0
    governs = np.zeros((GROUPS, 3), dtype=bool)
    governs[BADR, 0] = True
    decision = ordered("attack_base", 1.0, governs=governs)
    (each,) = as_ordered(decision, [Done(ONE, share, came_of=(np.array([4, 5, 6]), np.array([7, 8, 9])))])
    assert each.came_of is not None
    assert (each.came_of[0].tolist(), each.came_of[1].tolist()) == ([0, 5, 6], [NOBODY, 8, 9])
    assert decision.motive_names == ("policy",)
    (untraced,) = as_ordered(decision, [Done(ONE, share)])
    assert untraced.came_of is not None
    assert untraced.came_of[0].tolist() == [0, NOBODY, NOBODY]
