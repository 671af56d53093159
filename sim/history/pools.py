"""What all histories share: the common frailty of a pool, and what a history must do.

The groups' decisions of the same name form a pool: a row that names no author is scored on the sum of the possible authors'
rates. With dispersion on, the groups of a pool share the day's gamma frailty, so that their total is negative binomial while each
group keeps a luck of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from sim.decision import Decision
from sim.environment import Environment
from sim.history import chance
from sim.tally import LogEntry, Tally
from sim.types import Number

DISPERSED = {"attack_base": "base_dispersion", "attack_convoy": "convoy_dispersion"}
"""The pools whose counts come in bunches beyond chance, and the parameter that is the shape of their frailty."""


class History(Protocol):
    """Turns the rates of one part of the day into outcomes, puts them into the day's tally, and returns them for the log."""

    log_probability: dict[str, Number]

    def begin(self, environment: Environment, yesterday: Tally) -> None:
        """A day begins; memories have taken in yesterday."""

    def resolve(self, environment: Environment, decisions: Sequence[Decision]) -> list[LogEntry]:
        """Decide the outcomes of these decisions today."""
        ...


def mood_of(environment: Environment, name: str, count: Number = 0.0, mean: Number = 0.0) -> Number:
    """The day's common frailty of a pool, one for all its members; 1 if its counts are Poisson.

    Given `count`, what the pool did today, and its expectation `mean`, if they are known (`sim.history.chance.frailty`).
    """
    shape = shape_of(environment, name)
    if shape is None:
        return 1.0
    return chance.frailty(shape, environment.luck.uniform(f"frailty/{name}", environment.day), count, mean)


def shape_of(environment: Environment, name: str) -> Number | None:
    """Gamma shape of a pool's frailty, or None if its counts are Poisson."""
    if name not in DISPERSED or "dispersion" in environment.off.of("militia"):
        return None
    return environment.parameters.values[f"militia.{DISPERSED[name]}"]
