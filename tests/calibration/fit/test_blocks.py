"""Blocks: what depends on which is found by trying, no part depends on two blocks of a round, and moving them is exact."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from calibration.fit.blocks import check_independence, find_dependence, one_block, sweep_of
from calibration.fit.smc import Particles, chains, fit_proposal, pcn_move, temper
from sim.types import Bools, Floats


def three_parts(x: Floats) -> Floats:
    """Part 0 sees coordinates 0 and 1, part 1 coordinates 1 and 2, part 2 coordinate 3; nobody sees coordinate 4."""
    return np.stack([-((x[:, 0] + x[:, 1] - 1.0) ** 2), -((x[:, 1] - x[:, 2]) ** 2), -2.0 * (x[:, 3] - 1.0) ** 2], axis=1)


DEPENDENCE = np.array([[1, 0, 0], [1, 1, 0], [0, 1, 0], [0, 0, 1], [0, 0, 0]], dtype=bool)


def test_what_depends_on_which_is_found() -> None:
    assert (find_dependence(three_parts, 5, np.random.default_rng(1)) == DEPENDENCE).all()


def test_what_a_weight_that_is_often_zero_weighs_is_found_to_depend_on_it() -> None:
    """Coordinate 1 matters only where coordinate 0 is positive; from below, nothing would seem to depend on either."""

    def weighed(x: Floats) -> Floats:
        return np.stack([np.maximum(x[:, 0], 0.0) * np.exp(x[:, 1]), x[:, 2]], axis=1)

    for seed in range(20):
        dependence = find_dependence(weighed, 3, np.random.default_rng(seed), points=1)
        assert dependence.tolist() == [[True, False], [True, False], [False, True]]


def test_a_likelihood_of_one_part_makes_one_block() -> None:
    dependence = find_dependence(lambda x: -(x**2).sum(axis=1), 3, np.random.default_rng(2))
    ((block,),) = sweep_of(dependence)
    assert sorted(block.coordinates.tolist()) == [0, 1, 2]


tables = st.integers(1, 30).flatmap(
    lambda d: st.integers(1, 8).flatmap(
        lambda p: st.lists(st.lists(st.booleans(), min_size=p, max_size=p), min_size=d, max_size=d)
    )
)


@given(tables, st.integers(1, 9))
def test_rounds_cover_all_and_no_part_depends_on_two_blocks_of_a_round(table: list[list[bool]], largest: int) -> None:
    dependence: Bools = np.array(table, dtype=bool)
    rounds = sweep_of(dependence, largest)
    assert {int(i) for members in rounds for block in members for i in block.coordinates} == set(range(len(dependence)))
    for members in rounds:
        moved = np.concatenate([block.coordinates for block in members])
        assert len(set(moved.tolist())) == len(moved)
        parts = np.concatenate([np.flatnonzero(dependence[block.coordinates].any(axis=0)) for block in members])
        assert len(set(parts.tolist())) == len(parts)
        assert all(block.coordinates.size <= largest for block in members)


def test_moving_by_blocks_finds_what_moving_all_at_once_finds() -> None:
    rng = np.random.default_rng(3)
    rounds = sweep_of(find_dependence(three_parts, 5, rng))
    assert sum(len(members) for members in rounds) > 1
    blocked, joint = (
        temper(three_parts, rng.standard_normal((6000, 5)), rng, sweep=sweep, moves=6) for sweep in (rounds, one_block(5, 3))
    )
    assert blocked.x.mean(axis=0) == pytest.approx(joint.x.mean(axis=0), abs=0.06)
    assert np.cov(blocked.x.T) == pytest.approx(np.cov(joint.x.T), abs=0.06)
    assert blocked.log_evidence == pytest.approx(joint.log_evidence, abs=0.12)
    assert blocked.x[:, 3].mean() == pytest.approx(0.8, abs=0.04)  # by hand: precision 1 + 4, mean 4 / 5


def test_parts_stay_those_of_the_coordinates() -> None:
    rng = np.random.default_rng(4)
    x = rng.standard_normal((50, 5))
    particles = Particles(x, three_parts(x), power=1.0)
    rounds = sweep_of(DEPENDENCE)
    for _ in range(5):
        pcn_move(particles, three_parts, rng, rounds, fit_proposal(particles, rounds))
    assert particles.parts == pytest.approx(three_parts(particles.x))
    draws, likes = chains(particles, three_parts, rng, 3, sweep=rounds)
    assert likes[:, -1] == pytest.approx(three_parts(draws[:, -1]).sum(axis=1))


def test_blocks_wrongly_taken_for_independent_leave_a_trace() -> None:
    rng = np.random.default_rng(6)
    x = rng.standard_normal((200, 5))
    wrong = DEPENDENCE.copy()
    wrong[1, 1] = False
    particles, rounds = Particles(x, three_parts(x), power=1.0), sweep_of(wrong)
    for _ in range(5):
        pcn_move(particles, three_parts, rng, rounds, fit_proposal(particles, rounds))
    with pytest.raises(RuntimeError, match="independent and are not"):
        check_independence(three_parts, particles.x, particles.parts)


def test_one_block_is_all_coordinates_and_every_part() -> None:
    ((block,),) = one_block(3, 2)
    assert (block.coordinates.tolist(), block.parts.tolist()) == ([0, 1, 2], [0, 1])


def test_dependence_is_not_found_without_a_point() -> None:
    with pytest.raises(ValueError, match="points is 0"):
        find_dependence(three_parts, 5, np.random.default_rng(1), points=0)
