"""What both arms have in common: of every act the lesser of its two parts, and of motives what both make of those."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pytest

from sim.history.causes import NOBODY, UNRECORDED
from sim.history.common import OFF, Common, InCommon
from sim.history.flows import Flows, TakenApart
from sim.model import EscalationModel
from sim.scenario import Scenario
from sim.types import Ints, Number
from sim.vocabulary.decisions import MILITIAS
from sim.worlds import entries_at, total
from tests.handmade import calendar, evidence, pinned, scenario
from tests.two_arms import TwoArms, act

GROUPS, BADR = len(MILITIAS), MILITIAS.index("badr")
DEADLY = act("deadly", 0, actor="badr", marks={"lethal": 1.0})
OTHER = act("other", 0, actor="badr")
GONE = replace(DEADLY, removed=True)
PLAIN: dict[str, Any] = {"both_off": ("dispersion",), "us__same_night_share": 0.0, "us__answer_half_life": 1.0}


@dataclass
class Second:
    """Both arms on the day after, and a strike there and here, motive by motive."""

    pair: TwoArms
    there: Flows
    here: Flows

    @property
    def common(self) -> Common:
        """What both have, in the first world."""
        where = np.zeros(1, dtype=int), np.zeros(1, dtype=int)
        return self.pair.branch.shared.of("strike", self.there, self.here, self.pair.here.day, where)

    def of_act(self, motive: int, number: int) -> tuple[object, object]:
        return self.pair.branch.shared.of_act("strike", self.there, self.here, motive, number, self.pair.here.day)


WILL, DEAD, ATTACKS = range(3)
"""The motives of a strike."""


def second_day(edits: Sequence[Any], put_in: float = 0.0, **more: Any) -> Second:
    pair = TwoArms(2, [DEADLY, OTHER], edits, **{**PLAIN, **more})
    pair.step()
    if put_in:
        pair.here.today.put("attack_base", np.zeros((GROUPS, 1)) + put_in)  # what a scenario has put in
    pair.step()
    there, here = (TakenApart().of(arm, arm.decision("strike")) for arm in (pair.there, pair.here))
    return Second(pair, there, here)


def rate_of(flows: Flows, motive: int) -> float:
    return float(flows.rates(np.zeros(1, dtype=int), np.zeros(1, dtype=int))[motive, 0])


def near(found: object, expected: object, rel: float = 1e-6, absolute: float = 1e-12) -> bool:
    """As `pytest.approx` has it, for arrays, in a hundredth of its time; shapes must be the same."""
    ours, theirs = np.asarray(found, dtype=float), np.asarray(expected, dtype=float)
    return ours.shape == theirs.shape and bool(np.all(np.abs(ours - theirs) <= np.maximum(rel * np.abs(theirs), absolute)))


def value(number: object) -> float:
    return float(np.asarray(number).flat[0])


# Two acts -----------------------------------------------------------------------------------------------------------------


def test_of_two_acts_one_gone_half_is_left_and_half_of_the_rate_may_be_kept() -> None:
    day = second_day([GONE, OTHER], us__strikes_per_attack=0.4)
    common = day.common
    assert value(common.felt[ATTACKS]) == pytest.approx(value(day.there.felt(ATTACKS)) / 2)
    assert value(common.kept[ATTACKS]) == pytest.approx(rate_of(day.there, ATTACKS) / 2)
    assert value(common.stays[ATTACKS]) == pytest.approx(1.0)
    assert value(common.is_documented[ATTACKS]) == pytest.approx(1.0)
    for number, left in ((0, 0.0), (1, 1.0)):
        part, whole = day.of_act(ATTACKS, number)
        assert value(part) == pytest.approx(left * value(whole))


@pytest.mark.parametrize(("here_per_attack", "stays", "documented"), [(0.1, 0.25, 1.0), (0.4, 1.0, 1.0), (1.6, 1.0, 0.25)])
def test_a_motive_that_brings_less_or_more_for_each(here_per_attack: float, stays: float, documented: float) -> None:
    change = {"us__strikes_per_attack": here_per_attack}
    day = second_day([DEADLY, OTHER], change=change, us__strikes_per_attack=0.4)
    common = day.common
    assert value(common.kept[ATTACKS]) == pytest.approx(min(rate_of(day.there, ATTACKS), rate_of(day.here, ATTACKS)))
    assert value(common.stays[ATTACKS]) == pytest.approx(stays)
    assert value(common.is_documented[ATTACKS]) == pytest.approx(documented)


def test_with_less_for_each_and_an_act_more_here_no_more_is_kept_than_the_common_act_still_brings() -> None:
    """A quarter for each, of one act in place of two, though acts of this arm's own make the motive strong."""
    day = second_day([GONE, OTHER], 5.0, change={"us__strikes_per_attack": 0.1}, us__strikes_per_attack=0.4)
    assert rate_of(day.here, ATTACKS) > rate_of(day.there, ATTACKS)
    assert value(day.common.kept[ATTACKS]) == pytest.approx(rate_of(day.there, ATTACKS) / 2 / 4)
    assert value(day.common.stays[ATTACKS]) == pytest.approx(0.25)


def test_what_did_less_here_has_in_common_what_it_still_did() -> None:
    half = act("deadly", 0, actor="badr", marks={"lethal": 0.5})
    day = second_day([half, OTHER])
    part, whole = day.of_act(DEAD, 0)
    assert value(part) == pytest.approx(value(whole) / 2)
    assert value(day.common.felt[DEAD]) == pytest.approx(value(day.there.felt(DEAD)) / 2)


def test_a_motive_that_is_off_has_nothing_in_common_and_one_of_will_the_lesser() -> None:
    day = second_day([DEADLY, OTHER], off=("red_line",), change={"us__force_floor": 0.05}, us__force_floor=0.2)
    common = day.common
    assert [flow.name for flow in day.here] == ["will", "attacks"]
    assert (value(common.felt[DEAD]), value(common.kept[DEAD]), value(common.stays[DEAD])) == (0.0, 0.0, 0.0)
    assert day.of_act(DEAD, 0)[0] == 0.0
    assert (value(common.kept[WILL]), value(common.stays[WILL])) == (pytest.approx(0.05), pytest.approx(0.25))
    assert value(common.stays[ATTACKS]) == pytest.approx(1.0)


def test_motives_are_laid_side_by_side_anew_once_one_arm_is_bound_anew() -> None:
    day = second_day([DEADLY, OTHER])
    shared = day.pair.branch.shared
    match = shared.match("strike", day.there, day.here)
    assert shared.match("strike", day.there, day.here) is match
    fewer = replace(day.here, motives=day.here.motives[1:])
    assert shared.match("strike", day.there, fewer).numbers.tolist() == [OFF, 0, 1]


# All of it ----------------------------------------------------------------------------------------------------------------

RECORD = evidence()
NO_STRIKES = {"forbid": {"actor": "us", "decision": "strike", "from": calendar(16), "until": calendar(20)}}


def set_to(name: str, amount: float, since: int = 0, until: int = 99) -> dict[str, object]:
    return {"set": {"parameter": name, "value": amount, "from": calendar(since), "until": calendar(until)}}


CHANGES: dict[str, dict[str, Any]] = {
    "less will": {"interventions": [set_to("militia.base_attacks", 0.01)]},
    "solidarity off": {"switch_off": ["solidarity"], "switch_off_in": "this_arm"},
    "no delay": {"switch_off": ["retaliation_delay"], "switch_off_in": "this_arm"},
    "a half-life for some days": {"interventions": [set_to("scene.momentum_half_life", 2.0, 20, 40)]},
    "blame": {"interventions": [set_to("kataib_hezbollah.blame", 0.9, 20), set_to("militia.base_attacks", 0.01)]},
    "no raids": {"switch_off": ["raids"], "switch_off_in": "this_arm"},
}
WORLDS = {"blame": 20}
"""How many worlds a case needs to show both arms' own numbers at work; three are enough for others."""


class Audit:
    """Looks at every motive of every day as it is taken apart."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, worlds: int) -> None:
        self.seen = 0
        self.partly = 0
        shared_of, self.worlds = InCommon.of, worlds

        def audited(shared: InCommon, decision: str, there: Flows, here: Flows, day: int, where: tuple[Ints, Ints]) -> Common:
            for motive, channels in enumerate(shared.match(decision, there, here).channels):
                if channels:
                    common = shared_of(shared, decision, there, here, day, self.everywhere)
                    self.look(shared, decision, there, here, motive, common, day)
            return shared_of(shared, decision, there, here, day, where)

        monkeypatch.setattr(InCommon, "of", audited)

    @property
    def everywhere(self) -> tuple[Ints, Ints]:
        """Every group's row in every world; of a state the one row is asked for again and again."""
        rows, worlds = np.divmod(np.arange(GROUPS * self.worlds), self.worlds)
        return rows, worlds

    def look(self, shared: InCommon, decision: str, there: Flows, here: Flows, motive: int, common: Common, day: int) -> None:
        """What is felt in common is the sum over acts; no more is kept than either arm brings, act by act and in all."""
        numbers = (*(told.number for told in shared.factual.chronicle.told), UNRECORDED)

        def of_act(number: int) -> tuple[Number, Number]:
            return shared.of_act(decision, there, here, motive, number, day)

        parts, wholes = zip(*map(of_act, numbers), strict=True)
        at = self.everywhere
        whole, felt, of_there = (entries_at(x, *at) for x in (total(wholes), total(parts), there.felt(motive)))
        assert near(common.felt[motive], felt, 1e-9, 1e-15), (common.felt[motive], felt)
        assert near(of_there, whole, 1e-9, 1e-15), (of_there, whole)
        for part, all_of_it in zip(parts, wholes, strict=True):
            assert np.all(np.asarray(part) <= np.asarray(all_of_it) + 1e-15)
        rates = there.rates(*at)[motive], here.rates(*at)[shared.match(decision, there, here).numbers[motive]]
        assert (common.kept[motive] <= np.minimum(*rates) + 1e-15).all()
        by_causes = (common.stays * common.unit_there * common.felt)[motive]
        assert near(common.kept[motive], by_causes), (common.kept[motive], by_causes)
        assert np.array_equal(entries_at(of_act(NOBODY)[0], *at), common.felt[motive])
        self.seen += 1
        self.partly += bool(np.any((felt > 0.01 * whole) & (felt < 0.99 * whole)))


@pytest.mark.parametrize("case", CHANGES)
def test_what_is_in_common_is_a_sum_over_acts_and_what_is_kept_is_kept_act_by_act(
    case: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    audit, changes = Audit(monkeypatch, WORLDS.get(case, 3)), dict(CHANGES[case])
    changes["interventions"] = [*changes.get("interventions", []), NO_STRIKES]
    model = EscalationModel(branched(changes), WORLDS.get(case, 3), parameters=pinned(), evidence=RECORD)
    for _ in model.run():
        pass
    model.close()
    assert audit.seen > 500
    assert audit.partly > 20


def branched(changes: Mapping[str, object]) -> Scenario:
    """The handmade record, branched after ten days."""
    return scenario(branch=calendar(10), **changes)
