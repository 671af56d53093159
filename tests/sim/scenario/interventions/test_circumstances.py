"""Parameters set and contexts changed: by name, within bounds, over their own days."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import numpy as np
import pytest

from sim.record.contexts import load_contexts
from sim.scenario.interventions import ContextChange, Set
from sim.scenario.interventions.base import Setting

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
