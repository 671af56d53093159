"""Scenarios: YAML files read as typed, frozen questions, checked name by name."""

from sim.scenario.definition import Scenario, list_scenarios, load_scenario, parent_of, scenario_faults
from sim.scenario.differences import diff_scenarios, differences

__all__ = ["Scenario", "diff_scenarios", "differences", "list_scenarios", "load_scenario", "parent_of", "scenario_faults"]
