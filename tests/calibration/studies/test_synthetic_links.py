"""Links drawn for acts with known causes: true as often as the credibility says, never of what came later."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from calibration.fit.likelihood import log_likelihoods
from calibration.studies.synthetic import empty_start
from calibration.studies.synthetic_links import OUTSIDE, Caused, Said, drawn_links, linked, true_causes
from sim.history.chronicle import RECENT
from sim.model import EscalationModel
from sim.parameters import load_parameters
from sim.record.evidence import Evidence
from sim.record.links import Link, Links
from tests.calibration.studies.made_records import synthetic_records

EVERY_DAY = [Caused(str(day), day, "strike", str(day - 3) if day % 2 and day >= 3 else "") for day in range(4000)]
"""An act a day; every second one answers the act of three days before."""
WINDOW = (date(2019, 10, 1), date(2020, 1, 31))
BUSY = {"militia.base_attacks": 0.3, "militia.branching": 0.4, "marks.lethal": 0.3, "us.strikes_per_lethal_attack": 1.0}


def test_with_full_credibility_every_stated_link_names_the_true_cause() -> None:
    links = drawn_links(EVERY_DAY, Said(stated=1.0, actor=1.0, source=1.0), np.random.default_rng(1))
    assert [(link.id, link.cause) for link in links.links] == [(act.id, act.cause or OUTSIDE) for act in EVERY_DAY]
    assert {(link.strength, link.coders, link.note) for link in links.links} == {("sole", "both", "")}


def test_links_are_as_many_as_stated_and_said_by_whom_it_says() -> None:
    links = drawn_links(EVERY_DAY, Said(stated=0.25, by_actor=0.6), np.random.default_rng(2)).links
    assert len(links) == pytest.approx(0.25 * 4000, abs=90)
    assert np.mean([link.said_by == "actor" for link in links]) == pytest.approx(0.6, abs=0.05)
    assert {link.said_by for link in links} == {"actor", "source"}
    assert len(drawn_links(EVERY_DAY, Said(stated=0.0), np.random.default_rng(2))) == 0


def test_nobody_speaks_of_momentum() -> None:
    acts = [Caused("a", 0, "attack_base", ""), Caused("b", 1, "attack_base", "a", spoken=False)]
    assert [link.id for link in drawn_links(acts, Said(stated=1.0), np.random.default_rng(1)).links] == ["a"]


def test_a_pretext_is_any_act_of_the_days_before_and_the_true_cause_comes_with_its_credibility() -> None:
    links = drawn_links(EVERY_DAY, Said(stated=1.0, actor=0.8, source=0.2), np.random.default_rng(3)).links
    answered = [link for link in links[50:] if int(link.id) % 2]
    back = np.array([int(link.id) - int(link.cause) for link in answered])
    assert set(back) == set(range(1, RECENT + 1))
    for who, credible in (("actor", 0.8), ("source", 0.2)):
        mine = np.array([link.said_by == who for link in answered])
        assert np.mean(back[mine] == 3) == pytest.approx(credible + (1 - credible) / RECENT, abs=0.04)
        outside = [link.cause == OUTSIDE for link in links if not int(link.id) % 2 and link.said_by == who]
        assert np.mean(outside) == pytest.approx(credible, abs=0.04)


def test_of_one_day_only_earlier_parts_can_be_named() -> None:
    acts = [
        Caused("a", 5, "attack_base", ""),
        Caused("b", 5, "attack_convoy", ""),
        Caused("c", 5, "strike", "a"),
        Caused("d", 5, "condemn_us", "c"),
    ]
    named: dict[str, set[str]] = {act.id: set() for act in acts}
    for seed in range(60):
        for link in drawn_links(acts, Said(stated=1.0, actor=0.0, source=0.0), np.random.default_rng(seed)).links:
            named[link.id].add(link.cause)
    assert named == {"a": {OUTSIDE}, "b": {OUTSIDE}, "c": {"a", "b"}, "d": {"a", "b", "c"}}
    old = [Caused("a", 0, "strike", ""), Caused("b", 90, "condemn_us", "a")]
    link = drawn_links(old, Said(stated=1.0, actor=0.0, source=0.0), np.random.default_rng(1)).links[-1]
    assert link.cause == "a"  # nothing else came before it within thirty days


def test_a_link_of_one_act_does_not_change_those_of_others_with_the_same_luck() -> None:
    """As many uniforms for every act, whether anybody speaks of it or not."""
    said = Said(stated=0.5, actor=1.0, source=1.0)
    fewer = [Caused(act.id, act.day, act.decision, act.cause, spoken=act.id != "3") for act in EVERY_DAY[:99]]
    whole, part = (drawn_links(acts, said, np.random.default_rng(4)).links for acts in (EVERY_DAY[:99], fewer))
    assert [link for link in whole if link.id != "3"] == list(part)


def test_what_is_said_is_as_credible_as_in_the_world_itself() -> None:
    parameters = load_parameters().replace({"links.credibility_actor": np.array([0.4, 0.7]), "links.credibility_source": 0.9})
    said = Said(stated=0.3).believed(parameters.rows(1, 2))
    assert (said.stated, said.actor, said.source) == (0.3, 0.7, 0.9)


@pytest.fixture(scope="module")
def records() -> list[Evidence]:
    return synthetic_records(load_parameters().replace(BUSY), 4, WINDOW, seed=8, named=True)


@pytest.fixture(scope="module")
def causes(records: list[Evidence]) -> list[list[Caused]]:
    parameters = load_parameters().replace(BUSY)
    return [true_causes(record, parameters, WINDOW, 8, world) for world, record in enumerate(records)]


def test_every_act_of_a_world_has_a_cause_that_came_before_it(causes: list[list[Caused]]) -> None:
    for acts in causes:
        places = {act.id: place for place, act in enumerate(acts)}
        assert len(places) == len(acts)
        for place, act in enumerate(acts):
            assert not act.cause or places[act.cause] < place
            assert act.spoken or act.decision in ("attack_base", "attack_convoy")


def test_causes_are_as_frequent_as_the_motives_are_strong(records: list[Evidence], causes: list[list[Caused]]) -> None:
    """An attack came from momentum with the probability that is momentum's share of its author's motives that day."""
    shares: list[float] = []
    for record in records:
        model = EscalationModel(empty_start(WINDOW), 1, parameters=load_parameters().replace(BUSY), evidence=record)
        for _ in model.run():
            decision = model.militias.decisions[0]
            acts = model.documented.ledger["attack_base"].acts
            shares += [decision.of(act.actor).shares(0)["momentum"] for act in acts]
        model.close()
    momentum = [not act.spoken for acts in causes for act in acts if act.decision == "attack_base"]
    assert len(momentum) == len(shares) > 50
    spread = np.sqrt(sum(share * (1 - share) for share in shares))
    assert abs(sum(momentum) - sum(shares)) < 3 * spread < sum(shares)


def test_what_answers_what_is_as_the_rules_have_it(causes: list[list[Caused]]) -> None:
    decisions = {act.id: act.decision for acts in causes for act in acts}
    answered = [(act.decision, decisions[act.cause]) for acts in causes for act in acts if act.cause]
    strikes, protests = ({cause for act, cause in answered if act == name} for name in ("strike", "condemn_us"))
    assert strikes <= {"attack_base", "attack_convoy", "assault_embassy"}
    assert "attack_base" in strikes
    assert protests <= {"strike", "kill_leader"}


def test_a_link_that_names_something_outside_is_a_statement_that_is_scored(records: list[Evidence]) -> None:
    strike = next(act for act in records[0].acts if act.decision == "strike")
    scores = []
    for floor in (0.001, 0.1):
        parameters = load_parameters().replace({**BUSY, "us.force_floor": floor})
        said = linked(records[0], Links((Link(strike.id, OUTSIDE, "source", "sole", "both", ""),)))
        by_decision = log_likelihoods(parameters, 1, empty_start(WINDOW), said)
        scores.append(float(by_decision["links/strike"][0]))
    assert scores[0] < scores[1] < 0
