"""What all tests share."""

from __future__ import annotations

from collections.abc import Iterator

import mesa
import pytest
from hypothesis import settings

settings.register_profile("any machine", deadline=None)  # a busy machine is slow, not wrong
settings.load_profile("any machine")


@pytest.fixture(autouse=True)
def _models_can_be_freed() -> Iterator[None]:
    """Mesa 3.3 keeps every model in a table of its agents; hundreds of tests would keep hundreds of models."""
    yield
    getattr(mesa.Agent, "_ids", {}).clear()
