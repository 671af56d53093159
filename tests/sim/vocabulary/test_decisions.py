"""Actors and decisions: every actor has some, each stands on a rung, and names are told apart."""

from __future__ import annotations

import pytest

from sim.parameters import load_parameters
from sim.vocabulary.decisions import ACTION_TYPE, ACTION_TYPES, ACTORS, DECISIONS, MILITIAS, STATES, decisions_of, kind_of
from sim.vocabulary.ladder import RUNGS


def test_names_are_told_apart() -> None:
    assert len(set(DECISIONS)) == len(ACTION_TYPES)
    assert not set(DECISIONS) & set(ACTORS)
    assert set(ACTORS) == {*MILITIAS, *STATES}
    assert len(ACTORS) == len(MILITIAS) + len(STATES)


@pytest.mark.parametrize("action", ACTION_TYPES, ids=lambda action: action.name)
def test_an_action_belongs_to_a_kind_and_stands_on_a_rung(action: object) -> None:
    entry = ACTION_TYPE[action.name]  # type: ignore[attr-defined]
    assert entry is action
    assert entry.kind in ("militia", *STATES)
    assert 0 <= entry.rung < len(RUNGS)
    assert len(entry.meaning) > 10


@pytest.mark.parametrize("actor", ACTORS)
def test_every_actor_decides_and_has_parameters(actor: str) -> None:
    own = decisions_of(actor)
    assert own
    assert {ACTION_TYPE[name].kind for name in own} == {kind_of(actor)}
    assert any(name.startswith(f"{kind_of(actor)}.") for name in load_parameters().names)


def test_militias_decide_alike_and_every_decision_is_somebodys() -> None:
    assert {decisions_of(name) for name in MILITIAS} == {decisions_of("badr")}
    assert {name for actor in ACTORS for name in decisions_of(actor)} == set(DECISIONS)
    assert kind_of("us") == "us"
