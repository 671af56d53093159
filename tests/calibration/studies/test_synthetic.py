"""Synthetic records replay as they were simulated."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from calibration.fit.likelihood import log_likelihoods
from calibration.studies.synthetic import Kept, empty_start, synthetic_records
from sim.model import EscalationModel
from sim.parameters import load_parameters
from sim.record.acts import day_number
from sim.record.evidence import load_evidence
from sim.scenario import load_scenario

WINDOW = (date(2019, 9, 1), date(2020, 3, 31))


def test_a_synthetic_record_with_named_authors_replays_at_the_rates_it_was_drawn_from() -> None:
    parameters = load_parameters()
    (record,) = synthetic_records(parameters, 1, WINDOW, seed=11, named=True)
    free = load_scenario("documented").edit(start=WINDOW[0], end=WINDOW[1], branch=WINDOW[0], luck="fresh")
    drawn = EscalationModel(free, worlds=1, rng=11, keep_log=False, parameters="point")
    drawn.history = Kept(1, named=True)
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
