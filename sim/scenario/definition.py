"""Scenarios: a question, a span of days, a branch point, and what is changed.

`load_scenario("no_soleimani_strike")` reads a YAML file, resolves what it extends and checks every name in it;
`Scenario.from_dict({...})` and `scenario.edit(...)` do the same in Python.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self, TypeVar

from pydantic import PrivateAttr, ValidationError

from sim.errors import ScenarioError
from sim.scenario.checks import explained, faults, read_faults
from sim.scenario.faults import Fault, by_line, worst
from sim.scenario.fields import ScenarioFields
from sim.scenario.files import Merged, find_scenario, merge, scenario_paths
from sim.scenario.names import vocabulary_faults
from sim.scenario.salvage import independent, salvaged

T = TypeVar("T", bound="Scenario")


class Scenario(ScenarioFields):
    """One history to run: documented days, then simulated days if it branches; see `ScenarioFields` for what it holds."""

    _files: tuple[Path, ...] = PrivateAttr(default=())
    _parent: Scenario | None = PrivateAttr(default=None)

    def __eq__(self, other: object) -> bool:
        """Equal if every field is; where it was read from does not matter."""
        return isinstance(other, Scenario) and self.as_dict() == other.as_dict()

    def __hash__(self) -> int:
        return hash(self.text)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], *, check: bool = True) -> Self:
        """Build a scenario from plain data with the keys of the YAML form (dates as `date` or ISO text); `name` is needed.

        Raises
        ------
        ScenarioError
            For anything that a file would be refused for; `check=False` checks types only, not the names in it.
        """
        scenario, wrong = _build(cls, data, check)
        if scenario is None or wrong:
            raise ScenarioError(worst(wrong, None).message)
        return scenario

    def edit(self, *, check: bool = True, **changes: Any) -> Self:
        """A copy with some fields replaced and everything checked again; raises `ScenarioError`.

        >>> load_scenario("documented").edit(name="late", start="2023-01-01").start
        datetime.date(2023, 1, 1)
        """
        fields = {key: getattr(self, key) for key in type(self).model_fields}
        copy = type(self).from_dict({**fields, **changes}, check=check)
        copy._files, copy._parent = self._files, self._parent
        return copy

    def factual(self) -> Self:
        """The factual arm of the abduction: nothing is changed, and what is off in both arms is off here too."""
        kept = {"switch_off": self.switch_off, "switch_off_in": "both_arms"}
        nothing = {"switch_off": (), "switch_off_in": None}
        return self.edit(interventions=(), **(kept if self.is_off_in_both else nothing))

    def extending(self, parent: Scenario | None) -> Self:
        """A copy that builds on another scenario: what it changes in that one is told in its report (`parent_of`)."""
        copy = self.model_copy()
        copy._parent = parent
        return copy

    @property
    def files(self) -> tuple[Path, ...]:
        """The file this scenario was read from, then those it extends, nearest first; empty if built in Python."""
        return self._files


def load_scenario(name: str | Path, *, folder: Path | None = None, check: bool = True) -> Scenario:
    """Load a scenario by name (`no_gaza_war`) or by file (`my/idea.yaml`), resolved through what it extends.

    Parameters
    ----------
    folder
        Where names are looked up, subfolders included; default: the scenarios that ship with the project.
    check
        Whether names of actors, events, parameters and so on must exist; types and keys are checked always.

    Raises
    ------
    ScenarioError
        One line: file, line, what is wrong, what is allowed, the nearest right name. `scenario_faults` tells all that is wrong.
    """
    merged = merge(find_scenario(name, folder))
    scenario, wrong = _build(Scenario, merged.data, check)
    if scenario is None or wrong:
        raise worst(wrong, merged).error(merged)
    scenario._files, scenario._parent = merged.paths, _extended(merged)
    return scenario


def _extended(merged: Merged) -> Scenario | None:
    """What a file extends, as far as that is a scenario by itself and not the half of one."""
    if merged.parent is None:
        return None
    parent, wrong = _build(Scenario, merged.parent.data, check=False)
    return None if wrong else parent


def scenario_faults(name: str | Path, *, folder: Path | None = None) -> list[ScenarioError]:
    """Everything that is wrong with a scenario, in the order of its lines, those of its parents last; empty if it is right.

    A file that cannot be read as YAML, or extends what does not exist, has that one fault.
    """
    try:
        merged = merge(find_scenario(name, folder))
    except ScenarioError as error:
        return [error]
    _, wrong = _build(Scenario, merged.data, check=True)
    return [fault.error(merged) for fault in by_line(wrong, merged)]


def list_scenarios(folder: Path | None = None, *, check: bool = False) -> list[Scenario]:
    """Every scenario of a folder and its subfolders, those at the top first, by name."""
    return [load_scenario(path, check=check) for path in scenario_paths(folder).values()]


def parent_of(scenario: Scenario) -> Scenario | None:
    """The scenario that this one extends, as it was when this one was read; None if there is none that is whole by itself."""
    return scenario._parent


def _build(cls: type[T], data: Mapping[str, Any], check: bool) -> tuple[T | None, list[Fault]]:
    """A scenario and what is wrong with it; None if its types are already wrong."""
    try:
        scenario = cls.model_validate(dict(data))
    except ValidationError as error:
        wrong = read_faults(error, cls.model_fields)
        return None, [*explained(wrong, error), *_others(cls, data, wrong, check)]
    return scenario, [*faults(scenario), *(vocabulary_faults(scenario) if check else ())]


def _others(cls: type[T], data: Mapping[str, Any], wrong: list[Fault], check: bool) -> list[Fault]:
    """What is wrong besides the types."""
    mended, places = salvaged(data, wrong)
    try:
        rest = cls.model_validate(mended)
    except ValidationError as error:
        return independent(read_faults(error, cls.model_fields), places)
    return independent([*faults(rest), *(vocabulary_faults(rest) if check else ())], places)


__all__ = ["Scenario", "list_scenarios", "load_scenario", "parent_of", "scenario_faults"]
