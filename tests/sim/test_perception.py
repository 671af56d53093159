"""Memories are declared once: built, tuned and fed as the declaration says, and each class has its own."""

from __future__ import annotations

import numpy as np
import pytest

from sim.errors import ParameterError
from sim.memory import Kernel, Trace
from sim.perception import Feed, Perceiver, acts, kernel, trace
from sim.tally import Tally
from sim.types import Number
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

    def rumours(self) -> Number:
        """What nobody in the model brings about."""
        return self.heard_of

    heard_of: Number = 0.0


class Eavesdropper(Listener):
    """Declares one memory more."""

    warned = trace(acts("warn"), "answer_half_life")


def listener(off: tuple[str, ...] = (), kind: type[Listener] = Listener) -> Listener:
    made = kind()
    made.build_memories()
    made.tune_memories(pinned(), off)
    return made


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


# Feeds --------------------------------------------------------------------------------------------------------------------


def amount(feed: Feed, yesterday: Tally, heard_of: Number = 0.0) -> Number:
    made = listener()
    made.heard_of = heard_of
    return feed.amount(yesterday, made)


def marked() -> Tally:
    """Four attacks by two groups, one lethal; a fraction more unseen; two strikes, one of them on Badr."""
    made = Tally()
    made.put("attack_base", GROUPS, {"lethal": column(badr=1.0), "unseen": 0.1 * GROUPS})
    made.put("strike", 2.0, {"hit": column(badr=1.0)})
    return made


def test_acts_that_nobody_does_are_refused_with_the_nearest() -> None:
    with pytest.raises(ValueError, match="attack_base"):
        acts("strike", "attack_bse")


def test_what_a_state_does_is_not_by_group_but_whom_it_hits_is() -> None:
    with pytest.raises(ValueError, match="strike"):
        acts("attack_base", "strike", by_group=True)
    assert acts("strike", mark="hit", by_group=True).by_group


def test_a_feed_counts_its_acts_and_no_others() -> None:
    assert amount(acts("attack_base"), marked()) == 4.0
    assert amount(acts("attack_base", "strike"), marked()) == 6.0
    assert is_nothing(amount(acts("warn"), marked()))
    assert is_nothing(amount(acts("attack_base"), Tally()))


def test_a_feed_of_a_mark_sums_that_mark() -> None:
    assert amount(acts("attack_base", mark="lethal"), marked()) == 1.0
    assert is_nothing(amount(acts("strike", mark="lethal"), marked()))


def test_a_feed_by_group_keeps_the_groups_apart() -> None:
    assert np.array_equal(amount(acts("attack_base", by_group=True), marked()), GROUPS)
    assert np.array_equal(amount(acts("strike", mark="hit", by_group=True), marked()), column(badr=1.0))


def test_unseen_acts_enter_at_their_expectation_where_the_feed_says_so() -> None:
    assert amount(acts("attack_base", with_unseen=True), marked()) == pytest.approx(4.4)
    by_group = amount(acts("attack_base", by_group=True, with_unseen=True), marked())
    assert np.asarray(by_group) == pytest.approx(1.1 * GROUPS)
    nothing_seen = Tally()
    nothing_seen.put("attack_base", 0.0, {"unseen": 0.3})
    assert amount(acts("attack_base", with_unseen=True), nothing_seen) == pytest.approx(0.3)
    assert is_nothing(amount(acts("attack_base"), nothing_seen))


def test_a_weight_multiplies_and_a_further_amount_is_added_before_it() -> None:
    weight = float(pinned().values["us.tolerance_trump"])
    weighted = acts("strike", weight="tolerance_trump", also="rumours")
    assert amount(weighted, tally(strike=2.0), heard_of=0.5) == pytest.approx(weight * 2.5)
    assert amount(acts("strike", also="rumours"), Tally(), heard_of=0.5) == 0.5
    assert is_nothing(amount(weighted, Tally()))


def test_each_day_every_memory_is_fed_and_fades() -> None:
    made = listener(kind=Eavesdropper)
    made.feed_memories(tally(strike=np.array([1.0, 0.0]), warn=1.0))
    made.feed_memories(Tally())
    d = 2 ** (-1 / 2)
    assert np.asarray(made.struck.level) == pytest.approx([(1 - d) * d, 0.0])
    assert made.memories["warned"].level == pytest.approx(2 ** (-1 / 1.5))
    assert is_nothing(made.heard.level)


def test_what_wipes_a_memory_comes_after_the_day_s_feed_and_only_once() -> None:
    """A release where there was one; two releases on a day free no more than one."""
    made = listener()
    made.feed_memories(tally(strike=1.0, release=np.array([0.0, 1.0, 2.0])))
    assert np.asarray(made.feared.level).tolist() == [1, 0, 0]
    assert np.asarray(made.struck.level).size == 1  # that one is not forgotten by it


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
