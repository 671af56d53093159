"""What `from sim import ...` offers: simulate, replay, branch and compare, in Python and in notebooks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from sim.compare import Comparison
from sim.compare import compare as compare_arms
from sim.ensemble import Machine
from sim.ensemble import simulate as simulate_worlds
from sim.errors import InputError
from sim.model import EscalationModel
from sim.parameters import Parameters, load_parameters
from sim.results import Run
from sim.results.parameter_files import POSTERIOR, choose
from sim.scenario import Scenario, load_scenario
from sim.types import Number

Params = Parameters | Mapping[str, Number] | str | Path | None
"""Parameters; `posterior` (also None): draws of the fitted posterior, one for each world; `point`: the values set by hand; a file
of values; or changes to the values set by hand, by name, numbers or arrays with one entry per world."""


def simulate(scenario: Scenario | str, worlds: int = 100, seed: int = 7, params: Params = None, jobs: int = 1, **how: Any) -> Run:
    """Run one scenario in many worlds.

    `how` may state `block` and `scheduler` (see `sim.ensemble.Machine`). Raises `InputError` for an unknown name or value.

    >>> run = simulate("no_gaza_war", worlds=50)
    >>> run.worlds[["world", "attacks_on_us", "peak_rung"]].head()
    """
    return simulate_worlds(scenario, worlds, seed, parameters_from(params), Machine(jobs, **how))


def compare(
    scenarios: Sequence[Scenario | str], worlds: int = 1000, seed: int = 7, params: Params = None, jobs: int = 1, **how: Any
) -> Comparison:
    """Run several scenarios in the same worlds and compare each with the first; see `sim.compare.effects_of` for the columns.

    >>> comparison = compare(["documented", "no_soleimani_strike"], worlds=200)
    >>> comparison.effects[["scenario", "measure", "difference", "difference_low", "difference_high"]]
    """
    return compare_arms(scenarios, worlds, seed, parameters_from(params), Machine(jobs, **how))


def replay(scenario: Scenario | str = "documented", params: Params = None) -> pd.DataFrame:
    """Log probability that the rules give to what is documented, day by day one step ahead, summed over the reported days.

    Returns
    -------
    One row per world (one if every parameter is a number), a column per decision, and `all`, their sum; natural logarithms.

    Raises
    ------
    InputError
        If the scenario is not documented throughout, or arrays of parameters differ in length.

    >>> replay(params={"militia.branching": np.array([0.3, 0.6])})["attack_base"]
    """
    whole = load_scenario(scenario) if isinstance(scenario, str) else scenario
    if not whole.is_documented:
        raise InputError(f"{whole.name} branches on {whole.branch}; allowed: a scenario that is documented throughout")
    parameters = parameters_from(params)
    worlds = _length(parameters)
    model = EscalationModel(whole, worlds, 0, parameters=parameters, keep_log=False)
    for _ in model.run():
        pass
    model.close()
    scores = {name: np.broadcast_to(value, (worlds,)) for name, value in sorted(model.log_probability.items())}
    frame = pd.DataFrame(scores)
    frame["all"] = frame.sum(axis=1)
    return frame


def branch(scenario: Scenario | str, on: date | str, interventions: Sequence[Any] = (), **changes: Any) -> Scenario:
    """A scenario that follows another up to the day before `on` and is simulated from that day.

    `interventions`, in the form of the YAML files, are added to those it has; `changes` replace other keys.
    Raises `ScenarioError`.

    >>> calm = branch("documented", "2020-01-02", [{"remove_event": "2020-01-03-us-targeted-killing"}], end="2020-06-30")
    >>> compare(["documented", calm], worlds=200).effects
    """
    whole = load_scenario(scenario) if isinstance(scenario, str) else scenario
    named = {"name": f"{whole.name}_from_{on}", **changes}
    return whole.edit(branch=on, interventions=(*whole.interventions, *interventions), **named)


def parameters_from(params: Params) -> Parameters:
    """The parameters that `params` stands for; raises `ParameterError` for an unknown name or a value outside its bounds."""
    if params is None:
        return choose(POSTERIOR)
    if isinstance(params, Parameters):
        return params
    return choose(str(params)) if isinstance(params, str | Path) else load_parameters().replace(params)


def _length(parameters: Parameters) -> int:
    """How many worlds the arrays among the parameters are for; one if there are none."""
    lengths = {len(value) for value in parameters.values.values() if isinstance(value, np.ndarray) and value.ndim}
    if len(lengths) > 1:
        raise InputError(f"arrays of parameters have {' and '.join(map(str, sorted(lengths)))} entries; allowed: one length")
    return lengths.pop() if lengths else 1
