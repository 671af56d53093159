"""What a motive rests on: as it declares it, as it behaves on a stage, and as somebody reads the rules."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from sim.actors import KINDS as ACTOR_KINDS
from sim.actors import UnitedStates
from sim.decision import ORDERED, Note, motive
from sim.explain.kinds import ACT, CONTEXT, KINDS, STANDING, cause_notes, kind_of, motive_kinds, motive_notes
from sim.order import POLICY
from sim.types import Number
from sim.vocabulary.decisions import DECISIONS
from tests.sim.explain.stage import Stage, is_there, memories_answered

# As somebody reads the actors' files: the first motive of every decision is its floor or its standing rate, these rest on a dated
# context, and all others on acts.
ON_A_CONTEXT = {
    ("attack_base", "gaza_campaign"),
    ("attack_base", "israeli_strikes"),
    ("attack_base", "turn_the_street"),
    ("attack_base", "press_the_talks"),
    ("attack_base", "avenge_the_missions"),
    ("announce_truce", "gaza_pause"),
    ("announce_truce", "give_friends_time"),
    ("end_truce", "talks_drag_on"),
    ("threaten", "threat_after_israel"),
    ("threaten", "threat_over_gaza"),
    ("threaten", "threat_over_talks"),
    ("threaten", "claim_the_pay"),
    ("strike_in_iraq", "unrest_at_home"),
    ("strike_in_iraq", "answer_israel"),
    ("attack_shipping", "maximum_pressure"),
    ("order_restraint", "outlast_the_term"),
    ("order_pressure", "divert_protests"),
    ("order_pressure", "press_under_sanctions"),
    ("broker_truce", "mediate_towards_a_date"),
}
RULES = {decision: rule for kind in ACTOR_KINDS for decision, rule in kind.rules.items()}
NOTES = motive_notes()


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    made = Stage()
    yield made
    made.close()


def test_every_motive_of_the_rules_has_the_kind_that_a_reader_gives_it() -> None:
    read = {
        (decision, name): STANDING if place == 0 else CONTEXT if (decision, name) in ON_A_CONTEXT else ACT
        for decision, rule in RULES.items()
        for place, name in enumerate(rule.motives)
    }
    assert motive_kinds() == read
    assert set(read.values()) == set(KINDS)
    assert read.keys() >= ON_A_CONTEXT


def test_what_a_policy_has_done_is_of_a_kind_of_its_own() -> None:
    assert kind_of(ORDERED) == POLICY
    assert POLICY not in KINDS
    assert not [key for key in motive_notes() if key[1] == POLICY], "no rule has a motive of that name"
    assert cause_notes().keys() - motive_notes().keys() == {(decision, POLICY) for decision in DECISIONS}


def test_what_answers_acts_is_an_act_whatever_context_it_needs() -> None:
    assert kind_of(Note(None, "made up", "", answers=("deaths",), during="gaza_war")) == ACT
    assert kind_of(Note(None, "made up", "", amid=("scene.attacks",))) == ACT
    assert kind_of(Note(None, "made up", "", during="gaza_war")) == CONTEXT
    assert kind_of(Note(None, "made up", "")) == STANDING


# The declarations are true -------------------------------------------------------------------------------------------------


def found_on(stage: Stage) -> dict[tuple[str, str], str]:
    """The kind of every motive, from where it is there: without anything; without acts, in all contexts; or neither."""
    kinds = dict.fromkeys(stage.terms(), ACT)
    for contexts, kind in ((stage.contexts(), CONTEXT), ((), STANDING)):
        for alone in [*((name,) for name in contexts), contexts]:
            stage.arrange(holding=(), contexts=alone)
            kinds |= {key: kind for key, (term, _, _) in stage.terms().items() if is_there(term)}
    return kinds


def test_on_the_stage_every_motive_has_the_kind_that_it_declares(stage: Stage) -> None:
    assert found_on(stage) == motive_kinds()


def test_a_motive_is_nothing_without_the_context_that_it_declares(stage: Stage) -> None:
    for key, (term, note, _) in stage.terms().items():
        if note.during:
            stage.arrange(holding=stage.acts(), contexts=[name for name in stage.contexts() if name != note.during])
            assert not is_there(term), key
            stage.arrange(holding=stage.acts(), contexts=[note.during])
            assert is_there(term), key


def test_a_motive_rests_on_the_memories_that_it_declares_and_on_no_other(stage: Stage) -> None:
    """There where they alone hold an act, nothing where all but they do."""
    for key, (term, note, owner) in stage.terms().items():
        if note.rests_on:
            answered, contexts = memories_answered(note, owner), [note.during] if note.during else []
            stage.arrange(holding=answered, contexts=contexts)
            assert is_there(term), key
            stage.arrange(holding=stage.acts() - answered, contexts=stage.contexts())
            assert not is_there(term), key


@motive(None, "made up", answers="deaths")
def _attacks_under_another_name(self: UnitedStates) -> Number:
    return self.scaled(self.p.force_floor, self.scene.attacks.level)


@motive(None, "made up")
def _once_struck(self: UnitedStates) -> Number:
    return self.scaled(self.p.force_floor, self.deaths.level)


@motive(None, "made up", during="gaza_war")
def _more_in_a_war(self: UnitedStates) -> Number:
    return self.p.force_floor * (1.0 + self.context("gaza_war"))


TESTS = {
    test_on_the_stage_every_motive_has_the_kind_that_it_declares: _once_struck,
    test_a_motive_is_nothing_without_the_context_that_it_declares: _more_in_a_war,
    test_a_motive_rests_on_the_memories_that_it_declares_and_on_no_other: _attacks_under_another_name,
}


@pytest.mark.parametrize("check", TESTS)
def test_a_false_declaration_is_found(check: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(UnitedStates, "unprompted_force", TESTS[check])  # type: ignore[index]
    made = Stage()
    with pytest.raises(AssertionError):
        check(made)  # type: ignore[operator]
    made.close()
