"""Parents: the earlier events behind a motive, on cases small enough to check by hand."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from sim.actors import Militias, UnitedStates
from sim.explain.explanation import explain_event
from sim.explain.parents import MAX_PARENTS, Parent, _events_on, _strongest, _wiped
from sim.model import EscalationModel
from sim.parameters import load_parameters
from sim.perception import Perceiver
from sim.record.acts import day_number
from sim.scene import Scene
from tests.runs import finish
from tests.sim.explain.winter import explained, short


def test_the_siege_is_the_parent_of_the_killing() -> None:
    told = explained("2020-01-03", "us", "kill_leader")
    siege = next(motive for motive in told.motives if motive.name == "siege_killing")
    assert [(str(p.date), p.action, p.days_before, p.weight) for p in siege.parents] == [
        ("2019-12-31", "assault_embassy", 3, 1.0)
    ]


def test_a_death_is_the_parent_not_the_harmless_attack_of_the_same_day() -> None:
    told = explained("2019-12-29", "us", "strike")
    deaths = next(motive for motive in told.motives if motive.name == "lethal_provocation")
    assert [(str(p.date), p.actor, p.weight) for p in deaths.parents] == [("2019-12-27", "kataib_hezbollah", 1.0)]


def test_weights_follow_the_kernel() -> None:
    told = explained("2020-01-03", "us", "kill_leader")
    campaign = next(motive for motive in told.motives if motive.name == "campaign_killing")
    daily = {parent.date: parent.weight for parent in campaign.parents}
    (late, heavy), (early, light) = sorted(daily.items(), reverse=True)[:2]
    assert heavy is not None
    assert light is not None
    decay = 2 ** (-1 / load_parameters().values["scene.harassment_half_life"])
    assert light / heavy == pytest.approx(decay ** (late - early).days)


def test_an_attack_of_today_is_the_parent_of_an_answer_the_same_night() -> None:
    told = explained("2023-03-24", "us", "strike", start="2023-03-20", end="2023-03-26")
    wounding = next(motive for motive in told.motives if motive.name == "wounding")
    assert {(p.memory, p.days_before) for p in wounding.parents} >= {("today", 0)}
    assert all(p.memory != "today" for motive in told.motives if motive.name == "siege" for p in motive.parents)


def test_a_truce_is_the_parent_of_its_end_without_a_weight() -> None:
    told = explained("2020-11-19", "asaib_ahl_al_haq", "end_truce", start="2020-10-05", end="2020-11-20")
    unmet = next(motive for motive in told.motives if motive.name == "conditions_unmet")
    assert [(str(p.date), p.action, p.weight) for p in unmet.parents] == [("2020-10-10", "announce_truce", None)]


def test_of_several_events_that_day_only_those_that_fed_the_memory_are_parents() -> None:
    log = pd.DataFrame(
        {
            "date": pd.to_datetime(["2020-01-01"] * 3),
            "actor": ["badr", "thar_allah", "thar_allah"],
            "action": ["attack_base"] * 3,
            "target": ["us"] * 3,
            "rung": [4, 2, 2],
        }
    )
    then = day_number("2020-01-01")

    def parents(owner: type[Perceiver], memory: str, author: str) -> list[tuple[str, float | None]]:
        feed = owner.declared[memory].feed
        return [(p.actor, p.weight) for p in _events_on(log, then, feed.decisions, then + 2, memory, 0.6, feed, author)]

    assert parents(UnitedStates, "deaths", "us") == [("badr", 0.6)]
    assert parents(Militias, "own_attacks", "thar_allah") == [("thar_allah", 0.3)] * 2
    everyone = parents(Scene, "attacks", "badr")
    assert [actor for actor, _ in everyone] == ["badr", "thar_allah", "thar_allah"]
    assert [weight for _, weight in everyone] == pytest.approx([0.2] * 3)


def test_of_several_strikes_only_those_on_the_group_itself_fed_what_it_feels() -> None:
    log = pd.DataFrame(
        {
            "date": pd.to_datetime(["2020-01-01"] * 2),
            "actor": ["us"] * 2,
            "action": ["strike", "kill_leader"],
            "target": ["badr", "thar_allah"],
            "rung": [6, 7],
        }
    )
    then, feed = day_number("2020-01-01"), Militias.declared["own_blows"].feed

    def parents(author: str) -> list[tuple[str, float | None]]:
        return [(p.action, p.weight) for p in _events_on(log, then, feed.decisions, then + 1, "own_blows", 0.5, feed, author)]

    assert parents("badr") == [("strike", 0.5)]
    assert parents("thar_allah") == [("kill_leader", 0.5)]
    assert parents("kataib_hezbollah") == [("strike", 0.25), ("kill_leader", 0.25)]  # its part of what hit none of the groups


def test_a_memory_is_wiped_for_a_moment_with_what_follows_from_it() -> None:
    model = finish(EscalationModel(short(end="2019-12-29"), rng=7))
    level, borne = model.scene.harassment.level, model.us.harassment_not_borne
    assert borne > 0
    with model.as_decided():
        with _wiped(model, model.scene.harassment):
            assert model.scene.harassment.level == 0.0
            assert model.us.harassment_not_borne == 0.0
        assert model.scene.harassment.level == level
        assert model.us.harassment_not_borne == borne


def parent(memory: str, weight: float | None, day: int = 1, actor: str = "badr") -> Parent:
    return Parent(date(2020, 1, day), actor, "attack_base", "us", 10 - day, memory, weight)


def test_an_event_stands_once_under_the_memory_that_gives_it_most_weight() -> None:
    found = [parent("momentum", 0.2), parent("attacks", 0.5), parent("attacks", 0.3, day=2)]
    assert _strongest(found) == (parent("attacks", 0.5), parent("attacks", 0.3, day=2))


def test_the_heaviest_come_first_the_latest_of_equals_and_those_without_a_weight_last() -> None:
    found = [
        parent("truce", None, day=9),
        parent("attacks", 0.2, day=1),
        parent("attacks", 0.2, day=4),
        parent("attacks", 0.6, day=2),
    ]
    assert [(p.date.day, p.weight) for p in _strongest(found)] == [(2, 0.6), (4, 0.2), (1, 0.2), (9, None)]


def test_no_more_parents_are_named_than_can_be_read() -> None:
    many = [parent("attacks", 0.01 * day, day=day) for day in range(1, 10)]
    assert [p.date.day for p in _strongest(many)] == [9, 8, 7, 6, 5, 4]
    assert MAX_PARENTS == 6


def test_looking_for_parents_leaves_the_model_as_it_stood() -> None:
    """Memories are wiped one at a time, the day's events and the truce taken away: all of it only for a moment."""
    model, plain = (EscalationModel(short(end="2019-12-29"), rng=7, parameters="point") for _ in range(2))
    explain_event(model, "2019-12-29", "us", "strike")
    finish(plain)
    for mine, other in zip((model.scene, *model.actors), (plain.scene, *plain.actors), strict=True):
        for name, memory in other.memories.items():
            assert np.array_equal(mine.memories[name].level, memory.level), name
    assert np.array_equal(model.us.harassment_not_borne, plain.us.harassment_not_borne)
    assert model.clock == plain.clock
    assert np.array_equal(model.last.total("attack_base"), plain.last.total("attack_base"))
