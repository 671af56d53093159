"""The small seat, whose worlds have a short warm-up here."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from sim.seats.schema import SeatData
from sim.seats.seat import Seat
from sim.seats.tree import Tree
from tests.sim.seats.made import NUMBER, SEED, grown_in, made_in, patched, short, world


@pytest.fixture(scope="module", autouse=True)
def _in_no_time() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patched(patch, short)
        yield


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> SeatData:
    return made_in(tmp_path_factory.getbasetemp())


@pytest.fixture
def seat(data: SeatData) -> Seat:
    """On the first evening."""
    return Seat(data, seed=SEED, world=NUMBER, params=world().parameters)


@pytest.fixture(scope="module")
def over(data: SeatData, _in_no_time: None) -> Seat:
    """The same seat, played to its end without a strike; not to be played further."""
    return Seat(data, seed=SEED, world=NUMBER, params=world().parameters, choices=("wait",))


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory, _in_no_time: None) -> Tree:
    return grown_in(tmp_path_factory.getbasetemp())
