"""A model a moment earlier: read as it was when its actors decided, after the day has been stepped."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sim.model import EscalationModel
from sim.tally import Tally


@contextmanager
def as_decided(model: EscalationModel) -> Iterator[None]:
    """The clock of the day just stepped: dated contexts are read as they were when the actors decided."""
    model.clock -= 1
    try:
        yield
    finally:
        model.clock += 1


@contextmanager
def before_today(model: EscalationModel) -> Iterator[None]:
    """For a moment, nothing has happened today yet."""
    today, model.today = model.today, Tally()
    try:
        yield
    finally:
        model.today = today
