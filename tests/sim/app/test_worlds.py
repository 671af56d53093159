"""Worlds kept small are the worlds that `compare` gives, to the last number and event."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from sim import compare
from sim.app import worlds
from sim.app.events import all_told
from sim.app.worlds import BANDS, TOLD, fan
from sim.estimates.words import answer
from sim.lessons.answers import nearest
from sim.run_results import ComparisonResult
from sim.vocabulary.measures import MEASURES


@pytest.fixture(scope="module")
def compared(wanted: Any) -> ComparisonResult:
    return compare([wanted.reference, wanted.arm], wanted.worlds, wanted.seed)


def test_tables_of_effects_are_those_of_compare(found: Any, compared: ComparisonResult) -> None:
    pd.testing.assert_frame_equal(found.comparison.effects, compared.effects)
    pd.testing.assert_frame_equal(found.comparison.summary, compared.summary)


@pytest.mark.parametrize("world", [0, 5, 11])
def test_events_of_a_world_are_those_of_compare(found: Any, compared: ComparisonResult, world: int) -> None:
    theirs = compared.runs["small"].events
    theirs = theirs[theirs["world"] == world].reset_index(drop=True)
    ours = found.here.events_of(world)
    assert len(ours)
    pd.testing.assert_frame_equal(ours, theirs.assign(cause_event=theirs["cause_event"].astype("Int32")), check_dtype=False)


@pytest.mark.parametrize("measure", [name for name, about in MEASURES.items() if about.always_known])
def test_totals_of_a_world_are_those_of_compare(found: Any, compared: ComparisonResult, measure: str) -> None:
    here, there = (compared.runs[name].worlds[measure].to_numpy() for name in ("small", "documented"))
    assert found.here.running(measure)[:, -1].tolist() == here.tolist()
    assert found.apart(measure).tolist() == (here - there).tolist()
    numbers = found.answer(measure)
    assert (numbers.record, numbers.reference) == (there[0], there[0])
    assert numbers.less == (here < there).mean()


def test_it_is_kept_small_and_says_how_small(found: Any) -> None:
    assert found.there.columns["rung"].shape == (1, len(found.days)), "one world stands for all of the record"
    assert 0 < found.nbytes < 1e6
    assert len(found.here.all_events()) == sum(len(found.here.events_of(world)) for world in range(found.worlds))


def test_what_is_said_of_the_effect_is_what_the_commands_say(found: Any, compared: ComparisonResult) -> None:
    row = compared.effects.set_index(["scenario", "measure"]).loc[("small", "attacks_on_us")]
    assert answer(found.estimate, "small").startswith(("“Attacks on US sites”:", "“Attacks on US sites” is the same"))
    assert found.estimate.rows_of("small").loc["attacks_on_us", "difference"] == pytest.approx(row["difference"])


def test_bands_are_worlds_that_there_are_and_agree_with_the_numbers_told() -> None:
    totals = np.arange(50)[:, None] * np.array([[1, 2]])
    bands = fan(totals)
    assert bands.shape == (5, 2)
    assert bands[:, 0].tolist() == [nearest(totals[:, 0], share) for share in BANDS]
    assert (bands[:, 1] == 2 * bands[:, 0]).all()


def test_the_world_that_is_played(found: Any) -> None:
    watch = ("attacks_on_us", "days_to_first_attack", "peak_rung")
    away = np.abs(found.apart("attacks_on_us"))
    assert away[found.world("extreme", watch)] == away.max()
    assert 0 <= found.world("typical", watch) < found.worlds
    assert found.world("3", watch) == 3
    assert found.world("5000", watch) == found.worlds - 1


def test_where_first_days_alone_are_watched_the_world_that_is_played_is_one_by_attacks(found: Any) -> None:
    """No world need have a first day, so that it tells no world from another; this ended with an `IndexError`."""
    for named in ("typical", "extreme"):
        assert found.world(named, ("days_to_first_attack",)) == found.world(named, ("attacks_on_us",))


def test_a_world_is_looked_for_once_and_its_events_are_told_once(found: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    events, told = found.told(4)
    pd.testing.assert_frame_equal(events, found.here.events_of(4))
    assert told == all_told(events)
    watch = ("us_killed", "peak_rung")
    chosen = [found.world(named, watch) for named in ("typical", "extreme")]
    monkeypatch.setattr(worlds, "nearest_the_middle", lambda *_: pytest.fail("it is known"))
    monkeypatch.setattr(worlds, "farthest", lambda *_: pytest.fail("it is known"))
    monkeypatch.setattr(worlds, "all_told", lambda *_: pytest.fail("they are told"))
    assert [found.world(named, watch) for named in ("typical", "extreme")] == chosen
    assert found.told(4)[1] is told


def test_few_worlds_are_kept_as_they_are_said(found: Any) -> None:
    for world in range(2 * TOLD):
        found.told(world)
    assert len(found._told) == TOLD
