"""What everybody can see: who is dead, whom nobody stands for, and which acts feed which shared memory."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sim.parameters import Parameters
from sim.scene import Scene, blows_on_no_group
from sim.tally import Tally, TruceNotice
from sim.worlds import is_nothing
from tests.handmade import pinned
from tests.stand_in import column
from tests.traces import value


def scene_of(*, off: tuple[str, ...] = (), parameters: Parameters | None = None) -> Scene:
    return Scene(pinned() if parameters is None else parameters, off)


def day(decision: str, count: object = 1.0, **marks: object) -> Tally:
    tally = Tally()
    tally.put(decision, count, marks)  # type: ignore[arg-type]
    return tally


def levels(scene: Scene) -> dict[str, float]:
    """Memories in which something stands."""
    return {name: float(np.asarray(memory.level)) for name, memory in scene.memories.items() if not is_nothing(memory.level)}


def gain(name: str) -> float:
    """What a kernel keeps of an event on the day after, by its half-life."""
    return 1.0 - 2.0 ** (-1.0 / value(f"scene.{name}_half_life"))


@pytest.mark.parametrize(
    ("yesterday", "felt"),
    [
        (day("attack_base", 2.0), {"attacks": 2 * gain("momentum"), "harassment": 2 * gain("harassment")}),
        (day("attack_convoy"), {"convoys": gain("convoy"), "harassment": gain("harassment")}),
        (day("attack_base", 1.0, unseen=0.5), {"attacks": 1.5 * gain("momentum"), "harassment": gain("harassment")}),
        (day("strike"), {"strikes": gain("reprisal"), "fear": 1.0}),
        (day("strike", 1.0, in_iraq=1.0), {"strikes": gain("reprisal"), "fear": 1.0, "sovereignty": 1.0}),
        (day("kill_leader"), {"strikes": gain("reprisal"), "fear": 1.0, "revenge": gain("revenge")}),
        (
            day("kill_leader", 1.0, of_commander=1.0),
            {"strikes": gain("reprisal"), "fear": 1.0, "revenge": gain("revenge"), "grudge": 1.0},
        ),
        (day("order_pressure"), {"pressed": 1.0}),
        (day("order_restraint"), {"held": 1.0}),
        (day("draw_down"), {"exposure_lost": 0.12}),
        (day("warn_militia"), {"noticed": 1.0}),
        (day("threaten"), {}),
    ],
)
def test_each_act_feeds_the_memories_it_should_and_no_other(yesterday: Tally, felt: dict[str, float]) -> None:
    scene = scene_of()
    scene.perceive(yesterday, 0.0)
    assert levels(scene) == pytest.approx(felt)


def test_israeli_strikes_come_from_the_dated_contexts() -> None:
    scene, deaf = scene_of(), scene_of(off=("israeli_strikes",))
    for each in (scene, deaf):
        each.perceive(Tally(), 2.0)
    assert levels(scene) == pytest.approx({"israeli": 2 * gain("israeli")})
    assert levels(deaf) == {}


def test_revenge_is_at_once_without_a_delay() -> None:
    scene = scene_of(off=("retaliation_delay",))
    scene.perceive(day("kill_leader"), 0.0)
    assert scene.revenge.level == 1.0
    scene.perceive(Tally(), 0.0)
    assert scene.revenge.level == 0.0


def test_the_commander_is_dead_for_good_where_he_was_killed() -> None:
    scene = scene_of()
    scene.perceive(day("kill_leader", np.array([1.0, 1.0, 0.0]), of_commander=np.array([0.0, 1.0, 0.0])), 0.0)
    assert np.asarray(scene.commander_alive).tolist() == [1, 0, 1]
    scene.perceive(Tally(), 0.0)
    scene.perceive(day("kill_leader", np.array([1.0, 1.0, 0.0]), of_commander=np.array([2.0, 0.0, 0.0])), 0.0)
    assert np.asarray(scene.commander_alive).tolist() == [0, 0, 1]


def test_his_death_changes_nothing_where_decapitation_is_off() -> None:
    scene = scene_of(off=("decapitation",))
    scene.perceive(day("kill_leader", 1.0, of_commander=1.0), 0.0)
    assert scene.commander_alive == 1.0


def truce(day: Tally | None = None, *, of: str = "kataib_hezbollah", until: float = math.inf, share: object = 1.0) -> Tally:
    """A day on which a group announces a truce, so far as `share` says, one number or by world."""
    tally = day or Tally()
    tally.announce("announce_truce", of, TruceNotice(column(**{of: 1.0}) * np.asarray(share), deadline=until))
    return tally


def test_a_halt_of_the_group_that_leads_ends_the_campaign_for_good() -> None:
    """That of another as far as it leads: Nujaba's share of attacks is 0.16, that of Kataib Hezbollah 0.45."""
    scene = scene_of()
    scene.perceive(truce(of="harakat_al_nujaba", share=np.array([1.0, 0.0, 1.0])), 0.0)
    assert scene.called_off == pytest.approx(np.array([0.16 / 0.45, 0.0, 0.16 / 0.45]))
    assert scene.halted.level == pytest.approx(np.array([0.16 / 0.45, 0.0, 0.16 / 0.45]))
    scene.perceive(truce(share=np.array([0.0, 1.0, 1.0])), 0.0)
    assert scene.called_off == pytest.approx(np.array([0.16 / 0.45, 1.0, 1.0]))
    for _ in range(900):
        scene.perceive(Tally(), 0.0)
    assert scene.called_off == pytest.approx(np.array([0.16 / 0.45, 1.0, 1.0]))
    assert np.max(scene.halted.level) < 0.02


def test_two_halts_on_one_day_are_no_more_than_one_in_full() -> None:
    scene = scene_of()
    scene.perceive(truce(truce(), of="asaib_ahl_al_haq"), 0.0)
    assert scene.halted.level == 1.0


def test_a_pause_with_a_stated_end_is_no_halt() -> None:
    scene = scene_of()
    scene.perceive(truce(until=1e6), 0.0)
    assert is_nothing(scene.halted.level)
    assert is_nothing(scene.called_off)


def test_a_war_that_begins_undoes_what_was_halted_before_it() -> None:
    scene = scene_of()
    scene.perceive(truce(), 0.0)
    scene.perceive(Tally(), 0.0, war_begins=True)
    assert scene.halted.level == 0.0
    assert is_nothing(scene.called_off)


def test_a_strike_on_no_group_is_everybodys_blow() -> None:
    happened = day("strike", 1.0, hit=column(badr=0.75))
    happened.put("kill_leader", 1.0)
    happened.put("raid", 1.0, {"hit": column(badr=1.0)})  # no blow
    assert blows_on_no_group(happened) == 1.25
    assert is_nothing(blows_on_no_group(Tally()))


@given(arrays(float, 3, elements=st.integers(0, 4).map(float)), arrays(float, (10, 3), elements=st.floats(0, 1)))
def test_blows_on_no_group_are_never_negative(strikes: np.ndarray, hit: np.ndarray) -> None:
    rest = np.asarray(blows_on_no_group(day("strike", strikes, hit=hit)))
    assert (rest >= 0).all()
    assert rest == pytest.approx(np.where(strikes > hit.sum(axis=0), strikes - hit.sum(axis=0), 0.0))


def test_the_grudge_over_the_commander_outlasts_the_wish_for_revenge() -> None:
    """Half of it is left after two years: `scene.grudge_half_life` of 730 days."""
    scene = scene_of(parameters=pinned(scene__grudge_half_life=730.0))
    scene.perceive(day("kill_leader", 1.0, of_commander=1.0), 0.0)
    for _ in range(730):
        scene.perceive(Tally(), 0.0)
    assert scene.grudge.level == pytest.approx(0.5)
    assert scene.revenge.level < 1e-9


def test_nothing_public_is_answered_at_once() -> None:
    """Nobody lets the scene see today: a memory of it that answered at once would be fed too late."""
    assert not scene_of().answers_at_once


def test_new_half_lives_hold_from_the_next_day_and_levels_are_kept() -> None:
    scene = scene_of()
    scene.perceive(day("strike"), 0.0)
    scene.tune(pinned(scene__fear_half_life=1.0), ("israeli_strikes",))
    assert scene.fear.level == 1.0
    scene.perceive(Tally(), 3.0)
    assert scene.fear.level == pytest.approx(0.5)
    assert is_nothing(scene.israeli.level)


def test_a_commander_who_is_replaced_is_not_in_office_and_comes_back_unless_he_was_killed() -> None:
    scene, killing = scene_of(), day("kill_leader", 1.0, of_commander=1.0)
    scene.perceive(Tally(), 0.0, True)
    assert (scene.commander_alive, scene.commander_lives) == (0.0, 1.0)
    scene.perceive(killing, 0.0, False)
    assert scene.commander_alive == 1.0, "he was not the one whom they killed"
    scene.perceive(killing, 0.0, False)
    assert scene.commander_alive == 0.0
