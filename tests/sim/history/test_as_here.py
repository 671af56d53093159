"""Documented acts as they are in this arm: motives numbered anew, and acts that are another group's."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from sim.decision import Decision
from sim.history.as_here import as_here, hand_over, is_anothers, is_open, whole_share
from sim.history.causes import NOBODY
from sim.history.documented import Ledger
from sim.history.flows import Flow, Flows
from sim.history.outcome import Done
from sim.model import EscalationModel
from sim.order import Order
from sim.record.acts import Act
from sim.types import Floats
from sim.vocabulary.decisions import MILITIAS
from tests.runs import finish, span
from tests.stand_in import column, done, weighed

KH, HN, BADR = "kataib_hezbollah", "harakat_al_nujaba", "badr"
MINE = done("attack_base", KH, marks={"us_killed": 2.0})
GIVEN = replace(MINE, actor=BADR, candidates=(BADR,))
ROW = {name: MILITIAS.index(name) for name in (KH, HN, BADR)}


def attacks(**rates: float) -> Decision:
    return weighed("attack_base", column(**rates))


def flows(*names: str) -> Flows:
    return Flows(tuple(Flow(name, "", ()) for name in names))


def test_motives_are_numbered_as_here_and_those_that_are_off_are_nobodys() -> None:
    here = replace(attacks(), motives=(("b", lambda: 0.0), ("c", lambda: 0.0)))
    came = np.array([0, 1, 2, NOBODY]), np.zeros(4, dtype=int)
    (act,) = as_here(here, Ledger(acts=[MINE], flows=flows("a", "b", "c")), [Done(MINE, 1.0, came_of=came)])
    assert act.came_of is not None
    assert act.came_of[0].tolist() == [NOBODY, 0, 1, NOBODY]
    assert act.in_both


def test_what_was_not_traced_stays_without_a_cause() -> None:
    (act,) = as_here(attacks(), Ledger(acts=[MINE]), [Done(MINE, 1.0)])
    assert act.came_of is None


@pytest.mark.parametrize("coupling", ["causes", "inversion"])
def test_an_arm_without_some_motives_tells_no_cause_that_it_lacks(coupling: str) -> None:
    """Of the motives of a strike one is left: what is kept has it as its cause, or none."""
    scenario = span(
        date(2019, 12, 1), 40, branch="2019-12-20", warm_up=60, coupling=coupling, switch_off=["red_line", "harassment"],
        switch_off_in="this_arm",
    )  # fmt: skip
    events = finish(EscalationModel(scenario, worlds=12, rng=3)).event_log.events()
    strikes = events[(events["action"] == "strike") & (events["date"] >= "2019-12-20")]
    assert set(strikes["cause"]) <= {"", "unprompted_force"}


@pytest.mark.parametrize(
    ("here", "in_both"),
    [
        (MINE, True),
        (replace(MINE, marks={"us_killed": 2.0}), True),
        (replace(MINE, marks={"us_killed": 1.0}), True),
        (replace(MINE, marks={"us_killed": 3.0}), False),  # more than there
        (GIVEN, False),
    ],
)
def test_what_is_more_here_than_there_is_not_in_both(here: Act, in_both: bool) -> None:
    (act,) = as_here(attacks(), Ledger(acts=[MINE]), [Done(here, 1.0)])
    assert act.in_both == in_both


def test_an_act_is_anothers_if_its_author_or_who_it_may_have_been_is() -> None:
    assert not is_anothers(MINE, MINE)
    assert is_anothers(GIVEN, MINE)
    assert is_anothers(MINE, done("attack_base", may_be=(KH, HN)))
    assert np.array_equal(whole_share(attacks(), GIVEN), column(badr=1.0))


def of(group: str, worlds: int = 3) -> Floats:
    table = np.zeros((len(MILITIAS), worlds))
    table[ROW[group]] = 1.0
    return table


@pytest.mark.parametrize(
    ("forbidden", "expected"),
    [((), [True, False]), ((KH,), [True, True]), ((BADR,), [False, False]), ((KH, BADR), [False, False]), ((HN,), [True, False])],
)
def test_only_the_prohibition_of_the_author_that_it_has_here_counts(forbidden: tuple[str, ...], expected: list[bool]) -> None:
    decision = attacks()
    decision.forbidden = np.array([[group in forbidden] for group in MILITIAS])
    assert is_open(decision, GIVEN, np.array([True, False]), of(KH, 2) > 0).tolist() == expected


def test_counts_move_with_the_act_and_only_where_it_happens() -> None:
    """Three worlds: both acts of Kataib Hezbollah happen, the first alone, none; Badr makes one of its own in the last."""
    counts = np.zeros((len(MILITIAS), 3))
    counts[ROW[KH]], counts[ROW[BADR]] = [2.0, 1.0, 0.0], [0.0, 0.0, 1.0]
    second = replace(MINE, id="second")
    acts = [Done(GIVEN, column(kataib_hezbollah=1.0)), Done(second, column(kataib_hezbollah=1.0))]
    count, there = hand_over(attacks(), counts, acts, [MINE, second])
    table = np.asarray(count)
    assert table[ROW[KH]].tolist() == [1.0, 0.0, 0.0]
    assert table[ROW[BADR]].tolist() == [1.0, 1.0, 1.0]
    assert table.sum() == counts.sum()
    assert [each.act.id for each in there] == [MINE.id, "second"]
    assert np.asarray(there[0].share)[ROW[BADR]].tolist() == [1.0, 1.0, 0.0]
    assert np.array_equal(counts[ROW[KH]], [2.0, 1.0, 0.0]), "the counts that were given stay as they are"


def test_where_only_the_former_author_is_forbidden_the_act_happens_all_the_same() -> None:
    decision = attacks()
    decision.forbidden = np.array([[group == KH] for group in MILITIAS])
    count, (act,) = hand_over(decision, 0.0, [Done(GIVEN, column(kataib_hezbollah=1.0))], [MINE])
    assert np.array_equal(np.asarray(count), column(badr=1.0))
    assert np.array_equal(np.asarray(act.share), column(badr=1.0))


def under_policy(group: str, worlds: int = 3) -> Decision:
    decision = attacks()
    decision.order = Order(of(group, worlds) > 0, np.zeros((len(MILITIAS), worlds)))
    return decision


def test_what_the_former_author_does_by_policy_is_no_act_that_was_given_away() -> None:
    """He makes two by his policy, and the given act happens beside them; he makes none, and it happens all the same."""
    for made in (2.0, 0.0):
        count, (act,) = hand_over(under_policy(KH), made * of(KH), [Done(GIVEN, column(kataib_hezbollah=1.0))], [MINE])
        assert np.array_equal(np.asarray(count), made * of(KH) + of(BADR))
        assert np.array_equal(np.asarray(act.share), of(BADR))


def test_an_act_that_was_received_is_the_first_that_a_policy_has_done() -> None:
    """As many as the policy says, whatever the former author's rates keep; how far the act is among them is told by the count."""
    for kept in (1.0, 0.0):
        counts = kept * of(KH) + np.array([2.0, 1.0, 0.0]) * of(BADR)
        count, (act,) = hand_over(under_policy(BADR), counts, [Done(GIVEN, column(kataib_hezbollah=1.0))], [MINE])
        assert np.asarray(count)[ROW[BADR]].tolist() == [2.0, 1.0, 0.0]
        assert not np.asarray(count)[ROW[KH]].any()
        assert np.array_equal(np.broadcast_to(np.asarray(act.share), (len(MILITIAS), 3)), of(BADR))


def test_acts_of_their_own_authors_are_left_alone() -> None:
    counts, acts = column(kataib_hezbollah=1.0), [Done(MINE, column(kataib_hezbollah=1.0))]
    count, done = hand_over(attacks(), counts, acts, [MINE])
    assert count is counts
    assert done == acts
    assert np.array_equal(counts, column(kataib_hezbollah=1.0))
