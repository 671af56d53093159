"""What `from sim import ...` offers: simulate, compare, sweep, effects, replay and branch, in Python and in notebooks.

All take the same `params` and `changes` (see `sim.parameter_files.choose`) as the command line's `--params` and `--set`:

====================================== =============================================================================
nothing                                draws of the posterior of the whole record, one for each world
`params={"militia.fear": 0.0}`         the posterior, but for what is named; `changes={...}` says the same
`params="train"`                       draws of the posterior of the training window, which has not seen the days after 2022
`params="point"`                       the values set by hand
`params="point", changes={...}`        the values set by hand, but for what is named
`params="draws.parquet"`, `changes`    a file of values or draws, and what is laid over it
====================================== =============================================================================
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd

from sim.asking import loaded
from sim.comparison import arms_against, arms_alone, run_arms
from sim.errors import InputError
from sim.machine import BLOCK, SEED, WORLDS, Machine, Progress
from sim.model import EscalationModel
from sim.parameter_files import POSTERIOR, Changes, Params, choose, for_worlds
from sim.run_results import ComparisonResult, RunResult
from sim.scenario import Scenario
from sim.scenario.interventions import Intervention
from sim.types import Number

if TYPE_CHECKING:
    from sim.estimates.result import Effects
    from sim.sweeps.asked import Vary
    from sim.sweeps.planning import AnyDesign
    from sim.sweeps.result import SweepResult


def simulate(
    scenario: Scenario | str | Path,
    worlds: int = WORLDS,
    seed: int = SEED,
    *,
    params: Params = POSTERIOR,
    changes: Changes | None = None,
    jobs: int = 1,
    block: int = BLOCK,
    scheduler: str | None = None,
    progress: Progress | None = None,
) -> RunResult:
    """Run one scenario in many worlds.

    Parameters
    ----------
    scenario
        A scenario, its name or its file.
    worlds, seed
        How many worlds, and their luck: world 17 of a seed is the same world, however many there are.
    params, changes
        Parameter values: by default the posterior's (see the head of this module).
    jobs, block, scheduler
        Processes (-1: one per core), worlds at a time, address of a Dask cluster; no result depends on them.
    progress
        Called with the scenario's name and how many more of its worlds are done.

    Raises
    ------
    InputError
        For an unknown name, or a number out of range.

    >>> run = simulate("no_gaza_war", worlds=50)
    >>> run.worlds[["world", "attacks_on_us", "peak_rung"]].head()
    """
    machine, parameters = Machine(jobs, block, scheduler), choose(params, changes)
    alone = run_arms(arms_alone([loaded(scenario)]), worlds, seed, parameters, machine, progress, command="run")
    return RunResult.of(alone, parameters)


def compare(
    scenarios: Sequence[Scenario | str | Path],
    worlds: int = WORLDS,
    seed: int = SEED,
    *,
    params: Params = POSTERIOR,
    changes: Changes | None = None,
    jobs: int = 1,
    block: int = BLOCK,
    scheduler: str | None = None,
    progress: Progress | None = None,
) -> ComparisonResult:
    """Run several scenarios in the same worlds and compare each with the first; arguments are those of `simulate`.

    A world has the same luck and the same parameters in every arm, so the difference in one world is due to what the scenarios
    change. Each is counted over its own days, from its first simulated one to its last, and the reference over the same days; see
    `sim.effect_table.effects_of` for the columns.

    Raises
    ------
    InputError
        If there are fewer than two scenarios, two share a name, or the reference does not report the days of another.

    >>> comparison = compare(["documented", "no_soleimani_strike"], worlds=200)
    >>> comparison.effects[["scenario", "measure", "difference", "difference_low", "difference_high"]]
    """
    machine, arms = Machine(jobs, block, scheduler), arms_against([loaded(scenario) for scenario in scenarios])
    parameters = choose(params, changes)
    return ComparisonResult.of(run_arms(arms, worlds, seed, parameters, machine, progress, command="compare"), parameters)


def sweep(
    scenario: Scenario | str | Path,
    vary: Vary | None = None,
    *,
    design: AnyDesign = "grid",
    points: int | None = None,
    worlds: int = WORLDS,
    seed: int = SEED,
    reference: int = 0,
    params: Params = POSTERIOR,
    changes: Changes | None = None,
    jobs: int = 1,
    block: int = BLOCK,
    scheduler: str | None = None,
    progress: Progress | None = None,
) -> SweepResult:
    """Run one scenario at the points of a design over parameters and levers, with the same worlds and luck at every point.

    Parameters
    ----------
    vary
        What is varied, by name (see `sim.sweeps.factors`): a pair is a range, `(0.0, 2.0)`; a list are values; text is read as
        after `--vary`. Names alone for a posterior design, nothing for a file or a table.
    design
        `grid`, `lhs`, `sobol`, `posterior` (see `sim.sweeps.designs`), a CSV file, or a table with a column for each name.
    points
        Values of each range in a grid (default 5), or points of a sampled design (default 32).
    reference
        The point from which the others are told apart, world by world.
    worlds, seed, params, changes, jobs, block, scheduler, progress
        Those of `simulate`; so many worlds at each point. The seed also decides a sampled design.

    Raises
    ------
    InputError
        For a name, value or design that is none, with what is allowed.

    >>> result = sweep("no_soleimani_strike", {"us.strikes_per_lethal_attack": (0.1, 1.0)}, points=5, worlds=200)
    >>> result.points[["us.strikes_per_lethal_attack", "measure", "mean", "difference", "difference_standard_error"]]
    """
    from sim.sweeps.planning import plan_sweep
    from sim.sweeps.result import SweepResult  # it draws, which simulating does not need
    from sim.sweeps.running import run_sweep

    plan = plan_sweep(loaded(scenario), vary, design, points, worlds, seed, choose(params, changes), reference)
    return SweepResult(run_sweep(plan, Machine(jobs, block, scheduler), progress))


def effects(folder: str | Path, reference: str | int | None = None, *, beside: Sequence[str | Path] = ()) -> Effects:
    """The effects in a folder that `compare`, `batch` or `sweep` wrote, or a notebook saved; nothing is run again.

    Parameters
    ----------
    folder
        The folder, or its manifest.
    reference
        What the others are set against, a scenario's name or a point of a sweep; default: the first scenario of a comparison, the
        documented one of a batch, the reference of a sweep.
    beside
        Folders of the same comparison under another coupling: adds the range of the mean effect over couplings.

    Raises
    ------
    InputError
        If the folder is not ours, is being written, was edited, or holds nothing to set the others against; if one beside it is
        not the same but for the coupling.

    >>> found = effects("results/no_soleimani_strike")
    >>> found.table.set_index("measure")[["difference", "standard_error", "own", "followed", "shape"]]
    """
    from sim.estimates.estimating import estimate
    from sim.estimates.ranged import with_range
    from sim.estimates.result import Effects  # it draws, which simulating does not need

    return Effects(with_range(estimate(folder, reference), [Path(each) for each in beside]))


def replay(
    scenario: Scenario | str | Path = "documented", *, params: Params = POSTERIOR, changes: Changes | None = None
) -> pd.DataFrame:
    """Log probability that the rules give to what is documented, day by day one step ahead, summed over the reported days.

    Returns
    -------
    One row per world, a column per decision, and `all`, their sum; natural logarithms. There are as many worlds as the changes
    have entries, else as many as there are draws, and one if every parameter is a number; draw w goes to world w.

    Raises
    ------
    InputError
        If the scenario is not documented throughout, or arrays of parameters differ in length.

    >>> replay(params="point", changes={"militia.branching": np.array([0.3, 0.6])})["attack_base"]
    """
    whole = loaded(scenario)
    if not whole.is_documented:
        raise InputError(f"{whole.name} branches on {whole.branch}; allowed: a scenario that is documented throughout")
    parameters = choose(params, changes)
    laid_over = {**(params if isinstance(params, Mapping) else {}), **(changes or {})}
    worlds = _length(laid_over) or _length(parameters.values) or 1
    model = EscalationModel(whole, worlds, 0, parameters=for_worlds(parameters, worlds), keep_log=False)
    for _ in model.run():
        pass
    model.close()
    scores = {name: np.broadcast_to(value, (worlds,)) for name, value in sorted(model.log_probability.items())}
    frame = pd.DataFrame(scores)
    frame["all"] = frame.sum(axis=1)
    return frame


def branch(
    scenario: Scenario | str | Path,
    on: date | str,
    interventions: Sequence[Intervention | Mapping[str, Any]] = (),
    *,
    name: str | None = None,
    title: str | None = None,
    question: str | None = None,
    start: date | str | None = None,
    end: date | str | None = None,
    luck: Literal["abducted", "fresh"] | None = None,
    coupling: Literal["causes", "inversion"] | None = None,
    contexts: Literal["recorded", "none"] | None = None,
    reporting: Literal["as_recorded", "complete"] | None = None,
    switch_off: tuple[str, ...] | list[str] | None = None,
    switch_off_in: Literal["both_arms", "this_arm"] | None = None,
    warm_up: int | None = None,
    watch: tuple[str, ...] | list[str] | None = None,
) -> Scenario:
    """A scenario that follows another up to the day before `on` and is simulated from that day; raises `ScenarioError`.

    Parameters
    ----------
    interventions
        In the form of the YAML files; added to those it has.
    name
        By default that of the scenario, with the day.
    title, question, start, end, luck, coupling, contexts, reporting, switch_off, switch_off_in, warm_up, watch
        Replace the scenario's own, see `sim.scenario.fields.ScenarioFields`; None leaves them.

    >>> calm = branch("documented", "2020-01-02", [{"remove_event": "2020-01-03-us-targeted-killing"}], end="2020-06-30")
    >>> compare(["documented", calm], worlds=200).effects
    """
    whole = loaded(scenario)
    asked: dict[str, Any] = {
        "title": title, "question": question, "start": start, "end": end, "luck": luck, "coupling": coupling,
        "contexts": contexts, "reporting": reporting, "switch_off": switch_off, "switch_off_in": switch_off_in,
        "warm_up": warm_up, "watch": watch,
    }  # fmt: skip
    changes = {key: value for key, value in asked.items() if value is not None}
    named = f"{whole.name}_from_{on}" if name is None else name
    return whole.edit(name=named, branch=on, interventions=(*whole.interventions, *interventions), **changes)


def _length(values: Mapping[str, Number]) -> int:
    """How many worlds the arrays among these values are for; 0 if there are none."""
    lengths = {len(value) for value in values.values() if isinstance(value, np.ndarray) and value.ndim}
    if len(lengths) > 1:
        raise InputError(f"arrays of parameters have {' and '.join(map(str, sorted(lengths)))} entries; allowed: one length")
    return lengths.pop() if lengths else 0
