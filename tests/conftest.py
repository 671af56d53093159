"""What all tests share."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator

# Read as NumPy is loaded: threads of several test processes wait for each other, and use thirty times the processor meanwhile.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import mesa
import pytest
from hypothesis import settings

settings.register_profile("any machine", deadline=None)  # a busy machine is slow, not wrong
settings.load_profile("any machine")


def pytest_collection_finish() -> None:
    """A run collects garbage after each block of worlds; the tests and libraries loaded by now are none, and need no search."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def _models_can_be_freed() -> Iterator[None]:
    """Mesa 3.3 keeps every model in a table of its agents; hundreds of tests would keep hundreds of models."""
    yield
    getattr(mesa.Agent, "_ids", {}).clear()
