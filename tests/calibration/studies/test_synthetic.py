"""Synthetic records replay as they were simulated."""

from __future__ import annotations

import dataclasses
from datetime import date

import numpy as np
import pytest

from calibration.fit.likelihood import log_likelihoods
from calibration.fit.parameter_space import Space
from calibration.studies.synthetic import Kept, as_evidence, empty_start, posterior_of, simulated, with_authors
from sim.event_log import DAILY
from sim.history.sampled import Sampled
from sim.model import EscalationModel
from sim.parameters import load_parameters
from sim.record.acts import day_number
from sim.record.evidence import load_evidence
from sim.scenario import load_scenario
from sim.vocabulary.decisions import MILITIAS
from tests.calibration.studies.made_records import synthetic_records

WINDOW = (date(2019, 9, 1), date(2020, 3, 31))


def test_a_synthetic_record_with_named_authors_replays_at_the_rates_it_was_drawn_from() -> None:
    parameters = load_parameters()
    (record,) = synthetic_records(parameters, 1, WINDOW, seed=11, named=True)
    free = load_scenario("documented").edit(start=WINDOW[0], end=WINDOW[1], branch=WINDOW[0], luck="fresh")
    drawn = EscalationModel(free, worlds=1, rng=11, keep_log=False, parameters="point")
    drawn.history = Kept(Sampled(), 1, named=True)
    replay = EscalationModel(empty_start(WINDOW), worlds=1, rng=99, evidence=record, keep_log=False, parameters="point")
    happened = 0.0
    while drawn.running:
        drawn.step()
        replay.step()
        for one, other in zip(drawn.actors, replay.actors, strict=True):
            for decision, same in zip(one.decisions, other.decisions, strict=True):
                assert np.ravel(decision.rate) == pytest.approx(np.ravel(same.rate), rel=1e-9, abs=1e-15), decision.name
        happened += float(np.sum(drawn.last.total("attack_base", "strike", "kill_leader")))
    assert happened > 5
    drawn.close()
    replay.close()


def test_unnamed_authors_cost_no_more_than_the_names() -> None:
    """A record without names is a coarser observation: its log probability is higher, its acts are as many."""
    parameters = load_parameters()
    totals = []
    for named in (True, False):
        (record,) = synthetic_records(parameters, 1, WINDOW, seed=12, named=named)
        totals.append(sum(float(v[0]) for v in log_likelihoods(parameters, 1, empty_start(WINDOW), record).values()))
        assert all(act.actor for act in record.acts) == named
    assert totals[1] > totals[0]


def test_every_world_gives_a_record_of_its_own_that_depends_on_nothing_but_its_seed() -> None:
    window = date(2020, 1, 1), date(2020, 2, 29)
    first, again, other = (synthetic_records(load_parameters(), 3, window, seed=seed) for seed in (5, 5, 6))
    assert len(first) == 3
    assert [record.acts for record in first] == [record.acts for record in again]
    assert first[0].acts != first[1].acts
    assert first[0].acts != other[0].acts
    for record in first:
        assert all(day_number(window[0]) <= act.day <= day_number(window[1]) for act in record.acts)
        assert record.record_sha256 != load_evidence().record_sha256


def test_every_act_has_an_id_and_marks_of_its_own_which_add_up_to_the_days() -> None:
    """Several attacks of a group on one day do not share their dead: whole numbers, as in a record."""
    values = {"militia.base_attacks": 3.0, "marks.lethal": 0.3, "militia.base_dispersion": 0.3}
    daily, kept = simulated(load_parameters().replace(values), 3, WINDOW, seed=4)
    for world, acts in enumerate(kept.acts):
        attacks = [act for act in acts if act.decision == "attack_base"]
        assert max(daily[:, DAILY.index("attack_base"), world]) > 1
        assert len(attacks) == daily[:, DAILY.index("attack_base"), world].sum()
        assert len({act.id for act in acts}) == len(acts)
        assert {act.actor for act in attacks} == {""}
        assert {kept.whose[world][act.id] for act in attacks} <= set(MILITIAS)
        dead = [act.marks.get("us_killed", 0.0) for act in acts]
        assert all(number == int(number) for number in dead)
        assert sum(dead) == daily[:, DAILY.index("us_killed"), world].sum() > 0


def test_authors_can_be_named_and_nothing_is_said_of_causes() -> None:
    _, kept = simulated(load_parameters(), 2, WINDOW, seed=5)
    for world, acts in enumerate(kept.acts):
        record = as_evidence(acts)
        named = with_authors(record, kept.whose[world])
        assert [dataclasses.replace(act, actor="", candidates=()) for act in named.acts] == [
            dataclasses.replace(act, actor="", candidates=()) for act in acts
        ]
        assert all(act.candidates == (act.actor,) == (kept.whose[world][act.id],) for act in named.acts)
        assert len(record.links) == len(named.links) == 0
    (again,) = synthetic_records(load_parameters(), 1, WINDOW, seed=5, named=True)
    assert again.acts == with_authors(as_evidence(kept.acts[0]), kept.whose[0]).acts


def test_the_posterior_of_a_record_knows_its_rate_of_attacks() -> None:
    space = Space(("militia.base_attacks",), load_parameters())
    truth = np.array([[1.0], [-1.0]])
    records = synthetic_records(space.parameters(truth), 2, WINDOW, seed=3)
    rng = np.random.default_rng(2)
    means = [posterior_of(record, space, WINDOW, rng, draws=64, rounds=2).mean()[0] for record in records]
    assert means[0] > 0.3 > -0.3 > means[1]
