"""Scenarios: YAML files read as typed, frozen questions, checked name by name."""

from sim.scenario.definition import Scenario, diff_scenarios, list_scenarios, load_scenario, parent_of, scenario_faults

__all__ = ["Scenario", "diff_scenarios", "list_scenarios", "load_scenario", "parent_of", "scenario_faults"]
