"""Weapons of attacks: which events may be given one, and what is said of the one they had."""

from __future__ import annotations

import pytest

from sim.record.evidence import load_evidence
from sim.scenario.interventions.weapons import weapon_faults, weapon_in_words
from sim.scenario.recorded import row_of

ACTS = load_evidence().acts
K1, TOWER_22 = "2019-12-27-kataib-hezbollah-rocket-attack", "2024-01-28-islamic-resistance-in-iraq-drone-attack-2"
KILLING, UNSTATED = "2020-01-03-us-targeted-killing", next(act.id for act in ACTS if "drone" in act.unstated)


def faults(event: str, weapon: str) -> list[str]:
    return [fault.message for fault in weapon_faults(event, weapon, [act for act in ACTS if act.id == event])]


@pytest.mark.parametrize(("event", "weapon"), [(K1, "drone"), (TOWER_22, "rocket"), (UNSTATED, "drone"), (UNSTATED, "rocket")])
def test_an_attack_on_a_base_may_be_by_the_other_weapon_and_one_that_nobody_states_by_either(event: str, weapon: str) -> None:
    assert faults(event, weapon) == []


@pytest.mark.parametrize(
    ("event", "weapon", "says"),
    [
        (K1, "rocket", "allowed: drone"),
        (TOWER_22, "drone", "allowed: rocket"),
        (KILLING, "drone", "allowed: a weapon for attack_base"),
    ],
)
def test_what_would_change_nothing_is_refused_with_what_would(event: str, weapon: str, says: str) -> None:
    (fault,) = faults(event, weapon)
    assert fault.endswith((says, f"{says}, by a militia"))


def test_the_weapon_of_the_record_in_words() -> None:
    assert weapon_in_words(row_of(K1)) == ", not rocket"
    assert weapon_in_words(row_of(UNSTATED)) == ", where no source states one"
    assert weapon_in_words({}) == ""
