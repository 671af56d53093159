"""Parameters set and contexts changed: by name, within bounds, over their own days."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import numpy as np
import pytest

from sim.record.contexts import load_contexts
from sim.scenario import scenario_faults
from sim.scenario.interventions import ContextChange, Set
from sim.scenario.interventions.dated import Setting
from tests.sim.scenario.drafts import Write

RefusedItem = Callable[[str], str]
DAY = date(2020, 5, 1)


@pytest.mark.parametrize(
    ("item", "start", "contains"),
    [
        (
            "set: {parameter: iran.autority, value: 0.9}",
            ":7: unknown parameter 'iran.autority'; did you mean 'iran.authority'",
            "",
        ),
        ("set:\n      parameter: iran.authority\n      value: 9", ":9: iran.authority = 9", "0 to 1"),
        ("set: {parameter: iran.authority, value: high}", ":7: value is 'high'; allowed: a number", ""),
        ("set: {parameter: iran.authority, value: .nan}", ":7: value is nan; allowed: a finite number", ""),
        ("context: {name: gaza_wor, level: 0, from: 2020-01-01}", ":7: unknown context 'gaza_wor'; did you mean 'gaza_war'", ""),
        (
            "context: {name: caretaker_government, level: 0, from: 2020-01-01}",
            ":7: no rule reads the context caretaker_government here, so that changing it changes nothing: it is kept for people",
            "allowed: maximum_pressure",
        ),
        (
            "context: {name: troops_in_iraq, level: 50, from: 2020-01-01}",
            ":7: no rule reads the context troops_in_iraq",
            "gaza_war",
        ),
        (
            "set: {parameter: groups.spread_of_bases, value: 1}",
            ":7: no rule reads groups.spread_of_bases here, so that setting it changes nothing: it shapes the priors",
            "such as badr.share_of_bases",
        ),
        ("context: {name: gaza_war, level: -1, from: 2020-01-01}", ":7: level is -1; allowed: greater than or equal to 0", ""),
        ("context: {name: gaza_war, level: 101, from: 2020-02-01}", ":7: level is 101", "less than or equal to 100"),
    ],
)
def test_a_wrong_one_gets_one_line(refused_item: RefusedItem, item: str, start: str, contains: str) -> None:
    line = refused_item(item)
    assert line.startswith(f"mine.yaml{start}")
    assert contains in line


def test_a_parameter_is_set_over_its_days_and_needs_no_branch() -> None:
    assert list(Set(parameter="p", value=2.0, since=DAY).settings()) == [Setting("p", 2.0, DAY, None)]
    assert not Set.needs_branch
    assert ContextChange.needs_branch


def test_a_context_has_the_stated_level_over_its_days_and_the_later_change_wins() -> None:
    war = ContextChange(name="gaza_war", level=2.0, since=DAY)
    pause = ContextChange(name="gaza_war", level=0.5, since=date(2020, 5, 2), until=date(2020, 5, 3))
    contexts = pause.change_contexts(war.change_contexts(load_contexts()))
    days = np.arange("2020-04-30", "2020-05-05", dtype="datetime64[D]")
    assert contexts.level("gaza_war", days).tolist() == [0.0, 2.0, 0.5, 0.5, 2.0]
    assert load_contexts().level("gaza_war", days).tolist() == [0.0] * 5


HEAD = "title: T\nquestion: Q?\nstart: 2019-10-01\nend: 2020-12-31\nbranch: 2019-10-01\n"


@pytest.mark.parametrize(
    ("off", "item", "wrong"),
    [
        ("[fear]", "set: {parameter: militia.fear, value: 0.1}", "leaves out all that does (fear); allowed: it with fear on"),
        ("[fear]", "set: {parameter: militia.branching, value: 0.1}", ""),
        ("[momentum]", "set: {parameter: scene.momentum_half_life, value: 5}", ""),  # counter-fire reads it too
        ("[counter_fire, momentum]", "set: {parameter: scene.momentum_half_life, value: 5}", "(momentum, counter_fire)"),
        ("[harassment]", "set: {parameter: us.tolerance_biden, value: 1}", "(harassment)"),
        ("[patron_orders]", "set: {parameter: badr.obedience, value: 0.1}", ""),  # a strike on Iran calls the obedient too
        ("[patron_orders, direct_duel]", "set: {parameter: badr.obedience, value: 0.1}", "(patron_orders, direct_duel)"),
        ("[protest_rivalry]", "context: {name: protests, level: 0, from: 2019-11-01}", "(protest_rivalry)"),
        ("[decapitation]", "context: {name: anniversary, level: 0, from: 2019-11-01}", ""),
        ("[decapitation, posture]", "context: {name: anniversary, level: 0, from: 2019-11-01}", "(decapitation, posture)"),
    ],
)  # fmt: skip
def test_a_lever_whose_readers_are_switched_off_is_refused(write: Write, off: str, item: str, wrong: str) -> None:
    faults = scenario_faults(write(f"{HEAD}switch_off: {off}\ninterventions:\n  - {item}\n"))
    assert len(faults) == bool(wrong)
    assert all(wrong in str(fault) for fault in faults)


@pytest.mark.parametrize(("luck", "wrong"), [("fresh", 1), ("abducted", 0)])
def test_what_sources_say_weighs_nothing_where_no_day_is_documented(write: Write, luck: str, wrong: int) -> None:
    item = "set: {parameter: links.credibility_actor, value: 0.9}"
    assert len(scenario_faults(write(f"{HEAD}luck: {luck}\ninterventions:\n  - {item}\n"))) == wrong


def test_a_context_that_a_new_truce_ends_with_is_read(write: Write) -> None:
    truce = "add_event: {date: 2019-12-02, actor: badr, action: truce, target: none, until: caretaker_government}"
    change = "context: {name: caretaker_government, level: 0, from: 2020-01-01}"
    assert scenario_faults(write(f"{HEAD}interventions:\n  - {change}\n  - {truce}\n")) == []


def test_what_a_policy_asks_for_is_read(write: Write) -> None:
    changes = (
        "context: {name: caretaker_government, level: 0, from: 2020-01-01}",
        "set: {parameter: scene.harassment_half_life, value: 5}",
    )
    asked = "context(caretaker_government) > 0 or scene.harassment > 1"
    policy = f'policy: {{actor: us, decision: strike, when: "{asked}", from: 2020-01-01}}'
    head = f"{HEAD}switch_off: [harassment, posture]\ninterventions:\n"
    for change in changes:
        (fault,) = scenario_faults(write(f"{head}  - {change}\n"))
        assert "changes nothing" in str(fault)
        assert scenario_faults(write(f"{head}  - {change}\n  - {policy}\n")) == []


def test_in_words() -> None:
    tolerance = Set(parameter="us.tolerance_biden", value=1.5, since=DAY).in_words()
    assert tolerance.startswith("From 2020-05-01 the parameter us.tolerance_biden is 1.5 (tolerance of harassment")
    war = ContextChange(name="gaza_war", level=0.0, since=DAY, until=DAY).in_words()
    assert war == "On 2020-05-01 the context gaza_war has the level 0, as if it were off."
    more = ContextChange(name="gaza_war", level=1.0, since=DAY).in_words()
    assert more == "From 2020-05-01 the context gaza_war has the level 1 in place of what is recorded."
