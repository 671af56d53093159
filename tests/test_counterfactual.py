"""What ifs: an edit that changes nothing changes nothing; what is changed changes as said, and nothing before it."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.event_log import DAILY
from sim.explain import explain_event
from sim.explain.offspring import children
from sim.model import EscalationModel
from sim.parameters import load_parameters
from sim.record.evidence import load_evidence
from sim.scenario import Scenario, load_scenario
from sim.vocabulary.day import PARTS
from sim.vocabulary.decisions import MILITIAS
from sim.vocabulary.mechanisms import MECHANISMS
from tests.runs import counts, daily_rates, finish, span

WORLDS, WARM_UP = 20, 20
K1 = "2019-12-27"
UNLINKED = tuple(name for name in MECHANISMS if name not in ("momentum", "dispersion"))


def ids_of(day: str, decision: str) -> list[str]:
    """Ids of the record's rows that are this decision on this day."""
    number = int(np.datetime64(day, "D").astype(int))
    return [act.id for act in load_evidence().acts if act.day == number and act.decision == decision]


def branched(start: str, days: int, branch: str, *interventions: Mapping[str, object], **changes: object) -> Scenario:
    return span(date.fromisoformat(start), days, warm_up=WARM_UP, branch=branch, interventions=list(interventions), **changes)


def ran(scenario: Scenario, worlds: int = WORLDS, rng: int = 11, **options: object) -> EscalationModel:
    return finish(EscalationModel(scenario, worlds=worlds, rng=rng, **{"parameters": "point", **options}))  # type: ignore[arg-type]


def place(scenario: Scenario, day: str) -> int:
    return (date.fromisoformat(day) - scenario.start).days


def documented(scenario: Scenario) -> np.ndarray:
    """The record's daily table over the scenario's days, shape `(days, measures, 1)`."""
    plain = scenario.edit(branch=None, interventions=[], luck="abducted", switch_off=(), switch_off_in=None)
    return ran(plain, worlds=1).event_log.daily


# An edit that changes nothing ---------------------------------------------------------------------------------------------


@settings(deadline=None)
@given(
    start=st.dates(date(2018, 9, 1), date(2024, 2, 10)),
    days=st.integers(1, 12),
    later=st.integers(0, 11),
    seed=st.integers(0, 2**32),
)
def test_an_inert_branch_reproduces_the_record_in_every_world(start: date, days: int, later: int, seed: int) -> None:
    branch = start + timedelta(days=min(later, days - 1))
    scenario = span(start, days, branch=branch, warm_up=10)
    model = ran(scenario, rng=seed)
    assert np.array_equal(model.event_log.daily, np.broadcast_to(documented(scenario), model.event_log.daily.shape))


@pytest.mark.parametrize("branch", ["2019-12-20", "2019-12-27", "2020-01-02"])
def test_an_inert_branch_keeps_the_log_of_events_too(branch: str) -> None:
    """Not only counts: who, whom, dead and wounded."""
    columns = ["date", "action", "us_killed", "us_wounded", "militia_killed"]
    scenario = branched("2019-12-15", 40, branch)
    events = ran(scenario).event_log.events()
    record = ran(scenario.edit(branch=None), worlds=1, authors="drawn").event_log.events()
    sums = ["count", *columns[2:]]
    for _, mine in events.groupby("world"):
        ours, theirs = mine.groupby(columns[:2])[sums].sum(), record.groupby(columns[:2])[sums].sum()
        pd.testing.assert_frame_equal(ours, theirs, check_dtype=False)


def test_rates_moved_by_a_hair_reproduce_the_record_through_their_luck() -> None:
    """Where rates are equal the record is copied; a hair's difference has to come out of the abducted luck itself."""
    names = ("militia.base_attacks", "militia.convoy_attacks", "militia.threats", "us.force_floor", "us.sanctions", "us.warnings")
    hairs = [{"set": {"parameter": n, "value": float(load_parameters().values[n]) * (1 + 1e-12)}} for n in names]
    scenario = branched("2019-12-15", 100, "2019-12-15", *hairs)
    model = ran(scenario, worlds=50)
    assert np.array_equal(model.event_log.daily, np.broadcast_to(documented(scenario), model.event_log.daily.shape))


def test_worlds_with_parameters_of_their_own_reproduce_the_record() -> None:
    rng = np.random.default_rng(3)
    drawn = {"militia.branching": rng.uniform(0.1, 0.9, WORLDS), "us.strikes_per_lethal_attack": rng.uniform(0.1, 2.0, WORLDS)}
    scenario = branched("2019-12-15", 40, "2019-12-20")
    model = ran(scenario, parameters=load_parameters().replace(drawn))
    assert np.array_equal(model.event_log.daily, np.broadcast_to(documented(scenario), model.event_log.daily.shape))


def test_a_world_is_the_same_however_it_is_run() -> None:
    scenario = branched("2019-12-15", 40, "2019-12-20", {"remove_event": ids_of(K1, "attack_base")[0]})
    whole = ran(scenario).event_log.daily
    assert not (whole == whole[..., :1]).all()
    for first, worlds in ((0, 7), (7, 13), (19, 1)):
        part = ran(scenario, worlds=worlds, first_world=first).event_log.daily
        assert np.array_equal(part, whole[..., first : first + worlds])


# Removing an actor --------------------------------------------------------------------------------------------------------


def free(days: int, *interventions: Mapping[str, object], **changes: object) -> Scenario:
    start = date(2019, 1, 1)
    return load_scenario("free_run").edit(
        name="free", start=start, end=start + timedelta(days=days - 1), branch=start, reporting="complete",
        interventions=list(interventions), **changes,
    )  # fmt: skip


def others(model: EscalationModel, gone: str) -> pd.DataFrame:
    """Their acts; numbers of acts, which count those of the militia too, are left out."""
    events = model.event_log.events().drop(columns=["scenario", "event", "cause_event"])
    return events[events["actor"] != gone].reset_index(drop=True)


@functools.cache
def unlinked() -> EscalationModel:
    """Nothing but luck and each actor's own momentum."""
    return ran(free(200, switch_off=UNLINKED), worlds=100)


@pytest.mark.parametrize("gone", ["kataib_hezbollah", "asaib_ahl_al_haq", "saraya_al_salam"])
def test_where_nothing_links_them_the_others_never_notice_a_militia_gone(gone: str) -> None:
    kept = unlinked()
    lost = ran(free(200, {"remove_actor": gone}, switch_off=UNLINKED), worlds=100)
    assert gone in set(kept.event_log.events()["actor"])
    assert gone not in set(lost.event_log.events()["actor"])
    # Whom a strike is aimed at follows the attacks seen, so the target of American acts may differ; that they come may not. And
    # attacks fall where fire fell lately, whoever's it was (`sim.places`), so that their country may.
    unaimed = [others(model, gone).assign(target=lambda t: t["target"].where(t["actor"] != "us", "")) for model in (kept, lost)]
    pd.testing.assert_frame_equal(*(table.drop(columns="country") for table in unaimed))


def test_the_others_are_unchanged_until_the_first_act_of_the_militia_that_is_gone() -> None:
    gone = "harakat_al_nujaba"
    kept, lost = ran(free(300), worlds=100), ran(free(300, {"remove_actor": gone}), worlds=100)
    events = kept.event_log.events()
    first = events[events["actor"] == gone].groupby("world")["date"].min()
    assert len(first) > 50

    def before(model: EscalationModel) -> pd.DataFrame:
        """Days before its first act; on that day what is decided before anybody can have seen it."""
        table = others(model, gone)
        until = table["world"].map(first).fillna(pd.Timestamp("2100-01-01"))
        movers = table["action"].isin([*PARTS["words"], *PARTS["blows"]])
        return table[(table["date"] < until) | ((table["date"] == until) & movers)].reset_index(drop=True)

    pd.testing.assert_frame_equal(before(kept), before(lost))
    assert not others(kept, gone).equals(others(lost, gone))  # later, they do notice


@pytest.mark.parametrize("gone", ["kataib_hezbollah", "us", "saraya_al_salam"])
def test_a_removed_actor_is_there_until_the_branch(gone: str) -> None:
    """Removing an actor takes its decisions from the branch on: the documented days before it stay as they were."""
    scenario = branched("2019-12-15", 40, "2020-01-05", {"remove_actor": gone})
    before = place(scenario, "2020-01-05")
    model = ran(scenario)
    daily = model.event_log.daily
    assert np.array_equal(daily[:before], np.broadcast_to(documented(scenario), daily.shape)[:before])
    events = model.event_log.events()
    assert gone not in set(events[events["date"] >= pd.Timestamp("2020-01-05")]["actor"])


# One change at a time -----------------------------------------------------------------------------------------------------


def test_raising_a_rate_never_lowers_a_count_on_the_first_day() -> None:
    calm = ran(free(1), worlds=5000)
    stormy = ran(free(1, {"set": {"parameter": "militia.base_attacks", "value": 2.0}}), worlds=5000)

    def by_group(model: EscalationModel) -> pd.Series:
        events = model.event_log.events()
        attacks = events[events["action"] == "attack_base"]
        every = pd.MultiIndex.from_product([range(5000), MILITIAS], names=["world", "actor"])
        return attacks.groupby(["world", "actor"])["count"].sum().reindex(every, fill_value=0)

    assert (by_group(stormy) >= by_group(calm)).all()
    assert by_group(stormy).sum() > 20 * by_group(calm).sum()
    for measure in ("attack_convoy", "announce_truce", "launch_missiles", "attack_shipping"):
        assert np.array_equal(counts(stormy, measure), counts(calm, measure)), measure


def test_removing_an_event_removes_that_event_and_nothing_else_that_day() -> None:
    event = ids_of(K1, "attack_base")
    assert len(event) == 1
    scenario = branched("2019-12-15", 30, "2019-12-20", {"remove_event": event[0]})
    day = place(scenario, K1)
    record, model = documented(scenario), ran(scenario)
    assert np.array_equal(model.event_log.daily[:day], np.broadcast_to(record, model.event_log.daily.shape)[:day])
    assert (counts(model, "attack_base")[day] == record[day, DAILY.index("attack_base")] - 1).all()
    assert (counts(model, "us_killed")[day] == record[day, DAILY.index("us_killed")] - 1).all()
    for measure in ("attack_convoy", "assault_embassy", "threaten", "launch_missiles", "strike_in_iraq", "order_pressure"):
        assert (counts(model, measure)[day] == record[day, DAILY.index(measure)]).all(), measure
    strikes = counts(model, "strike")[place(scenario, "2019-12-29")]
    assert strikes.mean() < 1  # documented in every world, now only where its luck would have brought it anyway


def test_an_event_edited_to_spare_lives_still_happens() -> None:
    edit = {"edit_event": {"id": ids_of(K1, "attack_base")[0], "us_killed": 0, "us_wounded": 0}}
    scenario = branched("2019-12-15", 30, "2019-12-20", edit)
    day = place(scenario, K1)
    record, model = documented(scenario), ran(scenario)
    assert np.array_equal(model.event_log.daily[:day], np.broadcast_to(record, model.event_log.daily.shape)[:day])
    assert (counts(model, "attack_base")[day] == record[day, DAILY.index("attack_base")]).all()
    assert (counts(model, "us_killed")[day] == 0).all()
    assert (counts(model, "us_wounded")[day] == 0).all()
    assert counts(model, "strike")[place(scenario, "2019-12-29")].mean() < 1


def test_an_event_edited_to_be_worse_raises_the_rate_of_strikes() -> None:
    edit = {"edit_event": {"id": ids_of(K1, "attack_base")[0], "lethal": False, "us_killed": 0, "us_wounded": 4}}
    mild = daily_rates(EscalationModel(branched("2019-12-20", 8, "2019-12-27", edit), parameters="point"))
    as_it_was = daily_rates(EscalationModel(branched("2019-12-20", 8, "2019-12-27"), parameters="point"))
    assert mild[-1]["us", "strike"] < as_it_was[-1]["us", "strike"]
    assert mild[WARM_UP + 6]["us", "strike"] == as_it_was[WARM_UP + 6]["us", "strike"]  # the day before


def test_an_added_event_happens_in_every_world_beside_the_day_as_it_was() -> None:
    add = {"add_event": {"date": "2020-02-01", "actor": "us", "action": "warning", "target": "iran"}}
    scenario = branched("2020-01-20", 20, "2020-01-22", add)
    day = place(scenario, "2020-02-01")
    record, model = documented(scenario), ran(scenario)
    expected = np.broadcast_to(record, model.event_log.daily.shape)[: day + 1].copy()
    expected[day, DAILY.index("warn")] += 1
    expected[day, DAILY.index("rung")] = np.maximum(expected[day, DAILY.index("rung")], 1)
    assert np.array_equal(model.event_log.daily[: day + 1], expected)


def test_an_added_release_on_the_day_of_a_release_leaves_rates_non_negative() -> None:
    """Two releases on one day free everybody once, not twice."""
    add = {"add_event": {"date": "2020-06-29", "actor": "iraq_government", "action": "release", "target": "militia"}}
    assert ids_of("2020-06-29", "release")
    kept = daily_rates(EscalationModel(branched("2020-06-20", 30, "2020-06-22", add), worlds=5, parameters="point"))
    for day, table in enumerate(kept):
        for key, rate in table.items():
            assert (rate >= 0).all(), (day, key, rate)


@pytest.mark.parametrize("luck", ["abducted", "fresh"])
def test_a_forbidden_decision_is_not_taken(luck: str) -> None:
    forbid = {"forbid": {"actor": "us", "decision": "strike", "from": "2019-12-28", "until": "2020-01-10"}}
    scenario = branched("2019-12-15", 40, "2019-12-20", forbid, luck=luck)
    strikes = counts(ran(scenario, worlds=200), "strike")
    assert strikes[place(scenario, "2019-12-28") : place(scenario, "2020-01-10") + 1].sum() == 0
    loose = counts(ran(branched("2019-12-15", 40, "2019-12-20", luck=luck), worlds=200), "strike")
    assert loose[place(scenario, "2019-12-28") : place(scenario, "2020-01-10") + 1].sum() > 0


def test_a_setting_holds_from_its_first_to_its_last_day() -> None:
    standing = float(load_parameters().values["militia.base_attacks"])
    change = {"set": {"parameter": "militia.base_attacks", "value": 10 * standing, "from": "2019-01-05", "until": "2019-01-08"}}
    off = tuple(MECHANISMS)
    plain = daily_rates(EscalationModel(free(12, switch_off=off), parameters="point"))
    changed = daily_rates(EscalationModel(free(12, change, switch_off=off), parameters="point"))
    for day, (before, after) in enumerate(zip(plain, changed, strict=True)):
        factor = 10.0 if 4 <= day <= 7 else 1.0
        for group in MILITIAS:
            assert after[group, "attack_base"] == pytest.approx(factor * before[group, "attack_base"], rel=1e-12), day
        assert after["us", "strike"] == before["us", "strike"]


def attack_levels(model: EscalationModel) -> list[float]:
    """The public memory of base attacks in the first world, day by day."""
    kept: list[float] = []
    finish(model, lambda m: kept.append(float(np.asarray(m.scene.attacks.level).flat[0])))
    return kept


def test_a_half_life_set_for_some_days_keeps_what_is_remembered() -> None:
    """The level of a memory is kept when its half-life changes: on the first day only the decay differs."""
    change = {"set": {"parameter": "scene.momentum_half_life", "value": 1.0, "from": "2019-12-29"}}
    plain = EscalationModel(branched("2019-12-20", 12, "2019-12-28"), parameters="point")
    changed = EscalationModel(branched("2019-12-20", 12, "2019-12-28", change), parameters="point")
    levels = [attack_levels(plain), attack_levels(changed)]
    day = WARM_UP + 9  # 29 December
    decay = 0.5 ** (1.0 / float(load_parameters().values["scene.momentum_half_life"]))
    assert levels[0][:day] == levels[1][:day]
    attacks = (levels[0][day] - levels[0][day - 1] * decay) / (1 - decay)
    assert levels[1][day] == pytest.approx(levels[1][day - 1] * 0.5 + 0.5 * attacks)


def test_a_context_that_is_taken_out_is_out_from_that_day() -> None:
    change = {"context": {"name": "gaza_war", "level": 0, "from": "2023-10-20"}}
    plain = daily_rates(EscalationModel(branched("2023-10-01", 30, "2023-10-20"), parameters="point"))
    changed = daily_rates(EscalationModel(branched("2023-10-01", 30, "2023-10-20", change), parameters="point"))
    key, since = ("kataib_hezbollah", "attack_base"), WARM_UP + 19
    assert all(a[key] == b[key] for a, b in zip(plain[:since], changed[:since], strict=True))
    assert changed[since][key] < plain[since][key]


def test_fresh_luck_is_documented_before_the_branch_and_differs_after_it() -> None:
    scenario = branched("2019-12-15", 60, "2020-01-10", luck="fresh")
    branch = place(scenario, "2020-01-10")
    model, again, other = ran(scenario), ran(scenario), ran(scenario, rng=12)
    record = np.broadcast_to(documented(scenario), model.event_log.daily.shape)
    assert np.array_equal(model.event_log.daily[:branch], record[:branch])
    assert np.array_equal(model.event_log.daily, again.event_log.daily)
    assert not np.array_equal(model.event_log.daily[branch:], other.event_log.daily[branch:])
    assert not (counts(model, "attack_base")[branch:] == counts(model, "attack_base")[branch:, :1]).all()


def test_fresh_luck_leaves_out_a_removed_event_and_puts_an_edited_one_in() -> None:
    event = ids_of("2020-01-03", "kill_leader")[0]
    removed = ran(branched("2019-12-20", 30, "2020-01-02", {"remove_event": event}, luck="fresh"), worlds=300)
    day = 14
    assert counts(removed, "kill_leader")[day].sum() == 0
    kept = ran(
        branched("2019-12-20", 30, "2020-01-02", {"edit_event": {"id": event, "militia_killed": 1}}, luck="fresh"), worlds=300
    )
    assert (counts(kept, "kill_leader")[day] == 1).all()
    assert (counts(kept, "militia_killed")[day] >= 1).all()


# Mechanisms that are off in both arms --------------------------------------------------------------------------------------


@pytest.mark.parametrize("off", [*((name,) for name in MECHANISMS), tuple(MECHANISMS)], ids="+".join)
def test_with_a_mechanism_off_in_both_arms_no_intervention_reproduces_the_record(off: tuple[str, ...]) -> None:
    """Acts of a decision that is off as a whole, such as raids, are kept as documented: no rule moves them in either arm."""
    scenario = branched("2020-06-15", 40, "2020-06-20", switch_off=off, switch_off_in="both_arms")
    model = ran(scenario, worlds=5)
    assert np.array_equal(model.event_log.daily, np.broadcast_to(documented(scenario), model.event_log.daily.shape))


def test_with_a_mechanism_off_in_both_arms_an_edit_moves_nothing_before_its_day() -> None:
    """The effect is that of the event alone; with the mechanism off in one arm the two effects are added up."""
    edit, day = {"remove_event": "2020-01-03-us-targeted-killing"}, "2020-01-03"
    both, one = (
        branched("2019-12-20", 30, "2019-12-22", edit, switch_off=["red_line"], **where)
        for where in ({}, {"switch_off_in": "this_arm"})
    )
    record, before = documented(both), place(both, day)
    together, added = (ran(scenario).event_log.daily for scenario in (both, one))
    assert np.array_equal(together[:before], np.broadcast_to(record, together.shape)[:before])
    assert not np.array_equal(added[:before], np.broadcast_to(record, added.shape)[:before])


def test_switched_off_beside_an_edit_that_changes_nothing_reproduces_the_record() -> None:
    same = {"set": {"parameter": "us.sanctions", "value": float(load_parameters().values["us.sanctions"])}}
    scenario = branched("2019-12-15", 40, "2019-12-20", same, switch_off=["red_line", "double_bind"])
    daily = ran(scenario).event_log.daily
    assert np.array_equal(daily, np.broadcast_to(documented(scenario), daily.shape))


def test_switched_off_alone_is_itself_the_change() -> None:
    scenario = branched("2019-12-15", 40, "2019-12-20", switch_off=["red_line"])
    assert (
        counts(ran(scenario), "strike").sum(axis=0).mean()
        < counts(ran(scenario.edit(switch_off=[])), "strike").sum(axis=0).mean()
    )


# An event that happens on another day --------------------------------------------------------------------------------------

MOVED_TO = "2020-02-20"
FOLLOWED = ("strike", "assault_embassy", "kill_leader")


def masses(model: EscalationModel, name: str, since: str, days: int = 18) -> float:
    """Acts in a world within some days, the mean over worlds."""
    first = place(model.scenario, since)
    return float(counts(model, name)[first : first + days].sum(axis=0).mean())


@pytest.mark.parametrize("coupling", ["causes", "inversion"])
def test_k1_moved_moves_its_strikes_siege_and_killing_with_it(coupling: str) -> None:
    """In the record they follow within a week of 27 December; here none is left of that week, and they follow in February."""
    moved = {"move_event": {"id": ids_of(K1, "attack_base")[0], "to": MOVED_TO}}
    scenario = branched("2019-12-01", 120, "2019-12-20", moved, coupling=coupling)
    arm, without = (
        ran(scenario, worlds=60),
        ran(scenario.edit(interventions=[{"remove_event": moved["move_event"]["id"]}]), worlds=60),
    )
    for name in FOLLOWED:
        assert masses(arm, name, K1) < 0.2
        assert masses(arm, name, MOVED_TO) > masses(without, name, MOVED_TO) + 0.1
    assert masses(arm, "strike", MOVED_TO) > 0.5
    days = slice(place(scenario, K1), place(scenario, MOVED_TO))
    assert np.array_equal(arm.event_log.daily[days], without.event_log.daily[days]), "until then it is merely gone"


@pytest.mark.parametrize("luck", ["abducted", "fresh"])
def test_a_moved_event_happens_once_in_every_world_as_it_was(luck: str) -> None:
    k1 = ids_of(K1, "attack_base")[0]
    scenario = branched("2019-12-01", 120, "2019-12-20", {"move_event": {"id": k1, "to": MOVED_TO}}, luck=luck)
    events = ran(scenario).event_log.events()
    mine = events[events["record_id"] == k1]
    assert mine["world"].tolist() == list(range(WORLDS))
    assert set(mine["date"]) == {pd.Timestamp(MOVED_TO)}
    assert set(zip(mine["actor"], mine["us_killed"], mine["count"], mine["cause"], strict=True)) == {
        ("kataib_hezbollah", 1, 1, "")
    }
    told = explain_event(EscalationModel(scenario, worlds=1, rng=11), MOVED_TO, "kataib_hezbollah", "attack_base")
    assert (told.how, told.record_id, told.cause) == ("moved by the scenario", k1, "")


def test_answers_of_the_new_day_descend_from_the_moved_event() -> None:
    k1 = ids_of(K1, "attack_base")[0]
    events = ran(
        branched("2019-12-01", 120, "2019-12-20", {"move_event": {"id": k1, "to": MOVED_TO}}), worlds=60
    ).event_log.events()
    answers = children(events, (events["record_id"] == k1).to_numpy())
    assert (answers["date"] >= MOVED_TO).all()
    assert (answers["action"] == "strike").sum() > 10
    assert (answers["record_id"] == "").mean() > 0.9
