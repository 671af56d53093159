"""From what somebody asks for to what is run: the command line, Python and `reproduce` come together here."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from sim.errors import InputError
from sim.parameters import Parameters
from sim.results.manifest import seeds_of
from sim.results.runs import scenario_of
from sim.scenario import Scenario
from sim.sweeps.asked import Vary, varied_in
from sim.sweeps.design_files import DESIGN, FILE, is_file_name, read_design
from sim.sweeps.designs import Design, check_factors, check_kind, check_points, make_design
from sim.sweeps.factors import factor_named
from sim.sweeps.running import Plan

AnyDesign = str | Path | pd.DataFrame
"""A kind of design, a CSV file, or a table with a column for each name and a row for each point."""


def plan_sweep(
    scenario: Scenario,
    vary: Vary | None,
    design: AnyDesign,
    points: int | None,
    worlds: int,
    seed: int,
    parameters: Parameters,
    reference: int = 0,
) -> Plan:
    """What a sweep runs, with everything checked that can be wrong; arguments are those of `sim.api.sweep`.

    Raises
    ------
    InputError
        For a name, value, design or point that is none.
    """
    made = _design(scenario, vary, design, points, seed, parameters)
    plan = Plan(scenario, made, worlds, seed, parameters, reference)
    _ = plan.points
    return plan


def plan_of_folder(about: Mapping[str, Any], folder: Path, parameters: Parameters) -> Plan:
    """What the sweep of a folder ran: its points are those of the design that the folder holds.

    Parameters
    ----------
    about
        The folder's manifest.
    parameters
        Those that it is run with.

    Raises
    ------
    InputError
        If its scenario or its design cannot be read any more.
    """
    scenario = scenario_of(about, folder)
    design, (first, *more) = read_design(folder / DESIGN, scenario, about["design"]), seeds_of(about)
    return Plan(scenario, design, about["worlds"], first, parameters, about["reference"], tuple(more))


def _design(
    scenario: Scenario,
    vary: Vary | None,
    design: AnyDesign,
    points: int | None,
    seed: int,
    parameters: Parameters,
) -> Design:
    if isinstance(design, pd.DataFrame) or is_file_name(str(design)):
        if vary or points is not None:
            option = "vary" if vary else "points"
            raise InputError(f"--{option} does not go with a design that is given row by row; allowed: one of the two")
        return _of_table(design, scenario) if isinstance(design, pd.DataFrame) else read_design(Path(design), scenario)
    kind = str(design)
    check_kind(kind)
    return make_design(kind, varied_in(scenario, vary or {}, kind), points, seed, parameters)


def _of_table(table: pd.DataFrame, scenario: Scenario) -> Design:
    """A design from a table with a column for each name and a row for each point."""
    factors = tuple(factor_named(str(name), scenario) for name in table.columns)
    check_factors(factors)
    check_points(len(table))
    columns = [[factor.read(value) for value in table[name]] for factor, name in zip(factors, table.columns, strict=True)]
    return Design(FILE, factors, tuple(zip(*columns, strict=True)))
