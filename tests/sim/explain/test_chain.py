"""Chains of causes on a table made by hand: each step, and each way to end."""

from __future__ import annotations

from datetime import date

import pytest

from sim.explain.chain import AMID, UNTOLD, chain_of, in_plain_words, in_words, step_at
from tests.sim.explain.tables import made


def test_a_chain_leads_from_the_event_to_a_standing_will() -> None:
    chain = chain_of(made().iloc[:6], 3)
    assert [(step.event, step.motive, step.kind, step.answers) for step in chain] == [
        (3, "reprisal", "act", 1),
        (1, "lethal_provocation", "act", 0),
        (0, "standing_will", "standing", None),
    ]
    assert [step.end for step in chain] == ["", "", "standing"]
    assert (chain[1].date, chain[1].actor, chain[1].action, chain[1].record_id) == (date(2020, 1, 2), "us", "strike", "row-b")
    assert "red line" in chain[1].sentence


@pytest.mark.parametrize(
    ("world", "number", "end", "says"),
    [
        (0, 4, "standing", "from standing_sanctions: Sanctions come at a standing pace"),
        (0, 5, UNTOLD, "it lies before, or the record missed it"),
        (1, 0, "context", "A dated context (gaza_war)"),
        (1, 1, "none", "from nothing that the rules know"),
    ],
)
def test_every_end_is_told_in_words(world: int, number: int, end: str, says: str) -> None:
    events = made()
    (only,) = chain_of(events[events["world"] == world], number)
    assert only.end == end
    assert says in in_words(only)


def test_what_went_with_a_campaign_as_a_whole_is_told_so() -> None:
    events = made().iloc[:6].assign(action="counter_fire", cause="crew_seen_first", cause_event=None)
    (only,) = chain_of(events, 5)
    assert (only.kind, only.end) == ("act", AMID)
    assert in_words(only).endswith("It went with what was going on as a whole, and answered no single act of it.")


def test_what_goes_on_is_told_without_an_end() -> None:
    first = chain_of(made().iloc[:6], 3)[0]
    assert in_words(first) == f"from reprisal: {first.sentence}"


def test_each_step_of_a_chain_is_the_step_of_its_own_event() -> None:
    events = made().iloc[:6]
    assert [step_at(events, step.event) for step in chain_of(events, 3)] == list(chain_of(events, 3))


def test_a_motive_is_said_in_plain_words_and_its_sentence_as_it_is() -> None:
    step = step_at(made().iloc[:6], 0)
    assert in_words(step).startswith("from standing_will: ")
    assert in_plain_words(step) == in_words(step).replace("from standing_will", "from standing will")


def test_a_motive_that_the_rules_do_not_know_is_none() -> None:
    events = made().iloc[:6].assign(cause="whim")
    assert chain_of(events, 0)[0].kind == chain_of(events, 0)[0].motive == "none"


def test_a_policy_ends_a_chain() -> None:
    events = (
        made().iloc[:6].assign(cause="policy", cause_event=made()["cause_event"].iloc[:6].where(made()["event"].iloc[:6] == 3))
    )
    first, last = chain_of(events, 3)
    assert (first.kind, first.end) == ("policy", "")
    assert (last.kind, last.end, last.motive) == ("policy", "policy", "policy")
    assert in_words(last) == (
        "from policy: A policy of the scenario has it done; the actor's own rule is silent. "
        "It answers no act, whatever its condition looked at."
    )
