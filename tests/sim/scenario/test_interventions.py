"""Interventions: what they hold, how YAML spells them, and what a wrong one is told."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from sim.errors import ScenarioError
from sim.scenario import load_scenario
from sim.scenario.interventions import KINDS, AddEvent, ContextChange, EditEvent, Forbid, RemoveActor, RemoveEvent, Set

STRIKE = "2020-01-03-us-targeted-killing"
K1 = "2019-12-27-kataib-hezbollah-rocket-attack"
HEAD = "title: T\nquestion: Q?\nstart: 2019-10-01\nend: 2020-12-31\n"
BRANCHED = HEAD + "branch: 2019-12-01\ninterventions:\n"  # the first intervention stands on line 7


def refusal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str) -> str:
    monkeypatch.chdir(tmp_path)
    Path("mine.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        load_scenario("mine.yaml")
    assert "\n" not in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize(
    ("item", "start", "contains"),
    [
        ("remove_evnt: x", ":7: unknown intervention 'remove_evnt'; did you mean 'remove_event'", "forbid"),
        (
            "remove_event: 2020-01-03-us-targeted-kiling",
            ":7: unknown event '2020-01-03-us-targeted-kiling'; did you mean",
            STRIKE,
        ),
        (
            "remove_event: 2020-02-03-us-targeted-killing",
            ":7: unknown event '2020-02-03-us-targeted-killing'; did you mean",
            STRIKE,
        ),
        ("remove_event: 7", ":7: id is 7; allowed: text", ""),
        (
            "remove_event: 2019-10-15-iran-context",
            ":7: event 2019-10-15-iran-context is not on a simulated day",
            "2019-12-01 (the branch)",
        ),
        (
            "remove_event: 2021-05-25-other-truce-end",
            ":7: event 2021-05-25-other-truce-end is not on a simulated day",
            "2020-12-31",
        ),
        ("remove_event: 2020-01-08-iran-shootdown", ":7: event 2020-01-08-iran-shootdown is no decision of the model", "allowed"),
        ("a plain sentence", ":7: an intervention is one key with its details", "remove_event"),
        ("{remove_actor: badr, remove_event: x}", ":7: an intervention is one key", ""),
        ("forbid: us", ":7: forbid needs details in braces; allowed keys: actor, decision, from, until, because", ""),
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
        ("remove_actor: bader", ":7: unknown actor 'bader'; did you mean 'badr'", ""),
        ("edit_event: {id: " + K1 + "}", ":7: edit_event changes nothing; allowed: id", "us_killed"),
        ("edit_event: {id: " + K1 + ", us_killed: -1}", ":7: us_killed is -1; allowed: greater than or equal to 0", ""),
        ("edit_event: {id: " + K1 + ", us_killed: 0.5}", ":7: us_killed is 0.5; allowed: a whole number", ""),
        ("edit_event: {id: " + K1 + ", lethal: no}", ":7: lethal is 'no'; allowed: true or false", ""),
        ("edit_event: {id: " + K1 + ", us_kiled: 0}", ":7: unknown key 'us_kiled'; did you mean 'us_killed'", ""),
        ("edit_event: {id: " + K1 + ", country: Irak}", ":7: unknown country 'Irak'; did you mean 'Iraq'", ""),
        ("edit_event: {id: " + K1 + ", target_group: pmu}", ":7: unknown group 'pmu'; did you mean 'pmf'", ""),
        (
            "add_event: {date: 2020-02-01, actor: us, action: wrning, target: iran}",
            ":7: unknown action 'wrning'; did you mean",
            "warning",
        ),
        (
            "add_event: {date: 2020-02-01, actor: us, action: warning, target: irn}",
            ":7: unknown target 'irn'; did you mean 'iran'",
            "",
        ),
        (
            "add_event: {date: 2019-11-01, actor: us, action: warning, target: iran}",
            ":7: date 2019-11-01 is documented",
            "2019-12-01",
        ),
        (
            "add_event: {date: 2018-11-01, actor: us, action: warning, target: iran}",
            ":7: date 2018-11-01 lies outside",
            "2019-10-01",
        ),
        ("add_event: {date: 2020-02-01, actor: israel, action: warning, target: iran}", ":7: unknown actor 'israel'", "badr"),
        (
            "add_event: {date: 2020-02-01, actor: us, action: raid, target: iran}",
            ":7: us has no decision 'raid'; allowed: strike",
            "strike",
        ),
        ("edit_event: {id: " + K1 + ", country: Gulf}", f":7: edit_event {K1}: kataib_hezbollah rocket_attack", "attack_base"),
        (
            "add_event: {date: 2020-02-01, actor: us, action: dialogue, target: iran}",
            ":7: us dialogue iran in Iraq is no decision",
            "strike",
        ),
        (
            "add_event: {date: 2020-02-01, actor: badr, action: truce, target: none, scope: [bader]}",
            ":7: unknown militia 'bader'",
            "",
        ),
        *(
            (
                f"add_event: {{date: 2020-02-01, actor: badr, action: truce, target: none, until: {until}}}",
                f":7: unknown end of a truce '{until}'",
                contains,
            )
            for until, contains in [
                ("gaza_truc", "did you mean 'gaza_truce'"),
                ("2020-02-30", "or a day such as 2020-10-31"),
                ("2020-W05-1", "gaza_truce"),
                ("soon", "gaza_truce"),
            ]
        ),
        ("context: {name: gaza_war, level: 101, from: 2020-02-01}", ":7: level is 101", "less than or equal to 100"),
        ("edit_event: {id: " + K1 + ", us_killed: 1000001}", ":7: us_killed is 1000001", "less than or equal to 1000000"),
        ("remove_actor: badr\n  - remove_event: x\n", ":8: unknown event 'x'", ""),
        (
            f"remove_event: {K1}\n  - edit_event: {{id: {K1}, us_killed: 0}}",
            f":8: edit_event {K1}: an earlier intervention",
            "remove_event",
        ),
    ],
)
def test_a_wrong_intervention_gets_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, item: str, start: str, contains: str
) -> None:
    line = refusal(tmp_path, monkeypatch, f"{BRANCHED}  - {item}\n")
    assert line.startswith(f"mine.yaml{start}")
    assert contains in line


def test_a_documented_history_cannot_be_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = f"{HEAD}interventions:\n  - set: {{parameter: iran.authority, value: 0.5}}\n  - remove_event: {K1}\n"
    line = refusal(tmp_path, monkeypatch, text)
    assert line.startswith("mine.yaml:7: remove_event needs a branch, the first day that is simulated; allowed without one: set")


def test_an_event_on_the_branch_day_may_be_removed(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(f"{HEAD}branch: 2020-01-03\ninterventions:\n  - remove_event: {STRIKE}\n", encoding="utf-8")
    assert load_scenario(path).interventions == (RemoveEvent(id=STRIKE),)


DAY = date(2020, 5, 1)
EXAMPLES: list[tuple[Any, dict[str, Any]]] = [
    (RemoveEvent(id="x"), {"remove_event": "x"}),
    (RemoveEvent(id="x", because="y"), {"remove_event": {"id": "x", "because": "y"}}),
    (EditEvent(id="x", us_killed=0, lethal=False), {"edit_event": {"id": "x", "us_killed": 0, "lethal": False}}),
    (
        AddEvent(date=DAY, actor="us", action="warning", target="iran"),
        {"add_event": {"date": DAY, "actor": "us", "action": "warning", "target": "iran"}},
    ),
    (Forbid(actor="us", decision="strike", since=DAY), {"forbid": {"actor": "us", "decision": "strike", "from": DAY}}),
    (Set(parameter="p", value=1.0, until=DAY), {"set": {"parameter": "p", "value": 1.0, "until": DAY}}),
    (ContextChange(name="w", level=0.0, since=DAY), {"context": {"name": "w", "level": 0.0, "from": DAY}}),
    (RemoveActor(actor="badr"), {"remove_actor": "badr"}),
]


@pytest.mark.parametrize(("intervention", "yaml"), EXAMPLES)
def test_the_yaml_form(intervention: Any, yaml: dict[str, Any]) -> None:
    assert intervention.as_yaml() == yaml


def test_every_kind_has_an_example_here() -> None:
    assert {type(intervention) for intervention, _ in EXAMPLES} == set(KINDS.values())


def test_the_days_that_an_intervention_names() -> None:
    assert Forbid(actor="us", decision="strike", since=DAY).days() == {"from": DAY}
    assert AddEvent(date=DAY, actor="us", action="warning", target="iran").days() == {"date": DAY}
    assert RemoveActor(actor="badr").days() == {}


def test_the_changes_of_an_edit_are_only_what_is_stated() -> None:
    edit = EditEvent(id="x", us_killed=0, lethal=False, country="Syria", because="y")
    assert edit.changes == {"us_killed": 0, "lethal": False, "country": "Syria"}


def test_a_new_event_is_a_row_in_the_records_words() -> None:
    row = AddEvent(date=DAY, actor="us", action="airstrike", target="militia", militia_killed=3).row()
    assert row == {
        "date": DAY, "actor": "us", "action": "airstrike", "target": "militia", "target_group": "", "country": "Iraq",
        "location": "", "militia_killed": 3,
    }  # fmt: skip


def test_a_new_truce_has_terms_and_its_end_may_lie_beyond_the_scenario(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    terms = "scope: [badr], covers: [attack_base], until: 2022-01-01"
    truce = f"{{date: 2020-02-01, actor: badr, action: truce, target: us_military, {terms}}}"
    path.write_text(f"{BRANCHED}  - add_event: {truce}\n", encoding="utf-8")
    (added,) = load_scenario(path).interventions
    assert isinstance(added, AddEvent)
    assert added.row()["scope"] == ("badr",)
    assert added.row()["until"] == "2022-01-01"
    path.write_text(path.read_text().replace("2022-01-01", "gaza_truce"), encoding="utf-8")
    (added,) = load_scenario(path).interventions
    assert isinstance(added, AddEvent)
    assert added.until == "gaza_truce"


def test_the_keys_of_a_kind_are_spelled_as_in_yaml() -> None:
    assert KINDS["forbid"].yaml_keys() == ("actor", "decision", "from", "until", "because")


def test_an_edit_may_not_turn_an_event_into_another_decision(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    head = "title: T\nquestion: Q?\nstart: 2023-10-01\nend: 2024-02-29\nbranch: 2023-10-07\ninterventions:\n"
    line = refusal(tmp_path, monkeypatch, f"{head}  - edit_event: {{id: 2023-11-08-us-airstrike, country: Iran}}\n")
    assert line.startswith(
        "mine.yaml:7: edit_event 2023-11-08-us-airstrike makes it strike_iran; allowed: changes that leave it strike"
    )
