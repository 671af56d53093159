"""Branching by cause: what an event brought about goes with it, the rest stays, and each arm by itself follows its own rates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.stats import nbinom, poisson

from sim.model import EscalationModel
from sim.parameters import load_parameters
from sim.record.acts import Act
from sim.record.evidence import load_evidence
from sim.scenario import Scenario
from sim.types import Floats
from sim.vocabulary.decisions import MILITIAS
from tests.runs import finish, span
from tests.two_arms import TwoArms, act

MANY = 10_000
BADR = MILITIAS.index("badr")
RATES = {
    "militia__base_attacks": 0.1, "militia__branching": 0.3, "militia__solidarity": 0.5, "militia__reprisal": 0.4,
    "militia__fear": 0.1, "scene__momentum_half_life": 1.0, "scene__reprisal_half_life": 1.0, "us__force_floor": 0.1,
    "us__strikes_per_lethal_attack": 1.5, "us__strikes_per_attack": 0.3, "us__answer_half_life": 1.0,
    "us__same_night_share": 0.3, "marks__lethal": 0.2, "marks__wounding": 0.2,
}  # fmt: skip
PLAIN = {"both_off": ("dispersion",)}
DEADLY = act("deadly", 0, actor="badr", marks={"lethal": 1.0, "us_killed": 1.0})
STRIKE = act("strike", 0, "strike", marks={"hit_badr": 1.0, "in_iraq": 1.0})
BEFORE = (DEADLY, act("second", 0), act("third", 0), STRIKE)
"""The day before: two of its attacks by nobody knows whom."""
GONE = tuple(replace(each, removed=each is DEADLY) for each in BEFORE)
MILD = tuple(replace(each, marks={}) if each is DEADLY else each for each in BEFORE)


def arms(worlds: int = MANY, acts: Sequence[Act] = BEFORE, edits: Sequence[Act] | None = None, **more: Any) -> TwoArms:
    return TwoArms(worlds, acts, edits, **{**RATES, **PLAIN, **more})


def counts(pair: TwoArms, name: str = "attack_base") -> Floats:
    """What happened here today, shape `(worlds,)`."""
    return np.broadcast_to(np.asarray(pair.here.today.total(name), dtype=np.float64), (pair.here.worlds,))


def mean_is(values: np.ndarray, mean: float) -> None:
    """Of what is zero or one: within four and a half standard errors."""
    assert values.mean() == pytest.approx(mean, abs=4.5 * np.sqrt(mean * (1 - mean) / values.size) + 1e-12)


# Each arm by itself -------------------------------------------------------------------------------------------------------

LOWER, HIGHER = {"militia__base_attacks": 0.02}, {"militia__base_attacks": 0.2, "militia__branching": 0.6}
CHANGES: dict[str, dict[str, Any]] = {
    "a motive brings less": {"change": LOWER},
    "the act answered is gone": {"edits": GONE},
    "it did less": {"edits": MILD},
    "memories are partly common": {"change": LOWER, "edits": GONE},
    "a motive is off": {"off": ("momentum",)},
    "a motive is off and the act is gone": {"off": ("reprisal",), "edits": GONE},
    "rates rise": {"change": {**HIGHER, "us__strikes_per_attack": 0.6}},
    "a restraint rises": {"change": {"militia__fear": 0.8}, "edits": GONE},
    "memories last": {"change": {"scene__momentum_half_life": 3.0, "us__answer_half_life": 3.0}, "edits": GONE},
    "memories are short": {"change": {"scene__momentum_half_life": 0.4, "us__same_night_share": 0.6}},
    "nobody stands by another": {"off": ("solidarity",), "edits": GONE},
    "nothing is answered late": {"off": ("retaliation_delay",)},
    "bunches, and less": {"change": LOWER, "edits": GONE, "militia__base_dispersion": 1.5, "both_off": ()},
    "bunches, and more": {"change": HIGHER, "militia__base_dispersion": 1.5, "both_off": ()},
    "part is reported": {"change": LOWER, "edits": GONE, "reporting": {"attack_base": 0.6}},
    "part is reported of bunches, and more": {
        "change": HIGHER, "reporting": {"attack_base": 0.6}, "militia__base_dispersion": 1.5, "both_off": (),
    },
}  # fmt: skip


def rate(pair: TwoArms, name: str, *, there: bool = False) -> Floats:
    """The sum over its authors of a decision's rate today, as it is reported, shape `(worlds,)`."""
    arm = pair.there if there else pair.here
    value = np.asarray(arm.decision(name).rate, dtype=np.float64) * arm.reported(name)
    return np.broadcast_to(value.sum(axis=0) if value.ndim == 2 else value, (arm.worlds,))


def chances(name: str, mean: Floats, size: float | None, most: int) -> Floats:
    """Probabilities of 0, 1, ... acts, shape `(most, worlds)`."""
    n = np.arange(most)[:, None]
    if name == "strike":
        return np.vstack([np.exp(-mean), -np.expm1(-mean)])
    return np.asarray(poisson.pmf(n, mean) if size is None else nbinom.pmf(n, size, size / (size + mean)))


@pytest.mark.parametrize("name", ["attack_base", "strike"])
@pytest.mark.parametrize("case", CHANGES)
def test_an_arm_s_counts_given_its_own_past_have_the_arm_s_rates(name: str, case: str) -> None:
    """Records of the second day are drawn from the factual rates, each weighed by its probability there: what is kept and what
    comes beyond, taken together, is Poisson at the rate here (in bunches negative binomial; once a day with 1 - exp(-rate)),
    in all worlds and in those whose past left a high rate.
    """
    changes = {**PLAIN, **CHANGES[case]}
    edits = changes.pop("edits", BEFORE)
    size = changes.get("militia__base_dispersion") if name == "attack_base" else None
    records = 2 if name == "strike" else 7 if size is None else 10
    off, morning = 0.0, arms(MANY, BEFORE, edits, **changes)
    morning.step()
    for n in range(records):
        pair = morning.copy([*BEFORE, *(act(f"today-{number}", 1, name) for number in range(n))])
        pair.step()
        happened, mean = counts(pair, name), rate(pair, name)
        expected = chances(name, mean, size, 4)
        came = happened == np.arange(expected.shape[0])[:, None]
        off = off + chances(name, rate(pair, name, there=True), size, records)[n] * (came - expected)
    for worlds in (slice(None), mean > np.median(mean)):
        for each in np.asarray(off)[:, worlds]:
            assert abs(each.mean()) < 4.5 * each.std() / np.sqrt(max(each.size, 1)) + 1e-4 if each.size > 500 else True


def test_a_group_s_share_of_what_comes_is_its_share_of_the_rate() -> None:
    """One attack by nobody knows whom, from will alone: each group has done as much here as there was there."""
    off = 0.0
    for n in range(7):
        record = [act(f"today-{number}", 0) for number in range(n)]
        pair = arms(MANY, record, change={"badr__share_of_bases": 0.5, "kataib_hezbollah__share_of_bases": 0.1})
        pair.step()
        happened = np.broadcast_to(np.asarray(pair.here.today.total("attack_base", by_group=True)), (len(MILITIAS), MANY))
        off = off + poisson.pmf(n, rate(pair, "attack_base", there=True)) * happened
    expected = np.asarray(pair.here.decision("attack_base").rate)
    error = 4.5 * np.std(off, axis=1) / np.sqrt(MANY)
    assert (np.abs(np.mean(off, axis=1) - expected[:, 0]) < error + 1e-4).all()


# What is kept -------------------------------------------------------------------------------------------------------------

ANSWER = act("answer", 1, "strike")
ONLY_DEATHS = {"us__force_floor": 0.0, "us__strikes_per_attack": 0.0}


def after_two_days(edits: Sequence[Act] | None = None, acts: Sequence[Act] = (DEADLY, ANSWER), **more: Any) -> Floats:
    """Whether the strike of the second day comes, shape `(worlds,)`."""
    pair = arms(acts=acts, edits=edits, **more)
    pair.step()
    pair.step()
    return counts(pair, "strike")


def test_an_act_is_lost_with_the_act_it_answered() -> None:
    assert not after_two_days([replace(DEADLY, removed=True), ANSWER], **ONLY_DEATHS).any()
    assert not after_two_days([replace(DEADLY, marks={}), ANSWER], **ONLY_DEATHS).any()
    assert (after_two_days([DEADLY, ANSWER], **ONLY_DEATHS) == 1).all()


def test_an_act_whose_cause_is_untouched_is_kept_whatever_else_is_gone() -> None:
    """Of two deadly attacks one is gone: the strike that answered the other comes in any case, and half as much again by luck."""
    other = replace(DEADLY, id="other")
    pair = arms(acts=[DEADLY, other, ANSWER], edits=[DEADLY, replace(other, removed=True), ANSWER], **ONLY_DEATHS)
    pair.step()
    pair.step()
    (cause,) = pair.record.ledger["strike"].causes
    answered = {told.number: told.act.id for told in pair.record.chronicle.told}
    kept = np.array([answered[number] == "deadly" for number in cause.acts])
    assert (counts(pair, "strike")[kept] == 1).all()
    mean_is(kept, 0.5)
    assert 0 < counts(pair, "strike")[~kept].mean() < 0.5


def test_an_act_is_kept_as_far_as_its_motive_still_brings_it() -> None:
    """One deadly attack, nothing else at work, and a third of the will to answer: a third of the strikes, and what comes later.

    A strike that is lost leaves the rest of the day, in which others, unrecorded, had come at the old rate, a third of them kept.
    """
    third = 1.5 / 3
    per_unit = 0.7 * 0.25  # the day after, of two stages with a half-life of a day
    chance = -np.expm1(-third * per_unit) / -np.expm1(-1.5 * per_unit)
    mean_is(after_two_days(change={"us__strikes_per_lethal_attack": third}, **ONLY_DEATHS), chance)


def test_an_act_of_will_stays_while_the_will_does() -> None:
    quiet = {"us__strikes_per_lethal_attack": 0.0, "us__strikes_per_attack": 0.0}
    assert (after_two_days([replace(DEADLY, removed=True), ANSWER], **quiet) == 1).all()
    lost = after_two_days([replace(DEADLY, removed=True), ANSWER], change={"us__force_floor": 0.05}, **quiet)
    mean_is(lost, np.expm1(-0.05) / np.expm1(-0.1))


def test_what_is_forbidden_does_not_happen_even_if_no_rule_explains_it() -> None:
    """A scenario forbids it: neither an act that answered something nor one that no motive brought is kept."""
    for rates in (RATES, {"us__force_floor": 0.0, "us__strikes_per_attack": 0.0, "us__strikes_per_lethal_attack": 0.0}):
        pair = arms(50, [STRIKE], **rates)
        pair.here.forbids = ("strike",)
        pair.step()
        assert (np.asarray(pair.there.today.total("strike")) == 1).all()
        assert not counts(pair, "strike").any()


def test_an_act_that_no_rule_explains_happened_all_the_same() -> None:
    nothing = {"us__force_floor": 0.0, "us__strikes_per_attack": 0.0, "us__strikes_per_lethal_attack": 0.0}
    pair = arms(50, [STRIKE], change={"us__force_floor": 0.5}, **nothing)
    pair.step()
    assert (counts(pair, "strike") == 1).all()


def test_an_act_removed_leaves_its_day_to_what_comes_beyond() -> None:
    pair = arms(200, [DEADLY, STRIKE], [replace(DEADLY, removed=True), replace(STRIKE, removed=True)])
    pair.step()
    assert not counts(pair, "attack_base").any()
    assert not counts(pair, "strike").any()


# Where what happens comes from --------------------------------------------------------------------------------------------


def test_an_act_kept_has_the_cause_that_it_had_however_many_motives_are_off_here() -> None:
    """Motives are numbered as this arm has them: reprisal is the third there and the second here."""
    pair = arms(500, [*BEFORE, act("avenger", 1, actor="badr")], off=("momentum",))
    pair.step()
    there, here = ([entry for entry in entries if entry.record_id == "avenger"] for entries in pair.step())
    (was,), (entry,) = there, here
    assert was.came_of is not None
    assert entry.came_of is not None
    kept = np.asarray(entry.count)[BADR] > 0
    assert set(was.came_of[0]) == {0, 1, 2}
    assert np.array_equal(entry.came_of[0][kept], np.array([0, -1, 1])[was.came_of[0][kept]])
    assert set(entry.came_of[0][kept]) == {0, 1}


def test_acts_beyond_come_from_what_brings_more_and_answer_what_is_not_documented() -> None:
    """Twice the will: they come from will alone. As many for each attack: they do not answer the documented ones."""
    pair = arms(change={"militia__base_attacks": 0.4})
    pair.step()
    _, entries = pair.step()
    (drawn,) = (entry for entry in entries if entry.name == "attack_base" and entry.luck is not None)
    assert drawn.motives is not None
    came = np.bincount(drawn.motives, minlength=3)
    assert came[0] > 20 * came[2]  # more momentum comes from the attacks beyond of the day before; reprisal from its strikes
    of_both = np.broadcast_to(np.asarray(drawn.of_both), drawn.motives.shape)
    assert of_both[drawn.motives == 1] == pytest.approx(0.0)


def test_more_for_each_act_is_an_answer_to_all_of_them() -> None:
    """Thrice as many for each attack: two of three of what comes beyond, as far as it answers documented acts."""
    pair = arms(change={"militia__branching": 0.9})
    pair.step()
    _, entries = pair.step()
    (drawn,) = (entry for entry in entries if entry.name == "attack_base" and entry.luck is not None)
    assert drawn.motives is not None
    assert np.asarray(drawn.of_both)[drawn.motives == 1] == pytest.approx(2 / 3)


def test_a_later_act_of_a_day_has_a_cause() -> None:
    """All motives bring less, so that nothing is in excess; what comes in the rest of the day answers what was documented."""
    pair = arms(
        acts=[DEADLY, ANSWER], change={"us__strikes_per_lethal_attack": 0.5}, us__strikes_per_lethal_attack=8.0, **ONLY_DEATHS
    )
    pair.step()
    _, entries = pair.step()
    (drawn,) = (entry for entry in entries if entry.name == "strike" and entry.luck is not None)
    assert drawn.motives is not None
    assert drawn.motives.size > 100
    assert set(drawn.motives) == {1}
    assert (np.asarray(drawn.of_both) > 0).all()


# The record, with edits that change nothing --------------------------------------------------------------------------------

SPANS = [(date(2019, 12, 1), date(2020, 4, 30), "2019-12-20"), (date(2023, 10, 1), date(2024, 2, 28), "2023-10-10")]
STANDING = ("us.sanctions", "militia.branching", "militia.gaza_attacks", "scene.momentum_half_life", "us.answer_half_life")


def inert(start: date, end: date, branch: str) -> Scenario:
    """Parameters, a context and an event are set to what they are."""
    point = load_parameters().values
    rows = load_evidence().rows
    acts = [each for each in load_evidence().acts if str(each.date) >= branch and start <= each.date <= end]
    lethal = next(each for each in acts if each.marks.get("us_killed", 0) > 0)
    changes: list[dict[str, object]] = [{"set": {"parameter": name, "value": float(point[name])}} for name in STANDING]
    level = 1.0 if branch > "2023-10-07" else 0.0
    changes.append({"context": {"name": "gaza_war", "level": level, "from": branch}})
    changes.append({"edit_event": {"id": lethal.id, "us_killed": int(rows[lethal.id]["us_killed"])}})
    return span(start, (end - start).days + 1, branch=branch, warm_up=60, interventions=changes)


def table(scenario: Scenario) -> pd.DataFrame:
    model = finish(EscalationModel(scenario, worlds=6, rng=11, parameters="point", authors="drawn"))
    events = model.event_log.events()
    model.close()
    return events


@pytest.mark.parametrize("coupling", ["causes", "inversion"])
@pytest.mark.parametrize(("start", "end", "branch"), SPANS)
def test_an_edit_that_changes_nothing_keeps_every_documented_act_in_every_world(
    start: date, end: date, branch: str, coupling: str
) -> None:
    scenario = inert(start, end, branch)
    mine, record = table(scenario.edit(coupling=coupling)), table(scenario.edit(branch=None, interventions=[]))
    same = ["world", "date", "actor", "action", "target", "count", "us_killed", "us_wounded", "militia_killed", "record_id"]
    pd.testing.assert_frame_equal(mine[same], record[same])
    assert (mine["record_id"] != "").all()
    if coupling == "causes":
        pd.testing.assert_frame_equal(mine.drop(columns="scenario"), record.drop(columns="scenario"))
