"""`python -m calibration.studies.extrapolation`: how far outside the range of the fit does each scenario lie?

A day of a world is outside if any watched memory stands above the highest level it reached on the documented days that the
parameters were fitted to: there the rules are extrapolated. Scenarios run on the posterior of the whole record, as in every
command.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated

import numpy as np
import pandas as pd
import typer

from calibration import program
from calibration.fit.likelihood import TRAIN, replay_scenario
from calibration.reference import REFERENCE
from sim.commands.options import Params, Seed
from sim.model import EscalationModel
from sim.parameter_files import POSTERIOR, choose, for_worlds
from sim.parameters import Parameters
from sim.scenario import Scenario, load_scenario
from sim.scenario.files import scenario_paths
from sim.types import Floats, as_day
from sim.worlds import over_groups

OUT = REFERENCE / "extrapolation.csv"
WATCHED = {
    "scene": ("attacks", "convoys", "harassment", "strikes", "fear", "revenge", "sovereignty", "pressed", "held", "israeli"),
    "us": ("deaths", "wounds", "sieges", "launches", "votes"),
    "iran": ("commander_killed", "client_kills", "blows"),
    "iraq": ("strikes_on_soil", "killings_on_soil", "attacks", "detained"),
}
"""Memories of shared events, by their owner in the model."""
SLACK = 1e-6
"""Relative; levels that differ by rounding are not outside."""


def levels(model: EscalationModel) -> Iterator[tuple[str, Floats]]:
    """Name and today's level of every watched memory, over all groups; each of shape `(worlds,)`."""
    for owner, names in WATCHED.items():
        for name in names:
            memory = getattr(model, owner).memories[name]
            level = over_groups(memory.level) if np.ndim(memory.level) == 2 else memory.level
            yield f"{owner}.{name}", np.broadcast_to(np.asarray(level, dtype=np.float64), (model.worlds,))


def fitted_maxima(parameters: Parameters, worlds: int) -> dict[str, Floats]:
    """The highest level of every watched memory on the days of the fit (else the training window), each `(worlds,)`."""
    window = parameters.origin.fitted_to or TRAIN
    model = EscalationModel(replay_scenario(window), worlds=worlds, rng=0, parameters=parameters, keep_log=False)
    highest: dict[str, Floats] = {}
    for _ in model.run():
        for name, level in levels(model):
            highest[name] = np.maximum(highest.get(name, 0.0), level)
    model.close()
    return highest


def extrapolation(
    scenario: Scenario | str, highest: Mapping[str, Floats], parameters: Parameters, seed: int = 7
) -> dict[str, object]:
    """How far a scenario lies outside, each world compared with the days of the fit under its own parameters.

    Only simulated days count, from the branch on; of a scenario without a branch all reported days do.

    Returns
    -------
    `scenario`, `days` (how many count), `outside` (share of days and worlds with any watched memory above its maximum
    in the fit), `memory` (the one above most often, "-" if none), `of_it` (its share), `times` (its highest level as a multiple
    of that maximum, mean over worlds).
    """
    worlds = len(next(iter(highest.values())))
    model = EscalationModel(scenario, worlds=worlds, rng=seed, parameters=parameters)
    since = as_day(str(model.scenario.branch or model.scenario.start))
    days, outside = 0, 0.0
    above = dict.fromkeys(highest, 0.0)
    peak = {name: np.zeros(worlds) for name in highest}
    for day in model.run():
        if day < since:
            continue
        days += 1
        any_above = np.zeros(worlds, dtype=bool)
        for name, level in levels(model):
            over = level > highest[name] * (1.0 + SLACK)
            any_above |= over
            above[name] += float(over.mean())
            peak[name] = np.maximum(peak[name], level)
        outside += float(any_above.mean())
    scenario_name = model.scenario.name
    model.close()
    worst = max(above, key=lambda name: above[name])
    any_above_maximum = above[worst] > 0
    known = highest[worst] > 0
    times = float((peak[worst][known] / highest[worst][known]).mean()) if any_above_maximum and np.any(known) else np.nan
    return {
        "scenario": scenario_name, "days": days, "outside": outside / days, "memory": worst if any_above_maximum else "-",
        "of_it": above[worst] / days, "times": times,
    }  # fmt: skip


def table(parameters: Parameters, worlds: int = 50, seed: int = 7) -> pd.DataFrame:
    """`extrapolation` of every shipped scenario; world w takes draw w of the parameters."""
    values = for_worlds(parameters, worlds)
    highest = fitted_maxima(values, worlds)
    return pd.DataFrame([extrapolation(load_scenario(name), highest, values, seed) for name in scenario_paths()])


def main(
    worlds: Annotated[int, typer.Option(min=1, max=program.MOST, help="Worlds of each scenario.")] = 50,
    seed: Seed = 7,
    params: Params = POSTERIOR,
    out: program.Table = OUT,
) -> None:
    """Print, for each shipped scenario, the share of simulated days outside the range of the fit."""
    shares = table(choose(params), worlds, seed)
    program.write(shares, out)
    typer.echo(shares.to_string(index=False, float_format=lambda value: f"{value:.3g}"))


if __name__ == "__main__":
    program.run(main)
