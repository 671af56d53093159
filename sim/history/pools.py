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
from sim.types import Ints, Number
from sim.worlds import chosen

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


def mood_of(
    environment: Environment, name: str, count: Number = 0.0, mean: Number = 0.0, *, worlds: Ints | None = None
) -> Number:
    """The day's common frailty of a pool, one for all its members; 1 if its counts are Poisson.

    Given `count`, what the pool did today, and its expectation `mean`, if they are known (`sim.history.chance.frailty`).
    `worlds`: in these alone, shape of them.
    """
    shape = shape_of(environment, name)
    if shape is None:
        return 1.0
    v = environment.luck.uniform(f"frailty/{name}", environment.day)
    if worlds is not None:
        shape, v, mean = chosen(shape, worlds, worlds), v[worlds], chosen(mean, worlds, worlds)
    return chance.frailty(shape, v, count, mean)


def most_mood(environment: Environment, name: str, count: Number = 0.0, mean: Number = 0.0) -> Number:
    """More than the same can be: the quantile at v is below the mean over 1 - v (Markov's inequality), which costs less."""
    shape = shape_of(environment, name)
    if shape is None:
        return 1.0
    v = environment.luck.uniform(f"frailty/{name}", environment.day)
    return (shape + count) / ((shape + mean) * (1.0 - v))


def shape_of(environment: Environment, name: str) -> Number | None:
    """Gamma shape of a pool's frailty, or None if its counts are Poisson."""
    if name not in DISPERSED or "dispersion" in environment.off.of("militia"):
        return None
    return environment.parameters.values[f"militia.{DISPERSED[name]}"]
