"""Events put in: what they may name, and what becomes of the acts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from sim.record.evidence import load_evidence
from sim.scenario import load_scenario
from sim.scenario.interventions import AddEvent
from tests.sim.scenario.drafts import BRANCHED, branched

RefusedItem = Callable[[str], str]
DAY = date(2020, 5, 1)
EVIDENCE = load_evidence()


@pytest.mark.parametrize(
    ("item", "start", "contains"),
    [
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
        (
            "add_event: {date: 2020-02-01, actor: badr, action: truce, target: none, until: 2020-01-31}",
            ":7: until 2020-01-31 lies before date; allowed: 2020-02-01 or later",
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
    ],
)
def test_a_wrong_one_gets_one_line(refused_item: RefusedItem, item: str, start: str, contains: str) -> None:
    line = refused_item(item)
    assert line.startswith(f"mine.yaml{start}")
    assert contains in line


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


def test_an_added_event_comes_last_under_a_name_of_its_own() -> None:
    item = AddEvent(date=DAY, actor="us", action="airstrike", target="militia", target_group="badr", militia_killed=3)
    acts = item.change_acts(list(EVIDENCE.acts), branched(), EVIDENCE.rows)
    assert acts[:-1] == list(EVIDENCE.acts)
    assert (acts[-1].id, acts[-1].decision, acts[-1].date, acts[-1].added) == (f"added-{len(EVIDENCE.acts)}", "strike", DAY, True)
    assert acts[-1].marks == {"militia_killed": 3.0, "in_iraq": 1.0, "hit_badr": 1.0}


def test_the_context_that_a_new_truce_ends_with_is_read() -> None:
    truce = {"date": DAY, "actor": "badr", "action": "truce", "target": "none"}
    assert AddEvent(**truce, until="protests").contexts_read == ("protests",)
    assert AddEvent(**truce, until="2020-10-31").contexts_read == AddEvent(**truce).contexts_read == ()


@pytest.mark.parametrize(
    ("item", "words"),
    [
        (
            AddEvent(date=DAY, actor="us", action="airstrike", target="militia", target_group="badr", militia_killed=3),
            "On 1 May 2020 there is also this: airstrike against badr by us (Iraq; militia_killed 3).",
        ),
        (
            AddEvent(date=DAY, actor="badr", action="truce", target="none", scope=("badr", "thar_allah"), until="2020-10-31"),
            "On 1 May 2020 there is also this: truce by badr (Iraq; scope badr and thar_allah; until 2020-10-31).",
        ),
    ],
)
def test_in_words(item: AddEvent, words: str) -> None:
    assert item.in_words() == words
