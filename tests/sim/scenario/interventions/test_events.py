"""Events removed, edited and added: what they may name, and what becomes of the acts."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, Literal

import pytest

from sim.errors import ScenarioError
from sim.record.acts import Act
from sim.record.evidence import load_evidence
from sim.scenario import load_scenario, scenario_faults
from sim.scenario.interventions import EditEvent, MoveEvent, RemoveEvent
from sim.scenario.interventions.dated import Prohibition
from tests.sim.scenario.drafts import PLAIN, Refusal, Write, branched

RefusedItem = Callable[[str], str]
STRIKE = "2020-01-03-us-targeted-killing"
K1 = "2019-12-27-kataib-hezbollah-rocket-attack"
TOWER_22 = "2024-01-28-islamic-resistance-in-iraq-drone-attack-2"
DAY = date(2020, 5, 1)
EVIDENCE = load_evidence()


def changed(item: Any, name: str, luck: str = "abducted") -> list[Act]:
    """The acts of one event, as an intervention leaves them."""
    return [act for act in item.change_acts(list(EVIDENCE.acts), branched(luck), EVIDENCE.rows) if act.id == name]


@pytest.mark.parametrize(
    ("item", "start", "contains"),
    [
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
        ("edit_event: {id: " + K1 + "}", ":7: edit_event changes nothing; allowed: id", "us_killed"),
        ("edit_event: {id: " + K1 + ", us_killed: -1}", ":7: us_killed is -1; allowed: greater than or equal to 0", ""),
        ("edit_event: {id: " + K1 + ", us_killed: 0.5}", ":7: us_killed is 0.5; allowed: a whole number", ""),
        ("edit_event: {id: " + K1 + ", lethal: no}", ":7: lethal is 'no'; allowed: true or false", ""),
        ("edit_event: {id: " + K1 + ", us_kiled: 0}", ":7: unknown key 'us_kiled'; did you mean 'us_killed'", ""),
        ("edit_event: {id: " + K1 + ", country: Irak}", ":7: unknown country 'Irak'; did you mean 'Iraq'", ""),
        ("edit_event: {id: " + K1 + ", target_group: pmu}", ":7: unknown group 'pmu'; did you mean 'pmf'", ""),
        ("edit_event: {id: " + K1 + ", country: Gulf}", f":7: edit_event {K1}: kataib_hezbollah rocket_attack", "attack_base"),
        ("edit_event: {id: " + K1 + ", author: bader}", ":7: unknown author 'bader'; did you mean 'badr'", ""),
        (
            "edit_event: {id: " + K1 + ", author: us}",
            ":7: us has no decision 'attack_base'; allowed: kataib_hezbollah",
            "saraya_al_salam",
        ),
        (
            "edit_event: {id: " + STRIKE + ", author: badr}",
            f":7: event {STRIKE} is kill_leader by us, which nobody else decides on",
            "allowed: an author of what a militia did",
        ),
        (
            "edit_event: {id: " + K1 + ", target_group: badr}",
            ":7: no rule reads target_group of attack_base, so that changing it changes nothing; allowed: us_killed",
            "lethal",
        ),
        ("edit_event: {id: " + K1 + ", weapon: dron}", ":7: unknown value of weapon 'dron'; did you mean 'drone'", "rocket"),
        (
            "edit_event: {id: " + STRIKE + ", weapon: drone}",
            f":7: event {STRIKE} is kill_leader, of which no rule reads a weapon",
            "allowed: a weapon for attack_base, by a militia",
        ),
        (
            "edit_event: {id: " + K1 + ", weapon: rocket}",
            f":7: event {K1} is a rocket attack, and rules tell drones from other weapons alone, so that rocket changes nothing",
            "; allowed: drone",
        ),
        ("edit_event: {id: " + K1 + ", us_killed: 100001}", ":7: us_killed is 100001", "less than or equal to 100000"),
        ("remove_actor: badr\n  - remove_event: x\n", ":8: unknown event 'x'", ""),
        ("move_event: {id: 2019-12-27-kataib-hezbolah-rocket-attack, to: 2020-02-20}", ":7: unknown event", K1),
        ("move_event: {id: " + K1 + "}", ":7: move_event lacks the key 'to'; allowed: id, to", ""),
        ("move_event: {id: " + K1 + ", to: 2020-02-30}", ":7: to is '2020-02-30'; allowed: a day", ""),
        ("move_event: {id: " + K1 + ", to: 2019-12-27}", f":7: event {K1} is of 2019-12-27 already; allowed: another day", ""),
        (
            "move_event: {id: " + K1 + ", to: 2019-11-30}",
            ":7: to 2019-11-30 is documented",
            "2019-12-01 (the branch) to 2020-12-31",
        ),
        ("move_event: {id: " + K1 + ", to: 2021-01-01}", ":7: to 2021-01-01 lies outside", "2019-10-01 to 2020-12-31"),
        ("move_event: {id: 2019-11-29-us-context, to: 2020-01-01}", ":7: ", "2019-11-29-us-context"),
        (
            "move_event: {id: 2021-05-25-other-truce-end, to: 2020-01-01}",
            ":7: event 2021-05-25-other-truce-end is not on a simulated day",
            "2019-12-01 (the branch) to 2020-12-31",
        ),
        (
            f"remove_event: {K1}\n  - move_event: {{id: {K1}, to: 2020-02-20}}",
            f":8: move_event {K1}: an earlier intervention",
            "remove_event",
        ),
        (
            f"remove_event: {K1}\n  - edit_event: {{id: {K1}, us_killed: 0}}",
            f":8: edit_event {K1}: an earlier intervention",
            "remove_event",
        ),
    ],
)
def test_a_wrong_one_gets_one_line(refused_item: RefusedItem, item: str, start: str, contains: str) -> None:
    line = refused_item(item)
    assert line.startswith(f"mine.yaml{start}")
    assert contains in line


def test_an_event_on_the_branch_day_may_be_removed(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(f"{PLAIN}branch: 2020-01-03\ninterventions:\n  - remove_event: {STRIKE}\n", encoding="utf-8")
    assert load_scenario(path).interventions == (RemoveEvent(id=STRIKE),)


def test_an_edit_may_not_turn_an_event_into_another_decision(write: Write, refusal: Refusal) -> None:
    head = "title: T\nquestion: Q?\nstart: 2023-10-01\nend: 2024-02-29\nbranch: 2023-10-07\ninterventions:\n"
    line = refusal(write(f"{head}  - edit_event: {{id: 2023-11-08-us-airstrike, country: Iran}}\n"))
    assert line.startswith(
        "mine.yaml:7: edit_event 2023-11-08-us-airstrike makes it strike_iran; allowed: changes that leave it strike"
    )


def test_the_changes_of_an_edit_are_only_what_is_stated() -> None:
    edit = EditEvent(id="x", us_killed=0, lethal=False, country="Syria", because="y")
    assert edit.changes == {"us_killed": 0, "lethal": False, "country": "Syria"}


# What becomes of the acts


def test_a_removed_event_is_marked_and_nothing_else_changes() -> None:
    acts = RemoveEvent(id=STRIKE).change_acts(list(EVIDENCE.acts), branched(), EVIDENCE.rows)
    assert [act.id for act in acts if act.removed] == [STRIKE]
    assert [act.id for act in acts] == [act.id for act in EVIDENCE.acts]


def test_an_edited_event_is_coded_again_and_keeps_its_day() -> None:
    (before,) = (act for act in EVIDENCE.acts if act.id == K1)
    (after,) = changed(EditEvent(id=K1, us_killed=0, us_wounded=2), K1)
    assert (before.marks["lethal"], before.marks["us_killed"]) == (1.0, 1.0)
    assert after.marks == {"us_wounded": 2.0, "in_iraq": 1.0, "wounding": 1.0}
    assert (after.day, after.actor, after.added) == (before.day, before.actor, False)
    (fresh,) = changed(EditEvent(id=K1, us_killed=0, us_wounded=2), K1, luck="fresh")
    assert fresh.added, "nothing ties a day of fresh luck to the record: the event is put in"


UNSTATED = "2023-10-29-islamic-resistance-in-iraq-rocket-attack"


def test_an_attack_by_another_weapon_is_coded_as_one_and_keeps_the_rest() -> None:
    (before,), (after,) = ([act for act in EVIDENCE.acts if act.id == K1], changed(EditEvent(id=K1, weapon="drone"), K1))
    assert after == dataclasses.replace(before, marks={**before.marks, "drone": 1.0})
    (before,), (after,) = (
        [act for act in EVIDENCE.acts if act.id == TOWER_22],
        changed(EditEvent(id=TOWER_22, weapon="rocket"), TOWER_22),
    )
    assert before.marks["drone"] == 1.0
    assert after == dataclasses.replace(before, marks={name: value for name, value in before.marks.items() if name != "drone"})


@pytest.mark.parametrize(("weapon", "drone"), [("drone", 1.0), ("rocket", 0.0)])
def test_a_weapon_that_no_source_states_is_stated_once_a_scenario_does(weapon: Literal["drone", "rocket"], drone: float) -> None:
    (before,) = (act for act in EVIDENCE.acts if act.id == UNSTATED)
    edit = EditEvent(id=UNSTATED, weapon=weapon)
    (after,) = changed(edit, UNSTATED)
    assert (before.unstated, after.unstated) == (("drone",), ())
    assert after.marks.get("drone", 0.0) == drone
    assert edit.in_words().endswith(f"weapon is {weapon}, where no source states one.")
    (otherwise,) = changed(EditEvent(id=UNSTATED, us_killed=1), UNSTATED)
    assert otherwise.unstated == ("drone",), "another edit says nothing of the weapon"


def test_a_weapon_no_source_states_may_be_either(write: Write) -> None:
    head = "title: T\nquestion: Q?\nstart: 2023-10-01\nend: 2024-02-29\nbranch: 2023-10-07\ninterventions:\n"
    for weapon in ("drone", "rocket"):
        assert scenario_faults(write(f"{head}  - edit_event: {{id: {UNSTATED}, weapon: {weapon}}}\n")) == []


def test_an_edited_country_is_that_of_the_act() -> None:
    (before,), (after,) = ([act for act in EVIDENCE.acts if act.id == K1], changed(EditEvent(id=K1, country="Syria"), K1))
    assert (before.country, after.country) == ("Iraq", "Syria")
    assert (after.marks["abroad"], after.marks.get("in_iraq", 0.0)) == (1.0, 0.0)


def test_dead_that_an_edit_counts_are_stated() -> None:
    blank = next(act for act in EVIDENCE.acts if act.decision == "strike" and "militia_killed" in act.unstated)
    (after,) = changed(EditEvent(id=blank.id, militia_killed=3), blank.id)
    assert (after.unstated, after.marks["militia_killed"]) == ((), 3.0)


def test_an_edit_that_makes_an_event_another_decision_stops_the_run() -> None:
    with pytest.raises(ScenarioError, match="so changed, the event is no longer what it was to the model"):
        changed(EditEvent(id="2023-11-08-us-airstrike", country="Iran"), "2023-11-08-us-airstrike")


def test_a_moved_event_is_gone_from_its_day_and_put_in_on_another_as_it_was() -> None:
    (before,) = (act for act in EVIDENCE.acts if act.id == K1)
    for luck in ("abducted", "fresh"):
        acts = MoveEvent(id=K1, to=DAY).change_acts(list(EVIDENCE.acts), branched(luck), EVIDENCE.rows)
        assert [act for act in acts[:-1] if act.id != K1] == [act for act in EVIDENCE.acts if act.id != K1]
        assert [(act.day, act.removed) for act in acts[:-1] if act.id == K1] == [(before.day, True)]
        assert (acts[-1].date, acts[-1].added, acts[-1].removed) == (DAY, True, False)
        assert dataclasses.replace(acts[-1], day=before.day, added=False) == before


# What may not happen by itself


def test_under_fresh_luck_a_moved_event_is_not_done_by_itself_on_either_day() -> None:
    item, old = MoveEvent(id=K1, to=DAY), date(2019, 12, 27)
    assert list(item.prohibitions(branched("fresh"), EVIDENCE.acts)) == [
        Prohibition("kataib_hezbollah", "attack_base", day, day) for day in (old, DAY)
    ]
    assert list(item.prohibitions(branched(), EVIDENCE.acts)) == []


@pytest.mark.parametrize("item", [RemoveEvent(id=TOWER_22), EditEvent(id=TOWER_22, us_killed=0)])
def test_under_fresh_luck_whoever_may_have_done_it_does_not_do_it_again_that_day(item: RemoveEvent | EditEvent) -> None:
    day = date(2024, 1, 28)
    authors = ("kataib_hezbollah", "ansar_allah_al_awfiya")
    expected = [Prohibition(author, "attack_base", day, day) for author in authors]
    assert list(item.prohibitions(branched("fresh"), EVIDENCE.acts)) == expected
    assert list(item.prohibitions(branched(), EVIDENCE.acts)) == []


def test_the_author_of_a_killing_is_the_state() -> None:
    (only,) = RemoveEvent(id=STRIKE).prohibitions(branched("fresh"), EVIDENCE.acts)
    assert only == Prohibition("us", "kill_leader", date(2020, 1, 3), date(2020, 1, 3))


BADR = "badr"
UNNAMED = "2019-12-11-unknown-militia-rocket-attack"


def test_another_author_does_the_same_act() -> None:
    (before,), (after,) = ([act for act in EVIDENCE.acts if act.id == K1], changed(EditEvent(id=K1, author=BADR), K1))
    assert (after.actor, after.candidates, after.label) == (BADR, (BADR,), BADR)
    assert (after.marks, after.day, after.decision, after.added) == (before.marks, before.day, before.decision, False)
    (both,) = changed(EditEvent(id=K1, author=BADR, us_killed=0), K1)
    assert (both.actor, both.marks.get("us_killed", 0)) == (BADR, 0)
    assert changed(EditEvent(id=K1, author=before.actor), K1) == [before]


def test_under_fresh_luck_neither_old_nor_new_author_does_it_that_day_besides() -> None:
    edit = EditEvent(id=K1, author=BADR)
    whom = {each.actor for each in edit.prohibitions(branched("fresh"), EVIDENCE.acts)}
    assert whom == {"kataib_hezbollah", BADR}
    assert list(edit.prohibitions(branched(), EVIDENCE.acts)) == []


@pytest.mark.parametrize(
    ("item", "words"),
    [
        (
            RemoveEvent(id=STRIKE),
            "The targeted killing of 3 January 2020 at Baghdad International Airport (us, kill_leader) does not happen.",
        ),
        (
            EditEvent(id=K1, us_killed=0, lethal=False, author=BADR),
            "The rocket attack of 27 December 2019 at K-1 base, Kirkuk (kataib_hezbollah, attack_base) happens otherwise: "
            "us_killed is 0, not 1, lethal is no, it is done by badr.",
        ),
        (
            EditEvent(id=K1, weapon="drone"),
            "The rocket attack of 27 December 2019 at K-1 base, Kirkuk (kataib_hezbollah, attack_base) happens otherwise: "
            "weapon is drone, not rocket.",
        ),
        (EditEvent(id="x", weapon="drone"), "The event x happens otherwise: weapon is drone."),
        (RemoveEvent(id="x"), "The event x does not happen."),
        (
            EditEvent(id="2020-01-03-us-targeted-killing", target_group=""),
            "The targeted killing of 3 January 2020 at Baghdad International Airport (us, kill_leader) happens otherwise: "
            "target_group is none, not pmf;kataib_hezbollah.",
        ),
        (EditEvent(id="x", us_killed=0), "The event x happens otherwise: us_killed is 0."),
    ],
)
def test_in_words(item: RemoveEvent | EditEvent, words: str) -> None:
    assert item.in_words() == words


def test_a_moved_event_in_words() -> None:
    assert MoveEvent(id=K1, to=DAY).in_words().endswith(f" happens on {DAY.day} {DAY:%B} {DAY.year} instead.")
