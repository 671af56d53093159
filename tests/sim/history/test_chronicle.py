"""The chronicle: what is remembered is owed to the acts that happened, all of it and in the right parts."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from sim.history.chronicle import RECENT, Chronicle, Told, leaves_dead, marks_of, notice_of
from sim.history.flows import channels_of, level_felt
from sim.model import EscalationModel
from sim.parameters import load_parameters
from sim.perception import Perceiver, acts, kernel, trace
from sim.record.acts import Act, TruceTerms
from sim.tally import Tally
from sim.types import Number
from sim.vocabulary.decisions import MILITIAS
from sim.worlds import is_nothing, per_group, total
from tests.handmade import evidence, pinned, scenario
from tests.runs import span
from tests.stand_in import DAY, column, done

GROUPS = len(MILITIAS)

# What an act is on its own ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("marks", "dead"),
    [
        ({"militia_killed": 3.0, "in_iraq": 1.0}, True),
        ({"militia_killed": 3.0}, False),
        ({"in_iraq": 1.0}, False),
        ({}, False),
    ],
)
def test_only_men_killed_on_iraqi_soil_are_buried_there(marks: dict[str, float], dead: bool) -> None:
    act = done("strike", "us", marks={"hit_badr": 0.75, "hit_thar_allah": 0.25, **marks})
    hit = column(badr=0.75, thar_allah=0.25)
    assert leaves_dead(act) is dead
    found = marks_of(act, 1.0)
    assert np.array_equal(np.asarray(found.pop("hit")), hit)
    assert np.array_equal(np.asarray(found.pop("mourned", 0.0)), hit if dead else 0.0)
    assert found == marks


def test_marks_are_those_of_the_part_of_an_act_that_happens() -> None:
    act, happens = done("strike", "us", marks={"hit_badr": 1.0, "militia_killed": 4.0, "in_iraq": 1.0}), np.array([1.0, 0.0, 0.5])
    found = marks_of(act, happens)
    assert np.asarray(found["militia_killed"]).tolist() == [4, 0, 2]
    for name in ("hit", "mourned"):
        assert np.array_equal(np.asarray(found[name]), column(badr=1.0) * happens)
    assert set(marks_of(done("strike", "us", marks={"militia_killed": 4.0, "in_iraq": 1.0}), 1.0)) == {
        "militia_killed",
        "in_iraq",
    }


def test_a_truce_binds_as_far_as_it_happens_whoever_it_is_by() -> None:
    terms = TruceTerms({"badr": 1.0, "thar_allah": 0.5}, spares_convoys=False, deadline=18_700.0, while_context="gaza_truce")
    act = done("announce_truce", "", ("badr", "kataib_hezbollah"), terms=terms)
    shares = column(badr=0.25, kataib_hezbollah=0.75) * np.array([1.0, 0.0])
    notice = notice_of(act, shares)
    assert notice is not None
    assert np.array_equal(np.asarray(notice.scope), column(badr=1.0, thar_allah=0.5) * np.array([1.0, 0.0]))
    assert (notice.spares_convoys, notice.deadline, notice.while_context) == (False, 18_700.0, "gaza_truce")
    assert notice_of(done("strike", "us"), 1.0) is None


def test_what_is_told_of_an_act_is_that_act_alone() -> None:
    terms = TruceTerms({"badr": 1.0})
    told = Told.of(3, done("end_truce", "badr", terms=terms), DAY, column(badr=1.0))
    assert (told.number, told.day, told.tally.total("end_truce")) == (3, DAY, 1.0)
    assert np.array_equal(np.asarray(told.tally.total_mark("binds", "end_truce", by_group=True)), column(badr=1.0))


# Finding acts -------------------------------------------------------------------------------------------------------------


def chronicle(*days: int) -> Chronicle:
    made = Chronicle()
    for number, day in enumerate(days):
        made.tell(Act(f"row-{number}", day, "us", (), "strike", merged=(f"again-{number}",)), day, 1.0)
    return made


def test_an_act_is_found_by_any_of_its_rows_and_once() -> None:
    made = chronicle(1, 2, 3)
    assert [told.act.id for told in made.of_rows(["row-1"])] == ["row-1"]
    assert [told.act.id for told in made.of_rows(["again-1", "row-1", "row-2", "nothing"])] == ["row-1", "row-2"]
    assert made.of_rows([]) == []
    made.tell(Act("row-1", 3, "iraq_government", (), "broker_truce"), 3, 1.0)  # a row that is two acts
    assert [told.act.decision for told in made.of_rows(["row-1"])] == ["strike", "broker_truce"]


def test_recent_acts_are_those_of_thirty_days_and_of_today_so_far() -> None:
    made = chronicle(9, 10, 10, 25, 40)
    assert RECENT == 30
    assert [made.recent(day) for day in (40, 41, 55, 70, 71)] == [4, 2, 2, 1, 0]
    assert Chronicle().recent(40) == 0


# How much is owed to an act -----------------------------------------------------------------------------------------------


class Baghdad(Perceiver):
    """Remembers strikes, some of it at once, and arrests by group until they are undone."""

    kind = "iraq_government"
    strikes = kernel(acts("strike"), "vote_half_life", 2, at_once="protests_at_once")
    detained = trace(acts("raid", mark="hit", by_group=True), "detention_half_life", forgotten_by="release")


def baghdad() -> Baghdad:
    made = Baghdad()
    made.build_memories()
    made.tune_memories(pinned(), ())
    return made


def felt(made: Baghdad, name: str, told: list[Told], past: Chronicle, day: int) -> list[Number]:
    return [past.felt(made.channels(name), each, day) for each in told]


def test_an_act_is_felt_at_once_and_then_by_stages_as_it_is_worth() -> None:
    # Half-life 2, half of it at once: 1/2, then lag (1 - d)^2 d^(lag - 1) / 2.
    made, past, d = baghdad(), chronicle(10), 2**-0.5
    (told,) = past.told
    assert past.felt(made.channels("strikes"), told, 10) == 0.5
    for lag in (1, 2, 7):
        assert past.felt(made.channels("strikes"), told, 10 + lag) == pytest.approx(0.5 * lag * (1 - d) ** 2 * d ** (lag - 1))
    assert is_nothing(past.felt(made.channels("detained"), told, 11))


def test_what_a_memory_took_in_is_kept_act_by_act() -> None:
    made, past = baghdad(), chronicle(9, 10)
    past.tell(done("raid", "iraq_government", marks={"hit_badr": 1.0}), 10, 1.0)
    past.tell(done("raid", "iraq_government", marks={"unnamed": 1.0}), 10, 1.0)  # of nobody that it remembers
    (strikes,), (detained,) = made.channels("strikes"), made.channels("detained")
    assert past.taken_in(strikes) == {0: 1.0, 1: 1.0}
    assert {number: float(np.sum(amount)) for number, amount in past.taken_in(detained).items()} == {2: 1.0}
    past.tell(Act("row-9", 11, "us", (), "strike"), 11, np.array([0.0, 1.0]))
    assert list(past.taken_in(strikes)) == [0, 1, 4]
    past.tell(Act("row-10", 11, "us", (), "strike"), 11, np.array([0.0, 0.0]))  # in no world
    assert list(past.taken_in(strikes)) == [0, 1, 4]


def test_what_was_undone_is_owed_nothing_and_what_was_not_keeps_its_part() -> None:
    made, past = baghdad(), Chronicle()
    raid = done("raid", "iraq_government", marks={"hit_badr": 0.5, "hit_thar_allah": 0.5})
    first = past.tell(raid, 10, 1.0)
    release = Tally()
    release.put("release", 1.0, {"hit": column(badr=1.0)})
    past.pass_day(12, release)
    second = past.tell(raid, 13, 1.0)
    faded = 2 ** (-1 / 60)
    for day, left in ((12, (0.5 + 0.5) * faded), (13, 0.5 * faded**2)):  # that of the same day is felt the day after
        assert past.felt(made.channels("detained"), first, day) == pytest.approx(left)
    assert past.felt(made.channels("detained"), second, 14) == pytest.approx(1.0)


def test_what_was_undone_on_its_own_day_is_owed_nothing_as_it_is_not_remembered() -> None:
    made, past = baghdad(), Chronicle()
    told = past.tell(done("raid", "iraq_government", marks={"hit_badr": 1.0}), 10, 1.0)
    day = Tally()
    for decision in ("raid", "release"):
        day.put(decision, 1.0, {"hit": column(badr=1.0)})
    past.pass_day(10, day)
    made.feed_memories(day)
    assert not np.any(level_felt(made.channels("detained")))
    assert past.felt(made.channels("detained"), told, 11) == 0.0


def test_what_is_left_is_the_product_over_all_undoing_days_in_whatever_order_it_is_asked_for() -> None:
    made, past, rng = baghdad(), Chronicle(), np.random.default_rng(5)
    (detained,) = made.channels("detained")
    told, undone = [], []
    for day in range(10, 40):
        if day % 3 == 0:
            told.append(past.tell(done("raid", "iraq_government", marks={"hit_badr": 1.0}), day, 1.0))
        release = Tally()
        release.put("release", 1.0, {"hit": column(badr=1.0) * rng.choice([0.0, 1.0], size=3, p=[0.9, 0.1])})
        past.pass_day(day, release)
        undone.append((day, detained.declaration.forgotten(release, made)))
        for each in told[-2:]:  # as the days go by
            assert np.array_equal(past.left(detained, each, day), product(undone, each.day, day), equal_nan=False)
    for _ in range(200):  # and back and forth
        each, day = told[rng.integers(len(told))], int(rng.integers(10, 42))
        assert np.array_equal(past.left(detained, each, day), product(undone, each.day, day))


def product(undone: list[tuple[int, Number]], since: int, day: int) -> Number:
    left: Number = 1.0
    for then, share in undone:
        if since <= then < day:
            left = left * (1.0 - np.asarray(share))
    return left


def test_days_on_which_nothing_was_undone_are_not_kept() -> None:
    past, quiet, loud = Chronicle(), Tally(), Tally()
    quiet.put("strike", 1.0, {"in_iraq": 1.0})
    loud.put("end_truce", column(badr=1.0), {"binds": column(badr=1.0)})
    past.pass_day(1, quiet)
    past.pass_day(2, loud)
    assert [day for day, _ in past.undoings] == [2]


# All of it ----------------------------------------------------------------------------------------------------------------


class Audited(EscalationModel):
    """Before each part of some days, all that is felt is compared with what is owed to the acts so far, motive by motive."""

    every = 1
    compared = 0

    def _take(self, part: str) -> None:
        if self.clock % self.every == 0:
            for actor in self.actors:
                for decision in actor.decide(part):
                    for name, note in zip(decision.motive_names, decision.notes, strict=True):
                        self._compare(actor, f"{decision.name}/{name}", note)
        super()._take(part)

    def _compare(self, actor: Perceiver, place: str, note: object) -> None:
        channels = channels_of(actor, note)  # type: ignore[arg-type]
        level, past = level_felt(channels), self.documented.chronicle
        if is_nothing(level):
            return
        owed = total(past.felt(channels, told, self.day) for told in past.told)
        level, owed = (np.broadcast_to(per_group(value, GROUPS), (GROUPS, self.worlds)) for value in (level, owed))
        assert owed == pytest.approx(level, rel=1e-9, abs=1e-12), (self.day, place)
        self.compared += 1


def moved(worlds: int) -> dict[str, np.ndarray]:
    """Parameters that differ from world to world, each within its bounds."""
    rng = np.random.default_rng(11)
    return {
        name: np.clip(entry.value * rng.uniform(0.5, 1.5, worlds), *entry.bounds)
        for name, entry in load_parameters().entries.items()
    }


@pytest.mark.parametrize(
    ("start", "days", "every"),
    [
        (date(2019, 12, 20), 40, 2),  # strikes, a siege, the killing of the commander, missiles
        (date(2020, 6, 20), 20, 2),  # a raid and a release
        (date(2020, 10, 5), 60, 4),  # a truce and its end
        (date(2024, 1, 25), 25, 3),  # the dead of Tower 22, a suspension, blows, a killing, the end of a pause
    ],
)
def test_all_that_is_felt_is_owed_to_the_acts_of_the_record(start: date, days: int, every: int) -> None:
    """With nothing missed, so that no memory holds more than the acts told."""
    plan = span(start, days, reporting="complete", warm_up=20)
    model = Audited(plan, worlds=2, parameters=load_parameters().replace(moved(2)), keep_log=False)
    model.every = every
    while model.running:
        model.step()
    assert model.compared > 100


def test_all_that_is_felt_is_owed_to_the_acts_made_by_hand() -> None:
    model = Audited(scenario(reporting="complete"), worlds=2, parameters=load_parameters().replace(moved(2)), evidence=evidence())
    while model.running:
        model.step()
    assert model.compared > 1000


def test_what_the_record_missed_is_owed_to_nobody() -> None:
    """The rest of the level: nothing else is felt without an act."""
    model = EscalationModel(scenario(45), parameters=pinned(), evidence=evidence(), keep_log=False)
    while model.running:
        model.step()
    past, channels = model.documented.chronicle, model.militias.channels("attacks_felt")
    yesterday = [told for told in past.told if told.day < model.day]
    owed = total(past.felt(channels, told, model.day) for told in yesterday)
    assert (np.asarray(owed) < 0.99 * np.asarray(level_felt(channels))).all()
    assert (np.asarray(owed) > 0).all()
