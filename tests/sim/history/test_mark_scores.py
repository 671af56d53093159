"""What documented marks score: by hand, and as often as they are drawn; `tests.straight_line` has them all in a whole record."""

from __future__ import annotations

import numpy as np
import pytest

from sim.history.acted import Acted
from sim.history.mark_scores import SCORERS, log_marks
from sim.history.marks import DRAWERS, draw_marks
from sim.vocabulary.decisions import MILITIAS
from sim.worlds import nonzero
from tests.stand_in import StandIn, column, done, weighed

MANY = 40_000
ODDS = {
    "marks__abroad": 0.3, "marks__drone_share": 0.4, "marks__lethal": 0.1, "marks__wounding": 0.2, "marks__lethal_drone": 0.3,
    "marks__wounding_drone": 0.1, "marks__drones_stopped": 0.5, "marks__more_dead": 0.6, "marks__wounded": 3.0,
}  # fmt: skip


def around(worlds: int = 1) -> StandIn:
    return StandIn(worlds, contexts={"attack_drones": 1.0}, **ODDS)


def chance(decision: str, unstated: tuple[str, ...] = (), day: StandIn | None = None, **marks: float) -> float:
    value = log_marks(around() if day is None else day, done(decision, "badr", marks=marks, unstated=unstated))
    assert value is not None
    return float(np.exp(np.asarray(value).item()))


def test_an_attack_is_scored_by_place_weapon_and_harm() -> None:
    """A rocket in Iraq that harms nobody: 0.7 x 0.6 x 0.7; a drone abroad that kills two: 0.3 x 0.4 x 0.15 x P(1 more)."""
    assert chance("attack_base", in_iraq=1.0) == pytest.approx(0.7 * 0.6 * 0.7)
    more = 0.6 / 1.6**2
    killed = chance("attack_base", abroad=1.0, drone=1.0, lethal=1.0, us_killed=2.0)
    assert killed == pytest.approx(0.3 * 0.4 * 0.15 * more)


def test_the_wounded_are_one_and_more() -> None:
    """Three wounded by a rocket in Iraq: two beyond the first, of a mean of two beyond: 2^2 / 3^3."""
    assert chance("attack_base", in_iraq=1.0, wounding=1.0, us_wounded=3.0) == pytest.approx(0.7 * 0.6 * 0.2 * 4 / 27)


def test_a_weapon_that_nobody_states_is_summed_over() -> None:
    assert chance("attack_base", ("drone",), in_iraq=1.0) == pytest.approx(0.7 * (0.6 * 0.7 + 0.4 * 0.8))


def test_dead_that_nobody_counts_are_not_scored() -> None:
    day = StandIn(us__in_iraq_trump=0.25, us__militia_killed_abroad=3.0)
    assert chance("strike", ("militia_killed",), day) == pytest.approx(0.75)
    assert chance("strike", (), day, militia_killed=1.0) == pytest.approx(0.75 * 3 / 16)


def test_whom_a_strike_hit_is_scored_by_what_washington_believed() -> None:
    day = StandIn(us__in_iraq_trump=0.0, belief=column(badr=0.5, thar_allah=0.2))
    marks = {"hit_badr": 0.5, "hit_thar_allah": 0.5}
    assert chance("strike", ("militia_killed",), day, **marks) == pytest.approx(0.7)


def test_acts_without_odds_score_nothing() -> None:
    assert log_marks(around(), done("warn", "us")) is None
    assert set(SCORERS) < set(DRAWERS)


def test_marks_come_as_often_as_they_score() -> None:
    """The shares of the kinds of attacks drawn are the chances that the same kinds score."""
    day = around(MANY)
    rows = np.ones((len(MILITIAS), MANY))
    drawn = draw_marks(day, weighed("attack_base", 0.0), Acted.of(rows, 0.0, nonzero(rows, rows.shape)))
    found = {name: np.asarray(drawn[name]) > 0 for name in ("abroad", "drone", "lethal", "wounding")}
    for abroad in (0.0, 1.0):
        for drone in (0.0, 1.0):
            kind = (found["abroad"] == abroad) & (found["drone"] == drone)
            calm = float((kind & ~found["lethal"] & ~found["wounding"]).mean())
            scored = chance("attack_base", in_iraq=1.0 - abroad, abroad=abroad, drone=drone)
            assert calm == pytest.approx(scored, abs=4.5 * np.sqrt(scored / rows.size))
