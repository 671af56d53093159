"""Groups that split off, on the record made by hand: nothing before the day, all together as before on it, then its own way."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.model import EscalationModel
from sim.parameters import load_parameters
from sim.scenario.interventions.dated import Split
from sim.splits import DIVIDED, divided, evidence_for, groups_with
from sim.vocabulary.decisions import MILITIAS
from tests.handmade import KH, calendar, evidence, pinned, scenario

BRANCH, DAY = 20, 30
NEW = "the_wing"


def split(share: float = 0.5, **own: float) -> Split:
    return Split(NEW, KH, share, calendar(DAY), own)


def built(worlds: int = 1, *, splits: bool = True, luck: str = "abducted", **traits: Any) -> EscalationModel:
    item = {"name": NEW, "parent": KH, "share": 0.5, "from": calendar(DAY), **traits}
    plan = scenario().edit(check=False, branch=calendar(BRANCH), luck=luck, interventions=[{"add_actor": item}] if splits else [])
    return EscalationModel(plan, worlds, parameters=pinned(), evidence=evidence())


def attack_rates(model: EscalationModel) -> dict[str, Any]:
    return {who: np.asarray(each.rate) for (who, name), each in model.decisions().items() if name == "attack_base"}


# Traits


def test_shares_are_divided_and_other_traits_are_the_parents() -> None:
    whole = load_parameters()
    after = divided(whole, [split(0.25)], (NEW,))
    for trait in DIVIDED:
        before = whole.values[f"{KH}.{trait}"]
        assert after.values[f"{NEW}.{trait}"] == pytest.approx(0.25 * before)
        assert after.values[f"{KH}.{trait}"] == pytest.approx(0.75 * before)
    for trait in ("obedience", "heeds_general_truces", "on_payroll"):
        assert after.values[f"{NEW}.{trait}"] == whole.values[f"{KH}.{trait}"]


def test_own_traits_are_kept_and_before_the_day_it_has_no_share() -> None:
    before = divided(load_parameters(), [split(obedience=0.125)], ())
    assert before.values[f"{NEW}.obedience"] == 0.125
    assert {before.values[f"{NEW}.{trait}"] for trait in DIVIDED} == {0.0}
    assert before.values[f"{KH}.share_of_bases"] == load_parameters().values[f"{KH}.share_of_bases"]


def test_two_may_leave_one_after_the_other() -> None:
    second = Split("another", KH, 0.5, calendar(DAY), {})
    after = divided(load_parameters(), [split(0.5), second], (NEW, "another"))
    whole = load_parameters().values[f"{KH}.share_of_bases"]
    shares = [after.values[f"{group}.share_of_bases"] for group in (KH, NEW, "another")]
    assert shares == pytest.approx([whole / 4, whole / 2, whole / 4])


def test_without_a_split_nothing_is_copied() -> None:
    whole, facts = load_parameters(), evidence()
    assert divided(whole, [], ()) is whole
    assert evidence_for(facts, groups_with([])) is facts


# In a model


def test_until_the_day_nobody_notices() -> None:
    plain, parted = built(splits=False), built()
    for _ in range(DAY):
        plain.step()
        parted.step()
        before, after = attack_rates(plain), attack_rates(parted)
        assert np.all(after.pop(NEW) == 0.0)
        assert all(np.array_equal(after[group], before[group]) for group in MILITIAS)
        assert parted.exist()[-1, 0] == 0.0 or parted.clock == DAY


def test_on_the_day_all_attack_together_as_before() -> None:
    """With its parent's traits: what one of two does not want, the other wants."""
    plain, parted = built(splits=False), built()
    for _ in range(DAY + 1):
        plain.step()
        parted.step()
    before, after = attack_rates(plain), attack_rates(parted)
    assert after[NEW] > 0.0
    assert after[NEW] < after[KH] < before[KH]  # the past of the parent, its fire and its dead, stays with it
    assert sum(after.values()) == pytest.approx(sum(before.values()))
    assert np.array_equal(parted.exist(), np.ones((len(MILITIAS) + 1, 1)))


def test_a_truce_of_the_days_before_binds_its_parent_alone() -> None:
    parted = built()
    for _ in range(DAY + 1):
        parted.step()
    firmness = np.broadcast_to(np.asarray(parted.militias.truce.firmness()), (len(MILITIAS) + 1, 1))
    assert firmness[-1, 0] == 0.0


def test_it_acts_under_its_own_name_and_in_both_kinds_of_luck() -> None:
    for luck in ("abducted", "fresh"):
        parted = built(200, luck=luck)
        list(parted.run())
        events = parted.event_log.events()
        mine = events[events["actor"] == NEW]
        assert {"attack_base", "attack_convoy"} <= set(mine["action"])
        assert mine["date"].min() >= np.datetime64(calendar(DAY))
        assert NEW in set(events["target"])  # it is raided, or struck


def test_a_raid_or_release_before_the_day_is_of_no_group_that_is_not_there() -> None:
    parted = built(400, luck="fresh")
    for _ in range(DAY):
        parted.step()
    events = parted.event_log.events()
    assert len(events[events["action"].isin(["raid", "release"])])
    assert NEW not in set(events["target"])
