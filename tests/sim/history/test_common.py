"""What both arms have in common: of every act the lesser of its two parts, and of motives what both make of those."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from sim.history.causes import NOBODY, UNRECORDED
from sim.history.common import Common, InCommon
from sim.history.flows import Flow, flows_of
from sim.model import EscalationModel
from sim.scenario import Scenario
from sim.vocabulary.decisions import MILITIAS
from sim.worlds import is_nothing, total
from tests.handmade import calendar, evidence, pinned, scenario
from tests.two_arms import TwoArms, act

GROUPS, BADR = len(MILITIAS), MILITIAS.index("badr")
DEADLY = act("deadly", 0, actor="badr", marks={"lethal": 1.0})
OTHER = act("other", 0, actor="badr")
GONE = replace(DEADLY, removed=True)
PLAIN: dict[str, Any] = {"both_off": ("dispersion",), "us__same_night_share": 0.0, "us__answer_half_life": 1.0}


def second_day(edits: Sequence[Any], **more: Any) -> tuple[TwoArms, dict[str, Flow], dict[str, Flow]]:
    """Both arms on the day after, and the motives of a strike there and here."""
    pair = TwoArms(2, [DEADLY, OTHER], edits, **{**PLAIN, **more})
    pair.step()
    pair.step()
    flows = ({flow.name: flow for flow in flows_of(arm, arm.decision("strike"))} for arm in (pair.there, pair.here))
    there, here = flows
    return pair, there, here


def of(pair: TwoArms, there: Flow, here: Flow | None) -> Common:
    return pair.branch.shared.of(there, here, pair.here.day)


def near(found: object, expected: object, rel: float = 1e-6, absolute: float = 1e-12) -> bool:
    """As `pytest.approx` has it, for arrays, in a hundredth of its time; shapes must be the same."""
    ours, theirs = np.asarray(found, dtype=float), np.asarray(expected, dtype=float)
    return ours.shape == theirs.shape and bool(np.all(np.abs(ours - theirs) <= np.maximum(rel * np.abs(theirs), absolute)))


def value(number: object) -> float:
    return float(np.asarray(number).flat[0])


# Two acts -----------------------------------------------------------------------------------------------------------------


def test_of_two_acts_one_gone_half_is_left_and_half_of_the_rate_may_be_kept() -> None:
    pair, flows, here = second_day([GONE, OTHER], us__strikes_per_attack=0.4)
    there = flows["attacks"]
    common = of(pair, there, here["attacks"])
    assert value(common.felt) == pytest.approx(value(there.felt) / 2)
    assert value(common.kept) == pytest.approx(value(there.rate) / 2)
    assert (value(common.stays), value(common.is_documented)) == (pytest.approx(1.0), pytest.approx(1.0))
    for number, left in ((0, 0.0), (1, 1.0)):
        part, whole = pair.branch.shared.of_act(there, common, number, pair.here.day)
        assert value(part) == pytest.approx(left * value(whole))


@pytest.mark.parametrize(("here_per_attack", "stays", "documented"), [(0.1, 0.25, 1.0), (0.4, 1.0, 1.0), (1.6, 1.0, 0.25)])
def test_a_motive_that_brings_less_or_more_for_each(here_per_attack: float, stays: float, documented: float) -> None:
    change = {"us__strikes_per_attack": here_per_attack}
    pair, there, here = second_day([DEADLY, OTHER], change=change, us__strikes_per_attack=0.4)
    common = of(pair, there["attacks"], here["attacks"])
    assert value(common.kept) == pytest.approx(min(value(there["attacks"].rate), value(here["attacks"].rate)))
    assert value(common.stays) == pytest.approx(stays)
    assert value(common.is_documented) == pytest.approx(documented)


def test_with_less_for_each_and_an_act_more_here_no_more_is_kept_than_the_common_act_still_brings() -> None:
    """A quarter for each, of one act in place of two, though acts of this arm's own make the motive strong."""
    pair = TwoArms(2, [DEADLY, OTHER], [GONE, OTHER], change={"us__strikes_per_attack": 0.1}, us__strikes_per_attack=0.4, **PLAIN)
    pair.step()
    pair.here.today.put("attack_base", np.zeros((GROUPS, 1)) + 5.0)  # what a scenario has put in
    pair.step()
    (there, here) = (
        next(flow for flow in flows_of(arm, arm.decision("strike")) if flow.name == "attacks") for arm in (pair.there, pair.here)
    )
    common = of(pair, there, here)
    assert value(here.rate) > value(there.rate)
    assert value(common.kept) == pytest.approx(value(there.rate) / 2 / 4)
    assert value(common.stays) == pytest.approx(0.25)


def test_what_did_less_here_has_in_common_what_it_still_did() -> None:
    half = act("deadly", 0, actor="badr", marks={"lethal": 0.5})
    pair, there, here = second_day([half, OTHER])
    common = of(pair, there["dead"], here["dead"])
    part, whole = pair.branch.shared.of_act(there["dead"], common, 0, pair.here.day)
    assert value(part) == pytest.approx(value(whole) / 2)
    assert value(common.felt) == pytest.approx(value(there["dead"].felt) / 2)


def test_a_motive_that_is_off_has_nothing_in_common_and_one_of_will_the_lesser() -> None:
    pair, there, here = second_day([DEADLY, OTHER], change={"us__force_floor": 0.05}, us__force_floor=0.2)
    off = of(pair, there["dead"], None)
    assert is_nothing(off.felt)
    assert not off.kept.any()
    assert value(off.stays) == 0.0
    assert pair.branch.shared.of_act(there["dead"], off, 0, pair.here.day)[0] == 0.0
    will = of(pair, there["will"], here["will"])
    assert (value(will.kept), value(will.stays)) == (pytest.approx(0.05), pytest.approx(0.25))


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

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.seen = 0
        self.partly = 0
        shared_of = InCommon.of

        def audited(shared: InCommon, there: Flow, here: Flow | None, day: int) -> Common:
            common = shared_of(shared, there, here, day)
            if common.channels and here is not None:
                self.look(shared, there, here, common, day)
            return common

        monkeypatch.setattr(InCommon, "of", audited)

    def look(self, shared: InCommon, there: Flow, here: Flow, common: Common, day: int) -> None:
        """What is felt in common is the sum over acts; no more is kept than either arm brings, act by act and in all."""
        worlds = shared.conditions.worlds
        numbers = (*(told.number for told in shared.factual.chronicle.told), UNRECORDED)
        parts, wholes = zip(*(shared.of_act(there, common, number, day) for number in numbers), strict=True)
        whole, felt = (np.broadcast_to(np.asarray(x, dtype=float), (GROUPS, worlds)) for x in (total(wholes), total(parts)))
        assert near(np.broadcast_to(common.felt, (GROUPS, worlds)), felt, 1e-9, 1e-15), (common.felt, felt)
        assert near(np.broadcast_to(there.felt, (GROUPS, worlds)), whole, 1e-9, 1e-15), (there.felt, whole)
        for part, all_of_it in zip(parts, wholes, strict=True):
            assert np.all(np.asarray(part) <= np.asarray(all_of_it) + 1e-15)
        assert (common.kept <= np.minimum(there.rate, here.rate) + 1e-15).all()
        by_causes = common.stays * np.asarray(common.unit_there) * np.asarray(common.felt)
        expected = np.broadcast_to(by_causes, np.broadcast_shapes(np.shape(by_causes), common.kept.shape))
        assert near(common.kept, expected), (common.kept, expected)
        assert shared.of_act(there, common, NOBODY, day) == (common.felt, there.felt)
        self.seen += 1
        self.partly += bool(np.any((felt > 0.01 * whole) & (felt < 0.99 * whole)))


@pytest.mark.parametrize("case", CHANGES)
def test_what_is_in_common_is_a_sum_over_acts_and_what_is_kept_is_kept_act_by_act(
    case: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    audit, changes = Audit(monkeypatch), dict(CHANGES[case])
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
