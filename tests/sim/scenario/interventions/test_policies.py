"""Policies: what they may say, what is wrong with one that makes no sense, and what they come to."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from sim.actors import KINDS as ACTOR_KINDS
from sim.order import CERTAIN, rate_of
from sim.scenario import Scenario, scenario_faults
from sim.scenario.conditions import parse
from sim.scenario.interventions.dated import Instruction
from sim.scenario.interventions.policies import Policy
from sim.vocabulary.decisions import is_counted
from tests.sim.scenario.drafts import HEAD, Write

RefusedItem = Callable[[str], str]
BRANCH = date(2019, 12, 1)
WHEN = "days_since(lethal_attack) <= 2"


def scenario(branch: date | None = BRANCH) -> Scenario:
    return Scenario.from_dict(
        {"name": "s", "title": "T", "question": "Q?", "start": "2019-10-01", "end": "2020-12-31", "branch": branch}
    )


def policy(**changes: Any) -> Policy:
    return Policy(**{"actor": "us", "decision": "strike", "when": WHEN, "since": date(2020, 1, 1), **changes})


@pytest.mark.parametrize(
    ("item", "says"),
    [
        ("{actor: usa, decision: strike, when: always, from: 2020-01-01}", ":7: unknown actor 'usa'; did you mean 'us'"),
        ("{actor: us, decision: raid, when: always, from: 2020-01-01}", ":7: us has no decision 'raid'; allowed: strike"),
        ("{actor: us, decision: strik, when: always, from: 2020-01-01}", ":7: unknown decision 'strik'; did you mean 'strike'"),
        ("{actor: us, decision: strike, from: 2020-01-01}", ":7: policy lacks the key 'when'"),
        ("{actor: us, decision: strike, when: always}", ":7: policy lacks the key 'from'"),
        ("{actor: us, decision: strike, when: true, from: 2020-01-01}", ":7: when is True; allowed: text"),
        (
            "{actor: us, decision: strike, when: always, chance: 1.1, from: 2020-01-01}",
            ":7: chance is 1.1; allowed: less than or",
        ),
        ("{actor: us, decision: strike, when: always, rate: 101, from: 2020-01-01}", ":7: rate is 101; allowed: less than or"),
        (
            "{actor: us, decision: strike, when: always, otherwise: rule, from: 2020-01-01}",
            ":7: unknown value of otherwise 'rule'; did you mean 'rules'? Allowed: never, rules",
        ),
        (
            "{actor: us, decision: strike, when: always, chance: 1, rate: 1, from: 2020-01-01}",
            ":7: a policy has a chance and a rate; allowed: one of them",
        ),
        (
            "{actor: badr, decision: attack_base, when: always, chance: 1, from: 2020-01-01}",
            ":7: attack_base may be done several times a day, which no chance says; allowed: rate, events a day",
        ),
        (
            "{actor: badr, decision: attack_base, when: always, from: 2020-01-01}",
            ":7: attack_base may be done several times a day, which no chance says; allowed: rate, events a day",
        ),
        (
            '{actor: us, decision: strike, when: "days_since(lethal_atack) <= 2", from: 2020-01-01}',
            ":7: when, column 12: unknown act 'lethal_atack'; did you mean 'lethal_attack'",
        ),
        (
            '{actor: us, decision: strike, when: "count(strike, 7)", from: 2020-01-01}',
            ":7: when, column 1: a number stands alone; allowed: a comparison",
        ),
        (
            '{actor: us, decision: strike, when: "1 < 2 or context(gaza_wra) > 0", from: 2020-01-01}',
            ":7: when, column 18: unknown context 'gaza_wra'; did you mean 'gaza_war'",
        ),
        (
            '{actor: us, decision: strike, when: "scene.harasment > 1", from: 2020-01-01}',
            ":7: when, column 1: unknown memory of the public scene 'harasment'; did you mean 'harassment'",
        ),
        ("{actor: us, decision: strike, when: always, from: 2021-01-01}", ":7: from 2021-01-01 lies outside"),
        ("{actor: us, decision: strike, when: always, from: 2020-03-01, until: 2020-02-01}", ":7: until 2020-02-01 lies before"),
    ],
)
def test_a_wrong_one_gets_one_line(refused_item: RefusedItem, item: str, says: str) -> None:
    assert refused_item(f"policy: {item}").startswith(f"mine.yaml{says}")


def test_a_policy_needs_a_branch(write: Write) -> None:
    item = f'interventions:\n  - policy: {{actor: us, decision: strike, when: "{WHEN}", from: 2020-02-01}}\n'
    (fault,) = scenario_faults(write(HEAD.replace("branch: 2020-01-02\n", "") + item))
    assert "policy needs a branch, the first day that is simulated" in str(fault)


def test_all_that_is_wrong_with_one_is_told_together(write: Write) -> None:
    item = 'interventions:\n  - policy: {actor: usa, decison: strike, when: "1 <", chance: 2, from: 2020-02-01}\n'
    told = "\n".join(str(fault) for fault in scenario_faults(write(HEAD + item)))
    assert all(part in told for part in ("unknown actor 'usa'", "unknown key 'decison'", "when, column 4", "chance is 2"))


@pytest.mark.parametrize(("chance", "rate"), [(None, CERTAIN), (1.0, CERTAIN), (0.0, 0.0), (0.25, rate_of(0.25))])
def test_a_chance_is_that_of_the_day_and_certain_unless_it_is_said(chance: float | None, rate: float) -> None:
    assert list(policy(chance=chance).instructions(scenario())) == [
        Instruction("us", "strike", parse(WHEN), rate, False, date(2020, 1, 1), None)
    ]


def test_a_rate_is_events_a_day_and_the_rule_may_speak_on_other_days() -> None:
    made = policy(actor="badr", decision="attack_base", rate=0.5, otherwise="rules", until=date(2020, 2, 1))
    (only,) = made.instructions(scenario())
    assert only == Instruction("badr", "attack_base", parse(WHEN), 0.5, True, date(2020, 1, 1), date(2020, 2, 1))


def test_a_policy_is_in_force_on_simulated_days_only() -> None:
    (early,) = policy(since=date(2019, 10, 5)).instructions(scenario())
    assert early.since == BRANCH
    assert list(policy().instructions(scenario(None))) == []


def test_what_may_be_done_several_times_a_day_is_what_the_rules_count() -> None:
    rules = {decision: rule.many for kind in ACTOR_KINDS for decision, rule in kind.rules.items()}
    assert {decision: is_counted(decision) for decision in rules} == rules


def test_it_reads_the_contexts_and_the_memories_that_it_names() -> None:
    asking = policy(when="context(gaza_war) > 0 and (scene.exposure_lost > 1 or scene.convoys > 2)")
    assert asking.contexts_read == ("gaza_war",)
    assert asking.parameters_read == ("scene.exposure_half_life", "scene.draw_down_share", "scene.convoy_half_life")
    for silent in ("always", "1 <", "scene.harasment > 1"):
        assert policy(when=silent).contexts_read == policy(when=silent).parameters_read == ()


def test_in_words() -> None:
    certain = policy(when="days_since(lethal_attack)\n  <= 2").in_words()
    who = "us takes the decision strike (strike sites of militias or of the Guards in Iraq or Syria) by a policy"
    assert certain == f"From 2020-01-01 {who}: for sure on days on which days_since(lethal_attack) <= 2; on other days never."
    likely = policy(chance=0.25, otherwise="rules", until=date(2020, 2, 1)).in_words()
    assert likely.startswith(f"From 2020-01-01 to 2020-02-01 {who}: with a chance of 0.25 on days on which ")
    assert likely.endswith("; on other days by its own rule.")
    counted = policy(actor="badr", decision="attack_base", when="always", rate=0.5).in_words()
    assert counted.endswith(" by a policy: at a rate of 0.5 a day every day.")
    assert policy().changes_rules
