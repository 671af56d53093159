"""Names and acts in words: every name that a run may hold has one."""

from __future__ import annotations

from sim.lessons.words import ACTS, act, actor, event
from sim.vocabulary.decisions import ACTORS, DECISIONS


def test_every_decision_and_actor_has_words() -> None:
    assert set(ACTS) == set(DECISIONS)
    assert not [name for name in ACTORS if "_" in actor(name) or not actor(name)]


def test_an_act_is_a_clause() -> None:
    assert act("us", "strike", "kataib_hezbollah") == "Washington strikes sites of Kataib Hezbollah"
    assert act("iran", "launch_missiles", "us") == "Tehran fires missiles at an American base"
    assert actor("kataib_sayyid_al_shuhada") == "Kataib Sayyid al-Shuhada"


def test_a_toll_is_told_and_one_is_not_many() -> None:
    row = {
        "actor": "badr",
        "action": "attack_base",
        "target": "us",
        "count": 2,
        "us_killed": 1,
        "us_wounded": 4,
        "militia_killed": 0,
    }
    assert event(row) == "Badr attacks a base or mission with Americans, 2 times, 1 American killed, 4 Americans wounded"
