"""What enters a memory: its acts or a mark of theirs, by group or in all, with what was missed and what no act brings about."""

from __future__ import annotations

import numpy as np
import pytest

from sim.feed import Feed
from sim.parameters import Owned
from sim.perception import Perceiver, acts
from sim.tally import Tally
from sim.types import Number
from sim.worlds import is_nothing
from tests.handmade import pinned
from tests.stand_in import column

GROUPS = column(badr=1.0, thar_allah=3.0)


class Listener(Perceiver):
    """Whoever listens, to rumours too."""

    kind = "us"
    heard_of: Number = 0.0

    def rumours(self, _: Tally) -> Number:
        """What nobody in the model brings about."""
        return self.heard_of


def listener() -> Listener:
    made = Listener()
    made.build_memories()
    made.tune_memories(pinned(), ())
    return made


def tally(**counts: Number) -> Tally:
    made = Tally()
    for decision, count in counts.items():
        made.put(decision, count)
    return made


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


def test_groups_that_are_hit_count_by_a_trait_where_the_feed_says_so() -> None:
    """Two worlds, in the second of which a trait of one group is another."""
    made, feed = listener(), acts("strike", mark="hit", weighed_by="on_payroll")
    made.traits = Owned(on_payroll=np.hstack([column(badr=0.5, thar_allah=1.0), column(badr=0.25, thar_allah=1.0)]))
    both = Tally()
    both.put("strike", 1.0, {"hit": column(badr=1.0, thar_allah=0.5, liwa_al_tafuf=0.5)})
    assert feed.amount(both, made) == pytest.approx([1.0, 0.75])
    made.traits = Owned(on_payroll=column(badr=0.5))
    assert feed.amount(marked(), made) == 0.5
    assert is_nothing(feed.amount(Tally(), made))
    assert is_nothing(feed.amount(tally(strike=2.0), made)), "nobody was hit"


@pytest.mark.parametrize(
    ("feed", "rests_on"),
    [
        (acts("strike", "warn"), ("strike", "warn")),
        (acts("strike", mark="hit", by_group=True), (("strike", "hit"),)),
        (acts("attack_base", with_unseen=True), ("attack_base", ("attack_base", "unseen"))),
        (acts("strike", mark="hit", also="rumours"), ("strike", ("strike", "hit"))),
        (acts(also="rumours"), ()),
    ],
)
def test_without_what_a_feed_rests_on_nothing_enters(feed: Feed, rests_on: tuple[object, ...]) -> None:
    assert feed.rests_on == rests_on
    everything, made = marked(), Tally()
    made.counts = {key: value for key, value in everything.counts.items() if key not in rests_on}
    made.marks = {key: value for key, value in everything.marks.items() if key not in rests_on}
    assert is_nothing(amount(feed, made))
