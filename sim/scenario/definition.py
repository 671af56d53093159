"""Scenarios: a question, a span of days, a branch point, and what is changed.

`load_scenario("no_soleimani_strike")` reads a YAML file, resolves what it extends and checks every name in it;
`Scenario.from_dict({...})` and `scenario.edit(...)` do the same in Python.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal, Self, TypeVar

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, PrivateAttr, ValidationError, field_validator
from ruamel.yaml import YAML

from sim.errors import ScenarioError
from sim.measures import DEFAULT_WATCH, MEASURES
from sim.scenario.checks import Fault, faults, read_faults, worst
from sim.scenario.files import find_scenario, merge, scenario_paths
from sim.scenario.interventions import Day, Intervention, Text, Typed, Word, days_of, to_yaml
from sim.types import ONE_DAY, as_day

T = TypeVar("T", bound="Scenario")
Measures = Annotated[str, Field(json_schema_extra={"enum": list(MEASURES)})]


class Scenario(BaseModel):
    """One history to run: documented days, then simulated days if it branches.

    Attributes
    ----------
    name
        The file's name without `.yaml`; the column `scenario` of every table.
    title, question
        For people.
    start, end
        First and last reported day, both inclusive.
    branch
        First simulated day; days before it are documented. None: documented throughout.
    luck
        `abducted`: the luck of simulated days is conditional on what really happened; `fresh`: new luck.
    contexts
        `recorded`: dated facts (wars, governments) as they were; `none`: all of them off.
    reporting
        `as_recorded`: months that the record covers in part count as such; `complete`: the record is taken as whole.
    switch_off
        Names of mechanisms (`sim.mechanisms`) that are off.
    warm_up
        Days before `start` that are replayed to build up memories and are not reported.
    interventions
        What is changed, in the order of the files.
    watch
        Names of measures (`sim.measures`) that reports show.
    sources, notes
        Ids of the record or titles with dates; notes for a class.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    name: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]*$")]
    title: Word
    question: Word
    start: Day
    end: Day
    branch: Day | None = None
    luck: Literal["abducted", "fresh"] = "abducted"
    contexts: Literal["recorded", "none"] = "recorded"
    reporting: Literal["as_recorded", "complete"] = "as_recorded"
    switch_off: tuple[str, ...] = ()
    warm_up: Annotated[int, Field(ge=0, le=3650)] = 365
    interventions: tuple[Typed, ...] = ()
    watch: Annotated[tuple[Measures, ...], Field(min_length=1)] = DEFAULT_WATCH
    sources: tuple[Word, ...] = ()
    notes: Text = ""

    _files: tuple[Path, ...] = PrivateAttr(default=())

    def __eq__(self, other: object) -> bool:
        """Equal if every field is; where it was read from does not matter."""
        return isinstance(other, Scenario) and self.as_dict() == other.as_dict()

    def __hash__(self) -> int:
        return hash(self.text)

    @field_validator("switch_off", "interventions", "watch", "sources", mode="before")
    @classmethod
    def _as_tuple(cls, value: object) -> object:
        """A YAML list is a tuple here; an empty key is an empty tuple."""
        if value is None:
            return ()
        return tuple(value) if isinstance(value, list) else value

    @field_validator("notes", mode="before")
    @classmethod
    def _as_text(cls, value: object) -> object:
        return "" if value is None else value

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], *, check: bool = True) -> Self:
        """Build a scenario from plain data with the keys of the YAML form (dates as `date` or ISO text); `name` is needed.

        Raises
        ------
        ScenarioError
            For anything that a file would be refused for; `check=False` checks types only, not the names in it.
        """
        scenario, found = _build(cls, data, check)
        if scenario is None or found:
            raise ScenarioError(worst(found, None).message)
        return scenario

    def edit(self, *, check: bool = True, **changes: Any) -> Self:
        """A copy with some fields replaced and everything checked again; raises `ScenarioError`.

        >>> load_scenario("documented").edit(name="late", start="2023-01-01").start
        datetime.date(2023, 1, 1)
        """
        fields = {key: getattr(self, key) for key in type(self).model_fields}
        copy = type(self).from_dict({**fields, **changes}, check=check)
        copy._files = self._files
        return copy

    @property
    def days(self) -> NDArray[np.datetime64]:
        """The reported days, shape `(days,)`, `datetime64[D]`, from start to end inclusive."""
        return np.arange(as_day(self.start), as_day(self.end) + ONE_DAY, ONE_DAY, dtype="datetime64[D]")

    @property
    def is_documented(self) -> bool:
        """Whether every day is documented: nothing is simulated."""
        return self.branch is None

    @property
    def is_free(self) -> bool:
        """Whether every reported day is simulated with fresh luck."""
        return self.branch == self.start and self.luck == "fresh"

    @property
    def files(self) -> tuple[Path, ...]:
        """The file this scenario was read from, then those it extends, nearest first; empty if built in Python."""
        return self._files

    def span_of(self, intervention: Intervention) -> tuple[date, date]:
        """First and last day (inclusive) of an intervention; what it leaves open is the scenario's start or end."""
        stated = days_of(intervention)
        first = stated.get("date") or stated.get("from") or self.start
        return first, stated.get("date") or stated.get("until") or self.end

    def as_dict(self) -> dict[str, Any]:
        """Plain data in the YAML form, every field stated; `Scenario.from_dict` reads it back."""
        plain: dict[str, Any] = {key: getattr(self, key) for key in type(self).model_fields}
        plain["interventions"] = [to_yaml(item) for item in self.interventions]
        return {key: list(value) if isinstance(value, tuple) else value for key, value in plain.items()}

    @property
    def text(self) -> str:
        """Canonical YAML of the resolved scenario: equal scenarios have equal text, and reading it gives an equal scenario."""
        yaml: Any = YAML(typ="safe", pure=True)
        yaml.default_flow_style, yaml.sort_base_mapping_type_on_output, yaml.width = False, False, 4096
        yaml.allow_unicode = True
        yaml.representer.ignore_aliases = lambda data: True  # a day that occurs twice is written twice
        stream = io.StringIO()
        yaml.dump(self.as_dict(), stream)
        return stream.getvalue()


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
        One line: file, line, what is wrong, what is allowed, the nearest right name.
    """
    merged = merge(find_scenario(name, folder))
    scenario, found = _build(Scenario, merged.data, check)
    if scenario is None or found:
        fault = worst(found, merged)
        file, line = merged.place(fault.place)
        raise ScenarioError(fault.message, file=file, line=line)
    scenario._files = merged.paths
    return scenario


def list_scenarios(folder: Path | None = None, *, check: bool = False) -> list[Scenario]:
    """Every scenario of a folder and its subfolders, those at the top first, by name."""
    return [load_scenario(path, check=check) for path in scenario_paths(folder).values()]


def parent_of(scenario: Scenario) -> Scenario | None:
    """The scenario that this one extends in its file, or None."""
    return load_scenario(scenario.files[1], check=False) if len(scenario.files) > 1 else None


def diff_scenarios(child: Scenario, parent: Scenario) -> list[str]:
    """What differs, one line each: `start: 2018-09-01 -> 2019-10-01`, `+ remove_event: ...`, `- ...`; empty if nothing does."""
    ours, theirs = child.as_dict(), parent.as_dict()
    lists = ("interventions", "switch_off", "sources", "watch")
    changed = [key for key in ours if key not in lists and ours[key] != theirs[key]]
    lines = [f"{key}: {_flat(theirs[key])} -> {_flat(ours[key])}" for key in changed]
    for key in lists:
        lines += [f"{key}: - {_flat(item)}" for item in theirs[key] if item not in ours[key]]
        lines += [f"{key}: + {_flat(item)}" for item in ours[key] if item not in theirs[key]]
    return lines


def _flat(value: object) -> str:
    """A value on one line, as YAML would have it."""
    if isinstance(value, dict):
        return ", ".join(f"{key}: {_braced(inner)}" for key, inner in value.items())
    return "none" if value is None or value == "" else " ".join(str(value).split())


def _braced(value: object) -> str:
    return f"{{{_flat(value)}}}" if isinstance(value, dict) else _flat(value)


def _build(cls: type[T], data: Mapping[str, Any], check: bool) -> tuple[T | None, list[Fault]]:
    """A scenario and what is wrong with it; None if its types are already wrong."""
    try:
        scenario = cls.model_validate(dict(data))
    except ValidationError as error:
        return None, read_faults(error, cls.model_fields)
    return scenario, list(faults(scenario, vocabulary=check))


__all__ = ["Scenario", "diff_scenarios", "list_scenarios", "load_scenario", "parent_of"]
