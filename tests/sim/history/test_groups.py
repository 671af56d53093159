"""Documented acts on the axis of the groups: columns in the order of the groups, common to all worlds."""

from __future__ import annotations

import numpy as np

from sim.history.groups import column, hits, members, other_marks
from sim.vocabulary.decisions import MILITIAS
from sim.worlds import is_nothing
from tests.stand_in import done

KH, BADR = MILITIAS.index("kataib_hezbollah"), MILITIAS.index("badr")


def test_members_are_the_groups_among_the_names() -> None:
    may = members(("badr", "us", "kataib_hezbollah"))
    assert may.shape == (len(MILITIAS), 1)
    assert np.flatnonzero(may[:, 0]).tolist() == sorted([KH, BADR])
    assert not members(("us",)).any()
    assert members(("badr", "iran"), ("iran", "badr", "us")).tolist() == [[True], [True], [False]]


def test_a_column_has_zero_for_the_groups_that_are_not_named() -> None:
    values = column({"badr": 0.25, "us": 9.0})
    assert values.shape == (len(MILITIAS), 1)
    assert values[BADR, 0] == 0.25
    assert values.sum() == 0.25


def test_what_an_act_hit_is_by_group_and_its_other_marks_are_not() -> None:
    act = done("strike", "us", marks={"hit_badr": 0.75, "in_iraq": 1.0, "hit_kataib_hezbollah": 0.25, "militia_killed": 5.0})
    blow = np.asarray(hits(act))
    assert (blow[BADR, 0], blow[KH, 0], blow.sum()) == (0.75, 0.25, 1.0)
    assert other_marks(act) == {"in_iraq": 1.0, "militia_killed": 5.0}


def test_an_act_that_hit_none_of_the_groups_hit_nothing() -> None:
    assert is_nothing(hits(done("strike", "us", marks={"in_iraq": 1.0})))
