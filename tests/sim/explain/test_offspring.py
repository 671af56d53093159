"""Children, offspring and who answered whom, on a table of nine acts that can be read by eye."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from sim.explain.offspring import (
    by_decision,
    by_record,
    children,
    generations,
    is_unanswered,
    offspring,
    parents,
    who_answered_whom,
)
from tests.sim.explain.tables import N_WORLDS, made


def called(events: pd.DataFrame, name: str) -> np.ndarray:
    return (events["record_id"] == name).to_numpy()


def test_a_parent_is_looked_for_in_the_same_world() -> None:
    assert parents(made()).tolist() == [-1, 0, 1, 1, -1, -1, -1, -1, -1]
    shuffled = made().iloc[::-1].reset_index(drop=True)  # event 5 of world 0 is row 3 now, and so on
    assert parents(shuffled).tolist() == [-1, -1, -1, -1, -1, 7, 7, 8, -1]
    assert parents(made().iloc[:0]).tolist() == []
    twice = pd.concat([made().iloc[:3], made().iloc[:3].assign(world=7)], ignore_index=True)
    assert parents(twice).tolist() == [-1, 0, 1, -1, 3, 4]


def test_children_answered_the_event_itself() -> None:
    events = made()
    assert children(events, called(events, "row-b"))["event"].tolist() == [2, 3]
    assert children(events, called(events, "row-a"))["record_id"].tolist() == ["row-b"]
    assert children(events, called(events, "row-c")).empty


def test_offspring_are_children_and_theirs_with_their_generation() -> None:
    events = made()
    found = offspring(events, called(events, "row-a"))
    assert list(zip(found["world"], found["event"], found["generation"], strict=True)) == [(0, 1, 1), (0, 2, 2), (0, 3, 2)]
    assert offspring(events, np.zeros(len(events), dtype=bool)).empty


def test_of_two_chosen_the_nearer_counts() -> None:
    events = made()
    found = offspring(events, called(events, "row-a") | called(events, "row-b"))
    assert found["event"].tolist() == [2, 3]
    assert found["generation"].tolist() == [1, 1]


@pytest.mark.parametrize("length", [1, 2, 300])
def test_a_long_chain_is_followed_to_its_end(length: int) -> None:
    answered = np.arange(-1, length - 1)
    chosen = np.arange(length) == 0
    assert generations(answered, chosen).tolist() == list(range(length))
    assert (generations(answered, np.zeros(length, dtype=bool)) == -1).all()


def test_who_answered_whom_is_a_mean_over_all_worlds() -> None:
    table = who_answered_whom(made(), N_WORLDS)
    rows = {(row.decision, row.motive): (row.kind, row.answered, row.mean) for row in table.itertuples()}
    assert rows == {
        ("attack_base", "reprisal"): ("act", "strike", 0.5),  # two acts in one of four worlds
        ("attack_base", "standing_will"): ("standing", None, 0.25),
        ("attack_base", "gaza_campaign"): ("context", None, 0.25),
        ("strike", "lethal_provocation"): ("act", "attack_base", 0.25),
        ("strike", "wounding"): ("act", None, 0.25),
        ("strike", "unprompted_force"): ("standing", None, 0.25),
        ("sanction", "standing_sanctions"): ("standing", None, 0.25),
        ("warn", "none"): ("none", None, 0.25),
        ("condemn_us", "sovereignty_breached"): ("act", "strike", 0.25),
    }
    assert table["decision"].drop_duplicates().tolist() == ["attack_base", "strike", "sanction", "warn", "condemn_us"]
    assert table["motive"].iloc[0] == "reprisal"
    assert [is_unanswered(row.kind, row.answered) for row in table.itertuples()].count(True) == 1


def test_of_nothing_nobody_answered_anybody() -> None:
    assert who_answered_whom(made().iloc[:0], N_WORLDS).empty


def test_offspring_by_decision_is_a_mean_over_the_worlds_with_the_event() -> None:
    """The attack happened in worlds 0 and 1, and only in world 0 did anything come of it."""
    events = made()
    table = by_decision(offspring(events, called(events, "row-a")), worlds=2)
    assert list(table.itertuples(index=False, name=None)) == [
        ("attack_base", 1.0, 0.0, 0.5, 2),
        ("strike", 0.5, 0.5, 0.5, 1),
        ("condemn_us", 0.5, 0.0, 0.5, 2),
    ]


def test_documented_offspring_are_named() -> None:
    events = made()
    table = by_record(offspring(events, called(events, "row-a")), worlds=2)
    assert list(table.itertuples(index=False, name=None)) == [("row-b", "strike", 0.5), ("row-c", "condemn_us", 0.5)]


def test_what_a_policy_has_done_is_told_as_such() -> None:
    events = made().iloc[:2].assign(cause=["policy", "policy"])
    table = who_answered_whom(events.assign(cause_event=None), N_WORLDS)
    assert table[["decision", "motive", "kind"]].to_numpy().tolist() == [
        ["attack_base", "policy", "policy"], ["strike", "policy", "policy"],
    ]  # fmt: skip
