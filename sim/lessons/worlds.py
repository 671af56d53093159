"""The worlds behind a lesson: every setting of its lever in the same worlds, and the record over the same days.

A measure is kept per world as steps in time: what was added on the days of each step (or, of a highest value, the highest of
them). A running total, or a running highest value, follows from that.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.comparison import Comparison, arms_alone, by_motive, run_arms
from sim.extrapolation import beyond_the_record
from sim.figures.compared import everything
from sim.lessons.reading import Read
from sim.lessons.schema import Lesson
from sim.machine import Machine, Progress
from sim.parameters import Parameters
from sim.results.running import running
from sim.results.runs import Run
from sim.scenario import Scenario, load_scenario
from sim.vocabulary.measures import MEASURES

STEP_AFTER, WEEK = 150, 7
"""A lesson of more days than that is shown week by week."""
Counts = NDArray[np.int64]


@dataclass(frozen=True)
class Worlds:
    """What came of every setting.

    Attributes
    ----------
    read
        The lesson, and what each setting runs.
    counts
        Shape `(settings, measures, worlds, steps)`, in the lesson's order.
    record
        The same of what was documented, shape `(measures, steps)`.
    step
        Days of a step.
    events
        By setting the event table of its worlds; where nothing is simulated, one world stands for all.
    ran
        By setting the scenario that these events are of.
    beyond
        By setting, where its worlds leave what the record shows, in a sentence; empty where they do not.
    seed
        Of the luck.
    parameters
        Draws, as for any run.
    """

    read: Read
    counts: Counts
    record: Counts
    step: int
    events: Mapping[str, pd.DataFrame]
    ran: Mapping[str, Scenario]
    seed: int
    parameters: Parameters
    beyond: Mapping[str, str] = field(default_factory=dict)

    @property
    def lesson(self) -> Lesson:
        """The lesson itself."""
        return self.read.lesson

    @property
    def first(self) -> date:
        """The first counted day, on which the lever moves."""
        return self.lesson.lever.branch

    def at(self, setting: str) -> int:
        """The place of a setting."""
        return [each.id for each in self.lesson.lever.settings].index(setting)

    def running(self, setting: str, measure: str) -> Counts:
        """Running totals (or highest values), shape `(worlds, steps)`."""
        return running(self.counts[self.at(setting), self.lesson.watch.index(measure)], measure)

    def final(self, setting: str, measure: str) -> Counts:
        """What each world has come to at the end, shape `(worlds,)`."""
        return self.running(setting, measure)[:, -1]

    def recorded(self, measure: str) -> int:
        """What was documented over the same days."""
        return int(running(self.record[[self.lesson.watch.index(measure)]], measure)[0, -1])


def run_lesson(
    read: Read, worlds: int, seed: int, parameters: Parameters, machine: Machine | None = None, progress: Progress | None = None
) -> Worlds:
    """Run every setting of a lesson in the same worlds.

    A setting that changes nothing in a documented history is that history in every world, and is not run.
    """
    lesson, lever = read.lesson, read.lesson.lever
    ran = {name: by_motive(scenario) for name, scenario in read.scenarios.items()}
    record = load_scenario("documented").edit(name="documented", start=lever.start, end=lever.end)
    simulated = {name: scenario for name, scenario in ran.items() if changes(scenario)}
    whole = run_arms(
        arms_alone(list(simulated.values())), worlds, seed, parameters, machine or Machine(), progress, command="batch"
    )
    alone = run_arms(arms_alone([record]), 1, seed, parameters, Machine(), command="run")
    days = (lever.end - lever.branch).days + 1
    step = WEEK if days > STEP_AFTER else 1
    runs = {name: whole.runs[each.name] if name in simulated else alone.runs[record.name] for name, each in ran.items()}
    past = counted(alone.runs[record.name], lesson.watch, lever.branch, step)
    shape = (len(lesson.watch), worlds, past.shape[-1])
    return Worlds(
        read,
        counts=np.stack([np.broadcast_to(counted(run, lesson.watch, lever.branch, step), shape) for run in runs.values()]),
        record=past[:, 0],
        step=step,
        events={name: run.events for name, run in runs.items()},
        ran={name: run.scenario for name, run in runs.items()},
        seed=seed,
        parameters=parameters,
        beyond={name: _beyond(whole, simulated[name].name) if name in simulated else "" for name in ran},
    )


def _beyond(whole: Comparison, name: str) -> str:
    """What a setting holds beyond the record."""
    one = next(each for each in everything(whole) if each.scenario.name == name)
    return beyond_the_record(whole, one)


def changes(scenario: Scenario) -> bool:
    """Whether a setting can come out otherwise than the record."""
    return bool(scenario.interventions or scenario.switch_off) or scenario.luck == "fresh"


def counted(run: Run, watch: Sequence[str], first: date, step: int) -> Counts:
    """The measures of a run by step, shape `(measures, worlds, steps)`, from a first day on; a step is so many days."""
    daily: Any = run.daily[run.daily["date"] >= pd.Timestamp(first)]
    worlds = daily["world"].nunique()
    table = []
    for name in watch:
        measure = MEASURES[name]
        by_day = daily[measure.column].to_numpy(dtype=np.int64).reshape(worlds, -1)
        starts = np.arange(0, by_day.shape[1], step)
        add = np.maximum if measure.how == "highest" else np.add
        table.append(add.reduceat(by_day, starts, axis=1))
    return np.stack(table)
