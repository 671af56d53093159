"""Pages are drawn in the house style, as the program draws them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from sim.figures.style import settings


@pytest.fixture(autouse=True)
def _house_style() -> Iterator[None]:
    with settings():
        yield
