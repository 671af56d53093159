"""Prohibitions: who may not do what, from which simulated day on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from sim.scenario import Scenario
from sim.scenario.interventions import Forbid, RemoveActor
from sim.scenario.interventions.dated import Prohibition
from sim.vocabulary.decisions import decisions_of

RefusedItem = Callable[[str], str]
BRANCH = date(2019, 12, 1)


def scenario(branch: date | None = BRANCH) -> Scenario:
    return Scenario.from_dict(
        {"name": "s", "title": "T", "question": "Q?", "start": "2019-10-01", "end": "2020-12-31", "branch": branch}
    )


@pytest.mark.parametrize(
    ("item", "start", "contains"),
    [
        (
            "forbid: {actor: iraq, decision: strike, from: 2020-01-01}",
            ":7: unknown actor 'iraq'; did you mean",
            "iraq_government",
        ),
        (
            "forbid: {actor: us, decision: strik, from: 2020-01-01}",
            ":7: unknown decision 'strik'; did you mean 'strike'",
            "kill_leader",
        ),
        ("forbid: {actor: us, decision: raid, from: 2020-01-01}", ":7: us has no decision 'raid'; allowed: strike", "draw_down"),
        ("forbid: {actor: us, decision: strike}", ":7: forbid lacks the key 'from'; allowed: actor", "until"),
        ("forbid: {actor: us, decision: strike, form: 2020-01-01}", ":7: unknown key 'form'; did you mean 'from'", "until"),
        (
            "forbid: {actor: us, decision: strike, from: 2021-01-01}",
            ":7: from 2021-01-01 lies outside",
            "2019-10-01 to 2020-12-31",
        ),
        (
            "forbid: {actor: us, decision: strike, from: 2020-02-01, until: 2020-01-01}",
            ":7: until 2020-01-01 lies before from",
            "",
        ),
        (
            "forbid:\n      actor: us\n      decision: strike\n      from: 2020-13-01",
            ":10: from is '2020-13-01'; allowed: a day",
            "",
        ),
        ("remove_actor: bader", ":7: unknown actor 'bader'; did you mean 'badr'", ""),
    ],
)
def test_a_wrong_one_gets_one_line(refused_item: RefusedItem, item: str, start: str, contains: str) -> None:
    line = refused_item(item)
    assert line.startswith(f"mine.yaml{start}")
    assert contains in line


def test_a_decision_is_forbidden_on_simulated_days_only() -> None:
    early = Forbid(actor="us", decision="strike", since=date(2019, 10, 5), until=date(2020, 2, 1))
    assert list(early.prohibitions(scenario(), ())) == [Prohibition("us", "strike", BRANCH, date(2020, 2, 1))]
    late = Forbid(actor="us", decision="strike", since=date(2020, 1, 1))
    assert list(late.prohibitions(scenario(), ())) == [Prohibition("us", "strike", date(2020, 1, 1), None)]
    assert list(late.prohibitions(scenario(None), ())) == []


def test_a_removed_actor_takes_no_decision_from_the_branch_on() -> None:
    forbidden = list(RemoveActor(actor="badr").prohibitions(scenario(), ()))
    assert [one.decision for one in forbidden] == list(decisions_of("badr"))
    assert {(one.actor, one.since, one.until) for one in forbidden} == {("badr", BRANCH, None)}
    assert list(RemoveActor(actor="badr").prohibitions(scenario(None), ())) == []
