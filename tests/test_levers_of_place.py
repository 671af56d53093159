"""Levers over the real record: nobody is attacked where nobody is left, and elsewhere as before; what a weapon changes."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest

from sim.model import EscalationModel
from sim.parameters import load_parameters
from sim.scenario import Scenario
from tests.runs import finish, rates, span

WORLDS = 40
IRAQ, SYRIA = "presence_in_iraq", "presence_in_syria"
ABROAD = ("Syria", "Jordan")
WAVE = date(2023, 10, 10)
LEFT = "2023-10-20"


def ran(scenario: Scenario, worlds: int = WORLDS) -> pd.DataFrame:
    return finish(EscalationModel(scenario, worlds=worlds, rng=5)).event_log.events()


def without(name: str, start: date, since: str, days: int) -> pd.DataFrame:
    item = {"level": {"name": name, "value": 0.0, "from": since}}
    return ran(span(start, days, branch=since, warm_up=60, interventions=[item]))


def attacks(events: pd.DataFrame, since: str, action: str = "attack_base") -> pd.DataFrame:
    return events[(events["action"] == action) & (events["date"] >= since)]


def test_after_a_withdrawal_from_iraq_of_january_2020_neither_bases_nor_convoys_are_attacked_there() -> None:
    since = "2020-01-10"
    gone = without(IRAQ, date(2020, 1, 1), since, 80)
    assert not (attacks(gone, since)["country"] == "Iraq").any()
    assert attacks(gone, since, "attack_convoy").empty
    record = ran(span(date(2020, 1, 1), 80, warm_up=60), 1)
    assert (attacks(record, since)["country"] == "Iraq").sum() > 3, "in the record they go on"


@pytest.fixture(scope="module")
def record() -> pd.DataFrame:
    """The first days of the wave: attacks in both countries on most of them."""
    return ran(span(WAVE, 14, warm_up=60), 1)


@pytest.mark.parametrize(("name", "here", "there"), [(IRAQ, ("Iraq",), ABROAD), (SYRIA, ABROAD, ("Iraq",))])
def test_in_the_wave_attacks_end_where_nobody_is_left_and_documented_ones_elsewhere_stay(
    record: pd.DataFrame, name: str, here: tuple[str, ...], there: tuple[str, ...]
) -> None:
    """On the first day all else is as it was, so that every documented attack elsewhere is kept in every world."""
    gone, was = attacks(without(name, WAVE, LEFT, 4 + 10), LEFT), attacks(record, LEFT)
    assert was["country"].isin(here).any()
    assert not gone["country"].isin(here).any()
    stays = was[was["country"].isin(there)]
    first = stays[stays["date"] == stays["date"].min()]
    assert len(first) > 0
    for record_id in first["record_id"]:
        assert gone.loc[gone["record_id"] == record_id, "world"].nunique() == WORLDS, record_id
    kept = gone[gone["record_id"].isin(stays["record_id"])].groupby("record_id")["world"].nunique()
    assert kept.reindex(stays["record_id"], fill_value=0).mean() > 0.5 * WORLDS, "and most of the later ones"


def test_a_drone_in_place_of_rockets_is_answered_as_a_drone() -> None:
    """By `us.strikes_per_drone` where nobody died; the day after, when answers begin."""
    event, day = "2020-01-26-unknown-militia-rocket-attack", date(2020, 1, 26)
    values: dict[str, Any] = load_parameters().replace({"us.strikes_per_drone": 1.0}).values
    kept = []
    for items in ([{"edit_event": {"id": event, "weapon": "drone"}}], [{"edit_event": {"id": event, "us_killed": 0}}]):
        daily: list[dict[tuple[str, str], np.ndarray]] = []
        scenario = span(date(2020, 1, 20), 9, branch="2020-01-25", warm_up=0, interventions=items)
        model = EscalationModel(scenario, worlds=2, rng=5, parameters=load_parameters().with_values(values))
        finish(model, lambda each, daily=daily: daily.append(rates(each)))  # type: ignore[misc]
        kept.append(daily)
    at = (day - date(2020, 1, 20)).days + 1
    assert (kept[0][at]["us", "strike"] > kept[1][at]["us", "strike"]).all()


def test_a_scenario_may_end_with_an_attack_while_fewer_targets_are_left() -> None:
    """The factual arm has stepped through the last day already, so that its circumstances are those of that day and no later."""
    start, last = date(2021, 5, 20), "2021-05-24"
    items = [{"set": {"parameter": "militia.branching", "value": 0.9, "from": "2021-05-21"}}]
    kept = ran(span(start, 5, branch="2021-05-21", warm_up=365, interventions=items), 4)
    assert kept["date"].max() == pd.Timestamp(last)
    assert set(attacks(kept, last)["world"]) == set(range(4)), "and it is there"
