"""A world lived again is the same to the last count; an edit moves what follows, and nothing before."""

from __future__ import annotations

import dataclasses
from datetime import date, timedelta

import numpy as np
import pytest

from calibration.studies.relived import (
    MEASURES,
    QUESTIONS,
    Coupling,
    Edit,
    Lived,
    first_lethal_attack,
    first_strike,
    live,
    totals,
)
from sim.event_log import DAILY
from sim.parameters import load_parameters
from sim.record.acts import Act, day_number

WINDOW = (date(2019, 10, 1), date(2020, 2, 29))
BUSY = {"militia.base_attacks": 0.2, "marks.lethal": 0.2, "us.force_floor": 0.02}


@pytest.fixture(scope="module", params=list(Coupling))
def worlds(request: pytest.FixtureRequest) -> list[Lived]:
    return live(load_parameters().replace(BUSY), 4, WINDOW, seed=31, coupling=request.param)


def edits(lived: Lived, *names: str) -> list[Edit]:
    return [edit for name in names if (edit := QUESTIONS[name].of(lived.record.acts, *WINDOW)) is not None]


def test_an_edit_that_changes_nothing_has_no_effect_at_all(worlds: list[Lived]) -> None:
    for lived in worlds:
        assert np.array_equal(lived.again(None), lived.daily)
        (edit,) = edits(lived, "no_momentum")
        same = tuple((name, float(load_parameters().values[name])) for name, _ in edit.settings)
        assert not lived.effect(dataclasses.replace(edit, settings=same)).any()


def test_by_luck_forbidding_what_nobody_did_has_no_effect_at_all(worlds: list[Lived]) -> None:
    for lived in (lived for lived in worlds if lived.coupling is Coupling.INVERSION):
        (edit,) = edits(lived, "no_momentum")
        never = dataclasses.replace(edit.act, decision="assault_embassy")  # nobody marched that day
        assert lived.daily[(edit.day - WINDOW[0]).days, DAILY.index("assault_embassy")] == 0
        assert not lived.effect(Edit(never)).any()


def test_a_removal_takes_its_act_out_moves_what_follows_and_nothing_before(worlds: list[Lived]) -> None:
    effects = []
    for lived in worlds:
        for edit in edits(lived, "no_first_lethal_attack", "no_first_strike"):
            day = (edit.day - WINDOW[0]).days
            again = lived.again(edit)
            assert np.array_equal(again[:day], lived.daily[:day])
            place = DAILY.index(edit.act.decision)
            assert again[day, place] == lived.daily[day, place] - 1
            effects.append(totals(again, WINDOW, edit.day) - totals(lived.daily, WINDOW, edit.day))
    assert np.array_equal(worlds[-1].effect(edit), effects[-1])
    assert len(effects) > 4
    assert len({tuple(effect) for effect in effects}) > 2  # not merely the act itself


def test_a_setting_leaves_its_act_and_holds_from_its_day_on(worlds: list[Lived]) -> None:
    effects = []
    for lived in worlds:
        (edit,) = edits(lived, "no_momentum")
        day = (edit.day - WINDOW[0]).days
        again = lived.again(edit)
        assert np.array_equal(again[:day], lived.daily[:day])
        effects.append(lived.effect(edit))
    attacks = np.array(effects)[:, 0]
    assert (attacks <= 0).all()
    assert attacks.sum() < -len(worlds)


def test_by_cause_acts_are_lost_where_rates_fall_and_come_beyond_where_they_rise() -> None:
    """Where nothing that was done holds anybody back, fewer attacks never bring more of anything, and more never less."""
    holds = ("fear", "truce_hold", "halt_followed", "order_hold", "raid_hold", "posture_hold", "pressed_attacks")
    free = {"us.spare_baghdad": 0.0, **{f"militia.{name}": 0.0 for name in holds}}
    places = [DAILY.index(name) for name in ("attack_base", "attack_convoy", "strike")]
    lost, came = 0, 0
    for lived in live(load_parameters().replace({**BUSY, **free}), 2, WINDOW, 5, Coupling.CAUSES):
        (calm,) = edits(lived, "no_momentum")
        eager = dataclasses.replace(calm, settings=(("militia.base_attacks", 0.4),))
        fewer, more = (lived.again(edit)[:, places] - lived.daily[:, places] for edit in (calm, eager))
        assert (fewer <= 0).all()
        assert (more >= 0).all()
        lost, came = lost - int(fewer.sum()), came + int(more.sum())
    assert lost > 2
    assert came > 10


def test_totals_count_from_a_day_on_by_measure() -> None:
    daily = np.zeros((10, len(DAILY)), dtype=np.int32)
    for number, name in enumerate(MEASURES):
        daily[[1, 5, 9], DAILY.index(name)] = number + 1
    assert list(totals(daily, WINDOW, WINDOW[0] + timedelta(5))) == [2, 4, 6, 8]
    assert totals(np.stack([daily, daily], axis=2), WINDOW, WINDOW[0]).tolist() == [[3, 3], [6, 6], [9, 9], [12, 12]]


def act(day: int, decision: str = "attack_base", lethal: bool = False) -> Act:
    marks = {"lethal": 1.0} if lethal else {}
    return Act(f"{day}-{decision}-{lethal}", day_number(WINDOW[0]) + day, "", ("badr",), decision, marks)


def test_the_act_taken_out_is_the_first_lethal_attack_alone_on_its_day_else_the_first() -> None:
    acts = [act(1, lethal=True), act(9), act(10, lethal=True), act(10), act(12, "attack_convoy"), act(12, lethal=True), act(30)]
    since, until = (WINDOW[0] + timedelta(days) for days in (5, 20))
    assert first_lethal_attack(acts, since, until) == acts[5]
    assert first_lethal_attack([one for one in acts if one != acts[5]], since, until) == acts[1]
    assert first_lethal_attack(acts, since + timedelta(20), until + timedelta(5)) is None
    strikes = [act(4, "strike"), act(6, "strike"), act(7, "strike")]
    assert first_strike([*acts, *strikes], since, until) == strikes[1]
    assert first_strike(acts, since, until) is None
