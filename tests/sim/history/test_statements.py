"""How probable the rules make what is said of an act, in numbers small enough to check by hand.

The whole formula over a record made by hand, unnamed authors included, is checked against a second program in
`tests/calibration/fit/test_likelihood.py`.
"""

from __future__ import annotations

from typing import ClassVar

import numpy as np
import pytest

from sim.actors.base import Actor
from sim.decision import Decision, Rule, motive
from sim.history.chronicle import Chronicle
from sim.history.statements import credibility_of, log_statement, named_shares
from sim.perception import acts, kernel, trace
from sim.record.acts import Act
from sim.record.stated import Stated
from sim.tally import Tally
from sim.types import Number
from tests.stand_in import DAY, StandIn

TRUE, DOUBTED = 0.75, 0.5
"""What an actor's own word is worth here, and that of others."""


class Washington(Actor):
    """Strikes for its dead and of its own will, and under pressure, and because it strikes; warns of its own will alone."""

    kind = "us"
    rules: ClassVar[dict[str, Rule]] = {
        "strike": Rule(motives=("will", "dead", "pressure", "habit")),
        "warn": Rule(motives=("will",)),
    }
    deaths = kernel(acts("attack_base", "attack_convoy"), "answer_half_life", at_once="same_night_share")
    sieges = trace(acts("assault_embassy"), "siege_half_life")

    @motive(None, "none")
    def will(self) -> Number:
        """One a day."""
        return 1.0

    @motive("red_line", "none", answers=("deaths", "sieges"))
    def dead(self) -> Number:
        """Two for each of what is remembered."""
        return 2.0 * (self.deaths.level + self.sieges.level)

    @motive("momentum", "none", answers="deaths")
    def habit(self) -> Number:
        """Ten for each of its dead, of which nobody speaks."""
        return 10.0 * self.deaths.level

    @motive("harassment", "none", during="maximum_pressure")
    def pressure(self) -> Number:
        """Three a day under pressure."""
        return 3.0 * self.context("maximum_pressure")


def around(worlds: int = 1, **changes: object) -> StandIn:
    """Half of an answer at once, the other half the next day; a siege of yesterday is felt in full."""
    given: dict[str, object] = {
        "us__answer_half_life": 0.0,
        "us__same_night_share": 0.5,
        "us__siege_half_life": 60.0,
        "links__credibility_actor": TRUE,
        "links__credibility_source": DOUBTED,
        **changes,
    }
    return StandIn(worlds, **given)  # type: ignore[arg-type]


def row(name: str, decision: str, day: int) -> Act:
    return Act(name, day, "us", ("us",), decision)


class Told:
    """A day with its past: what happened is told and felt, then strikes are weighed."""

    def __init__(self, *past: Act, environment: StandIn | None = None, decision: str = "strike") -> None:
        self.environment = environment or around()
        self.actor = Washington(self.environment, ("us",))
        self.environment.owner = self.actor
        self.chronicle = Chronicle()
        for day in sorted({act.day for act in past} | {DAY}):
            happened = self.environment.today if day == DAY else Tally()
            for act in (act for act in past if act.day == day):
                happened.put(act.decision, 1.0)
                self.chronicle.tell(act, day, 1.0)
            if day < DAY:
                self.actor.perceive(happened)
        self.decision: Decision = next(
            d for part in ("answers", "reactions") for d in self.actor.decide(part) if d.name == decision
        )

    def says(self, *acts: str, contexts: tuple[str, ...] = (), by: str = "actor") -> float | None:
        value = log_statement(
            self.environment, self.decision, 1.0, Stated(frozenset(acts), frozenset(contexts), by), self.chronicle
        )
        return None if value is None else float(np.exp(np.asarray(value)).item())


ATTACK, YESTERDAYS, SIEGE = (
    row("today", "attack_base", DAY),
    row("yesterday", "attack_convoy", DAY - 1),
    row("siege", "assault_embassy", DAY - 1),
)
"""Felt today by a half, a half and in full."""


def test_what_is_named_is_believed_as_far_as_its_word_is_worth_or_it_is_a_pretext() -> None:
    """Will 1 and dead 2 x 2: of all, 1/5 answers each attack and 2/5 the siege; one of three acts as a pretext. Of habit nobody
    speaks, however strong it is.
    """
    told = Told(YESTERDAYS, SIEGE, ATTACK)
    for names, share in ((("today",), 0.2), (("yesterday",), 0.2), (("siege",), 0.4), (("today", "siege"), 0.6)):
        assert told.says(*names) == pytest.approx(TRUE * share + (1 - TRUE) / 3)
        for voice in ("source", "opponent"):
            assert told.says(*names, by=voice) == pytest.approx(DOUBTED * share + (1 - DOUBTED) / 3)


def test_a_context_is_named_for_the_motives_that_rest_on_it_while_it_is_on() -> None:
    on, off = (around(contexts={"maximum_pressure": level}) for level in (1.0, 0.0))
    told = Told(SIEGE, environment=on)  # will 1, dead 2, pressure 3
    assert told.says(contexts=("maximum_pressure",)) == pytest.approx(TRUE * 0.5 + 1 - TRUE)
    assert told.says("siege", contexts=("maximum_pressure", "gaza_war")) == pytest.approx(TRUE * 5 / 6 + 1 - TRUE)
    assert Told(SIEGE, environment=off).says("siege", contexts=("maximum_pressure",)) == pytest.approx(TRUE * 2 / 3 + 1 - TRUE)


def test_what_no_rule_can_answer_comes_from_outside_the_model() -> None:
    """From the motives that answer no act: the will, and pressure, if it is on."""
    posture = row("posture", "draw_down", DAY - 1)
    slow = around(us__same_night_share=0.0)  # nothing is felt before tomorrow
    for told, named in (
        (Told(posture, SIEGE), ("posture",)),  # nobody remembers it
        (Told(SIEGE), ("no such row",)),
        (Told(SIEGE), ()),  # an event without a row
        (Told(ATTACK, SIEGE, environment=slow), ("today",)),
    ):
        recent = len(told.chronicle.told)
        assert told.says(*named) == pytest.approx(TRUE * 1 / 3 + (1 - TRUE) / recent)
        assert told.says(*named, contexts=("maximum_pressure",)) == told.says(*named)  # it is not on
        assert told.says(*named, contexts=("gaza_war",)) == told.says(*named)  # nothing rests on it
    pressed = Told(SIEGE, environment=around(contexts={"maximum_pressure": 1.0}))
    assert pressed.says("no such row") == pytest.approx(TRUE * 4 / 6 + 1 - TRUE)
    warning = Told(ATTACK, SIEGE, decision="warn")  # a decision that answers nothing
    assert warning.says("today", "siege") == pytest.approx(TRUE + (1 - TRUE) / 2)


def test_of_an_act_of_which_no_motive_is_ever_a_reason_nothing_is_scored() -> None:
    class Habitual(Washington):
        rules: ClassVar[dict[str, Rule]] = {"strike": Rule(motives=("habit",))}

    told = Told(ATTACK)
    actor = told.environment.owner = Habitual(told.environment, ("us",))
    (told.decision,) = actor.decide("answers")
    assert told.says("today") is None


def test_beside_what_no_rule_answers_the_rest_is_heard() -> None:
    told = Told(row("posture", "draw_down", DAY - 1), ATTACK)
    assert told.says("posture", "today") == told.says("today")


def test_a_pretext_is_drawn_from_the_acts_of_thirty_days() -> None:
    older, old = row("older", "draw_down", DAY - 31), row("old", "draw_down", DAY - 30)
    assert Told(older, ATTACK).says("today") == pytest.approx(TRUE * 0.5 + (1 - TRUE) / 1)
    assert Told(older, old, ATTACK).says("today") == pytest.approx(TRUE * 0.5 + (1 - TRUE) / 2)


def test_a_context_alone_may_be_named_before_anything_happened() -> None:
    told = Told(environment=around(contexts={"maximum_pressure": 1.0}))
    assert told.says(contexts=("maximum_pressure",)) == pytest.approx(TRUE * 0.75 + (1 - TRUE))


def test_each_world_has_its_own_shares_and_credibility() -> None:
    credible, at_once = np.array([0.9, 0.0]), np.array([0.5, 1.0])
    told = Told(ATTACK, environment=around(2, links__credibility_actor=credible, us__same_night_share=at_once))
    stated = Stated(frozenset({"today"}), frozenset(), "actor")
    value = log_statement(told.environment, told.decision, 1.0, stated, told.chronicle)
    assert np.exp(np.asarray(value)) == pytest.approx(credible * np.array([1 / 2, 2 / 3]) + (1 - credible))
    assert credibility_of(told.environment, stated) is credible
    (share,) = named_shares(told.environment, told.decision, stated, told.chronicle).values()
    assert np.asarray(share) == pytest.approx(np.array([[1 / 2, 2 / 3]]))


def test_shares_are_by_motive_and_those_without_a_name_are_left_out() -> None:
    told = Told(ATTACK, SIEGE, environment=around(contexts={"maximum_pressure": 1.0}))
    stated = Stated(frozenset({"siege"}), frozenset({"maximum_pressure"}), "actor")
    shares = named_shares(told.environment, told.decision, stated, told.chronicle)  # will 1, dead 3 of which 2, pressure 3
    assert {told.decision.motive_names[number]: float(share.item()) for number, share in shares.items()} == pytest.approx(
        {"dead": 2 / 7, "pressure": 3 / 7}
    )


@pytest.mark.parametrize("worlds", [1, 3])
def test_what_was_forgotten_lies_outside_in_one_world_as_in_many(worlds: int) -> None:
    """A memory that an act emptied: with numbers common to all worlds, and with one for each."""

    class Jailer(Washington):
        sieges = trace(acts("raid", mark="unnamed"), "siege_half_life", forgotten_by="release")

    half_life = 5.0 if worlds == 1 else np.full(worlds, 5.0)
    told = Told(environment=around(worlds, us__siege_half_life=half_life))
    actor = told.environment.owner = Jailer(told.environment, ("us",))
    raid, release = (Act(name, DAY - 5, "iraq_government", (), name, {"unnamed": 1.0}) for name in ("raid", "release"))
    for act, day in ((raid, DAY - 5), (release, DAY - 3)):
        happened = told.chronicle.tell(act, day, 1.0).tally
        told.chronicle.pass_day(day, happened)
        actor.perceive(happened)
    actor.model.today.put("attack_base", 1.0)
    (decision,) = actor.decide("answers")
    stated = Stated(frozenset({"raid"}), frozenset(), "actor")
    value = np.exp(np.asarray(log_statement(told.environment, decision, 1.0, stated, told.chronicle)))
    assert value == pytest.approx(np.full(value.shape, TRUE * 0.5 + (1 - TRUE) / 2))
