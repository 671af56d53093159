"""Everything that is wrong with a scenario is told, whatever else is wrong, and nothing that is right."""

from __future__ import annotations

from typing import Any

import pytest

from sim.scenario import scenario_faults
from sim.scenario.checks import FIRST_DAY
from sim.scenario.faults import Fault
from sim.scenario.salvage import independent, salvaged
from tests.sim.scenario.drafts import HEAD, STRIKE, Write

WRONG = """\
title: T
question: "a \\ud800 b"
start: 2019-10-01
end: 2020-12-31
branch: 2019-12-01
luk: fresh
switch_off: [feer, 3]
sources: [2020-01-03-us-targeted-kiling]
interventions:
  - forbid: {actor: usa, decision: strike, from: soon}
  - forbid: {actor: us, decison: strike, from: 2020-02-01, until: 2020-01-01}
  - edit_event: {id: 2019-12-27-kataib-hezbollah-rocket-attack, us_kiled: 0}
  - add_event: {date: 2018-01-01, actor: us, action: striek, target: iran, us_killed: many}
  - set: {parameter: us.tolerence, value: high}
  - remove_actor: 3
  - remove_actr: badr
  - nothing
  - context: {name: gaza_wra, level: 1, from: 2021-01-01}
  - policy: {actor: us, decision: strik, when: "1 <", from: 2020-02-01, chance: high}
  - move_event: {id: 2020-01-03-us-targeted-kiling, to: soon}
"""
TOLD = [
    (2, "question is"), (6, "unknown key 'luk'"), (7, "unknown mechanism 'feer'"), (7, "item 2 of switch_off is 3"),
    (8, "unknown event"), (10, "unknown actor 'usa'"), (10, "from is 'soon'"), (11, "unknown key 'decison'"),
    (11, "until 2020-01-01 lies before from"), (12, "unknown key 'us_kiled'"),
    (13, "date 2018-01-01 is documented"), (13, "date 2018-01-01 lies outside"), (13, "unknown action 'striek'"),
    (13, "us_killed is 'many'"), (14, "unknown parameter 'us.tolerence'"), (14, "value is 'high'"), (15, "actor is 3"),
    (16, "unknown intervention 'remove_actr'"), (17, "an intervention is one key"), (18, "from 2021-01-01 lies outside"),
    (18, "unknown context 'gaza_wra'"), (19, "unknown decision 'strik'"), (19, "when, column 4"), (19, "chance is 'high'"),
    (20, "unknown event"), (20, "to is 'soon'"),
]  # fmt: skip


def test_names_types_and_days_are_told_together_and_nothing_else(write: Write) -> None:
    lines = [str(error) for error in scenario_faults(write(WRONG))]
    assert [int(line.split(":")[1]) for line in lines] == [number for number, _ in TOLD], "in the order of the lines"
    for number, says in TOLD:
        assert any(line.startswith(f"mine.yaml:{number}: {says}") for line in lines), says


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (("start: 2019-10-01", "start: soon"), ["start is 'soon'"]),
        (("end: 2020-12-31", "end: soon"), ["end is 'soon'"]),
        (("branch: 2020-01-02", "branch: soon"), ["branch is 'soon'"]),
        (("title: Mine", "luck: 3"), ["unknown value of luck '3'", "lacks the key 'title'"]),
        (("question: What if?", "interventions: []\nwarm_up: many"), ["lacks the key 'question'", "warm_up is 'many'"]),
    ],
)
def test_a_stand_in_brings_no_fault_of_its_own(write: Write, change: tuple[str, str], told: list[str]) -> None:
    text = HEAD.replace(*change)
    if "interventions" not in text:
        text += f"interventions:\n  - remove_event: {STRIKE}\n  - forbid: {{actor: us, decision: strike, from: 2020-02-01}}\n"
    messages = sorted(str(error).split(": ", 1)[1] for error in scenario_faults(write(text)))
    assert len(messages) == len(told)
    assert all(message.startswith(says) for message, says in zip(messages, sorted(told), strict=True)), messages


def test_what_is_wrong_gives_way_and_its_place_is_known() -> None:
    data: dict[str, Any] = {
        "start": "soon", "warm_up": "x", "watch": ["a", 3],
        "interventions": [{"forbid": {"actor": 3, "from": "soon", "until": "x"}}, 7, {"remove_actor": 3}],
    }  # fmt: skip
    wrong = [
        ("start",), ("warm_up",), ("watch", 1), ("interventions", 0, "forbid", "actor"), ("interventions", 0, "forbid", "from"),
        ("interventions", 0, "forbid", "until"), ("interventions", 1), ("interventions", 2, "remove_actor", "actor"),
    ]  # fmt: skip
    mended, places = salvaged(data, [Fault(key_path, "") for key_path in wrong])
    assert places == set(wrong)
    assert mended["start"] == FIRST_DAY
    assert "warm_up" not in mended
    assert mended["watch"] == ["a", "x"]
    assert mended["interventions"][0] == {"forbid": {"actor": "x", "from": FIRST_DAY}}
    assert mended["interventions"][2] == {"remove_actor": {"actor": "x"}}
    assert data["start"] == "soon"
    assert data["interventions"][1] == 7


def test_a_list_that_gave_way_as_a_whole_stays_away() -> None:
    for wrong in ([("interventions",), ("interventions", 0)], [("interventions",), ("interventions", 0, "forbid", "actor")]):
        mended, _ = salvaged({"interventions": "none"}, [Fault(key_path, "") for key_path in wrong])
        assert mended == {}


def test_only_faults_that_no_stand_in_brought_about_are_told() -> None:
    places = frozenset({("start",), ("interventions", 0, "edit_event", "id"), ("interventions", 1)})
    kept, dropped = ("watch", 0), [("end",), ("interventions", 0, "edit_event"), ("interventions", 1, "set", "value")]
    found = [Fault(key_path, "") for key_path in (kept, *dropped)]
    assert independent(found, places) == [Fault(kept, "")]
    assert independent(found, frozenset()) == found
