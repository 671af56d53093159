"""Policies at work: what conditions know of a day, and that a decision is taken as they say, whatever history it stands in."""

from __future__ import annotations

import functools
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import poisson

from sim.comparison import arms_alone
from sim.ensemble import plan, run_blocks
from sim.explain import explain_event
from sim.explain.offspring import who_answered_whom
from sim.machine import Machine
from sim.model import EscalationModel
from sim.order import CERTAIN
from sim.parameters import load_parameters
from sim.policies import Past, Policies, Today, amount_of
from sim.scenario import Scenario, load_scenario
from sim.scenario.conditions import Quantity, parse
from sim.scenario.interventions.dated import Instruction
from sim.scenario.schedule import Dated
from sim.tally import Tally
from sim.vocabulary.decisions import MILITIAS
from tests.runs import counts, finish, span, write_blocks
from tests.stand_in import DAY, StandIn, column, weighed

WORLDS = 40
START, BRANCH, DAYS = date(2019, 12, 1), "2019-12-10", 130
K1_STRIKE, TAJI_STRIKE = "2019-12-29-us-airstrike", "2020-03-13-us-airstrike"
RED_LINE = {"actor": "us", "decision": "strike", "when": "days_since(us_killed) <= 2", "from": BRANCH}
MODES = [(luck, coupling) for luck in ("abducted", "fresh") for coupling in ("causes", "inversion")]
modes = pytest.mark.parametrize(("luck", "coupling"), MODES)


def under(*policies: dict[str, Any], others: Any = (), **changes: Any) -> Scenario:
    items = [*({"policy": each} for each in policies), *others]
    return span(START, DAYS, **{"branch": BRANCH, "warm_up": 15, "interventions": items, **changes})


def ran(scenario: Scenario, worlds: int = WORLDS, **options: Any) -> EscalationModel:
    return finish(EscalationModel(scenario, worlds=worlds, rng=5, **options))


@functools.cache
def unchanged(luck: str, coupling: str) -> tuple[np.ndarray, pd.DataFrame]:
    """Daily counts and events of twelve worlds without a policy; several tests hold theirs against them."""
    model = ran(under(luck=luck, coupling=coupling), worlds=12)
    return model.event_log.daily, table(model)


def since(day: str | date) -> int:
    return (date.fromisoformat(str(day)) - START).days


def table(model: EscalationModel) -> pd.DataFrame:
    return model.event_log.events().drop(columns="scenario")


# The promise that is kept to the letter -----------------------------------------------------------------------------------


def is_kept(model: EscalationModel, first: int) -> None:
    """On every simulated day of every world: a strike, once, if and only if an American died that day or on the two before."""
    dead, strikes = counts(model, "us_killed") > 0, counts(model, "strike")
    for day in range(first, len(dead)):
        assert np.array_equal(strikes[day], dead[max(day - 2, 0) : day + 1].any(axis=0)), day
    assert strikes[first:].any()
    assert not strikes[first:].all()


@modes
def test_a_strike_within_two_days_of_any_american_death_and_never_otherwise(luck: str, coupling: str) -> None:
    deadly = {"marks.lethal": 0.1, "militia.base_attacks": 0.2} if luck == "fresh" else {}
    parameters = load_parameters().replace({name: np.full(WORLDS, value) for name, value in deadly.items()})
    is_kept(ran(under(RED_LINE, luck=luck, coupling=coupling), parameters=parameters if deadly else None), since(BRANCH))


def test_the_same_in_a_free_run() -> None:
    start = date(2019, 1, 1)
    scenario = load_scenario("free_run").edit(
        name="free", start=start, end=start + timedelta(days=299), branch=start,
        interventions=[{"policy": {**RED_LINE, "from": str(start)}}],
    )  # fmt: skip
    is_kept(ran(scenario, parameters=load_parameters().replace({"marks.lethal": np.full(WORLDS, 0.1)})), 0)


@pytest.mark.parametrize("coupling", ["causes", "inversion"])
def test_documented_acts_that_it_allows_happen_once_as_documented_and_others_do_not(coupling: str) -> None:
    """K-1 is answered on the very day and on the two after, of which the record holds the last; Taji so too. No other is kept."""
    events = table(ran(under(RED_LINE, coupling=coupling)))
    strikes = events[(events["action"] == "strike") & (events["date"] >= BRANCH)]
    assert set(strikes["record_id"]) == {"", K1_STRIKE, TAJI_STRIKE}
    for day in ("2019-12-27", "2019-12-28", "2019-12-29"):
        there = strikes[strikes["date"] == day]
        assert sorted(there["world"]) == list(range(WORLDS))
        assert set(there["count"]) == {1}
        assert set(there["record_id"]) == ({K1_STRIKE} if day.endswith("29") else {""})
    kept = strikes[strikes["record_id"] == K1_STRIKE]
    assert set(kept["militia_killed"]) == {25}, "as the record has it"
    model = ran(under({**RED_LINE, "when": "days_since(us_killed) <= 1"}, coupling=coupling))
    again = (counts(model, "us_killed")[since("2019-12-28") : since("2019-12-30")] > 0).any(axis=0)
    assert set(table(model).query("record_id == @K1_STRIKE")["world"]) == set(np.flatnonzero(again)), (
        "where another has died since"
    )
    assert again.mean() < 0.2


@modes
def test_whatever_it_does_came_from_the_policy(luck: str, coupling: str) -> None:
    always = {**RED_LINE, "when": "always", "chance": 0.5}
    events = table(ran(under(always, luck=luck, coupling=coupling), worlds=8))
    acts = events[(events["action"] == "strike") & (events["date"] >= BRANCH)]
    assert set(acts["cause"]) == {"policy"}
    assert acts["cause_event"].isna().all()
    assert "policy" not in set(events.loc[events["action"] != "strike", "cause"])
    told = who_answered_whom(events, 8)
    row = told[told["motive"] == "policy"]
    assert row[["decision", "kind", "answered"]].to_numpy().tolist() == [["strike", "policy", None]]


# Nothing else changes -----------------------------------------------------------------------------------------------------

INERT = {
    "its day never comes and the rule speaks": {**RED_LINE, "when": "us_killed(366) > 100000", "otherwise": "rules"},
    "its day never comes, of a group": {
        "actor": "badr", "decision": "attack_base", "when": "1 > 2", "rate": 9, "otherwise": "rules", "from": BRANCH,
    },
}  # fmt: skip


@modes
@pytest.mark.parametrize("case", INERT)
def test_an_inert_policy_changes_nothing(case: str, luck: str, coupling: str) -> None:
    mine, (daily, events) = ran(under(INERT[case], luck=luck, coupling=coupling), worlds=12), unchanged(luck, coupling)
    assert np.array_equal(mine.event_log.daily, daily)
    pd.testing.assert_frame_equal(table(mine), events)


@modes
def test_documented_days_of_it_change_nothing(luck: str, coupling: str) -> None:
    mine, same = (
        ran(under({**RED_LINE, "from": day}, luck=luck, coupling=coupling).edit(end="2019-12-31"), worlds=5).event_log.daily
        for day in (str(START), BRANCH)
    )
    assert np.array_equal(mine, same)


@modes
def test_days_before_it_are_as_they_were(luck: str, coupling: str) -> None:
    first, (daily, _) = since("2020-02-01"), unchanged(luck, coupling)
    always = {**RED_LINE, "when": "always", "from": "2020-02-01"}
    mine = ran(under(always, luck=luck, coupling=coupling).edit(end="2020-02-01"), worlds=12).event_log.daily
    assert np.array_equal(mine[:first], daily[:first])
    assert not np.array_equal(mine[first], daily[first])


@modes
def test_a_world_is_the_same_however_it_is_run(luck: str, coupling: str) -> None:
    scenario = under(
        {**RED_LINE, "when": "count(attack, 10) > 2 or scene.harassment > 0.2", "chance": 0.5}, luck=luck, coupling=coupling
    ).edit(end="2020-01-31")
    whole = ran(scenario).event_log.daily
    assert not (whole == whole[..., :1]).all()
    for first, worlds in ((0, 7), (7, 13), (39, 1)):
        assert np.array_equal(ran(scenario, worlds=worlds, first_world=first).event_log.daily, whole[..., first : first + worlds])


def test_blocks_and_jobs_leave_the_same_bytes(tmp_path: Path) -> None:
    scenario = under({**RED_LINE, "chance": 0.5}).edit(end="2020-01-05")
    found = []
    for block, jobs in ((12, 1), (5, 1), (7, 2)):
        folder = tmp_path / f"{block}-{jobs}"
        folder.mkdir()
        tasks = plan(arms_alone([scenario]), 12, 7, load_parameters(), Machine(block=block))
        write_blocks(folder, run_blocks(tasks, Machine(jobs=jobs), None, None))
        found.append({path.name: path.read_bytes() for path in sorted(folder.iterdir())})
    assert found[0]
    assert found[0] == found[1] == found[2]


# Chances and rates --------------------------------------------------------------------------------------------------------


def mean_is(values: np.ndarray, mean: float, variance: float) -> None:
    assert values.mean() == pytest.approx(mean, abs=4.5 * np.sqrt(variance / values.size))


@modes
def test_a_chance_is_that_of_every_day_documented_acts_or_not(luck: str, coupling: str) -> None:
    strikes = counts(ran(under({**RED_LINE, "when": "always", "chance": 0.3}, luck=luck, coupling=coupling)), "strike")
    mean_is(strikes[since(BRANCH) :], 0.3, 0.21)
    mean_is(strikes[[since("2019-12-29"), since("2020-03-13")]], 0.3, 0.21)


@modes
def test_a_group_attacks_at_its_rate_in_no_mood_and_the_others_by_their_rules(luck: str, coupling: str) -> None:
    """Badr, which the record blames for next to nothing; Poisson, whatever the mood that all groups share."""
    policy = {"actor": "badr", "decision": "attack_base", "when": "always", "rate": 0.7, "from": BRANCH}
    events = table(ran(under(policy, luck=luck, coupling=coupling, reporting="complete")))
    attacks = events[(events["action"] == "attack_base") & (events["date"] >= BRANCH)]
    theirs = attacks[attacks["actor"] == "badr"]
    assert set(theirs["cause"]) == {"policy"}
    assert "policy" not in set(attacks.loc[attacks["actor"] != "badr", "cause"])
    days = pd.MultiIndex.from_product([range(WORLDS), pd.date_range(BRANCH, periods=DAYS - since(BRANCH))])
    found = theirs.groupby(["world", "date"])["count"].sum().reindex(days, fill_value=0).to_numpy()
    mean_is(found, 0.7, 0.7)
    for number in range(4):
        p = poisson.pmf(number, 0.7)
        mean_is(found == number, p, p * (1 - p))


def test_a_documented_act_of_a_group_is_the_first_of_its_count() -> None:
    """K-1 by Kataib Hezbollah: with a rate of nothing it does not come; with many, it does, once, as documented."""
    policy = {"actor": "kataib_hezbollah", "decision": "attack_base", "when": "always", "from": BRANCH}
    k1 = "2019-12-27-kataib-hezbollah-rocket-attack"
    for rate, coupling in ((0.0, "causes"), (0.0, "inversion"), (30.0, "causes"), (30.0, "inversion")):
        events = table(ran(under({**policy, "rate": rate}, coupling=coupling).edit(end="2019-12-28"), worlds=6))
        day = events[
            (events["date"] == "2019-12-27") & (events["actor"] == "kataib_hezbollah") & (events["action"] == "attack_base")
        ]
        kept = day[day["record_id"] == k1]
        assert len(kept) == (6 if rate else 0)
        assert set(kept["us_killed"]) <= {1}
        assert set(kept["count"]) <= {1}
        assert bool(day["count"].sum() > 100) is bool(rate)


def test_a_rate_may_be_said_of_what_happens_once_a_day() -> None:
    strikes = counts(ran(under({**RED_LINE, "when": "always", "rate": 1.0})), "strike")[since(BRANCH) :]
    assert strikes.max() == 1
    p = -np.expm1(-1.0)
    mean_is(strikes, p, p * (1 - p))


# Beside other interventions -----------------------------------------------------------------------------------------------


@modes
def test_what_is_forbidden_is_forbidden_to_policies_too(luck: str, coupling: str) -> None:
    forbid = {"forbid": {"actor": "us", "decision": "strike", "from": "2020-01-10", "until": "2020-01-20"}}
    scenario = under({**RED_LINE, "when": "always"}, others=[forbid], luck=luck, coupling=coupling)
    strikes = counts(ran(scenario.edit(end="2020-01-31"), worlds=5), "strike")
    first, last = since("2020-01-10"), since("2020-01-20")
    assert not strikes[first : last + 1].any()
    assert strikes[since(BRANCH) : first].all()
    assert strikes[last + 1 :].all()


@modes
def test_a_later_policy_wins_where_it_speaks(luck: str, coupling: str) -> None:
    """Never, but after American deaths: the first says never, the second speaks on its days and leaves the others to it."""
    never = {**RED_LINE, "when": "always", "chance": 0}
    unless = {**RED_LINE, "otherwise": "rules"}
    one, two = (ran(under(*each, luck=luck, coupling=coupling), worlds=9) for each in ((RED_LINE,), (never, unless)))
    assert np.array_equal(one.event_log.daily, two.event_log.daily)
    assert not counts(ran(under(unless, never, luck=luck, coupling=coupling), worlds=9), "strike")[since(BRANCH) :].any()


@pytest.mark.parametrize("how", [{"luck": "fresh"}, {}, {"switch_off_in": "this_arm"}, {"coupling": "inversion"}])
def test_a_decision_whose_mechanism_is_off_can_be_taken_by_policy(how: dict[str, Any]) -> None:
    policy = {"actor": "us", "decision": "draw_down", "when": "always", "from": "2020-02-01", "until": "2020-02-03"}
    cuts = counts(ran(under(policy, switch_off=["posture"], **how), worlds=4), "draw_down")
    first = since("2020-02-01")
    assert cuts[first : first + 3].all()


@pytest.mark.parametrize("how", [{}, {"switch_off_in": "this_arm"}, {"coupling": "inversion"}])
def test_documented_acts_of_a_decision_that_is_off_do_not_happen_where_a_policy_says_never(how: dict[str, Any]) -> None:
    """Off in both arms the rates are the same, which would keep them."""
    policy = {"actor": "iraq_government", "decision": "condemn_us", "when": "always", "chance": 0, "from": BRANCH}
    off, record = under(switch_off=["double_bind"]).edit(branch=None), under(policy, switch_off=["double_bind"], **how)
    assert counts(ran(off.edit(switch_off=(), interventions=()), worlds=1), "condemn_us")[since(BRANCH) :].any()
    assert not counts(ran(record, worlds=4), "condemn_us")[since(BRANCH) :].any()


def test_where_the_rule_speaks_on_other_days_it_is_weighed_there_alone() -> None:
    policy = {**RED_LINE, "when": "context(gaza_war) == 0 and count(strike, 5) > 0", "chance": 0, "otherwise": "rules"}
    model = EscalationModel(
        under(policy, luck="fresh"), worlds=WORLDS, rng=5, parameters=load_parameters().replace({"us.force_floor": 0.1})
    )
    finish(model)
    strikes = counts(model, "strike")[since(BRANCH) :]
    assert strikes.any()
    for day in range(1, len(strikes)):
        recent = strikes[max(day - 4, 0) : day].any(axis=0)
        assert not (strikes[day] & recent).any()


def test_a_removed_event_stays_removed_on_its_day() -> None:
    removed = [{"remove_event": K1_STRIKE}, {"remove_event": f"{K1_STRIKE}-2"}]
    for luck, coupling in MODES:
        scenario = under({**RED_LINE, "when": "always"}, others=removed, luck=luck, coupling=coupling)
        strikes = counts(ran(scenario.edit(end="2019-12-29"), worlds=3), "strike")
        assert not strikes[since("2019-12-29")].any()
        assert strikes[since(BRANCH) : since("2019-12-29")].all()


# How it is told -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("day", "how"), [("2019-12-28", "drawn"), ("2019-12-29", "kept from the record")])
def test_an_act_of_a_policy_is_explained_by_it(day: str, how: str) -> None:
    told = explain_event(EscalationModel(under(RED_LINE), worlds=1, rng=5), day, "us", "strike")
    assert (told.how, told.cause, told.answered, told.said) == (how, "policy", None, ())
    assert [(motive.name, motive.kind) for motive in told.motives if motive.share > 0] == [("policy", "policy")]
    assert told.motives[0].share == told.motives[0].prior == 1.0
    assert told.rate == CERTAIN
    assert all(restraint.factor == 1.0 for restraint in told.restraints)
    (step,) = told.chain
    assert (step.kind, step.end) == ("policy", "policy")


# What a condition knows of a day ------------------------------------------------------------------------------------------


def tally(**counts_of: Any) -> Tally:
    made = Tally()
    for name, count in counts_of.items():
        made.put(name, count)
    return made


def asked(*texts: str) -> list[Quantity]:
    return [each for text in texts for each in [parse(text)] for each in [each.left] if isinstance(each, Quantity)]  # type: ignore[union-attr]


def test_amounts_are_whole_whoever_of_several_did_it() -> None:
    """Ten tenths, added up one after the other, are not quite one."""
    happened = Tally()
    parts = np.full((len(MILITIAS), 2), 1 / len(MILITIAS))
    happened.put("attack_base", parts, {"us_killed": parts, "lethal": parts})
    happened.put("launch_missiles", 1.0, {"us_killed": np.array([2.0, 0.0])})
    assert happened.total("attack_base").tolist() != [1.0, 1.0]  # type: ignore[union-attr]
    for name in ("attack_base", "attack", "lethal_attack"):
        assert np.asarray(amount_of(happened, name)).tolist() == [1.0, 1.0]
    assert np.asarray(amount_of(happened, "us_killed")).tolist() == [3.0, 1.0]
    assert amount_of(happened, "strike") == 0.0


@given(st.lists(st.lists(st.integers(0, 2), min_size=2, max_size=2), min_size=1, max_size=12), st.integers(1, 9))
def test_counts_and_days_since_are_those_of_the_days(days: list[list[int]], span_of: int) -> None:
    """Two worlds, day by day, against sums over the lists; today is the last day, known as far as it has gone."""
    past = Past(asked(f"count(strike, {span_of}) > 0", "count(strike, 2) > 0", "days_since(strike) > 0"))
    here = StandIn(2, day=DAY + len(days) - 1)
    for number, day in enumerate(days[:-1]):
        past.pass_day(DAY + number, tally(strike=np.array(day, dtype=float)))
    here.today = tally(strike=np.array(days[-1], dtype=float))
    today = Today(here, past)
    worlds = list(zip(*days, strict=True))
    for n in {span_of, 2} - {1} | {span_of}:
        assert np.broadcast_to(today.counted("strike", n), 2).tolist() == [sum(world[-n:]) for world in worlds]
        within = np.broadcast_to(today.days_since("strike"), 2) < n
        assert np.array_equal(within, np.broadcast_to(today.counted("strike", n), 2) >= 1), "within n days, if any in n days"
    ago = [next((n for n, count in enumerate(reversed(world)) if count), np.inf) for world in worlds]
    assert np.broadcast_to(today.days_since("strike"), 2).tolist() == ago


def test_of_days_that_nobody_stepped_through_nothing_is_known() -> None:
    today = Today(StandIn(3, contexts={"gaza_war": 0.5}), Past(asked("days_since(raid) > 1", "us_killed(366) > 1")))
    assert np.broadcast_to(today.days_since("raid"), 3).tolist() == [np.inf] * 3
    assert today.counted("us_killed", 366) == 0.0
    assert (today.context("gaza_war"), today.context("gaza_truce")) == (0.5, 0.0)
    assert today.level("harassment") == 0.0


def test_a_decision_is_told_what_the_policy_of_each_of_its_authors_says() -> None:
    def dated(actor: str, text: str, *, else_rules: bool = False) -> Dated:
        return Dated(Instruction(actor, "attack_base", parse(text), 2.0, else_rules, date.min, None), np.array([True, False]))

    policies = Policies([dated("badr", "days_since(strike) <= 0"), dated("thar_allah", "count(strike, 1) > 0", else_rules=True)])
    here, decision, other = StandIn(2), weighed("attack_base", column()), weighed("strike", 0.0)
    here.today = tally(strike=np.array([0.0, 1.0]))
    policies.instruct(here, [decision, other], 0)
    assert other.order is None
    assert decision.order is not None
    badr, thar_allah = MILITIAS.index("badr"), MILITIAS.index("thar_allah")
    assert np.argwhere(decision.order.governs).tolist() == sorted([[badr, 0], [badr, 1], [thar_allah, 1]])
    assert np.argwhere(decision.order.rate == 2.0).tolist() == sorted([[badr, 1], [thar_allah, 1]])
    policies.instruct(here, [decision], 1)
    assert decision.order is None
    assert policies.govern("attack_base")
    assert not policies.govern("strike")


def test_a_decision_knows_the_earlier_parts_of_its_day_and_not_its_own() -> None:
    """A strike answers blows of the day; a blow cannot answer the strike of its day."""
    strike = {**RED_LINE, "when": "count(attack_convoy, 1) > 0"}
    bomb = {
        "actor": "badr",
        "decision": "attack_convoy",
        "when": "days_since(strike) == 0 or days_since(strike) == 3",
        "rate": 50,
        "from": BRANCH,
    }
    others = [{"forbid": {"actor": group, "decision": "attack_convoy", "from": BRANCH}} for group in MILITIAS if group != "badr"]
    others.append({"add_event": {"date": "2019-12-20", "actor": "us", "action": "airstrike", "target": "militia"}})
    model = ran(under(strike, bomb, others=others, reporting="complete", luck="fresh").edit(end="2020-01-10"), worlds=4)
    strikes, bombs = (counts(model, name)[since("2019-12-20") :] > 0 for name in ("strike", "attack_convoy"))
    expected = np.arange(len(strikes)) % 3 == 0
    assert (strikes == expected[:, None]).all()
    assert not bombs[0].any()
    assert (bombs[1:] == expected[1:, None]).all()
