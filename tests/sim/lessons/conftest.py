"""The small lesson, run once for all tests of this folder that are run together."""

from __future__ import annotations

import pytest

from sim.lessons.telling import Played, played
from sim.lessons.worlds import Worlds
from tests.sim.lessons.made import made_in


@pytest.fixture(scope="session")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Worlds:
    return made_in(tmp_path_factory.getbasetemp())


@pytest.fixture(scope="session")
def plays(ran: Worlds) -> list[Played]:
    return played(ran)
