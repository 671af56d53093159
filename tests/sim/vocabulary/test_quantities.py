"""What conditions may count: every name stands for acts and marks that the model has."""

from __future__ import annotations

import pytest

from sim.event_log import CASUALTIES
from sim.tally import ATTACKS
from sim.vocabulary import quantities
from sim.vocabulary.decisions import DECISIONS
from sim.vocabulary.quantities import ACTS, FUNCTIONS, PEOPLE


def test_every_decision_can_be_counted_as_itself() -> None:
    assert {name: ACTS[name] for name in DECISIONS} == {name: ((name,), "") for name in DECISIONS}


def test_attacks_are_those_of_every_kind() -> None:
    assert quantities.of("attack") == (ATTACKS, "")
    assert quantities.of("lethal_attack") == (ATTACKS, "lethal")
    assert quantities.of("wounding_attack") == (ATTACKS, "wounding")


def test_people_are_counted_whatever_act_it_was() -> None:
    assert PEOPLE == CASUALTIES
    assert {name: quantities.of(name) for name in PEOPLE} == {name: ((), name) for name in PEOPLE}


def test_no_name_has_two_meanings() -> None:
    assert not set(ACTS) & set(FUNCTIONS)
    with pytest.raises(KeyError):
        quantities.of("raids")
