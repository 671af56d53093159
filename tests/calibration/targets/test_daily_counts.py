"""Daily counts: of a record made by hand, of a model that lives through the record, and of days drawn anew."""

from __future__ import annotations

import datetime as dt

import numpy as np

from calibration.targets.daily_counts import DAILY_SERIES, MARKS, Days, documented, predict, watch
from calibration.targets.drawn_marks import DRAWN
from sim.model import EscalationModel
from sim.record.evidence import load_evidence
from sim.scenario import load_scenario
from sim.vocabulary.decisions import DECISIONS
from tests.handmade import evidence

BY_HAND = {
    "attack_base": {1: 1, 3: 2, 11: 1, 14: 1, 30: 1},
    "attack_convoy": {4: 1},
    "strike": {16: 1, 28: 1, 30: 1},  # two rows of one day are one strike
    "lethal_attack": {14: 1, 30: 1},
    "strike_on_iraqi_soil": {16: 1},
    "us_killed": {14: 1, 25: 1, 30: 2},
    "counter_fire": {30: 1},
    "militia_killed": {16: 25, 21: 5, 28: 2, 30: 2},
    "raid": {},
}
"""Series of `tests.handmade` up to its day 30: day, then acts or people."""


def test_a_record_made_by_hand_is_counted_by_hand() -> None:
    days = documented(evidence(), "2021-01-01", "2021-01-31")
    assert set(days.counts) >= set(DAILY_SERIES)
    assert (str(days.dates[0]), str(days.dates[-1]), days.worlds) == ("2021-01-01", "2021-01-31", 1)
    for name, counts in BY_HAND.items():
        found = days.of(name)
        assert found.shape == (31, 1)
        assert {int(day): int(found[day, 0]) for day in np.flatnonzero(found)} == counts, name
    assert days.known is days


def test_a_span_keeps_its_days_and_what_they_are_conditional_on() -> None:
    counts = {"raid": np.array([[1.0], [2.0], [4.0]])}
    given = {"raid": np.array([[0.0], [5.0], [7.0]])}
    days = Days(np.arange("2020-01-01", "2020-01-04", dtype="datetime64[D]"), counts, 1, given)
    cut = days.span("2020-01-02", dt.date(2020, 1, 3))
    assert cut.of("raid").ravel().tolist() == [2, 4]
    assert cut.known.of("raid").ravel().tolist() == [5, 7]
    assert cut.of("raid", "strike").ravel().tolist() == [2, 4]


def test_the_record_read_from_its_rows_is_the_record_a_documented_model_lives_through() -> None:
    scenario = load_scenario("documented").edit(start=dt.date(2019, 12, 20), end=dt.date(2020, 3, 20), warm_up=0)
    lived, read = watch(EscalationModel(scenario, parameters="point")), documented(load_evidence(), "2019-12-20", "2020-03-20")
    assert (lived.dates == read.dates).all()
    for name, counts in ((name, counts) for name, counts in read.counts.items() if name in (*DECISIONS, *MARKS)):
        np.testing.assert_allclose(lived.of(name), counts, atol=1e-5, err_msg=name)
    assert read.of("lethal_attack").sum() == 2
    assert read.of("strike_on_iraqi_soil").sum() == 2


def test_a_replay_predicts_the_rates_of_the_rules_and_leaves_the_documented_past_alone() -> None:
    worlds = 400
    scenario = load_scenario("documented").edit(start=dt.date(2020, 8, 1), end=dt.date(2020, 9, 30), warm_up=60)
    model, expected = EscalationModel(scenario, worlds, parameters="point"), 0.0
    while model.running:
        model.step()
        if model.clock > model.schedule.warm_up:
            expected += float(model.documented.pool_totals["attack_base"][1])
    days = predict(EscalationModel(scenario, worlds, parameters="point"), np.random.default_rng(3))
    drawn = days.of("attack_base").sum(axis=0)
    assert abs(drawn.mean() - expected) < 4 * drawn.std() / np.sqrt(worlds)


def test_a_replay_knows_what_was_documented_beside_what_it_predicts() -> None:
    scenario = load_scenario("documented").edit(start=dt.date(2021, 1, 1), end=dt.date(2021, 6, 30), warm_up=60)
    days = predict(EscalationModel(scenario, 50, parameters="point"), np.random.default_rng(3))
    record = documented(load_evidence(), "2021-01-01", "2021-06-30")
    for name in ("attack_base", "strike", "lethal_attack", *DRAWN):
        np.testing.assert_allclose(days.known.of(name), np.repeat(record.of(name), 50, axis=1), err_msg=name)
    assert not np.allclose(days.of("strike"), days.known.of("strike"))
    assert (days.of("strike_on_iraqi_soil") <= days.known.of("strike")).all()
    assert (days.of("attack_abroad") <= days.known.of("attack_base")).all()
    assert not np.allclose(days.of("attack_abroad"), days.known.of("attack_abroad"))
