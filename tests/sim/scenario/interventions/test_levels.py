"""Levels: which there are, how far one may go, and that one which no rule reads is refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from sim.errors import ScenarioError
from sim.scenario import scenario_faults
from sim.scenario.interventions import Level
from sim.scenario.interventions.dated import Dosage
from tests.sim.scenario.drafts import Refusal, Write, branched

RefusedItem = Callable[[str], str]
DAY = date(2020, 5, 1)
HEAD = "title: T\nquestion: Q?\nstart: 2019-10-01\nend: 2020-12-31\n"


@pytest.mark.parametrize(
    ("item", "contains"),
    [
        ("{name: salary, value: 0, from: 2020-01-01}", ":7: unknown level 'salary'; did you mean 'salaries'"),
        ("{name: salaries, value: -0.1, from: 2020-01-01}", ":7: value is -0.1; allowed: greater than or equal to 0"),
        ("{name: salaries, value: 1.5, from: 2020-01-01}", ":7: value is 1.5; allowed: less than or equal to 1"),
        ("{name: presence_in_iraq, value: 3.5, from: 2020-01-01}", ":7: value is 3.5; allowed: less than or equal to 1"),
        ("{name: salaries, value: .nan, from: 2020-01-01}", ":7: value is nan; allowed: a finite number"),
        ("{name: salaries, value: 0, from: 2019-11-30}", ":7: from 2019-11-30 is documented; allowed: 2019-12-01 (the branch)"),
        ("{name: salaries, value: 0, from: 2020-06-01, until: 2020-05-01}", ":7: until 2020-05-01 lies before from"),
        ("{name: salaries, value: 0}", ":7: level lacks the key 'from'; allowed: name, value, from, until"),
        ("{name: salaries, from: 2020-01-01}", ":7: level lacks the key 'value'"),
    ],
)
def test_a_wrong_one_gets_one_line(refused_item: RefusedItem, item: str, contains: str) -> None:
    assert contains in refused_item(f"level: {item}")


def test_a_documented_history_has_its_own_levels(write: Write, refusal: Refusal) -> None:
    line = refusal(write(f"{HEAD}interventions:\n  - level: {{name: salaries, value: 0, from: 2020-01-01}}\n"))
    assert ":6: level needs a branch" in line


@pytest.mark.parametrize(
    ("name", "off", "missing"),
    [
        ("salaries", "state_ties", "state_ties"),
        ("salaries", "posture", ""),
        ("presence_in_iraq", "posture", "posture"),
        ("presence_in_syria", "posture", "posture"),
        ("presence_in_syria", "state_ties", ""),
    ],
)
def test_a_level_whose_readers_are_off_is_refused(write: Write, name: str, off: str, missing: str) -> None:
    item = f"level: {{name: {name}, value: 0.5, from: 2020-01-01}}"
    faults = scenario_faults(write(f"{HEAD}branch: 2019-12-01\nswitch_off: [{off}]\ninterventions:\n  - {item}\n"))
    assert len(faults) == bool(missing)
    assert all(f"no rule reads the level {name} here" in str(fault) for fault in faults)
    assert all(f"({missing}); allowed: it with {missing} on" in str(fault) for fault in faults)


@pytest.mark.parametrize("name", ["presence_in_iraq", "presence_in_syria"])
@pytest.mark.parametrize(
    ("changes", "refused"),
    [
        ({"coupling": "inversion"}, True),
        ({"coupling": "causes"}, False),
        ({}, False),  # by cause is the default
        ({"coupling": "inversion", "luck": "fresh"}, False),  # nothing documented is kept
    ],
)
def test_what_is_of_one_place_needs_acts_that_are_kept_by_cause(
    write: Write, name: str, changes: dict[str, str], refused: bool
) -> None:
    head = HEAD + "".join(f"{key}: {value}\n" for key, value in changes.items())
    item = f"level: {{name: {name}, value: 0.5, from: 2020-01-01}}"
    faults = list(map(str, scenario_faults(write(f"{head}branch: 2019-12-01\ninterventions:\n  - {item}\n"))))
    assert len(faults) == refused
    for fault in faults:
        assert ":5: coupling: inversion keeps documented acts by their number, whatever country they fell in" in fault
        assert fault.endswith("; allowed: causes, or luck: fresh")


def test_as_documented_and_what_is_of_no_place_may_be_coupled_either_way(write: Write) -> None:
    head = f"{HEAD}coupling: inversion\nbranch: 2019-12-01\ninterventions:\n"
    for name, value in (("presence_in_iraq", 1), ("salaries", 0)):
        assert scenario_faults(write(f"{head}  - level: {{name: {name}, value: {value}, from: 2020-01-01}}\n")) == []


def test_a_scenario_with_such_a_level_may_not_be_edited_to_inversion() -> None:
    item = {"level": {"name": "presence_in_iraq", "value": 0.0, "from": "2020-01-01"}}
    by_cause = branched().edit(interventions=(item,))
    with pytest.raises(ScenarioError, match="whatever country they fell in"):
        by_cause.edit(coupling="inversion")


def test_it_is_one_share_over_its_days() -> None:
    item = Level(name="salaries", value=0.5, since=DAY)
    assert list(item.dosages()) == [Dosage("salaries", 0.5, DAY, None)]
    assert not item.changes_rules


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0.0, "From 2020-05-01 the pay of the groups on Baghdad's payroll is nothing."),
        (0.5, "From 2020-05-01 the pay of the groups on Baghdad's payroll is 0.5 times what was documented."),
        (1.0, "From 2020-05-01 the pay of the groups on Baghdad's payroll is as it was documented."),
    ],
)
def test_in_words(value: float, words: str) -> None:
    assert Level(name="salaries", value=value, since=DAY).in_words() == words


def test_a_level_that_nobody_knows_has_words_all_the_same() -> None:
    assert Level(name="x", value=0.0, since=DAY).in_words() == "From 2020-05-01 the level x is nothing."
