"""Answered pairs of a record and links made by hand, and of the project's own."""

from __future__ import annotations

import dataclasses
from datetime import date

from calibration.targets.answered import answered_days, answered_pairs
from sim.record.acts import Act, day_number
from sim.record.links import Link, Links
from tests.handmade import evidence


def act(name: str, decision: str, actor: str, day: str, merged: tuple[str, ...] = ()) -> Act:
    return Act(name, day_number(day), actor, (), decision, merged=merged)


def link(answer: str, cause: str, said_by: str = "source", strength: str = "sole") -> Link:
    return Link(answer, cause, said_by, strength, "both", "")


ACTS = (
    act("a1", "attack_base", "badr", "2021-01-01"),
    act("a2", "attack_base", "badr", "2021-01-04"),
    act("a3", "attack_base", "badr", "2021-02-01"),
    act("s1", "strike", "us", "2021-01-05", ("s1-again",)),
    act("s2", "strike", "us", "2021-02-20"),
    act("w", "warn", "us", "2021-02-01"),
)


def pairs(*links: Link, within: int = 14) -> dict[tuple[str, str], tuple[date, ...]]:
    made = dataclasses.replace(evidence(), acts=ACTS, links=Links(links))
    return dict(answered_pairs(made, within))


def test_the_latest_of_several_acts_counts_and_a_row_told_again_is_the_same_answer() -> None:
    found = pairs(link("s1", "a1"), link("s1-again", "a2"), link("w", "a3", "actor", "joint"))
    assert found == {("strike", "attack_base"): (date(2021, 1, 4),), ("warn", "attack_base"): (date(2021, 2, 1),)}


def test_our_own_order_general_motives_late_answers_and_contexts_are_left_out() -> None:
    links = [link("s1", "a1", "sequence"), link("s1", "a2", strength="background"), link("s2", "a3"), link("w", "context:other")]
    assert pairs(*links) == {}
    assert pairs(*links, within=19) == {("strike", "attack_base"): (date(2021, 2, 1),)}


def test_pairs_of_the_record_hold_those_that_are_in_every_book() -> None:
    assert date(2019, 12, 27) in answered_days("strike", "attack_base")
    assert date(2020, 1, 3) in answered_days("move_expulsion", "kill_leader")
    assert answered_days("strike_iran", "attack_base") == ()
