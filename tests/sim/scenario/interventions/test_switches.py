"""Mechanisms off for a span or for some: who can be without which, and what it says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from sim.scenario import Scenario
from sim.scenario.interventions import SwitchOff
from sim.scenario.interventions.dated import Switch
from sim.vocabulary.mechanisms import MECHANISMS
from sim.vocabulary.readers import FELT_BY, WHOLE
from tests.sim.scenario.drafts import BASE, Refusal, Write

RefusedItem = Callable[[str], str]
DAY = date(2020, 5, 1)


@pytest.mark.parametrize(
    ("item", "contains"),
    [
        ("{mechanism: momentun}", ":7: unknown mechanism 'momentun'; did you mean 'momentum'"),
        ("{mechanism: momentum, actor: bader}", ":7: unknown actor 'bader'; did you mean 'badr'"),
        ("{mechanism: momentum, actor: us}", ":7: no rule of us reads momentum; allowed: militia, one of the groups"),
        ("{mechanism: red_line, actor: badr}", ":7: no rule of badr reads red_line; allowed: us, or no actor"),
        ("{mechanism: dispersion, actor: badr}", ":7: badr alone cannot be without dispersion: the groups share one day's"),
        ("{mechanism: retaliation_delay, actor: militia}", ":7: militia alone cannot be without retaliation_delay: the wish"),
        ("{mechanism: momentum, from: 2019-11-01}", ":7: from 2019-11-01 is documented; allowed: 2019-12-01 (the branch)"),
        ("{mechanism: momentum, until: 2021-01-01}", ":7: until 2021-01-01 lies outside the scenario"),
        ("momentum", ":7: switch_off needs details in braces; allowed keys: mechanism, actor, from, until"),
    ],
)  # fmt: skip
def test_a_wrong_one_gets_one_line(refused_item: RefusedItem, item: str, contains: str) -> None:
    assert contains in refused_item(f"switch_off: {item}")


def test_what_is_off_for_all_cannot_be_switched_off_again(write: Write, refusal: Refusal) -> None:
    head = "title: T\nquestion: Q?\nstart: 2019-10-01\nend: 2020-12-31\nbranch: 2020-01-02\nswitch_off: [fear]\ninterventions:\n"
    line = refusal(write(f"{head}  - switch_off: {{mechanism: fear, actor: badr}}\n"))
    assert ":8: fear is off for all by switch_off, so that nothing reads this; allowed: one of the two" in line


@pytest.mark.parametrize("mechanism", MECHANISMS)
def test_every_mechanism_can_be_off_for_whom_the_table_names(mechanism: str) -> None:
    whom = [*FELT_BY[mechanism], *(["badr"] if "militia" in FELT_BY[mechanism] and mechanism not in WHOLE else [])]
    items = [
        *({"switch_off": {"mechanism": mechanism, "actor": actor}} for actor in whom),
        {"switch_off": {"mechanism": mechanism}},
    ]
    scenario = Scenario.from_dict({**BASE, "branch": "2019-12-01", "interventions": items})
    switches = [switch for item in scenario.interventions for switch in item.switches()]
    assert [(switch.mechanism, switch.actor) for switch in switches] == [(mechanism, actor) for actor in (*whom, "")]


def test_it_switches_over_its_days() -> None:
    item = SwitchOff(mechanism="fear", actor="badr", since=DAY, until=DAY)
    assert list(item.switches()) == [Switch("fear", "badr", DAY, DAY)]
    assert list(SwitchOff(mechanism="fear").switches()) == [Switch("fear", "", None, None)]
    assert item.changes_rules


def test_in_words() -> None:
    of_one = SwitchOff(mechanism="fear", actor="badr", since=DAY, until=date(2020, 6, 1)).in_words()
    meaning = MECHANISMS["fear"]
    assert of_one == f"From 2020-05-01 to 2020-06-01 the mechanism fear of badr is switched off: {meaning}."
    assert (
        SwitchOff(mechanism="fear").in_words()
        == f"From the first simulated day on the mechanism fear is switched off: {meaning}."
    )
