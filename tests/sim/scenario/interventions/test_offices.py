"""Offices: who may hold one, from which day, and what it says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from sim.record.contexts import load_contexts
from sim.scenario.interventions import Office
from sim.scenario.recorded import office_holders
from tests.sim.scenario.drafts import Refusal, Write

RefusedItem = Callable[[str], str]
DAY = date(2020, 5, 1)


@pytest.mark.parametrize(
    ("item", "contains"),
    [
        ("{role: presidency, holder: trump, from: 2020-01-01}", ":7: unknown office 'presidency'. Allowed: administration"),
        ("{role: administration, holder: bidn, from: 2020-01-01}", "holder of administration 'bidn'; did you mean 'biden'"),
        ("{role: administration, holder: kadhimi, from: 2020-01-01}", "'kadhimi'. Allowed: trump, biden"),
        ("{role: commander, holder: muhandis, from: 2020-01-01}", ":7: unknown holder of commander 'muhandis'"),
        ("{role: administration, holder: biden, from: 2019-11-30}", ":7: from 2019-11-30 is documented; allowed: 2019-12-01"),
        ("{role: administration, holder: biden, from: 2020-06-01, until: 2020-05-01}", ":7: until 2020-05-01 lies before from"),
        ("{role: administration, holder: biden}", ":7: office lacks the key 'from'; allowed: role, holder, from, until"),
    ],
)  # fmt: skip
def test_a_wrong_one_gets_one_line(refused_item: RefusedItem, item: str, contains: str) -> None:
    assert contains in refused_item(f"office: {item}")


@pytest.mark.parametrize(("branch", "is_right"), [("2020-01-03", True), ("2020-01-04", False)])
def test_nobody_commands_who_was_killed_before_the_branch(write: Write, refusal: Refusal, branch: str, is_right: bool) -> None:
    head = f"title: T\nquestion: Q?\nstart: 2019-10-01\nend: 2020-12-31\nbranch: {branch}\ninterventions:\n"
    path = write(f"{head}  - office: {{role: commander, holder: soleimani, from: 2020-06-01}}\n")
    if is_right:
        with pytest.raises(pytest.fail.Exception):
            refusal(path)
        return
    line = refusal(path)
    assert "soleimani was killed before the branch (2020-01-03-us-targeted-killing); allowed: qaani" in line


def test_a_documented_history_has_its_own_offices(write: Write, refusal: Refusal) -> None:
    head = "title: T\nquestion: Q?\nstart: 2019-10-01\nend: 2020-12-31\ninterventions:\n"
    line = refusal(write(f"{head}  - office: {{role: commander, holder: qaani, from: 2020-06-01}}\n"))
    assert ":6: office needs a branch" in line


def test_holders_are_those_of_the_record_whom_the_rules_know() -> None:
    assert office_holders("administration") == ("trump", "biden")
    assert office_holders("government") == ("abadi", "abdul_mahdi", "kadhimi", "sudani")
    assert office_holders("commander") == ("soleimani", "qaani")


def test_the_later_change_wins_and_the_record_goes_on_after_it() -> None:
    first = Office(role="government", holder="sudani", since=DAY, until=date(2020, 5, 10))
    second = Office(role="government", holder="abadi", since=date(2020, 5, 2), until=date(2020, 5, 3))
    contexts = second.change_contexts(first.change_contexts(load_contexts()))
    held = [
        contexts.office("government", date(2020, 4, 30)),
        *(contexts.office("government", date(2020, 5, day)) for day in (1, 2, 3, 4, 11)),
    ]
    assert held == ["abdul_mahdi", "sudani", "abadi", "abadi", "sudani", "kadhimi"]
    assert contexts.put_in("administration", DAY) == ""
    assert load_contexts().office("government", DAY) == "abdul_mahdi"


@pytest.mark.parametrize(
    ("until", "words"),
    [
        (None, "From 2020-05-01 the American administration is that of trump."),
        (DAY, "On 2020-05-01 the American administration is that of trump."),
        (date(2020, 6, 1), "From 2020-05-01 to 2020-06-01 the American administration is that of trump."),
    ],
)
def test_in_words(until: date | None, words: str) -> None:
    assert Office(role="administration", holder="trump", since=DAY, until=until).in_words() == words
