"""What the militias have in common: what is done to one is felt by the others, day by day and act by act."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sim.actors import Militias
from sim.actors.militia_words import Speakers
from sim.tally import Tally
from sim.vocabulary.decisions import MILITIAS
from sim.worlds import is_nothing, total
from tests.stand_in import StandIn, column
from tests.traces import value

GROUPS = len(MILITIAS)
KH, BADR = MILITIAS.index("kataib_hezbollah"), MILITIAS.index("badr")
LEVELS = st.floats(0.0, 5.0)


def militias(**around: object) -> Militias:
    made = Militias(StandIn(**around))  # type: ignore[arg-type]
    made.perceive(Tally())
    return made


def struck(*groups: str, blows: float = 1.0) -> Tally:
    """So many strikes, one on each of these groups."""
    tally = Tally()
    tally.put("strike", blows, {"hit": column(**dict.fromkeys(groups, 1.0))})
    return tally


# Solidarity ---------------------------------------------------------------------------------------------------------------


@given(arrays(float, (GROUPS, 2), elements=LEVELS), arrays(float, GROUPS, elements=st.floats(0.01, 1.0)))
def test_what_is_mixed_with_allies_sums_over_the_groups_to_what_all_feel(own: np.ndarray, shares: np.ndarray) -> None:
    share = (shares / shares.sum())[:, None]
    mixed = np.asarray(MADE.with_allies(own, own.sum(axis=0), share))
    assert mixed.sum(axis=0) == pytest.approx(own.sum(axis=0))
    assert mixed == pytest.approx(0.5 * own + 0.5 * share * own.sum(axis=0))


MADE = militias()


def test_without_solidarity_a_group_feels_its_own_alone() -> None:
    alone, own = militias(off=("solidarity",)), column(badr=2.0)
    assert alone.solidarity() == (1.0, 0.0)
    assert np.asarray(alone.with_allies(own, 2.0, column(badr=0.1))) == pytest.approx(own)
    assert MADE.solidarity() == (0.5, 0.5)


def test_of_nothing_nothing_is_felt() -> None:
    assert is_nothing(MADE.with_allies(0.0, 0.0, column(badr=1.0)))
    assert all(is_nothing(getattr(MADE, name)) for name in MADE.shared)


# What is shared -----------------------------------------------------------------------------------------------------------


def test_the_speakers_share_outrage_and_the_militias_all_the_rest() -> None:
    assert set(Speakers.shared) == {"outrage_felt"}
    assert set(Militias.shared) > set(Speakers.shared)
    for own, everyone, share in Militias.shared.values():
        assert own in Militias.declared
        assert MADE.memory(everyone).stages > 0
        assert np.asarray(getattr(MADE.traits, share)).shape == (GROUPS, 1)


@pytest.mark.parametrize("off", [(), ("solidarity",)])
@pytest.mark.parametrize("felt", list(Militias.shared))
def test_a_shared_level_is_the_sum_over_its_channels(felt: str, off: tuple[str, ...]) -> None:
    """What the terms read is what the channels tell of it: nothing is felt past them."""
    made, day = militias(off=off), struck("kataib_hezbollah", blows=2.0)
    day.put("attack_base", column(kataib_hezbollah=1.0, badr=2.0), {"unseen": column(badr=0.25)})
    day.put("attack_convoy", column(thar_allah=1.0))
    made.scene.perceive(day, 0.0)
    made.perceive(day)
    made.model.today.put("strike", 1.0, {"hit": column(badr=1.0)})
    made.decide("reactions")
    channels = made.channels(felt)
    level = np.broadcast_to(np.asarray(getattr(made, felt)), (GROUPS, 1))
    through = total(channel.own(channel.memory.level) for channel in channels)
    assert level.sum() > 0
    assert np.broadcast_to(np.asarray(through), (GROUPS, 1)) == pytest.approx(level)
    own, everyone, _ = made.shared[felt]
    assert [channel.name for channel in channels] == [own, everyone]


def test_a_memory_that_is_not_shared_has_its_one_channel_by_group() -> None:
    (own,), (public,) = MADE.channels("own_dead"), MADE.channels("scene.revenge")
    assert (own.memory, own.by_group, own.weight) == (MADE.own_dead, True, 1.0)
    assert (public.memory, public.by_group) == (MADE.scene.revenge, True)


# Blame --------------------------------------------------------------------------------------------------------------------


def test_strikes_on_no_group_are_shared_out_by_standing_blame() -> None:
    blamed = np.asarray(MADE.blamed_anyway(struck("badr", blows=3.0)))
    assert blamed == pytest.approx(2.0 * np.asarray(MADE.traits.blame))
    assert np.sum(blamed) == pytest.approx(2.0)
    assert not np.any(MADE.blamed_anyway(struck("badr")))
    assert is_nothing(MADE.blamed_anyway(Tally()))


def test_blows_add_up_act_by_act() -> None:
    """What a day of blows leaves in a memory is what each of them would leave alone: so an answer can be traced to one."""
    on_badr, on_nobody = struck("badr"), Tally()
    on_nobody.put("kill_leader", 1.0)
    both = struck("badr")
    both.put("kill_leader", 1.0)
    (channel,) = MADE.channels("own_blows")
    alone = [np.asarray(channel.amount(day)) for day in (on_badr, on_nobody)]
    assert np.asarray(channel.amount(both)) == pytest.approx(alone[0] + alone[1])


# Truces and contexts ------------------------------------------------------------------------------------------------------


def test_a_group_breaks_its_own_truce_by_one_attack_as_by_many() -> None:
    breach = MADE.p.truce_breach
    assert np.asarray(MADE.breach(column(badr=1.0, kataib_hezbollah=7.0)))[[BADR, KH], 0] == pytest.approx([breach, breach])
    assert is_nothing(MADE.breach(0.0))


@pytest.mark.parametrize(
    ("contexts", "off", "on"),
    [
        ({"gaza_war": 1.0}, (), 1.0),
        ({"gaza_war": 1.0, "gaza_truce": 1.0}, (), 0.0),
        ({"gaza_truce": 1.0}, (), 0.0),
        ({"gaza_war": 1.0}, ("gaza_war",), 0.0),
    ],
)
def test_there_is_a_campaign_while_the_war_in_gaza_is_on_and_not_paused(
    contexts: dict[str, float], off: tuple[str, ...], on: float
) -> None:
    assert militias(contexts=contexts, off=off).campaign() == on


def test_of_a_campaign_that_was_called_off_a_part_is_left() -> None:
    halting = militias(contexts={"gaza_war": 1.0})
    halting.scene.called_off = 0.5
    assert halting.campaign() == pytest.approx(1 - 0.5 * (1 - value("militia.campaign_left")))
