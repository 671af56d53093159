"""Two worlds of each setting: chosen by the rule that is stated, told with causes whose shares add up to one."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pandas as pd
import pytest

from sim.chosen_worlds import EXTREME, TYPICAL
from sim.explain.chain import chain_of
from sim.explain.shares import shares_of
from sim.lessons.telling import Played, extreme, typical
from sim.lessons.worlds import Worlds


def test_the_typical_world_runs_nearest_to_the_middle(ran: Worlds) -> None:
    counts = np.zeros_like(ran.counts)
    counts[ran.at("never"), 0, :, 0] = [0, 9, 4, 5, 9, 1]  # the middle is 4.5, so that worlds 2 and 3 are as near
    counts[ran.at("never"), 1, :, 0] = [1, 1, 7, 1, 1, 1]  # and world 2 is odd otherwise
    assert typical(dataclasses.replace(ran, counts=counts), "never") == 3


def test_the_extreme_world_ends_farthest_and_of_equals_highest(ran: Worlds) -> None:
    counts = np.zeros_like(ran.counts)
    counts[ran.at("never"), 0, :, 3] = [1, 8, 2, 8, 8, 0]
    events: Any = pd.DataFrame(
        {"world": [1, 3, 4], "date": pd.to_datetime(["2020-01-01", "2020-01-01", "2019-12-21"]), "rung": [2, 6, 9]}
    )
    made = dataclasses.replace(ran, counts=counts, events={**ran.events, "never": events})
    assert extreme(made, "never") == 3  # world 4 was high before the lever moved


def test_each_setting_has_a_typical_and_an_extreme_world_and_the_record_has_one(plays: list[Played]) -> None:
    rules = {(play.setting, play.rule) for play in plays}
    assert {("as_it_was", TYPICAL), ("never", TYPICAL), ("badr", TYPICAL)} <= rules
    assert {play.simulated for play in plays if play.setting == "as_it_was"} == {False}
    assert all(rule in (TYPICAL, EXTREME) for _, rule in rules)


def test_the_shares_of_every_explained_event_add_up_to_one(plays: list[Played]) -> None:
    told = [why for play in plays for why in play.told.values()]
    assert len(told) >= 10
    for why in told:
        shares = shares_of(why)
        assert sum(share.share for share in shares) == pytest.approx(1.0, abs=1e-6)
        assert all(0 < share.share <= 1 + 1e-9 for share in shares)


def test_what_no_motive_explains_is_said(plays: list[Played]) -> None:
    why = next(why for play in plays for why in play.told.values())
    (nothing,) = shares_of(dataclasses.replace(why, motives=()))
    assert (nothing.motive, nothing.share) == ("none", 1.0)
    halved = dataclasses.replace(why, motives=tuple(dataclasses.replace(each, share=each.share / 2) for each in why.motives))
    assert shares_of(halved)[-1].share == pytest.approx(0.5, abs=1e-5)


def test_the_chain_on_the_page_is_the_chain_of_the_run(plays: list[Played]) -> None:
    for play in plays:
        for number, step in enumerate(play.steps):
            assert step == chain_of(play.events, number)[0]
            assert step.answers is None or step.answers < number
        assert set(play.told) <= set(range(len(play.steps)))
        assert play.last() in (*play.told, None)
