"""Levers over a hand-made record: offices, authors, levels, what is off for whom; each moves what it should, and nothing else."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np
import pytest

from sim.model import EscalationModel
from sim.scenario import Scenario
from sim.types import Number
from sim.vocabulary.day import PART_OF
from sim.vocabulary.decisions import MILITIAS
from sim.vocabulary.levels import LEVELS
from tests.handmade import AAH, BADR, DAYS, HN, KH, NAMED, OFFICES, ROWS, START, Row, calendar, evidence, pinned
from tests.handmade import scenario as handmade
from tests.runs import Key, finish, rates

COUPLINGS = ("causes", "inversion")
WORLDS = 6
KILLING = 21
"""The day on which the commander is killed."""
Daily = list[dict[Key, np.ndarray]]


def plan(*items: dict[str, Any], branch: int = 5, **changes: Any) -> Scenario:
    """The hand-made record with these changes; ids of the hand-made record are no ids of the project's, so names go unchecked."""
    return handmade().edit(check=False, branch=calendar(branch), interventions=items, **changes)


RECORDS = {"named": NAMED, "as it is": ROWS}


def ran(scenario: Scenario, record: str = "named", worlds: int = WORLDS) -> tuple[EscalationModel, Daily]:
    """A model at its end, and the rates of each day; kept, since most tests hold theirs against the same unchanged run."""
    return _ran(scenario, record, worlds)


@functools.lru_cache(maxsize=40)
def _ran(scenario: Scenario, record: str, worlds: int) -> tuple[EscalationModel, Daily]:
    kept: Daily = []
    model = EscalationModel(scenario, worlds, 3, evidence=evidence(RECORDS[record]), parameters=pinned())
    return finish(model, lambda each: kept.append(rates(each))), kept


def office(role: str, holder: str, since: int, until: int | None = None) -> dict[str, Any]:
    until_day = {} if until is None else {"until": calendar(until)}
    return {"office": {"role": role, "holder": holder, "from": calendar(since), **until_day}}


def off(mechanism: str, actor: str | None = None, since: int = 5, until: int | None = None) -> dict[str, Any]:
    body = {"mechanism": mechanism, "from": calendar(since)}
    body |= {} if actor is None else {"actor": actor}
    return {"switch_off": body if until is None else {**body, "until": calendar(until)}}


def moved(one: Daily, other: Daily) -> dict[Key, int]:
    """The first day on which each rate differs; those that never do are left out."""
    first: dict[Key, int] = {}
    for day, (here, there) in enumerate(zip(one, other, strict=True)):
        for key in here.keys() | there.keys():
            if key not in here or key not in there or not np.array_equal(here[key], there[key]):
                first.setdefault(key, day)
    return first


def same(one: EscalationModel, other: EscalationModel) -> bool:
    """Whether two runs come out the same, to the last bit and in every event."""
    tables = np.array_equal(one.event_log.daily, other.event_log.daily)
    return tables and one.event_log.events().equals(other.event_log.events())


# Who is in office ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("coupling", COUPLINGS)
@pytest.mark.parametrize(("role", "term"), [(role, term) for role, terms in OFFICES.items() for term in range(len(terms))])
def test_naming_the_documented_holder_changes_nothing(coupling: str, role: str, term: int) -> None:
    since, holder = OFFICES[role][term]
    until = OFFICES[role][term + 1][0] - 1 if term + 1 < len(OFFICES[role]) else None
    named, daily = ran(plan(office(role, holder, max(since, 5), until), coupling=coupling), "as it is")
    plain, as_it_was = ran(plan(coupling=coupling), "as it is")
    assert moved(daily, as_it_was) == {}
    assert same(named, plain)


@pytest.mark.parametrize("coupling", COUPLINGS)
@pytest.mark.parametrize(
    ("role", "holder", "since", "decisions"),
    [
        ("administration", "trump", 46, {"strike", "kill_leader"}),  # tolerance of the day's harassment
        ("administration", "biden", 20, {"strike", "kill_leader"}),
        ("government", "kadhimi", 15, {"raid"}),
        ("government", "abadi", 35, {"raid"}),
    ],
)
def test_another_holder_moves_what_reads_him_from_his_day_on(
    coupling: str, role: str, holder: str, since: int, decisions: set[str]
) -> None:
    model, daily = ran(plan(office(role, holder, since), coupling=coupling))
    _, as_it_was = ran(plan(coupling=coupling))
    first = moved(daily, as_it_was)
    assert min(first.values()) == since
    assert {decision for (_, decision), day in first.items() if day == since} == decisions
    assert [model.schedule.office(role, day) for day in (since, DAYS - 1)] == [holder, holder]


def test_a_term_that_a_scenario_ends_gives_way_to_the_record() -> None:
    schedule = EscalationModel(plan(office("government", "kadhimi", 15, 20)), evidence=evidence(), parameters=pinned()).schedule
    assert [schedule.office("government", day) for day in (14, 15, 20, 21, 35)] == [
        "abdul_mahdi", "kadhimi", "kadhimi", "abdul_mahdi", "kadhimi",
    ]  # fmt: skip


def authority(scenario: Scenario, rows: tuple[Row, ...] = NAMED) -> list[float]:
    """Tehran's authority, day by day, in the first world."""
    kept: list[float] = []
    model = EscalationModel(scenario, 1, 3, evidence=evidence(rows), parameters=pinned())
    finish(model, lambda each: kept.append(float(np.ravel(each.authority)[0])))
    return kept


def test_a_commander_who_is_replaced_has_no_authority_and_has_it_again_once_he_is_back() -> None:
    by_day = authority(plan(office("commander", "qaani", 8, 14)))
    assert by_day[5:8] == [0.9] * 3
    assert by_day[8:15] == [0.3] * 7
    assert by_day[15 : KILLING + 1] == [0.9] * 7
    assert by_day[KILLING + 1] == 0.3


@pytest.mark.parametrize("coupling", COUPLINGS)
def test_a_commander_who_has_retired_is_not_killed_in_office(coupling: str) -> None:
    retired, daily = ran(plan(office("commander", "qaani", 8), coupling=coupling))
    killed, as_it_was = ran(plan(coupling=coupling))
    assert min(moved(daily, as_it_was).values()) == 8
    events, before = retired.event_log.events(), killed.event_log.events()
    day = np.datetime64(calendar(KILLING))
    mine, theirs = (each[(each["date"] == day) & (each["action"] == "kill_leader")] for each in (events, before))
    assert (theirs["target"] == "iran").all()
    assert len(theirs) == WORLDS
    assert set(mine["target"]) == {KH}, "the others die, he does not"
    assert float(np.max(retired.iran.commander_killed.level)) == 0.0
    assert not (events["target"] == "iran").where(events["action"] == "kill_leader", False).any()
    launch = "iran", "launch_missiles"
    assert float(np.max(daily[KILLING + 3][launch])) < float(np.min(as_it_was[KILLING + 3][launch])), "nobody is avenged"


def test_a_commander_out_of_office_cannot_be_reached() -> None:
    model = EscalationModel(plan(office("commander", "qaani", 8, 12)), evidence=evidence(NAMED), parameters=pinned())
    reach: list[Number] = []

    def noted(each: EscalationModel) -> None:
        with each.as_decided():
            reach.append(each.us.commander_in_reach())

    finish(model, noted)
    assert [float(np.max(each)) for each in reach[8:13]] == [0.0] * 5
    assert float(np.max(reach[13])) > 0


def test_the_killing_that_a_scenario_takes_out_leaves_the_office_to_the_next_change() -> None:
    number = next(number for number, row in enumerate(NAMED) if row.day == KILLING and row.decision == "kill_leader")
    killing = {"remove_event": f"hand-{number}"}
    forbid = {"forbid": {"actor": "us", "decision": "kill_leader", "from": calendar(5)}}
    assert authority(plan(killing, forbid))[-1] == 0.9, "he of the start goes on"
    retired = authority(plan(killing, forbid, office("commander", "qaani", 40)))
    assert (retired[39], retired[40], retired[-1]) == (0.9, 0.3, 0.3)


def test_in_a_run_of_its_own_luck_the_office_goes_to_whom_the_scenario_names() -> None:
    fresh = plan(office("commander", "qaani", 0, 9), branch=0, luck="fresh")
    assert authority(fresh)[:11] == [0.3] * 10 + [0.9]


# Who did it ---------------------------------------------------------------------------------------------------------------

ATTACK = next(number for number, row in enumerate(NAMED) if (row.day, row.actor) == (14, KH))
"""Kataib Hezbollah kills an American."""
UNNAMED = next(number for number, row in enumerate(ROWS) if (row.day, row.decision) == (30, "attack_base"))
PROMISE = next(number for number, row in enumerate(NAMED) if (row.day, row.decision) == (55, "announce_truce"))


def by(author: str, event: int, **more: Any) -> dict[str, Any]:
    return {"edit_event": {"id": f"hand-{event}", "author": author, **more}}


@pytest.mark.parametrize("coupling", COUPLINGS)
def test_naming_the_documented_author_changes_nothing(coupling: str) -> None:
    named, daily = ran(plan(by(KH, ATTACK), coupling=coupling))
    plain, as_it_was = ran(plan(coupling=coupling))
    assert moved(daily, as_it_was) == {}
    assert same(named, plain)


def acts_of(model: EscalationModel, day: int, action: str = "attack_base") -> Any:
    events = model.event_log.events()
    return events[(events["date"] == np.datetime64(calendar(day))) & (events["action"] == action)]


@pytest.mark.parametrize("coupling", COUPLINGS)
def test_an_act_of_another_has_the_marks_it_had_and_is_remembered_as_his(coupling: str) -> None:
    scenario = plan(by(BADR, ATTACK), coupling=coupling).edit(check=False, end=calendar(15))
    model, daily = ran(scenario)
    before, as_it_was = ran(plan(coupling=coupling).edit(check=False, end=calendar(15)))
    acts = acts_of(model, 14)
    assert list(acts["actor"]) == [BADR] * WORLDS
    assert (list(acts["us_killed"]), list(acts["us_wounded"])) == ([1] * WORLDS, [4] * WORLDS)
    assert set(acts["record_id"]) == {f"hand-{ATTACK}"}
    kh, badr = MILITIAS.index(KH), MILITIAS.index(BADR)
    own = np.asarray(model.militias.own_attacks.level)
    assert own[badr].min() > 0
    blame, blamed_before = np.asarray(model.us.blame.level), np.asarray(before.us.blame.level)
    assert blame[badr] == pytest.approx(1.0)
    assert blamed_before[kh] - blame[kh] == pytest.approx(1.0)
    first = moved(daily, as_it_was)
    assert min(first.values()) == 15
    assert (daily[15][KH, "attack_base"] < as_it_was[15][KH, "attack_base"]).all()
    assert (daily[15][BADR, "attack_base"] > as_it_was[15][BADR, "attack_base"]).all()
    sums = [sum(table[group, "attack_base"] for group in MILITIAS) for table in (daily[15], as_it_was[15])]
    assert np.allclose(*sums), "momentum moves from one group to the other"
    assert np.array_equal(daily[15]["us", "strike"], as_it_was[15]["us", "strike"]), "a death is a death"


@pytest.mark.parametrize("coupling", COUPLINGS)
def test_the_author_of_an_unnamed_act_is_the_one_named_in_every_world(coupling: str) -> None:
    drawn = acts_of(ran(plan(coupling=coupling, end=calendar(30)), "as it is", 40)[0], 30)
    assert set(drawn["actor"]) == {KH, HN}
    named = acts_of(ran(plan(by(AAH, UNNAMED), coupling=coupling, end=calendar(30)), "as it is", 40)[0], 30)
    of_record = named[named["record_id"] == f"hand-{UNNAMED}"]
    assert list(of_record["actor"]) == [AAH] * 40


@pytest.mark.parametrize("coupling", COUPLINGS)
def test_what_answered_the_act_goes_on_where_it_was_answered_as_an_act(coupling: str) -> None:
    """A strike answers the dead American, whoever killed him."""
    model, _ = ran(plan(by(BADR, ATTACK), coupling=coupling, end=calendar(16)))
    first, _ = (number for number, row in enumerate(NAMED) if (row.day, row.decision) == (16, "strike"))
    assert list(acts_of(model, 16, "strike")["record_id"]) == [f"hand-{first}"] * WORLDS


@pytest.mark.parametrize("coupling", COUPLINGS)
@pytest.mark.parametrize(("gone", "remains"), [(KH, True), (BADR, False)])
def test_an_act_given_to_another_is_forbidden_where_he_is(coupling: str, gone: str, remains: bool) -> None:
    model, _ = ran(plan(by(BADR, ATTACK), {"remove_actor": gone}, coupling=coupling, end=calendar(14)))
    assert list(acts_of(model, 14)["actor"]) == ([BADR] * WORLDS if remains else [])


def test_a_truce_of_another_binds_him_in_place_of_its_author() -> None:
    scenario = plan(by(BADR, PROMISE)).edit(check=False, end=calendar(57))
    firm = np.asarray(ran(scenario)[0].militias.truce.firmness())
    assert firm[MILITIAS.index(BADR)].min() == 1.0
    kept = np.asarray(ran(plan().edit(check=False, end=calendar(57)))[0].militias.truce.firmness())
    assert (firm[MILITIAS.index(KH)] < kept[MILITIAS.index(KH)]).all()


def test_under_fresh_luck_the_new_author_does_it_once_and_nobody_else_does_it_for_him() -> None:
    scenario = plan(by(BADR, ATTACK), luck="fresh", end=calendar(14))
    acts = acts_of(ran(scenario, worlds=200)[0], 14)
    assert len(acts[acts["actor"] == BADR]) == 200
    assert (acts[acts["actor"] == BADR]["us_killed"] == 1).all()
    assert acts[acts["actor"] == KH].empty


# How much there is ---------------------------------------------------------------------------------------------------------


def level(name: str, value: float, since: int, until: int | None = None) -> dict[str, Any]:
    until_day = {} if until is None else {"until": calendar(until)}
    return {"level": {"name": name, "value": value, "from": calendar(since), **until_day}}


@pytest.mark.parametrize("coupling", COUPLINGS)
@pytest.mark.parametrize("name", LEVELS)
def test_a_level_as_it_was_documented_changes_nothing(coupling: str, name: str) -> None:
    named, daily = ran(plan(level(name, 1.0, 8), coupling=coupling), "as it is")
    plain, as_it_was = ran(plan(coupling=coupling), "as it is")
    assert moved(daily, as_it_was) == {}
    assert same(named, plain)


@pytest.mark.parametrize("coupling", COUPLINGS)
@pytest.mark.parametrize("share", [0.0, 0.5])
def test_pay_that_is_cut_holds_back_whom_it_kept_and_makes_them_threaten(coupling: str, share: float) -> None:
    """By 0.6 in log units of who is wholly paid, and 0.04 threats a day of all groups, as far as each is on the payroll."""
    _, daily = ran(plan(level("salaries", share, 40), coupling=coupling))
    _, as_it_was = ran(plan(coupling=coupling))
    first, values = moved(daily, as_it_was), pinned().values
    assert min(first.values()) == 40
    here, there, cut = daily[40], as_it_was[40], 1.0 - share
    for group in MILITIAS:
        on = float(values[f"{group}.on_payroll"])
        for attack in ("attack_base", "attack_convoy"):
            assert here[group, attack] == pytest.approx(there[group, attack] * np.exp(-0.6 * on * cut)), (group, attack)
        more = here[group, "threaten"] - there[group, "threaten"]
        assert more == pytest.approx(0.04 * float(values[f"{group}.share_of_bases"]) * on * cut, abs=1e-15), group
    paid = {group for group in MILITIAS if values[f"{group}.on_payroll"] > 0}
    at_first = {key for key, day in first.items() if day == 40 and PART_OF[key[1]] in ("words", "blows")}
    assert at_first == {(group, attack) for group in paid for attack in ("attack_base", "attack_convoy")}
    assert "ansar_allah_al_awfiya" not in paid


def test_pay_is_back_when_the_change_has_lapsed_and_hangs_on_the_tie_to_the_state() -> None:
    model, daily = ran(plan(level("salaries", 0.0, 40, 44)))
    _, to_the_end = ran(plan(level("salaries", 0.0, 40)))
    assert min(moved(daily, to_the_end).values()) == 45
    assert (to_the_end[45][KH, "threaten"] - daily[45][KH, "threaten"]) == pytest.approx(0.04 * 0.45)
    assert [model.schedule.share("salaries", day) for day in (39, 40, 44, 45)] == [1.0, 0.0, 0.0, 1.0]
    untied, without = ran(plan(level("salaries", 0.0, 40), off("state_ties")))
    plain, as_without = ran(plan(off("state_ties")))
    assert moved(without, as_without) == {}
    assert same(untied, plain)


def test_a_threat_over_pay_has_it_as_its_cause() -> None:
    model, _ = ran(plan(level("salaries", 0.0, 8), {"set": {"parameter": "militia.threats_for_pay", "value": 5.0}}))
    threats = model.event_log.events().query("action == 'threaten' and cause == 'claim_the_pay'")
    assert len(threats) > 50
    assert threats["cause_event"].isna().all()


# What is off, for whom, and when ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("coupling", COUPLINGS)
@pytest.mark.parametrize(
    "mechanism", ["momentum", "reprisal", "solidarity", "gaza_war", "own_government", "truces", "raids", "fear"]
)
def test_a_group_without_a_mechanism_is_alone_in_it(coupling: str, mechanism: str) -> None:
    """Without that the rates of the others stay as they are, but for the order of a sum, while nothing has happened otherwise."""
    since = 62 if mechanism == "raids" else 70  # while its men are held; else on a day of a strike, in a war and under truces
    days = functools.partial(plan, branch=since, coupling=coupling, end=calendar(since))
    one, daily = ran(days(off(mechanism, KH, since)))
    _, as_it_was = ran(days())
    whole = ran(days(switch_off=[mechanism], switch_off_in="this_arm"))[1]
    early = {key for key, day in moved(daily, as_it_was).items() if day <= since and PART_OF[key[1]] in ("words", "blows")}
    at_first = {key for key in early if daily[since][key] != pytest.approx(as_it_was[since][key], rel=1e-12, abs=0)}
    assert {actor for actor, _ in at_first} == {KH}, "what comes later that day may answer what he did"
    for (actor, decision), rate in daily[since].items():
        if actor == KH:
            expected = whole[since].get((KH, decision), np.zeros(WORLDS))
            assert rate == pytest.approx(expected, rel=1e-12), decision
    assert one.militias.partly[mechanism].sum() == len(MILITIAS) - 1


@pytest.mark.parametrize("coupling", COUPLINGS)
def test_for_every_group_by_itself_is_for_all_of_them(coupling: str) -> None:
    several = ran(plan(*(off("momentum", group) for group in MILITIAS), coupling=coupling))[1]
    together = ran(plan(off("momentum", "militia"), coupling=coupling))[1]
    for one, other in zip(several, together, strict=True):
        assert one.keys() == other.keys()
        apart = [key for key, rate in one.items() if not np.allclose(rate, other[key], rtol=1e-9, atol=1e-12)]
        assert apart == []


@pytest.mark.parametrize("coupling", COUPLINGS)
@pytest.mark.parametrize("mechanism", ["momentum", "decapitation", "truces", "posture", "retaliation_delay", "israeli_strikes"])
def test_for_everybody_to_the_end_it_is_the_scenarios_own_switch_off(coupling: str, mechanism: str) -> None:
    spelled, daily = ran(plan(off(mechanism), coupling=coupling))
    plain, as_before = ran(plan(coupling=coupling, switch_off=[mechanism], switch_off_in="this_arm"))
    assert moved(daily, as_before) == {}
    assert same(spelled, plain)


@pytest.mark.parametrize("coupling", COUPLINGS)
def test_over_a_span_it_is_off_on_these_days_alone(coupling: str) -> None:
    _, daily = ran(plan(off("momentum", "militia", 50, 50), coupling=coupling))
    _, as_it_was = ran(plan(coupling=coupling))
    first = moved(daily, as_it_was)
    assert min(first.values()) == 50
    at_first = {decision for (_, decision), day in first.items() if day == 50 and PART_OF[decision] in ("words", "blows")}
    assert at_first == {"attack_base", "attack_convoy"}, "what comes later that day may answer them"
    model = EscalationModel(plan(off("momentum", KH, 50, 52), end=calendar(54)), evidence=evidence(NAMED), parameters=pinned())
    is_off: list[bool] = []
    finish(model, lambda each: is_off.append("momentum" in each.militias.partly))
    assert [day for day, there in enumerate(is_off) if there] == [50, 51, 52]


def test_decisions_that_are_off_for_a_while_come_back() -> None:
    _, daily = ran(plan(off("posture", "us", 50, 59)))
    there = [("us", "reinforce") in table for table in daily]
    assert there == [not 50 <= day <= 59 for day in range(DAYS)]
    assert all((KH, "attack_base") in table for table in daily), "targets stay thinned for the militias"


def test_what_is_off_for_one_kind_is_on_for_the_others() -> None:
    _, daily = ran(plan(off("patron_orders", "militia", 82, 99)))
    _, as_it_was = ran(plan())
    first = moved(daily, as_it_was)
    assert {actor for (actor, _), day in first.items() if day == 82} <= set(MILITIAS)
    assert (("iran", "order_pressure") in daily[90]) is True
    _, daily = ran(plan(off("patron_orders", "iran", 82, 90), end=calendar(90)))
    assert ("iran", "order_pressure") not in daily[90]


def test_a_group_that_announces_no_truce_loses_its_own_announcements() -> None:
    model, _ = ran(plan(off("truces", HN)))
    announced = model.event_log.events().query("action == 'announce_truce'")
    assert HN not in set(announced["actor"])
    assert KH in set(announced["actor"])


def test_nothing_before_the_branch_is_touched() -> None:
    _, daily = ran(plan(off("momentum", KH, 40), office("government", "kadhimi", 40), by(BADR, 40), branch=40, end=calendar(40)))
    _, record = ran(handmade().edit(check=False, end=calendar(40)), worlds=1)
    for day in range(40):
        for key, rate in daily[day].items():
            assert np.array_equal(rate, np.broadcast_to(record[day][key], rate.shape)), (day, key)
    assert calendar(0) == START


# Beside policies ----------------------------------------------------------------------------------------------------------


def policy(actor: str, decision: str, since: int, until: int, **more: Any) -> dict[str, Any]:
    span = {"from": calendar(since), "until": calendar(until)}
    return {"policy": {"actor": actor, "decision": decision, "when": "always", **span, **more}}


@pytest.mark.parametrize("coupling", COUPLINGS)
@pytest.mark.parametrize("actor", ["us", None])
def test_a_policy_governs_even_where_the_mechanism_of_its_decision_is_off(coupling: str, actor: str | None) -> None:
    """A policy is no rule: a mechanism that is off takes the rule away, on the other days too, and not the policy."""
    changes = off("posture", actor, 50, 59), policy("us", "draw_down", 54, 56)
    model, daily = ran(plan(*changes, coupling=coupling, end=calendar(59)))
    assert [day for day in range(50, 60) if np.min(daily[day].get(("us", "draw_down"), 0.0)) > 0] == [54, 55, 56]
    assert all(list(acts_of(model, day, "draw_down")["cause"]) == ["policy"] * WORLDS for day in (54, 55, 56))
    forbid = {"forbid": {"actor": "us", "decision": "draw_down", "from": calendar(55), "until": calendar(55)}}
    forbidden, _ = ran(plan(*changes, forbid, coupling=coupling, end=calendar(59)))
    assert [len(acts_of(forbidden, day, "draw_down")) for day in (54, 55, 56)] == [WORLDS, 0, WORLDS], "a prohibition is stronger"


@pytest.mark.parametrize("coupling", COUPLINGS)
def test_a_policy_of_a_group_governs_where_the_mechanism_is_off_for_it_alone(coupling: str) -> None:
    truces = policy(HN, "announce_truce", 60, 61, rate=0.5)
    _, daily = ran(plan(off("truces", HN, 50), truces, branch=50, coupling=coupling, end=calendar(62)))
    _, without = ran(plan(off("truces", HN, 50), branch=50, coupling=coupling, end=calendar(62)))
    assert [float(np.max(daily[day][HN, "announce_truce"])) for day in (59, 60, 61, 62)] == [0.0, 0.5, 0.5, 0.0]
    others = [group for group in MILITIAS if group != HN]
    assert all(np.array_equal(daily[60][group, "announce_truce"], without[60][group, "announce_truce"]) for group in others)


@pytest.mark.parametrize("coupling", COUPLINGS)
def test_of_an_act_given_to_another_the_policy_of_that_one_counts(coupling: str) -> None:
    """Of its new author's policy the act is the first that it has done; that of the former one neither brings nor stops it."""
    of_record = f"hand-{ATTACK}"
    for author, rate, happens in ((KH, 0.0, True), (KH, 50.0, True), (BADR, 0.0, False), (BADR, 50.0, True)):
        ordered = policy(author, "attack_base", 14, 14, rate=rate)
        model, _ = ran(plan(by(BADR, ATTACK), ordered, coupling=coupling, end=calendar(14)))
        acts = acts_of(model, 14)
        there = acts[acts["record_id"] == of_record]
        assert list(there["actor"]) == [BADR] * WORLDS * happens, (author, rate)
        assert set(there["cause"]) <= {"policy"} or author == KH
        assert ("policy" in set(there["cause"])) is (author == BADR and happens)
        assert bool(acts.loc[acts["actor"] == author, "count"].sum() > 20 * WORLDS) is bool(rate)
