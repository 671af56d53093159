"""What the tests of sweeps share: a scenario of three weeks, and a small finished sweep of it."""

from __future__ import annotations

import pytest

from sim.machine import Machine
from sim.parameter_files import choose
from sim.scenario import Scenario
from sim.sweeps.planning import plan_sweep
from sim.sweeps.running import Plan, Sweep, run_sweep
from tests.made_sweeps import three_weeks

NAME = "militia.branching"


@pytest.fixture(scope="package")
def scenario() -> Scenario:
    """Three weeks."""
    return three_weeks()


@pytest.fixture(scope="package")
def plan(scenario: Scenario) -> Plan:
    """Two values of a parameter by two levels of a context, in six worlds of seed 3."""
    return plan_sweep(scenario, {NAME: [0.2, 0.8], "context.level": [0.0, 2.0]}, "grid", None, 6, 3, choose())


@pytest.fixture(scope="package")
def swept(plan: Plan) -> Sweep:
    """That, run."""
    return run_sweep(plan, Machine())
