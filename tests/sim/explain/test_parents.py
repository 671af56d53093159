"""Parents: the earlier events that a motive feels, on cases small enough to check by hand."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from sim.ancestry import Ancestry
from sim.explain.explanation import Explanation, explain_event
from sim.explain.parents import MAX_PARENTS, Parent
from sim.model import EscalationModel
from sim.parameters import load_parameters
from tests.runs import finish
from tests.sim.explain.winter import explained, short


def parents(told: Explanation, motive: str) -> tuple[Parent, ...]:
    return next(each.parents for each in told.motives if each.name == motive)


def test_the_siege_is_the_parent_of_the_killing() -> None:
    (siege,) = parents(explained("2020-01-03", "us", "kill_leader"), "siege_killing")
    assert (str(siege.date), siege.action, siege.days_before) == ("2019-12-31", "assault_embassy", 3)
    assert siege.weight == pytest.approx(1.0)


def test_a_death_is_the_parent_not_the_harmless_attack_of_the_same_day() -> None:
    (death,) = parents(explained("2019-12-29", "us", "strike"), "lethal_provocation")
    assert (str(death.date), death.actor) == ("2019-12-27", "kataib_hezbollah")
    assert death.weight == pytest.approx(1.0)


def test_weights_follow_the_kernel_and_leave_what_lies_before_the_run() -> None:
    found = parents(explained("2020-01-03", "us", "kill_leader"), "campaign_killing")
    daily = {each.date: each.weight for each in found}
    (late, heavy), (early, light) = sorted(daily.items(), reverse=True)[:2]
    decay = 2 ** (-1 / load_parameters().values["scene.harassment_half_life"])
    assert light / heavy == pytest.approx(decay ** (late - early).days)
    assert 0 < sum(each.weight for each in found) < 1  # attacks of the days before the run are felt too
    assert list(found) == sorted(found, key=lambda each: -each.weight)


def test_an_attack_of_today_is_the_parent_of_an_answer_the_same_night() -> None:
    found = parents(explained("2023-03-24", "us", "strike", start="2023-03-20", end="2023-03-26"), "wounding")
    assert 0 in {each.days_before for each in found}


def test_a_truce_is_the_parent_of_its_end() -> None:
    told = explained("2020-11-19", "asaib_ahl_al_haq", "end_truce", start="2020-10-05", end="2020-11-20")
    (truce,) = parents(told, "conditions_unmet")
    assert (truce.date, truce.action) == (date(2020, 10, 10), "announce_truce")


def test_a_motive_that_answers_no_act_has_no_parents_and_nobody_has_more_than_can_be_read() -> None:
    told = explained("2020-01-03", "us", "kill_leader")
    assert parents(told, "unprompted_killing") == ()
    assert max(len(motive.parents) for motive in told.motives) <= MAX_PARENTS


def test_what_is_held_of_the_acts_of_a_run_is_what_the_memory_holds() -> None:
    """From the first day on and with nothing missed, the level is the sum over the acts; the last day's are not in it yet."""
    model = finish(EscalationModel(short(start="2018-09-01", end="2019-12-29", warm_up=0), rng=7, parameters="point"))
    log, deeds = model.event_log.events(), model.event_log.deeds()
    row = int(log.index[log["action"] == "strike"][-1])
    ancestry = Ancestry(model.perceivers())
    for motive, memory in (("lethal_provocation", model.us.deaths), ("accumulated_harassment", model.scene.harassment)):
        held = ancestry.held(deeds, row, "strike", motive)
        assert all(deeds.days[act] <= deeds.days[row] for act in held)
        assert sum(held.values()) == pytest.approx(float(np.max(memory.level)), rel=1e-6)


def test_looking_for_parents_leaves_the_model_as_it_stood() -> None:
    model, plain = (EscalationModel(short(end="2019-12-29"), rng=7, parameters="point") for _ in range(2))
    explain_event(model, "2019-12-29", "us", "strike")
    finish(plain)
    for mine, other in zip((model.scene, *model.actors), (plain.scene, *plain.actors), strict=True):
        for name, memory in other.memories.items():
            assert np.array_equal(mine.memories[name].level, memory.level), name
    assert model.clock == plain.clock
