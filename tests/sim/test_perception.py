"""Memories are declared once: built, tuned and fed as the declaration says, and each class has its own."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

import numpy as np
import pytest

from sim.errors import ParameterError
from sim.memory import Kernel, Trace
from sim.perception import Perceiver, acts, kernel, trace
from sim.tally import Tally, TruceNotice
from sim.types import Number
from sim.vocabulary.decisions import MILITIAS
from sim.worlds import is_nothing
from tests.handmade import pinned
from tests.stand_in import column

GROUPS = column(badr=1.0, thar_allah=3.0)


class Listener(Perceiver):
    """Whoever listens: half-lives of 1.5 days (`us.answer_half_life`), 2 and 20 (of the scene)."""

    kind = "us"
    heard = kernel(acts("threaten"), "answer_half_life", stages=2, delayed=True)
    struck = kernel(acts("strike"), "scene.reprisal_half_life")
    feared = trace(acts("strike"), "scene.fear_half_life", forgotten_by="release")

    def rumours(self, _: Tally) -> Number:
        """What nobody in the model brings about."""
        return self.heard_of

    heard_of: Number = 0.0


class Jailer(Perceiver):
    """Remembers arrests by group, and truces; half-lives of a day and a half."""

    kind = "us"
    by_group = True
    held = trace(acts("raid", mark="hit", by_group=True), "answer_half_life", forgotten_by="release")
    unnamed = trace(acts("raid", mark="unnamed"), "answer_half_life", forgotten_by="release")
    bound = trace(acts("announce_truce", mark="binds", by_group=True), "answer_half_life", forgotten_by="end_truce")


class Hasty(Listener):
    """Answers some of it on the very day: a share of 0.15 (`us.same_night_share`)."""

    hurt = kernel(acts("attack_base"), "answer_half_life", at_once="same_night_share")
    plotted = kernel(acts("attack_base"), "answer_half_life", delayed=True, at_once="same_night_share")


class Eavesdropper(Listener):
    """Declares one memory more."""

    warned = trace(acts("warn"), "answer_half_life")


Kind = TypeVar("Kind", bound=Perceiver)


def built(kind: type[Kind], off: tuple[str, ...] = ()) -> Kind:
    made = kind()
    made.build_memories()
    made.tune_memories(pinned(), off)
    return made


def listener(off: tuple[str, ...] = (), kind: type[Listener] = Listener) -> Listener:
    return built(kind, off)


def tally(**counts: Number) -> Tally:
    made = Tally()
    for decision, count in counts.items():
        made.put(decision, count)
    return made


# Declarations -------------------------------------------------------------------------------------------------------------


def test_a_class_declares_its_memories_in_their_order_and_inherits_the_others() -> None:
    assert list(Listener.declared) == ["heard", "struck", "feared"]
    assert list(Eavesdropper.declared) == ["heard", "struck", "feared", "warned"]
    assert Perceiver.declared == {}


def test_a_kernel_has_stages_and_a_trace_has_none() -> None:
    memories = listener().memories
    assert [memory.stages for memory in memories.values()] == [2, 1, 0]
    assert [type(memory) for memory in memories.values()] == [Kernel, Kernel, Trace]


def test_the_attribute_is_the_memory_itself_and_each_instance_has_its_own() -> None:
    one, other = listener(), listener()
    assert one.struck is one.memories["struck"]
    one.feed_memories(tally(strike=1.0))
    assert not is_nothing(one.struck.level)
    assert is_nothing(other.struck.level)


def test_a_memory_that_was_not_built_yet_is_said_so() -> None:
    with pytest.raises(AttributeError, match="built"):
        Listener().struck  # noqa: B018


# Half-lives ---------------------------------------------------------------------------------------------------------------


def test_half_lives_are_the_owners_or_anothers_by_their_full_name() -> None:
    made = listener()
    assert made.heard.decay == pytest.approx(2 ** (-1 / 1.5))
    assert made.struck.decay == pytest.approx(2 ** (-1 / 2))
    assert made.feared.decay == pytest.approx(2 ** (-1 / 20))
    assert Listener.declared["feared"].parameters_of("us") == ("scene.fear_half_life",)
    assert Hasty.declared["hurt"].parameters_of("us") == ("us.answer_half_life", "us.same_night_share")


def test_without_a_delay_a_delayed_answer_falls_on_the_first_day_and_others_stay() -> None:
    made = listener(off=("retaliation_delay",))
    for day in (tally(threaten=1.0, strike=1.0), Tally()):
        made.feed_memories(day)
    assert made.heard.level == 0.0  # all of it was yesterday's
    assert made.struck.decay == pytest.approx(2 ** (-1 / 2))
    again = listener(off=("retaliation_delay",))
    again.feed_memories(tally(threaten=1.0))
    assert again.heard.level == 1.0


def test_tuning_again_keeps_the_levels_and_reads_new_numbers() -> None:
    made = listener()
    made.feed_memories(tally(strike=1.0))
    made.tune_memories(pinned(scene__fear_half_life=1.0, us__warnings=0.5), ())
    assert made.feared.level == 1.0
    assert made.p.warnings == 0.5
    made.feed_memories(Tally())
    assert made.feared.level == pytest.approx(0.5)


# Day by day ---------------------------------------------------------------------------------------------------------------


def test_each_day_every_memory_is_fed_and_fades() -> None:
    made = listener(kind=Eavesdropper)
    made.feed_memories(tally(strike=np.array([1.0, 0.0]), warn=1.0))
    made.feed_memories(Tally())
    d = 2 ** (-1 / 2)
    assert np.asarray(made.struck.level) == pytest.approx([(1 - d) * d, 0.0])
    assert made.memories["warned"].level == pytest.approx(2 ** (-1 / 1.5))
    assert is_nothing(made.heard.level)


# What wipes them ----------------------------------------------------------------------------------------------------------


def test_what_wipes_a_memory_comes_after_the_day_s_feed_and_only_once() -> None:
    """A release where there was one; two releases on a day free no more than one."""
    made = listener()
    made.feed_memories(tally(strike=1.0, release=np.array([0.0, 1.0, 2.0])))
    assert np.asarray(made.feared.level).tolist() == [1, 0, 0]
    assert np.asarray(made.struck.level).size == 1  # that one is not forgotten by it


def arrests() -> Jailer:
    """Badr raided twice and Thar Allah once, and men of nobody's."""
    made, raids = built(Jailer), Tally()
    raids.put("raid", 4.0, {"hit": column(badr=2.0, thar_allah=1.0), "unnamed": 1.0})
    made.feed_memories(raids)
    return made


@pytest.mark.parametrize(
    ("freed", "left"),
    [
        ({"hit": column(badr=1.0)}, {"thar_allah": 1.0, "unnamed": 1.0}),
        ({"hit": column(kataib_hezbollah=1.0)}, {"badr": 2.0, "thar_allah": 1.0, "unnamed": 1.0}),
        ({"unnamed": 1.0}, {"badr": 2.0, "thar_allah": 1.0}),
        ({"hit": column(badr=0.5, thar_allah=0.5)}, {"unnamed": 1.0}),  # of both, not half of each
        ({}, {"badr": 2.0, "thar_allah": 1.0, "unnamed": 1.0}),
    ],
)
def test_a_release_frees_the_men_of_the_groups_it_names_and_no_others(freed: dict[str, Number], left: dict[str, float]) -> None:
    made, release = arrests(), Tally()
    release.put("release", 1.0, freed)
    made.feed_memories(release)
    faded = 2 ** (-1 / 1.5)
    expected = {name: faded * value for name, value in left.items() if name != "unnamed"}
    assert np.asarray(made.held.level) == pytest.approx(column(**expected))
    assert float(np.asarray(made.unnamed.level)) == pytest.approx(faded * left.get("unnamed", 0.0))


def test_a_truce_is_forgotten_as_far_as_its_end_binds_the_group() -> None:
    made, announced, over = built(Jailer), Tally(), Tally()
    announced.announce("announce_truce", "a", TruceNotice(column(badr=1.0, thar_allah=1.0)))
    over.announce("end_truce", "b", TruceNotice(column(badr=1.0, thar_allah=0.25)))
    made.feed_memories(announced)
    assert np.asarray(made.bound.level) == pytest.approx(column(badr=1.0, thar_allah=1.0))
    made.feed_memories(over)
    assert np.asarray(made.bound.level) == pytest.approx(2 ** (-1 / 1.5) * column(thar_allah=0.75))


def test_each_world_frees_its_own_prisoners() -> None:
    made, release = arrests(), Tally()
    hit = np.zeros((len(MILITIAS), 2))
    hit[MILITIAS.index("badr")] = (1.0, 0.0)
    release.put("release", np.array([1.0, 0.0]), {"hit": hit})
    made.feed_memories(release)
    assert np.asarray(made.held.level)[MILITIAS.index("badr")] == pytest.approx([0.0, 2 * 2 ** (-1 / 1.5)])


# The same day -------------------------------------------------------------------------------------------------------------


def test_only_memories_that_answer_at_once_see_today() -> None:
    made, today = built(Hasty), tally(attack_base=2.0, strike=1.0)
    assert made.answers_at_once
    assert not built(Listener).answers_at_once
    made.see_today(today)
    assert made.hurt.level == pytest.approx(0.3)
    assert is_nothing(made.struck.level)
    made.see_today(today)  # in another part of the day: no more than that
    assert made.hurt.level == pytest.approx(0.3)
    made.feed_memories(today)
    assert made.hurt.level == pytest.approx(2 * 0.85 * (1 - 2 ** (-1 / 1.5)))
    assert made.see_today(today)
    assert not made.see_today(tally(strike=1.0)), "nothing that is answered at once"
    assert made.hurt.level == pytest.approx(2 * 0.85 * (1 - 2 ** (-1 / 1.5)))


def test_what_is_taken_in_is_said_by_memory_without_what_is_nothing() -> None:
    made = built(Hasty)
    assert made.taken_in(tally(attack_base=2.0, strike=1.0)) == {"struck": 1.0, "feared": 1.0, "hurt": 2.0, "plotted": 2.0}
    assert made.taken_in(tally(attack_base=2.0, strike=1.0), at_once=True) == {"hurt": 2.0, "plotted": 2.0}
    assert made.taken_in(tally(warn=1.0)) == {}


def test_what_no_act_brings_about_is_taken_in_every_day() -> None:
    class Superstitious(Listener):
        omens = kernel(acts(also="rumours"), "answer_half_life")

    made = built(Superstitious)
    made.heard_of = 1.0
    assert made.taken_in(tally(strike=1.0)).keys() == {"struck", "feared"}, "of acts alone"
    made.feed_memories(Tally())
    assert made.omens.level == pytest.approx(1 - 2 ** (-1 / 1.5))


def test_without_a_delay_a_delayed_answer_falls_on_the_first_day_and_none_on_the_very_day() -> None:
    made = built(Hasty, off=("retaliation_delay",))
    made.see_today(tally(attack_base=1.0))
    assert (made.plotted.level, made.hurt.level) == (0.0, pytest.approx(0.15))
    made.feed_memories(tally(attack_base=1.0))
    assert made.plotted.level == 1.0
    assert made.plotted.worth(0) == 0.0


def test_a_share_that_does_not_exist_is_an_error() -> None:
    class Rash(Perceiver):
        kind = "us"
        hurt = kernel(acts("attack_base"), "answer_half_life", at_once="same_nihgt_share")

    with pytest.raises((AttributeError, ParameterError), match="same_nihgt_share"):
        built(Rash)


# Channels -----------------------------------------------------------------------------------------------------------------


def test_a_memory_is_felt_through_itself_unless_its_owner_mixes_several() -> None:
    made = listener()
    (channel,) = made.channels("struck")
    assert (channel.name, channel.memory, channel.owner) == ("struck", made.struck, made)
    assert (channel.weight, channel.by_group, channel.key) == (1.0, False, ("us", "struck"))
    assert replace(channel, name="scene.struck").key == ("us", "struck")
    assert channel.amount(tally(strike=2.0, warn=1.0)) == 2.0


def test_who_is_no_group_feels_the_sum_over_the_groups() -> None:
    state, groups = (replace(arrests().channels("held")[0], by_group=by_group) for by_group in (False, True))
    value = column(badr=2.0, thar_allah=1.0)
    assert state.own(value) == 3.0
    assert np.array_equal(np.asarray(groups.own(value)), value)
    assert replace(state, weight=0.5).own(np.array([1.0, 2.0])).tolist() == [0.5, 1.0]  # type: ignore[union-attr]
    assert is_nothing(replace(state, weight=np.array([1.0, 2.0])).own(0.0))


def test_a_half_life_that_does_not_exist_is_named_with_the_nearest() -> None:
    class Forgetful(Perceiver):
        kind = "us"
        deaths = kernel(acts("attack_base"), "answr_half_life")

    someone = Forgetful()
    someone.build_memories()
    with pytest.raises(
        ParameterError, match=r"memory deaths: unknown half-life 'us\.answr_half_life'; did you mean 'us\.answer_half_life'"
    ):
        someone.tune_memories(pinned(), ())
