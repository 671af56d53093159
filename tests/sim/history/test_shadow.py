"""Shadow memories: fed with a part of what happens they hold that part, whatever else the real ones hold."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.history.documented import Documented
from sim.history.flows import TakenApart
from sim.history.shadow import Shadow, amounts_of, least_of, sum_of
from sim.model import EscalationModel
from sim.perception import Perceiver, acts, kernel, trace
from sim.tally import Tally
from sim.vocabulary.decisions import MILITIAS
from sim.worlds import total
from tests.handmade import evidence, pinned, scenario
from tests.stand_in import column

GROUPS = len(MILITIAS)


class Watcher(Perceiver):
    """Remembers strikes in stages and half at once, arrests by group, and attacks with those that nobody recorded."""

    kind = "iraq_government"
    strikes = kernel(acts("strike"), "vote_half_life", 2, at_once="protests_at_once")
    raided = trace(acts("raid", mark="hit", by_group=True), "detention_half_life")
    attacks = kernel(acts("attack_base", by_group=True, with_unseen=True), "scene.momentum_half_life")
    israeli = trace(acts(also="rumour"), "force_half_life")

    def rumour(self, _: Tally) -> float:
        """Something that no act brings about."""
        return 1.0


def watcher() -> Watcher:
    made = Watcher()
    made.build_memories()
    made.tune_memories(pinned(iraq_government__protests_at_once=0.5), ())
    return made


def day(strikes: float, attacks: float = 0.0, unseen: float = 0.0) -> Tally:
    made = Tally()
    made.put("strike", strikes)
    if strikes:
        made.put("raid", strikes, {"hit": column(badr=strikes)})
    made.put("attack_base", column(badr=attacks), {"unseen": column(badr=unseen, thar_allah=unseen)})
    return made


def felt(shadow: Shadow, owner: Watcher, *names: str) -> np.ndarray:
    value = shadow.felt(channel for name in names for channel in owner.channels(name))
    return np.asarray(value, dtype=float)


@given(st.lists(st.tuples(st.floats(0, 3), st.floats(0, 3)), min_size=1, max_size=12))
def test_two_parts_of_what_happened_sum_to_what_is_remembered(parts: list[tuple[float, float]]) -> None:
    owner = watcher()
    shadows = Shadow([owner]), Shadow([owner])
    for amounts in parts:
        owner.feed_memories(day(sum(amounts)))
        for shadow, amount in zip(shadows, amounts, strict=True):
            shadow.feed(amounts_of([owner], day(amount)))
    for name in ("strikes", "raided"):
        level = total(channel.own(channel.memory.level) for channel in owner.channels(name))
        assert sum(felt(shadow, owner, name) for shadow in shadows) == pytest.approx(np.asarray(level))


def test_a_shadow_begins_empty_or_full_and_leaves_the_original_alone() -> None:
    owner = watcher()
    owner.feed_memories(day(1.0))
    empty, full = Shadow([owner]), Shadow([owner], full=True)
    assert felt(empty, owner, "strikes") == 0.0
    before = felt(full, owner, "strikes").item()
    full.feed({})
    assert felt(full, owner, "strikes") != pytest.approx(before)
    assert np.asarray(owner.memories["strikes"].level) == pytest.approx(before)
    empty.take(full)
    assert felt(empty, owner, "strikes") == felt(full, owner, "strikes")


def test_today_is_seen_by_what_answers_at_once_and_only_until_it_is_over() -> None:
    owner = watcher()
    shadow = Shadow([owner])
    shadow.feed({})
    shadow.see(amounts_of([owner], day(2.0)))
    assert felt(shadow, owner, "strikes") == pytest.approx(1.0)  # half of two
    assert felt(shadow, owner, "raided") == 0.0
    shadow.feed(amounts_of([owner], day(2.0)))
    assert felt(shadow, owner, "strikes") == pytest.approx(2 * 0.5 * (1 - 2**-0.5) ** 2)


def test_amounts_are_those_of_acts_and_what_nobody_recorded_counts_where_it_is_expected() -> None:
    owner = watcher()
    amounts = amounts_of([owner], day(0.0, attacks=1.0, unseen=0.25))
    assert set(amounts) == {("iraq_government", "attacks")}
    missed = amounts_of([owner], day(1.0, attacks=1.0, unseen=0.25).only("unseen"))
    assert set(missed) == {("iraq_government", "attacks")}
    assert np.asarray(missed["iraq_government", "attacks"]) == pytest.approx(column(badr=0.25, thar_allah=0.25))


def test_amounts_add_up_and_have_the_lesser_in_common() -> None:
    one, other = {("a", "x"): np.array([1.0, 4.0]), ("a", "y"): 1.0}, {("a", "x"): np.array([2.0, 3.0])}
    assert np.array_equal(np.asarray(sum_of([one, other])["a", "x"]), [3.0, 7.0])
    assert sum_of([one, other])["a", "y"] == 1.0
    common = least_of(one, other)
    assert set(common) == {("a", "x")}
    assert np.array_equal(np.asarray(common["a", "x"]), [1.0, 3.0])


# All of it ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("authors", ["shared", "drawn"])
def test_all_that_is_felt_is_owed_to_acts_or_to_what_the_record_missed(authors: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every day, for every motive that answers acts; February is reported in part."""
    trace_acts, compared = Documented._trace, []

    def traced(self: Documented, environment: EscalationModel, decision: object) -> None:
        assert self.missed is not None
        flows = TakenApart().of(environment, decision)  # type: ignore[arg-type]
        for number, flow in enumerate(flows):
            if flow.channels:
                acts_so_far = (self.chronicle.felt(flow.channels, told, environment.day) for told in self.chronicle.told)
                owed = total([*acts_so_far, self.missed.felt(flow.channels)])
                shape = GROUPS, environment.worlds
                assert np.broadcast_to(owed, shape) == pytest.approx(
                    np.broadcast_to(flows.felt(number), shape), rel=1e-9, abs=1e-15
                )
                compared.append(np.any(self.missed.felt(flow.channels)))
        trace_acts(self, environment, decision)  # type: ignore[arg-type]

    monkeypatch.setattr(Documented, "_trace", traced)
    rng = np.random.default_rng(11)
    changed = {
        name: pinned().values[name] * rng.uniform(0.5, 1.0, 3) for name in ("militia.solidarity", "scene.momentum_half_life")
    }
    model = EscalationModel(scenario(), 3, parameters=pinned().replace(changed), evidence=evidence(), authors=authors)
    for _ in model.run():
        pass
    assert len(compared) > 4000
    assert 50 < sum(compared) < len(compared) / 2
