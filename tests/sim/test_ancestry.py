"""Which act a drawn act answered: in proportion to what is remembered of each, of a few acts made by hand."""

from __future__ import annotations

import functools
from datetime import date, timedelta
from typing import Any, ClassVar

import numpy as np
import pandas as pd
import pytest

from sim.actors.base import Actor
from sim.ancestry import LONG, LOOK_BACK, NOBODY, Ancestry, Deeds
from sim.decision import Rule, motive
from sim.model import EscalationModel
from sim.perception import Perceiver, acts, kernel
from sim.scenario import load_scenario
from sim.types import Floats, Number
from sim.vocabulary.day import comes_before
from sim.vocabulary.decisions import ACTION_TYPE, MILITIAS
from tests.runs import finish, span
from tests.sim.history.test_causes import Baghdad
from tests.stand_in import StandIn
from tests.two_arms import Militia, Washington

MANY = 5_000
BADR, THAR, KH = (MILITIAS.index(name) for name in ("badr", "thar_allah", "kataib_hezbollah"))
NAMES = ("attack_base", "strike", "kill_leader", "raid", "release", "warn", "condemn_us")
MARKS = ("lethal", "unnamed")
CHANGES: dict[str, Any] = {
    "militia__solidarity": 0.5, "scene__momentum_half_life": 2.0, "us__answer_half_life": 1.0, "us__same_night_share": 0.25,
    "scene__reprisal_half_life": 1.0, "iraq_government__detention_half_life": 10.0,
}  # fmt: skip


def perceivers(worlds: int = MANY, **changes: Any) -> list[Perceiver]:
    around = StandIn(worlds, **{**CHANGES, **changes})
    actors: list[Actor] = [Militia(around, MILITIAS), Washington(around, ("us",)), Baghdad(around, ("iraq_government",))]  # type: ignore[arg-type]
    return [around.scene, *actors]


def deeds(*past: tuple[int, str, int, dict[str, float]], answer: tuple[int, str, int], worlds: int = MANY, **more: Any) -> Deeds:
    """The same acts in every world, in order: day, decision, group (-1: a state), marks; the last is the answer."""
    rows = [*past, (*answer, {})]
    in_both = more.get("in_both", (0.0,) * len(rows))

    def every(values: list[float]) -> Any:
        return np.tile(np.array(values), worlds)

    return Deeds(
        np.repeat(np.arange(worlds), len(rows)),
        every([row[0] for row in rows]),
        every([NAMES.index(row[1]) for row in rows]),
        every([row[2] for row in rows]),
        every([row[3].get("count", 1.0) for row in rows]),
        {mark: every([row[3].get(mark, 0.0) for row in rows]) for mark in MARKS},
        {"hit": np.tile(np.array([[row[3].get(group, 0.0) for group in MILITIAS] for row in rows]), (worlds, 1))},
        NAMES,
        np.tile(np.array([bool(each) for each in in_both]), worlds),
    )


def answered(made: Deeds, owners: list[Perceiver], motive: str, of_both: float = 1.0) -> list[float]:
    """How often each act of a world was answered by the last; the rest answered none."""
    size = int(np.sum(made.worlds == 0))
    rows = np.arange(size - 1, made.worlds.size, size)
    action = NAMES[made.actions[-1]]
    u = np.random.default_rng(3).random(rows.size)
    found = Ancestry(owners).answered(made, rows, action, motive, u, np.full(rows.size, of_both))
    assert ((found == NOBODY) | (made.worlds[found] == made.worlds[rows])).all()
    return [float(np.mean(found % size == place)) if (found >= 0).any() else 0.0 for place in range(size)]


def assert_shares(found: list[float], weights: list[float]) -> None:
    p = np.array(weights) / np.sum(weights)
    assert np.array(found) == pytest.approx(p, abs=4.5 * float(np.max(np.sqrt(p * (1 - p) / MANY))) + 1e-12)
    assert not np.array(found)[p == 0].any()


def stages(lag: int, half_life: float, at_once: float = 0.0) -> float:
    """What an act is worth of two stages."""
    d = 2 ** (-1 / half_life)
    return at_once if lag == 0 else (1 - at_once) * lag * (1 - d) ** 2 * d ** (lag - 1)


def one(lag: int, half_life: float, at_once: float = 0.0) -> float:
    d = 2 ** (-1 / half_life)
    return at_once if lag == 0 else (1 - at_once) * (1 - d) * d ** (lag - 1)


# By weight ----------------------------------------------------------------------------------------------------------------


def test_an_act_is_answered_in_proportion_to_what_it_is_worth_today() -> None:
    past = (
        (1, "attack_base", BADR, {}),
        (3, "attack_base", THAR, {"count": 2.0}),
        (4, "strike", -1, {}),
        (5, "attack_base", BADR, {}),
    )
    made = deeds(*past, answer=(5, "strike", -1))
    assert_shares(answered(made, perceivers(), "attacks"), [one(4, 1, 0.25), 2 * one(2, 1, 0.25), 0, 0.25, 0])


def test_by_the_mark_that_the_memory_takes_in() -> None:
    past = ((1, "attack_base", BADR, {"lethal": 1.0}), (2, "attack_base", BADR, {}), (3, "attack_base", THAR, {"lethal": 2.0}))
    made = deeds(*past, answer=(4, "strike", -1))
    assert_shares(answered(made, perceivers(), "dead"), [stages(3, 1, 0.25), 0, 2 * stages(1, 1, 0.25), 0])


def test_of_the_same_day_only_what_came_in_an_earlier_part_of_it() -> None:
    """An attack comes before a strike, but no attack before an attack, and no strike before an attack."""
    made = deeds((5, "attack_base", BADR, {}), answer=(5, "strike", -1))
    assert_shares(answered(made, perceivers(), "attacks"), [1, 0])
    for other in ("attack_base", "strike"):
        made = deeds((5, other, BADR, {"badr": 1.0}), answer=(5, "attack_base", BADR))
        motive = "momentum" if other == "attack_base" else "reprisal"
        assert not np.any(answered(made, perceivers(), motive))


class Planner(Actor):
    """Kills, and warns, for strikes, of days before and of today."""

    kind = "us"
    rules: ClassVar[dict[str, Rule]] = {}
    strikes = kernel(acts("strike"), "answer_half_life", at_once="same_night_share")

    @motive(None, "none", answers="strikes")
    def follow_up(self) -> Number:
        """As many as were felt."""
        return self.strikes.level


def test_even_what_is_answered_at_once_is_answered_in_a_later_part_alone() -> None:
    """A warning comes after a strike; the killing of a leader is decided with it."""
    past = ((4, "strike", -1, {}), (5, "strike", -1, {}))
    owners = [Planner(StandIn(MANY, **CHANGES), ("us",))]  # type: ignore[arg-type]
    assert_shares(answered(deeds(*past, answer=(5, "warn", -1)), owners, "follow_up"), [0.75 * 0.5, 0.25, 0])
    assert_shares(answered(deeds(*past, answer=(5, "kill_leader", -1)), owners, "follow_up"), [1, 0, 0])


def test_two_memories_are_weighed_and_each_group_remembers_its_own() -> None:
    """Half through what Badr did itself, half through its share of what all did."""
    past = ((1, "attack_base", BADR, {}), (1, "attack_base", THAR, {}))
    owners = perceivers()
    militia = owners[1]
    assert isinstance(militia, Militia)
    share = float(np.asarray(militia.share)[BADR, 0])
    made = deeds(*past, answer=(2, "attack_base", BADR))
    assert_shares(answered(made, owners, "momentum"), [0.5 + 0.5 * share, 0.5 * share, 0])


def test_whom_an_act_hit_is_answered_by_the_group_that_was_hit() -> None:
    past = ((1, "strike", -1, {"badr": 0.25, "thar_allah": 0.75}), (1, "strike", -1, {"badr": 1.0}), (1, "strike", -1, {}))
    for group, weights in ((BADR, [0.25, 1, 0, 0]), (THAR, [1, 0, 0, 0])):
        made = deeds(*past, answer=(2, "attack_base", group))
        assert_shares(answered(made, perceivers(), "reprisal"), weights)


class Protector(Actor):
    """Protests for groups as far as they are on its payroll."""

    kind = "iraq_government"
    rules: ClassVar[dict[str, Rule]] = {"condemn_us": Rule(motives=("affront",))}
    blows = kernel(acts("strike", mark="hit", weighed_by="on_payroll"), "detention_half_life")

    def tune(self) -> None:
        self.traits = self.model.parameters.by_group(MILITIAS)
        super().tune()

    @motive(None, "none", answers="blows")
    def affront(self) -> Number:
        """One for each."""
        return self.blows.level


@pytest.mark.parametrize("alike", [True, False])
def test_whom_an_act_hit_counts_by_a_trait_where_the_memory_weighs_by_it(alike: bool) -> None:
    badr = 0.5 if alike else np.tile([0.25, 0.75], MANY // 2)
    around = StandIn(MANY, **CHANGES, badr__on_payroll=badr, thar_allah__on_payroll=0.0, kataib_hezbollah__on_payroll=1.0)
    past = (
        (1, "strike", -1, {"badr": 1.0}),
        (2, "strike", -1, {"thar_allah": 1.0}),
        (3, "strike", -1, {"kataib_hezbollah": 1.0}),
    )
    made = deeds(*past, answer=(4, "condemn_us", -1))
    found = answered(made, [Protector(around, ("iraq_government",))], "affront")
    assert found[1] == found[3] == 0.0
    worth = one(3, 10), one(1, 10)
    shares = [np.mean(part * worth[0] / (part * worth[0] + worth[1])) for part in ((0.5,) if alike else (0.25, 0.75))]
    assert_shares(found, [float(np.mean(shares)), 0, 1 - float(np.mean(shares)), 0])


def test_worlds_have_half_lives_of_their_own() -> None:
    half_life = np.where(np.arange(MANY) % 2, 1.0, 4.0)
    past = ((1, "attack_base", BADR, {}), (4, "attack_base", BADR, {}))
    made = deeds(*past, answer=(5, "strike", -1))
    found = answered(made, perceivers(us__answer_half_life=half_life), "attacks")
    first = [one(4, h) / (one(4, h) + one(1, h)) for h in (1.0, 4.0)]
    assert_shares(found, [np.mean(first), 1 - np.mean(first), 0])


def test_nothing_is_answered_where_nothing_is_remembered() -> None:
    made = deeds((1, "warn", -1, {}), (6, "attack_base", BADR, {}), answer=(5, "strike", -1))
    assert not np.any(answered(made, perceivers(), "attacks"))
    assert not np.any(answered(made, perceivers(), "will"))
    alone = deeds(answer=(5, "strike", -1))
    assert not np.any(answered(alone, perceivers(), "attacks"))


def test_long_ago_is_remembered_by_what_lasts() -> None:
    for half_life, found in ((5.0, 0.0), (60.0, 1.0), (np.array([5.0, 60.0, 60.0, 60.0]), 0.75)):
        made = deeds((0, "attack_base", BADR, {}), answer=(LOOK_BACK + 1, "strike", -1), worlds=4)
        assert answered(made, perceivers(4, us__answer_half_life=half_life), "attacks")[0] == found
    made = deeds((0, "attack_base", BADR, {}), answer=(LONG + 1, "strike", -1), worlds=4)
    assert not np.any(answered(made, perceivers(4, us__answer_half_life=60.0), "attacks"))


# What was undone ----------------------------------------------------------------------------------------------------------

RAIDS = ((1, "raid", -1, {"badr": 1.0}), (1, "raid", -1, {"badr": 0.5, "thar_allah": 0.5}), (1, "raid", -1, {"unnamed": 1.0}))


@pytest.mark.parametrize(
    ("let_go", "weights"),
    [
        ({"badr": 1.0}, [0, 0.5, 1, 0, 0]),
        ({"badr": 0.5, "thar_allah": 0.5}, [0, 0, 1, 0, 0]),  # all of both are free
        ({"unnamed": 1.0}, [1, 1, 0, 0, 0]),
        ({"kataib_hezbollah": 1.0}, [1, 1, 1, 0, 0]),
    ],
)
def test_what_was_undone_is_not_answered(let_go: dict[str, float], weights: list[float]) -> None:
    made = deeds(*RAIDS, (3, "release", -1, let_go), answer=(4, "release", -1))
    assert_shares(answered(made, perceivers(), "held"), weights)


def test_what_came_after_an_undoing_is_answered_and_on_the_day_itself_all_is() -> None:
    raid = (1, "raid", -1, {"badr": 1.0})
    later = (3, "raid", -1, {"badr": 1.0})
    free = (2, "release", -1, {"badr": 1.0})
    assert_shares(answered(deeds(raid, free, later, answer=(4, "release", -1)), perceivers(), "held"), [0, 0, 1, 0])
    assert_shares(answered(deeds(raid, free, answer=(2, "release", -1)), perceivers(), "held"), [1, 0, 0])


def test_an_undoing_of_another_world_undoes_nothing_here() -> None:
    made = deeds((1, "raid", -1, {"badr": 1.0}), (3, "release", -1, {"badr": 1.0}), answer=(4, "release", -1))
    elsewhere = made.worlds % 2 == 0
    actions = np.where(elsewhere & (made.days == 3), NAMES.index("warn"), made.actions)
    mixed = Deeds(made.worlds, made.days, actions, made.groups, made.counts, made.marks, made.on_groups, NAMES, made.in_both)
    assert answered(mixed, perceivers(), "held")[0] == 0.5


# Beside a documented arm --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("of_both", [0.0, 0.5, 1.0])
def test_what_comes_beyond_answers_acts_of_both_arms_as_far_as_that_is_not_documented(of_both: float) -> None:
    past = ((1, "attack_base", BADR, {}), (1, "attack_base", BADR, {}))
    made = deeds(*past, answer=(2, "strike", -1), in_both=(1, 0, 0))
    assert_shares(answered(made, perceivers(), "attacks", of_both), [of_both, 1, 0])


# Whoever runs beside ------------------------------------------------------------------------------------------------------


def test_a_world_s_answers_do_not_hang_on_the_others() -> None:
    """Half-lives that differ from world to world, some long: all worlds together, and each part of them alone."""
    rng, worlds, size = np.random.default_rng(5), 40, 30
    half_life = rng.uniform(1.0, 60.0, worlds)
    days = np.sort(rng.integers(0, 900, (worlds, size)), axis=1)
    actions = rng.integers(0, 2, (worlds, size))
    u = rng.random((worlds, size))

    def drawn(first: int, last: int) -> list[list[int]]:
        part = slice(first, last)
        n = last - first
        zero: Floats = np.zeros(n * size)
        made = Deeds(
            np.repeat(np.arange(n), size), days[part].ravel(), actions[part].ravel(), np.full(n * size, BADR), zero + 1.0,
            dict.fromkeys(MARKS, zero), {"hit": np.zeros((n * size, len(MILITIAS)))}, NAMES, zero > 0,
        )  # fmt: skip
        rows = np.flatnonzero(made.actions == 1)
        owners = perceivers(n, us__answer_half_life=half_life[part])
        found = Ancestry(owners).answered(made, rows, "strike", "attacks", u[part].ravel()[rows], np.ones(rows.size))
        kept = np.full(n * size, NOBODY)
        kept[rows] = np.where(found >= 0, found % size, NOBODY)
        return kept.reshape(n, size).tolist()

    whole = drawn(0, worlds)
    assert [row for first in range(0, worlds, 7) for row in drawn(first, min(first + 7, worlds))] == whole
    assert np.mean(np.array(whole) >= 0) > 0.3


# The table of events ------------------------------------------------------------------------------------------------------

START, DAYS, WORLDS = date(2019, 12, 1), 100, 12
GONE = "2020-01-03-us-targeted-killing"
FREE = load_scenario("free_run").edit(start=START, end=START + timedelta(days=DAYS - 1), branch=START)
EDITED = span(START, DAYS, branch="2019-12-20", warm_up=20, interventions=[{"remove_event": GONE}])
SCENARIOS = {
    "free": FREE,
    "fresh": span(START, DAYS, branch="2019-12-20", warm_up=20, luck="fresh"),
    "by cause": EDITED,
    "by inversion": EDITED.edit(coupling="inversion"),
    "record": span(START, DAYS, warm_up=20),
}


@functools.cache
def ran(name: str, worlds: int = WORLDS, first_world: int = 0) -> tuple[pd.DataFrame, EscalationModel]:
    model = finish(EscalationModel(SCENARIOS[name], worlds, 5, first_world=first_world))
    return model.event_log.events(), model


@pytest.mark.parametrize("name", SCENARIOS)
def test_every_event_answers_an_earlier_one_that_its_motive_remembers(name: str) -> None:
    table, model = ran(name)
    owners = model.perceivers()
    for _, events in table.groupby("world"):
        assert events["event"].tolist() == list(range(len(events)))
    answering = table[table["cause_event"].notna()]
    assert len(answering) > 50
    earlier = table.set_index(["world", "event"]).loc[
        list(zip(answering["world"], answering["cause_event"].astype(int), strict=True))
    ]
    assert (answering["cause_event"] < answering["event"]).all()
    same_day = answering["date"].to_numpy() == earlier["date"].to_numpy()
    assert (answering["date"].to_numpy() >= earlier["date"].to_numpy()).all()
    for action, name_of, cause, today in zip(answering["action"], answering["cause"], earlier["action"], same_day, strict=True):
        owner = next(one for one in owners if one.kind == ACTION_TYPE[action].kind)
        names = getattr(type(owner), name_of).note.answers
        assert cause in {
            each for name in names for channel in owner.channels(name) for each in channel.declaration.feed.decisions
        }
        assert not today or comes_before(cause, action)


@pytest.mark.parametrize("name", SCENARIOS)
def test_the_table_of_a_world_is_the_same_in_a_block_of_any_size(name: str) -> None:
    whole, _ = ran(name)
    for first, worlds in ((0, 3), (4, WORLDS - 4)):
        part, _ = ran(name, worlds, first)
        assert part.equals(whole[whole["world"].between(first, first + worlds - 1)].reset_index(drop=True))


def test_a_documented_act_has_its_row_and_one_that_was_drawn_has_none() -> None:
    (edited, _), (record, _) = ran("by cause"), ran("record")
    assert (record["record_id"] != "").all()
    for _, events in edited.groupby("world"):
        kept = events.loc[events["record_id"] != "", ["record_id", "action"]]
        assert not kept.duplicated().any()
        assert set(map(tuple, kept.to_numpy())) <= set(map(tuple, record[["record_id", "action"]].to_numpy()))
    assert (edited.loc[edited["date"] < "2019-12-20", "record_id"] != "").all()
    assert (edited["record_id"] == "").any()


def parents(table: pd.DataFrame) -> dict[tuple[int, str, str], tuple[str, tuple[str, str] | None]]:
    """By world, row of the record and action of each documented act: its cause, and row and action of the act answered."""
    act = {(row.world, row.event): (row.record_id, row.action) for row in table.itertuples()}
    return {
        (row.world, row.record_id, row.action): (row.cause, act.get((row.world, row.cause_event)))
        for row in table.fillna({"cause_event": -1}).itertuples()
        if row.record_id
    }


def test_an_act_kept_has_the_cause_that_it_has_in_the_record_and_what_it_answered_is_there() -> None:
    """The causes drawn in the record, world by world: the same authors are drawn in the factual arm."""
    (edited, _), (replayed, _) = ran("by cause"), _inert()
    mine, theirs = parents(edited), parents(replayed)
    assert len(theirs) > len(mine) > 300
    for key, cause in mine.items():
        assert theirs[key] == cause, key
    answered = {act for _, act in theirs.values() if act is not None}
    assert (GONE, "kill_leader") in answered
    assert (GONE, "kill_leader") not in {act for _, act in mine.values() if act is not None}


def _inert() -> tuple[pd.DataFrame, EscalationModel]:
    """The record, branched without a change."""
    model = finish(EscalationModel(EDITED.edit(interventions=[]), WORLDS, 5))
    return model.event_log.events(), model
