"""Parameters are data: each has a value, a unit, a prior, bounds, a source and one sentence of meaning.

They live in `sim/parameters/*.yaml`; the file's name is the owner, so `branching` in `militia.yaml` is `militia.branching`. In a
model a value is one number for all worlds, or an array with one entry per world (posterior draws, designs, a sampler's walkers).
"""

from __future__ import annotations

import functools
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from sim.errors import ParameterError, cut, unknown
from sim.paths import PARAMETERS
from sim.types import Number


class Entry(BaseModel):
    """One parameter as its file states it.

    `spike` is the prior probability that the parameter is exactly zero: that what it weighs is not there (a spike and slab;
    Mitchell and Beauchamp 1988). `prior` is the distribution if it is there.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    value: float
    unit: str
    prior: dict[str, tuple[float, ...]]
    spike: float = Field(default=0.0, ge=0.0, le=0.5)
    bounds: tuple[float, float]
    source: str
    meaning: str


class Owned:
    """The values of one owner, as attributes."""

    def __init__(self, **values: Number) -> None:
        self.__dict__.update(values)

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> Number: ...


OFFICE_PARAMETERS = {
    "us.tolerance": "administration",
    "us.in_iraq": "administration",
    "us.commander_share": "administration",
    "iraq_government.raids_per_attack": "government",
}
"""Parameters of whoever holds an office: `us.tolerance` stands for `us.tolerance_trump`, `us.tolerance_biden` and so on."""


def of_holder(owned: Owned, trait: str, holder: str) -> Number:
    """A trait of whoever holds an office: `of_holder(us, "tolerance", "biden")` is `us.tolerance_biden`.

    A holder whom the parameters do not know, as in a record of later years, has the mean of those they know.
    """
    value: Number | None = getattr(owned, f"{trait}_{holder}", None)
    if value is not None:
        return value
    known: list[Number] = [value for name, value in vars(owned).items() if name.startswith(f"{trait}_")]
    if not known:
        raise ParameterError(f"no parameter named {trait}_...")
    return sum(known, 0.0) / len(known)


POOLED = "logistic_normal"
"""The prior of shares that the groups divide among them, so that they sum to one."""


@dataclass(frozen=True)
class Origin:
    """Where values come from, for whoever has to say so.

    Attributes
    ----------
    name
        What was asked for: `whole`, `train`, `point` or a file by its own name; empty for what was put together in Python.
    fitted_to
        First and last day that they were fitted to, both included; None if nobody says.
    """

    name: str = ""
    fitted_to: tuple[date, date] | None = None

    @property
    def days(self) -> str | None:
        """The days of the fit as a file states them, such as 2018-09-01:2022-12-31."""
        return None if self.fitted_to is None else f"{self.fitted_to[0]}:{self.fitted_to[1]}"


def parse_days(text: str) -> tuple[date, date]:
    """The inverse of `Origin.days`; raises `ValueError` for anything else."""
    since, until = (date.fromisoformat(part) for part in text.split(":"))
    if text != f"{since}:{until}" or until < since:
        raise ValueError(f"{cut(text, 60)!r} is not START:END with days as YYYY-MM-DD")
    return since, until


@dataclass(frozen=True)
class Parameters:
    """All parameters by full name, with the values a run uses.

    Attributes
    ----------
    entries
        What the files say.
    values
        What this run uses: a float, or an array of shape `(worlds,)`.
    origin
        Where they come from; what is changed on top of them is not told there. Parameters are equal if their values are.
    """

    entries: Mapping[str, Entry]
    values: Mapping[str, Number]
    origin: Origin = field(default=Origin(), compare=False)
    _owned: dict[str, Owned] = field(default_factory=dict, repr=False, compare=False)

    @property
    def names(self) -> tuple[str, ...]:
        """Full names, such as `militia.branching`."""
        return tuple(self.entries)

    @property
    def with_spike(self) -> tuple[str, ...]:
        """Names of the weights whose prior has a spike at zero, so that their terms may be left out."""
        return tuple(name for name, entry in self.entries.items() if entry.spike > 0.0)

    def entry(self, name: str) -> Entry:
        """The entry of a parameter; raises `ParameterError` with the nearest right name."""
        if name not in self.entries:
            raise ParameterError(unknown("parameter", name, self.entries))
        return self.entries[name]

    def check(self, name: str, value: Number) -> None:
        """Raise `ParameterError` for a value outside the parameter's bounds; of many it names the first; rows count from 1."""
        low, high = self.entry(name).bounds
        values = np.asarray(value)
        wrong = np.flatnonzero(~((values >= low) & (values <= high)))
        if wrong.size:
            row = f" in row {wrong[0] + 1}" if values.ndim else ""
            shown = f"{name} = {float(values.flat[wrong[0]])}{row}"
            raise ParameterError(f"{shown} is outside its bounds; allowed: {low:g} to {high:g} {self.entry(name).unit}")

    def replace(self, changes: Mapping[str, Number]) -> Parameters:
        """A copy with some values changed, each checked against its bounds; whole numbers become floats, as all values are.

        With nothing to change it is the same, not a copy.
        """
        if not changes:
            return self
        for name, value in changes.items():
            self.check(name, value)
        return self.with_values({**self.values, **{name: _floats(value) for name, value in changes.items()}})

    def with_values(self, values: Mapping[str, Number]) -> Parameters:
        """A copy with these values of all parameters, taken as they are."""
        return Parameters(self.entries, values, self.origin)

    def coming_from(self, origin: Origin) -> Parameters:
        """A copy that says where its values come from."""
        return Parameters(self.entries, self.values, origin)

    def with_fit(self, draws: Mapping[str, Number]) -> Parameters:
        """A copy with the values of a fit, and of what it did not know those of the files.

        A group that it did not know keeps the shares of its file; the others divide what is left as their draws divide the whole.
        """
        shared = [name for name, entry in self.entries.items() if POOLED in entry.prior]
        values = dict(draws)
        for trait in {name.partition(".")[2] for name in shared}:
            members = [name for name in shared if name.endswith(f".{trait}")]
            new = [name for name in members if name not in draws]
            if 0 < len(new) < len(members):
                left = 1.0 - sum(self.values[name] for name in new)
                values |= {name: left * draws[name] for name in members if name in draws}
        return self.replace(values)

    def rows(self, start: int, stop: int) -> Parameters:
        """The parameters of worlds `start` to `stop`: arrays are cut, numbers stay."""
        return self.with_values({n: v[start:stop] if isinstance(v, np.ndarray) else v for n, v in self.values.items()})

    def owned_by(self, owner: str) -> Owned:
        """The values of one owner as attributes: `owned_by("us").strikes_per_lethal_attack`."""
        if owner not in self._owned:
            prefix = f"{owner}."
            owned = {name.removeprefix(prefix): value for name, value in self.values.items() if name.startswith(prefix)}
            self._owned[owner] = Owned(**owned)
        return self._owned[owner]

    def by_group(self, groups: tuple[str, ...]) -> Owned:
        """The traits of the groups as attributes, row by row: shape `(groups, 1)`, or `(groups, worlds)` if any is a draw."""
        key = ";".join(groups)
        if key not in self._owned:
            traits = vars(self.owned_by(groups[0]))
            rows = {trait: [np.atleast_1d(self.values[f"{group}.{trait}"]) for group in groups] for trait in traits}
            self._owned[key] = Owned(**{trait: np.stack(np.broadcast_arrays(*values)) for trait, values in rows.items()})
        return self._owned[key]

    def in_one_world(self) -> Parameters:
        """The same for one world: arrays of one entry become numbers, which is much faster to compute with."""
        single = {n: float(v[0]) if isinstance(v, np.ndarray) and v.shape == (1,) else v for n, v in self.values.items()}
        return self.with_values(single)

    def digest(self) -> bytes:
        """The same of the numbers' bytes: forty times as fast where there are hundreds of draws, and the same on any machine."""
        found = hashlib.sha256()
        for name, value in sorted(self.values.items()):
            numbers = np.asarray(value, dtype="<f8")
            found.update(f"{name}\0{numbers.shape}\0".encode() + numbers.tobytes())
        return found.digest()

    def sha256(self) -> str:
        """A hash of names and values; two runs with equal hashes used the same numbers. It is made once."""
        return self._sha256

    @functools.cached_property
    def _sha256(self) -> str:
        plain = {n: np.asarray(v, dtype=float).tolist() for n, v in sorted(self.values.items())}
        return hashlib.sha256(json.dumps(plain).encode()).hexdigest()


def _floats(value: Number) -> Number:
    return np.asarray(value, dtype=np.float64) if np.ndim(value) else float(value)


def _entries(path: Path) -> Iterator[tuple[str, Entry]]:
    """The entries of one file, full name first; errors name file and entry."""
    try:
        raw = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
    except YAMLError as error:
        raise ParameterError(f"not readable as YAML ({error})", file=path) from error
    for key, fields in raw.items():
        try:
            yield f"{path.stem}.{key}", Entry(**fields)
        except (ValidationError, TypeError) as error:
            raise ParameterError(f"{key}: {error}", file=path) from error


@functools.cache
def load_parameters(folder: Path = PARAMETERS) -> Parameters:
    """Read every parameter file of a folder; the values are those the files state."""
    entries: dict[str, Entry] = {}
    for path in sorted(folder.glob("*.yaml")):
        if path.stem == "groups":
            entries.update(_group_entries(path))
        else:
            entries.update(_entries(path))
    parameters = Parameters(entries, {name: entry.value for name, entry in entries.items()})
    for name, entry in entries.items():
        parameters.check(name, entry.value)
    return parameters


def _group_entries(path: Path) -> Iterator[tuple[str, Entry]]:
    """Expand the groups' table: one row per militia, one column per trait, into entries such as `badr.share_of_bases`.

    What the groups have in common comes first, such as `groups.spread_of_bases`.
    """
    raw = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
    yield from ((f"{path.stem}.{name}", Entry(**fields)) for name, fields in raw["pooling"].items())
    for group, values in raw["groups"].items():
        for trait, value in values.items():
            if trait not in raw["traits"]:
                raise ParameterError(f"{group}: {unknown('trait', trait, raw['traits'])}", file=path)
            yield f"{group}.{trait}", Entry(value=value, **raw["traits"][trait])


def parse_settings(settings: Iterable[str]) -> dict[str, float]:
    """Turn `["militia.branching=0.5"]` into a mapping; raises `ParameterError` without `=` or number, and for a name twice."""
    changes: dict[str, float] = {}
    for text in settings:
        name, sign, value = text.partition("=")
        if name.strip() in changes:
            raise ParameterError(f"--set {name.strip()} stands twice; allowed: each parameter once")
        try:
            changes[name.strip()] = float(value)
        except ValueError as error:
            raise ParameterError(f"--set {text!r} is not of the form actor.parameter=number") from error
        if not sign:
            raise ParameterError(f"--set {text!r} is not of the form actor.parameter=number")
        load_parameters().entry(name.strip())
    return changes
