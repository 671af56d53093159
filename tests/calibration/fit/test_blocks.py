"""Blocks: who touches what is found by trying, rounds hold no two blocks that touch one part, and moving them is exact."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from calibration.fit.blocks import check, sweep, touched, whole
from calibration.fit.smc import Cloud, chains, guide, temper, walk
from sim.types import Bools, Floats


def three_parts(x: Floats) -> Floats:
    """Part 0 sees coordinates 0 and 1, part 1 coordinates 1 and 2, part 2 coordinate 3; nobody sees coordinate 4."""
    return np.stack([-((x[:, 0] + x[:, 1] - 1.0) ** 2), -((x[:, 1] - x[:, 2]) ** 2), -2.0 * (x[:, 3] - 1.0) ** 2], axis=1)


TOUCHES = np.array([[1, 0, 0], [1, 1, 0], [0, 1, 0], [0, 0, 1], [0, 0, 0]], dtype=bool)


def test_who_touches_what_is_found() -> None:
    assert (touched(three_parts, 5, np.random.default_rng(1)) == TOUCHES).all()


def test_a_weight_that_is_often_zero_is_found_to_touch_what_it_weighs() -> None:
    """Coordinate 1 matters only where coordinate 0 is positive; from below, both would seem to touch nothing."""

    def weighed(x: Floats) -> Floats:
        return np.stack([np.maximum(x[:, 0], 0.0) * np.exp(x[:, 1]), x[:, 2]], axis=1)

    for seed in range(20):
        found = touched(weighed, 3, np.random.default_rng(seed), points=1)
        assert found.tolist() == [[True, False], [True, False], [False, True]]


def test_a_likelihood_of_one_part_makes_one_block() -> None:
    touches = touched(lambda x: -(x**2).sum(axis=1), 3, np.random.default_rng(2))
    ((block,),) = sweep(touches)
    assert sorted(block.places.tolist()) == [0, 1, 2]


tables = st.integers(1, 30).flatmap(
    lambda d: st.integers(1, 8).flatmap(
        lambda p: st.lists(st.lists(st.booleans(), min_size=p, max_size=p), min_size=d, max_size=d)
    )
)


@given(tables, st.integers(1, 9))
def test_rounds_cover_all_and_no_two_blocks_of_a_round_touch_one_part(table: list[list[bool]], most: int) -> None:
    touches: Bools = np.array(table, dtype=bool)
    rounds = sweep(touches, most)
    assert {int(place) for members in rounds for block in members for place in block.places} == set(range(len(touches)))
    for members in rounds:
        places = np.concatenate([block.places for block in members])
        assert len(set(places.tolist())) == len(places)
        parts = np.concatenate([np.flatnonzero(touches[block.places].any(axis=0)) for block in members])
        assert len(set(parts.tolist())) == len(parts)
        assert all(block.places.size <= most for block in members)


def test_moving_by_blocks_finds_what_moving_all_at_once_finds() -> None:
    rng = np.random.default_rng(3)
    rounds = sweep(touched(three_parts, 5, rng))
    assert sum(len(members) for members in rounds) > 1
    clouds = [temper(three_parts, rng.standard_normal((6000, 5)), rng, sweep=plan, moves=6) for plan in (rounds, whole(5, 3))]
    blocked, joint = clouds
    assert blocked.x.mean(axis=0) == pytest.approx(joint.x.mean(axis=0), abs=0.06)
    assert np.cov(blocked.x.T) == pytest.approx(np.cov(joint.x.T), abs=0.06)
    assert blocked.log_evidence == pytest.approx(joint.log_evidence, abs=0.12)
    assert blocked.x[:, 3].mean() == pytest.approx(0.8, abs=0.04)  # by hand: precision 1 + 4, mean 4 / 5


def test_parts_stay_those_of_the_coordinates() -> None:
    rng = np.random.default_rng(4)
    x = rng.standard_normal((50, 5))
    cloud = Cloud(x, three_parts(x), power=1.0)
    rounds = sweep(TOUCHES)
    for _ in range(5):
        walk(cloud, three_parts, rng, rounds, guide(cloud, rounds))
    assert cloud.parts == pytest.approx(three_parts(cloud.x))
    draws, likes = chains(cloud, three_parts, rng, 3, sweep=rounds)
    assert likes[:, -1] == pytest.approx(three_parts(draws[:, -1]).sum(axis=1))


def test_blocks_wrongly_taken_for_independent_leave_a_trace() -> None:
    rng = np.random.default_rng(6)
    x = rng.standard_normal((200, 5))
    wrong = TOUCHES.copy()
    wrong[1, 1] = False
    cloud, rounds = Cloud(x, three_parts(x), power=1.0), sweep(wrong)
    for _ in range(5):
        walk(cloud, three_parts, rng, rounds, guide(cloud, rounds))
    with pytest.raises(RuntimeError, match="independent and are not"):
        check(three_parts, cloud.x, cloud.parts)
