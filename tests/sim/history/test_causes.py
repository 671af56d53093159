"""The cause of a documented act: drawn by superposition, shifted by what is said of it as Bayes has it."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
import pytest

from sim.actors.base import Actor
from sim.decision import Rule, motive
from sim.history.causes import NOBODY, UNRECORDED, Cause, Search
from sim.history.chronicle import Chronicle
from sim.history.flows import TakenApart
from sim.history.shadow import Shadow
from sim.perception import acts, trace
from sim.record.acts import Act
from sim.record.stated import Stated
from sim.tally import Tally
from sim.types import Number
from sim.vocabulary.decisions import MILITIAS
from tests.stand_in import DAY, StandIn
from tests.two_arms import TwoArms, act

MANY = 20_000
BADR, THAR = MILITIAS.index("badr"), MILITIAS.index("thar_allah")


class Baghdad(Actor):
    """Lets men go of its own will, those it holds, and because it has let men go, of which nobody speaks."""

    kind = "iraq_government"
    rules: ClassVar[dict[str, Rule]] = {"release": Rule(motives=("will", "held", "habit", "under_protest"), mechanism="raids")}
    detained = trace(acts("raid", mark="hit", by_group=True), "detention_half_life", forgotten_by="release")
    unnamed = trace(acts("raid", mark="unnamed"), "detention_half_life", forgotten_by="release")
    released = trace(acts("release"), "force_half_life")

    @motive(None, "none")
    def will(self) -> Number:
        """One a day."""
        return 1.0

    @motive("raids", "none", answers=("detained", "unnamed"))
    def held(self) -> Number:
        """Four for each."""
        return 4.0 * sum(
            np.asarray(channel.own(channel.memory.level)) for name in ("detained", "unnamed") for channel in self.channels(name)
        )

    @motive("momentum", "none", answers="released")
    def habit(self) -> Number:
        """Two for each."""
        return 2.0 * np.asarray(self.released.level)

    @motive("raids", "none", during="protests")
    def under_protest(self) -> Number:
        """Three a day."""
        return 3.0 * self.context("protests")


def raid(name: str, day: int, **marks: float) -> Act:
    return Act(name, DAY + day, "iraq_government", ("iraq_government",), "raid", marks)


def release(name: str, day: int, **marks: float) -> Act:
    return Act(name, DAY + day, "iraq_government", ("iraq_government",), "release", marks)


KH, BOTH, NOBODYS = (
    raid("kh", -20, hit_badr=1.0),
    raid("both", -10, hit_badr=0.5, hit_thar_allah=0.5),
    raid("who", -10, unnamed=1.0),
)
FADE = 2.0 ** (-1 / 10)
"""What is left of it after a day."""


def searched(*past: Act, stated: Stated | None = None, worlds: int = MANY, **changes: Any) -> tuple[Cause, dict[int, str]]:
    """The cause of a release of today, and the names of acts by number."""
    given = {"iraq_government__detention_half_life": 10.0, "iraq_government__force_half_life": 10.0, **changes}
    around = StandIn(worlds, **given)
    owner = around.owner = Baghdad(around, ("iraq_government",))  # type: ignore[arg-type]
    chronicle = Chronicle()
    for day in range(min((each.day for each in past), default=DAY), DAY):
        happened = Tally()
        for each in (each for each in past if each.day == day):
            told = chronicle.tell(each, day, 1.0)
            happened.put(each.decision, 1.0, {name: value for (_, name), value in told.tally.marks.items() if name != "hit"})
            happened.put(each.decision, 0.0, {"hit": told.tally.total_mark("hit", by_group=True)})
        owner.perceive(happened)
        chronicle.pass_day(day, happened)
    (decision,) = owner.decide("reactions")
    search = Search(around, chronicle, Shadow(around.perceivers()))  # type: ignore[arg-type]
    cause = search.cause(decision, TakenApart().of(around, decision), 1.0, 0, stated)  # type: ignore[arg-type]
    return cause, {told.number: told.act.id for told in chronicle.told} | {NOBODY: ""}


def shares(cause: Cause, names: dict[int, str]) -> dict[tuple[int, str], float]:
    """How often each motive and act was drawn."""
    pairs, counts = np.unique(np.stack([cause.motives, cause.acts]), axis=1, return_counts=True)
    return {(int(k), names[int(e)]): float(n) / cause.acts.size for k, e, n in zip(*pairs, counts, strict=True)}


def assert_drawn(found: dict[tuple[int, str], float], weights: dict[tuple[int, str], float]) -> None:
    """In proportion to the weights, within four and a half standard errors."""
    whole = sum(weights.values())
    assert set(found) <= {pair for pair, weight in weights.items() if weight > 0}
    for pair, weight in weights.items():
        p = weight / whole
        assert found.get(pair, 0.0) == pytest.approx(p, abs=4.5 * np.sqrt(p * (1 - p) / MANY) + 1e-12), pair


# By superposition ---------------------------------------------------------------------------------------------------------


def test_motives_and_acts_are_drawn_in_proportion_to_what_each_brings() -> None:
    """Four for each man held: of the raids 20, 10 and 10 days ago a fourth, a half and a half is left."""
    left = FADE**19, FADE**9, FADE**9
    cause, names = searched(KH, BOTH, NOBODYS)
    assert_drawn(
        shares(cause, names), {(0, ""): 1.0, **{(1, name): 4 * x for name, x in zip(("kh", "both", "who"), left, strict=True)}}
    )


def test_what_was_undone_is_not_answered_and_what_was_not_is_answered_for_its_part() -> None:
    """Badr's men are let go five days ago: nothing is left of the first raid, half of the second, all of the third."""
    past = (KH, BOTH, NOBODYS, release("free", -5, hit_badr=1.0))
    weights = {(0, ""): 1.0, (1, "kh"): 0.0, (1, "both"): 2 * FADE**9, (1, "who"): 4 * FADE**9, (2, "free"): 2 * FADE**4}
    assert_drawn(shares(*searched(*past)), weights)


def test_a_decision_without_motives_has_no_cause() -> None:
    around = StandIn(5)
    owner = around.owner = Baghdad(around, ("iraq_government",))  # type: ignore[arg-type]
    (decision,) = owner.decide("reactions")
    search = Search(around, Chronicle(), Shadow(()))  # type: ignore[arg-type]
    cause = search.cause(decision, [], 1.0, 0, None)
    assert (cause.rows.tolist(), cause.motives.tolist(), cause.acts.tolist()) == ([0] * 5, [NOBODY] * 5, [NOBODY] * 5)


# Given what is said -------------------------------------------------------------------------------------------------------

TRUE = 0.75
SURE = {"links__credibility_actor": TRUE, "links__credibility_source": 0.5}


def said(*names: str, contexts: tuple[str, ...] = (), by: str = "actor") -> Stated:
    return Stated(frozenset(names), frozenset(contexts), by)


@pytest.mark.parametrize(("by", "credibility"), [("actor", TRUE), ("source", 0.5), ("opponent", 0.5)])
def test_what_is_said_weighs_causes_by_its_credibility(by: str, credibility: float) -> None:
    """Named with c + (1 - c) / M, if it is the cause, of the M = 4 acts of the last thirty days; else with (1 - c) / M.

    Habit is never named: an act of which something is said did not come from it.
    """
    past = (KH, BOTH, NOBODYS, release("free", -5, unnamed=1.0))
    chance = (1 - credibility) / 4
    prior = {(0, ""): 1.0, (1, "kh"): 4 * FADE**19, (1, "both"): 4 * FADE**9, (2, "free"): 0.0}
    weights = {pair: weight * (chance + credibility * (pair == (1, "kh"))) for pair, weight in prior.items()}
    assert_drawn(shares(*searched(*past, stated=said("kh", by=by), **SURE)), weights)


def test_a_context_that_is_named_stands_for_all_that_rests_on_it() -> None:
    chance = 1 - TRUE
    weights = {(0, ""): chance, (1, "kh"): 4 * FADE**19 * chance, (3, ""): 3 * (TRUE + chance)}
    found = searched(KH, stated=said(contexts=("protests",)), contexts={"protests": 1.0}, **SURE)
    assert_drawn(shares(*found), weights)


def test_a_reason_outside_the_model_speaks_for_the_will() -> None:
    chance = 1 - TRUE
    weights = {(0, ""): TRUE + chance, (1, "kh"): 4 * FADE**19 * chance}
    assert_drawn(shares(*searched(KH, stated=said("a speech"), **SURE)), weights)


# Authors, and what nobody recorded ----------------------------------------------------------------------------------------

BASE: dict[str, Any] = {
    "militia__base_attacks": 0.3, "militia__branching": 0.6, "militia__solidarity": 0.5, "militia__reprisal": 0.0,
    "militia__fear": 0.0, "scene__momentum_half_life": 1.0,
}  # fmt: skip


def test_the_cause_is_that_of_the_author_drawn() -> None:
    """By Badr or by Thar Allah, after an attack by Badr: half is felt by Badr alone, half by share."""
    pair = TwoArms(MANY, [act("first", 0, actor="badr"), act("second", 1)], **BASE)
    pair.step()
    pair.step()
    (cause,) = pair.record.ledger["attack_base"].causes
    share = np.asarray(pair.there.parameters.by_group(MILITIAS).share_of_bases)[:, 0]
    own = 0.5 * 0.6 * (0.5 * (np.arange(len(MILITIAS)) == BADR) + 0.5 * share)
    rates = 0.3 * share + own
    for row in (BADR, THAR, 0):
        p = rates[row] / rates.sum()
        assert np.mean(cause.rows == row) == pytest.approx(p, abs=4.5 * np.sqrt(p * (1 - p) / MANY))
        here, q = cause.rows == row, own[row] / rates[row]
        assert np.mean(cause.motives[here] == 1) == pytest.approx(q, abs=4.5 * np.sqrt(q * (1 - q) / here.sum()))
    assert (cause.acts[cause.motives == 1] == 0).all()
    assert (cause.acts[cause.motives == 0] == NOBODY).all()


def test_who_was_struck_is_the_likelier_author_of_what_is_said_to_have_answered_the_strike() -> None:
    """After a strike on it Badr has a reprisal to make, and the others have not; what is said is true in 3 of 4 cases."""
    strike = Act("blow", DAY, "us", ("us",), "strike", {"hit_badr": 1.0})
    rates = {**BASE, "militia__branching": 0.0, "militia__reprisal": 2.0, "scene__reprisal_half_life": 1.0}
    stated = {("answer", "attack_base"): Stated(frozenset({"blow"}), frozenset(), "actor")}
    pair = TwoArms(MANY, [strike, act("answer", 1)], stated=stated, **rates, **SURE)
    pair.step()
    pair.step()
    (cause,) = pair.record.ledger["attack_base"].causes
    share = np.asarray(pair.there.parameters.by_group(MILITIAS).share_of_bases)[:, 0]
    will, reprisal = 0.3 * share, 2.0 * 0.5 * (np.arange(len(MILITIAS)) == BADR)
    chance = (1 - TRUE) / 1  # of the one act of the last thirty days
    weights = np.stack([will * chance, reprisal * (TRUE + chance)])
    for row in (BADR, THAR, 0):
        p = weights[:, row].sum() / weights.sum()
        assert np.mean(cause.rows == row) == pytest.approx(p, abs=4.5 * np.sqrt(p * (1 - p) / MANY))
    badrs, q = cause.rows == BADR, weights[1, BADR] / weights[:, BADR].sum()
    assert np.mean(cause.motives[badrs] == 2) == pytest.approx(q, abs=4.5 * np.sqrt(q * (1 - q) / badrs.sum()))
    assert weights[:, BADR].sum() / weights.sum() > (will + reprisal)[BADR] / (will + reprisal).sum() + 0.05


def test_what_nobody_recorded_is_answered_too() -> None:
    """Half is reported: so many were missed as were expected, and each is worth as much as one that was seen."""
    pair = TwoArms(MANY, [act("first", 0, actor="badr"), act("second", 1, actor="badr")], reporting={"attack_base": 0.5}, **BASE)
    pair.step()
    missed = 0.5 * np.asarray(pair.there.decision("attack_base").rate)[:, 0]
    pair.step()
    (cause,) = pair.record.ledger["attack_base"].causes
    share = np.asarray(pair.there.parameters.by_group(MILITIAS).share_of_bases)[BADR, 0]
    seen = 0.5 + 0.5 * share
    unseen = 0.5 * missed[BADR] + 0.5 * share * missed.sum()
    answering = cause.motives == 1
    p = unseen / (seen + unseen)
    error = 4.5 * np.sqrt(p * (1 - p) / answering.sum())
    assert np.mean(cause.acts[answering] == UNRECORDED) == pytest.approx(p, abs=error)
    assert set(cause.acts[answering]) == {0, UNRECORDED}


def test_acts_of_a_day_have_causes_of_their_own_and_the_same_however_many_worlds_are_run() -> None:
    record = [act("first", 0), act("second", 1), act("third", 1)]
    pair, few = TwoArms(200, record, **BASE), TwoArms(20, record, **BASE)
    for each in (pair, few):
        each.step()
        each.step()
    one, two = pair.record.ledger["attack_base"].causes
    assert not np.array_equal(one.motives, two.motives)
    for mine, other in zip(few.record.ledger["attack_base"].causes, (one, two), strict=True):
        for name in ("rows", "motives", "acts"):
            assert np.array_equal(getattr(mine, name), getattr(other, name)[:20])
