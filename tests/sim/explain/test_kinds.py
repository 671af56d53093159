"""What a motive rests on: every motive of the rules, judged by a reader, and rules made up for the purpose."""

from __future__ import annotations

import pytest

from sim.actors import KINDS as ACTOR_KINDS
from sim.actors import Iran, UnitedStates
from sim.decision import motive
from sim.explain.kinds import ACT, CONTEXT, KINDS, STANDING, motive_kinds, never_there
from sim.scenario import load_scenario
from sim.types import Number

# As somebody reads the actors' files: the first motive of every decision is its floor or its standing rate, these rest on a dated
# context, and all others on acts.
ON_A_CONTEXT = {
    ("attack_base", "gaza_campaign"),
    ("attack_base", "israeli_strikes"),
    ("announce_truce", "gaza_pause"),
    ("threaten", "threat_after_israel"),
    ("threaten", "threat_over_gaza"),
    ("strike_in_iraq", "unrest_at_home"),
    ("strike_in_iraq", "answer_israel"),
    ("attack_shipping", "maximum_pressure"),
    ("order_pressure", "divert_protests"),
    ("order_pressure", "press_under_sanctions"),
}
RULES = {decision: rule for kind in ACTOR_KINDS for decision, rule in kind.rules.items()}
DOCUMENTED = load_scenario("documented")


def test_every_motive_of_the_rules_has_the_kind_that_a_reader_gives_it() -> None:
    read = {
        (decision, name): STANDING if place == 0 else CONTEXT if (decision, name) in ON_A_CONTEXT else ACT
        for decision, rule in RULES.items()
        for place, name in enumerate(rule.motives)
    }
    assert motive_kinds(DOCUMENTED) == read
    assert set(read.values()) == set(KINDS)
    assert read.keys() >= ON_A_CONTEXT


def test_no_motive_is_nothing_on_every_stage() -> None:
    assert never_there(DOCUMENTED) == set()


def test_a_mechanism_that_is_switched_off_keeps_its_kind() -> None:
    assert motive_kinds(DOCUMENTED.edit(switch_off=("red_line", "truces", "gaza_war"))) == motive_kinds(DOCUMENTED)


@motive(None, "made up")
def _once_struck(self: UnitedStates) -> Number:
    return self.scaled(self.p.force_floor, self.deaths.level)


@motive(None, "made up")
def _in_a_war_and_after_attacks(self: UnitedStates) -> Number:
    return self.scaled(self.context("gaza_war"), self.scene.attacks.level)


@motive(None, "made up")
def _in_a_war_but_not_in_its_pause(self: UnitedStates) -> Number:
    return self.context("gaza_war") * (1.0 - self.context("gaza_truce"))


@motive(None, "made up")
def _more_in_a_war(self: UnitedStates) -> Number:
    return self.p.force_floor * (1.0 + self.context("gaza_war"))


@motive(None, "made up")
def _tonight(self: UnitedStates) -> Number:
    return self.today().total("attack_base")


MADE_UP = {
    "a floor that reads a memory": (_once_struck, ACT),
    "acts in a war": (_in_a_war_and_after_attacks, ACT),
    "a war but for its pause": (_in_a_war_but_not_in_its_pause, CONTEXT),
    "a standing rate that a war raises": (_more_in_a_war, STANDING),
    "today's acts": (_tonight, ACT),
}


@pytest.mark.parametrize("what", MADE_UP)
def test_what_a_motive_reads_decides_and_not_its_name(what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    rule, kind = MADE_UP[what]
    monkeypatch.setattr(UnitedStates, "unprompted_force", rule)
    assert motive_kinds(DOCUMENTED)["strike", "unprompted_force"] == kind


def test_a_motive_that_never_comes_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Iran, "avenge_commander", motive(None, "made up")(lambda self: 0.0))
    assert never_there(DOCUMENTED) == {("launch_missiles", "avenge_commander")}
