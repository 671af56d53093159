"""All paths of a seat."""

from __future__ import annotations

import pytest

from sim.results.running import running
from sim.seats.schema import SeatData
from sim.seats.seat import Seat
from sim.seats.tree import Tree, step_of
from tests.sim.seats.made import world


def test_every_path_ends_in_a_leaf(tree: Tree) -> None:
    paths = [leaf.path for leaf in tree.leaves]
    assert paths == [("strike", "kill"), ("strike", "spare"), ("wait",)]
    assert set(tree.nodes) == {(), ("strike",)}
    assert tree.historical == 0
    assert tree.counts.shape == (3, 5, 6, 14)


def test_a_leaf_is_the_seat_played_so(tree: Tree, data: SeatData) -> None:
    played = Seat(
        data, seed=tree.world.seed, world=tree.world.number, params=world().parameters, choices=tree.leaves[1].path
    ).events
    assert tree.leaves[1].events.equals(played)


def test_the_counts_are_those_of_the_worlds(tree: Tree) -> None:
    assert tree.final(2, "us_strikes").tolist() == [0] * 6
    assert tree.final(0, "leaders_killed").tolist() == [1] * 6
    assert tree.final(1, "leaders_killed").tolist() == [0] * 6
    # rows of 29 December, 4 (two), 5, 8 and 9 January
    record = {name: int(running(tree.record[[at]], name)[0, -1]) for at, name in enumerate(tree.seat.watch)}
    assert record == {"attacks_on_us": 6, "us_strikes": 1, "leaders_killed": 1, "embassy_assaults": 1, "peak_rung": 8}


def test_what_is_explained_has_shares_of_one_whole(tree: Tree) -> None:
    told = [why for leaf in tree.leaves for why in leaf.told.values()]
    assert told
    for why in told:
        assert sum(motive.share for motive in why.motives) == pytest.approx(1.0)


def test_a_long_game_is_counted_by_weeks(data: SeatData) -> None:
    assert step_of(data) == 1
    assert step_of(data.model_copy(update={"end": data.end.replace(year=2021)})) == 7
