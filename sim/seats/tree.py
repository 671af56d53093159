"""All paths of a seat in one world, and what came of each in many: the small form, which needs no simulator any more.

The world that is played is the same on every path, so that the player's luck is, too. **Which**: the one that runs nearest to
the middle of all, whatever is chosen on the first evening (the distance to the median running total, over time, all watched
measures and all first options, each in units of what worlds differ by on average; of equals, the lowest number).

A path ends in a leaf. Its choices, with the evenings on which this world called for them, are run in all worlds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from sim.chosen_worlds import nearest_the_middle
from sim.comparison import arms_alone, run_arms
from sim.explain.chain import Step, step_at
from sim.explain.explanation import Explanation
from sim.explain.logs import worth_explaining
from sim.explain.several import explain_events
from sim.lessons.worlds import STEP_AFTER, WEEK, Counts, counted
from sim.machine import Machine, Progress
from sim.parameters import Parameters
from sim.results.running import running
from sim.seats.happenings import Happening, happenings
from sim.seats.orders import ONE_DAY, Choice, scenario_of
from sim.seats.schema import SeatData
from sim.seats.standing import Standing, World, historical_choices, stand

Path = tuple[str, ...]
"""Ids of the options of a path."""
EXPLAINED, ANCESTORS = 4, 3
"""Events of a leaf that are explained in full, and how far back each chain is."""


@dataclass(frozen=True)
class Leaf:
    """A path to its end in the world that is played.

    Attributes
    ----------
    choices
        With their evenings.
    events
        The world's events, in the order of their numbers.
    steps, told
        Each event with what it came from; those that matter most explained in full, by number.
    """

    choices: tuple[Choice, ...]
    events: pd.DataFrame
    steps: tuple[Step, ...]
    told: Mapping[int, Explanation]

    @property
    def path(self) -> Path:
        """The ids of its options."""
        return tuple(each.option for each in self.choices)


@dataclass(frozen=True)
class Tree:
    """All paths of a seat.

    Attributes
    ----------
    world
        The world that is played.
    nodes
        By path, where the player stands on it; the paths that end in a leaf are not among them.
    leaves
        In the order of the options.
    counts
        What came of each leaf in every world, shape `(leaves, measures, worlds, steps)`, in the seat's order of measures.
    record
        The same of what was documented, shape `(measures, steps)`.
    step
        Days of a step.
    historical
        The number of the leaf with the historical choices.
    """

    seat: SeatData
    world: World
    nodes: Mapping[Path, Standing]
    leaves: tuple[Leaf, ...]
    counts: Counts
    record: Counts
    step: int
    historical: int

    @property
    def worlds(self) -> int:
        """How many worlds each leaf was run in."""
        return int(self.counts.shape[2])

    @cached_property
    def happenings(self) -> tuple[tuple[Happening, ...], ...]:
        """By leaf its events as sentences, with what each came from."""
        return tuple(tuple(happenings(leaf.events, self.seat.actor)) for leaf in self.leaves)

    def final(self, leaf: int, measure: str) -> Counts:
        """What each world of a leaf has come to at the end, shape `(worlds,)`."""
        return running(self.counts[leaf, self.seat.watch.index(measure)], measure)[:, -1]

    def recorded(self, measure: str) -> int:
        """What was documented over the same days."""
        return int(running(self.record[self.seat.watch.index(measure)], measure)[-1])


def grown(
    seat: SeatData,
    worlds: int,
    seed: int,
    parameters: Parameters,
    machine: Machine | None = None,
    progress: Progress | None = None,
) -> Tree:
    """Play all paths in one world, and run each of them in all.

    Raises
    ------
    RuntimeError
        If the historical choices are no path of the tree, which a seat that was read rules out.
    """
    machine = machine or Machine()

    def counts_of(paths: Sequence[Sequence[Choice]]) -> Counts:
        arms = [scenario_of(seat, choices) for choices in paths]
        ran = run_arms(arms_alone(arms), worlds, seed, parameters, machine, progress, command="batch")
        return np.stack([counted(ran.runs[arm.name], seat.watch, seat.day + ONE_DAY, step_of(seat)) for arm in arms])

    firsts = [(Choice(seat.day, seat.decisions[0].id, option.id),) for option in seat.decisions[0].options]
    world = World(seed, _typical(seat, counts_of(firsts)), parameters)
    nodes: dict[Path, Standing] = {}
    ends = _ends(seat, world, (), nodes)
    leaves = tuple(_leaf(seat, world, choices, standing) for choices, standing in ends)
    documented = historical_choices(seat)
    at = next((number for number, leaf in enumerate(leaves) if leaf.choices == documented), None)
    if at is None:
        raise RuntimeError(f"{seat.name}: the historical choices are no path in world {world.number}")
    counts = counts_of([leaf.choices for leaf in leaves])
    return Tree(seat, world, nodes, leaves, counts, counts[at][:, 0], step_of(seat), at)


def step_of(seat: SeatData) -> int:
    """Days of a step: a day, or a week of a long game."""
    return WEEK if (seat.end - seat.day).days > STEP_AFTER else 1


def _ends(
    seat: SeatData, world: World, choices: tuple[Choice, ...], nodes: dict[Path, Standing]
) -> list[tuple[tuple[Choice, ...], Standing]]:
    """The ends of all paths that go on from here; the evenings on the way go into `nodes`."""
    standing = stand(seat, choices, world)
    if standing.point is None:
        return [(choices, standing)]
    nodes[tuple(each.option for each in choices)] = standing
    found = []
    for option in standing.point.options:
        found += _ends(seat, world, (*choices, Choice(standing.day, standing.point.id, option.id)), nodes)
    return found


def _leaf(seat: SeatData, world: World, choices: tuple[Choice, ...], standing: Standing) -> Leaf:
    events = standing.events
    steps = tuple(step_at(events, at) for at in range(len(events)))
    wanted = worth_explaining(events, seat.day + ONE_DAY, EXPLAINED, ANCESTORS)
    return Leaf(choices, events, steps, explain_events(world.model(seat, choices), events, wanted))


def _typical(seat: SeatData, firsts: Counts) -> int:
    """The world that runs nearest to the middle of all; `firsts` has shape `(options, measures, worlds, steps)`."""
    return nearest_the_middle(
        [running(counts, name) for option in firsts for name, counts in zip(seat.watch, option, strict=True)]
    )
