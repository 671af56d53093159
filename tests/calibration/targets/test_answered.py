"""Answered pairs: of a record and links made by hand; what the rules draw, against the probabilities that they draw it with."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections import defaultdict

import numpy as np

from calibration.targets.answered import (
    NEVER,
    WITHIN,
    Answers,
    answers_of,
    days_of,
    stated_answers,
    stated_lags,
)
from sim.decision import Decision
from sim.history.causes import Search
from sim.history.documented import Ledger
from sim.model import EscalationModel
from sim.record.acts import Act, by_day, day_number
from sim.record.evidence import load_evidence
from sim.record.links import NO_LINKS, Link, Links
from sim.scenario import load_scenario
from tests.handmade import evidence

WORLDS = 400


def act(name: str, decision: str, actor: str, day: str, merged: tuple[str, ...] = ()) -> Act:
    return Act(name, day_number(day), actor, (), decision, merged=merged)


def link(answer: str, cause: str, said_by: str = "source", strength: str = "sole") -> Link:
    return Link(answer, cause, said_by, strength, "both", "")


ACTS = (
    act("a1", "attack_base", "badr", "2021-01-01"),
    act("a2", "attack_base", "badr", "2021-01-04"),
    act("c", "attack_convoy", "badr", "2021-01-05"),
    act("a3", "attack_base", "badr", "2021-02-01"),
    act("s1", "strike", "us", "2021-01-05", ("s1-again",)),
    act("s2", "strike", "us", "2021-02-16"),
    act("w", "warn", "us", "2021-02-01"),
)


def lags(*links: Link) -> dict[tuple[str, str], dict[str, float]]:
    made = dataclasses.replace(evidence(), acts=ACTS, links=Links(links))
    return {key: dict(named) for key, named in stated_lags(made).items()}


def test_days_are_the_mean_over_the_acts_named_and_a_row_told_again_is_the_same_answer() -> None:
    said = (link("s1", "a1"), link("s1-again", "a2"), link("s1", "c"), link("w", "a3", "actor", "joint"))
    assert lags(*said) == {("s1", "strike"): {"attack_base": 2.5, "attack_convoy": 0}, ("w", "warn"): {"attack_base": 0}}
    assert lags(link("s1", "a2"), link("s1-again", "a2")) == {("s1", "strike"): {"attack_base": 1}}


def test_our_own_order_general_motives_late_answers_and_contexts_are_left_out() -> None:
    said = (link("s1", "a1", "sequence"), link("s1", "a2", strength="background"), link("s2", "a3"), link("w", "context:other"))
    assert (ACTS[5].day - ACTS[3].day) == WITHIN + 1
    assert lags(*said) == {}


def test_the_series_of_a_day_add_up_its_answers() -> None:
    found = stated_answers(lags(link("s1", "a1"), link("s1", "c")), by_day(list(ACTS))[day_number("2021-01-05")])
    assert found == {
        "strike after attack_base": 1, "days of strike after attack_base": 4,
        "strike after attack_convoy": 1, "days of strike after attack_convoy": 0,
    }  # fmt: skip
    assert stated_answers(lags(link("s1", "a1")), by_day(list(ACTS))[day_number("2021-02-01")]) == {}


def test_answers_are_drawn_with_the_probabilities_of_the_rules_which_are_told_of_no_link() -> None:
    """The same days without links: `Search.shares` has the probabilities of every cause, added up here by hand."""
    scenario = load_scenario("documented").edit(start=dt.date(2019, 12, 20), end=dt.date(2020, 3, 20), warm_up=60)
    wanted, known = stated_lags(load_evidence()), defaultdict(float)

    def collect(search: Search, decision: Decision, ledger: Ledger) -> None:
        for act, weight in zip(ledger.acts, ledger.weights, strict=True):
            shares = search.shares(decision, ledger.flows, weight, None).acts
            for number, share in shares.items():
                cause = search.chronicle.told[number].act if number >= 0 else None
                if cause and cause.decision in wanted.get((act.id, act.decision), {}) and act.day - cause.day <= WITHIN:
                    known[answers_of(act.decision, cause.decision)] += share
                    known[days_of(act.decision, cause.decision)] += share * (act.day - cause.day)

    unlinked = dataclasses.replace(load_evidence(), links=NO_LINKS)
    model = EscalationModel(scenario, WORLDS, parameters="point", evidence=unlinked, keep_log=False)
    model.documented.traced_from, model.documented.on_trace = float(day_number("2019-12-20")), collect
    for _ in model.run():
        pass
    model = EscalationModel(scenario, WORLDS, parameters="point", keep_log=False)
    answers, drawn = Answers(model), defaultdict(float)
    for day in model.run():
        for name, value in answers.today.items():
            assert value.shape == (WORLDS,)
            drawn[name] += float(value.mean())
        answers.look_ahead()
        assert model.documented.traced_from in (NEVER, day_number(str(day)) + 1)
    assert drawn[answers_of("strike", "attack_base")] > 0.5
    assert set(drawn) <= set(known)
    for name, expected in known.items():
        spread = np.sqrt(max(expected, 0.05) * (WITHIN if name.startswith("days") else 1.0) / WORLDS)
        assert abs(drawn[name] - expected) < 4 * spread, name
