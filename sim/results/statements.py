"""What manifests state, by command: the keys that are read back, and what may stand in them."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from sim.machine import MOST_SEED, MOST_WORLDS
from sim.parameters import parse_days

MANIFEST = "manifest.json"


def _inside(name: str) -> str:
    path = PurePosixPath(name)
    if not name or path.is_absolute() or ".." in path.parts or name == MANIFEST or "\\" in name or "\0" in name:
        raise ValueError("allowed: the name of a file below this folder")
    return name


def _days(text: str) -> str:
    parse_days(text)
    return text


_Seed = Annotated[int, Field(ge=0, le=MOST_SEED)]


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, strict=True, allow_inf_nan=False)


class Written(_Strict):
    """What the manifest of any result of ours states."""

    command: str
    outputs: dict[Annotated[str, AfterValidator(_inside)], str]
    versions: dict[str, str]


class _Values(_Strict):
    sha256: str
    values: dict[str, float]
    draws: Literal["parameters.parquet"] | None
    params: str = ""
    fitted_to: Annotated[str, AfterValidator(_days)] | None = None


class Simulated(Written):
    """What the manifest of worlds that were simulated states."""

    scenarios: dict[str, str] = Field(min_length=1)
    parents: dict[str, str] = Field(default_factory=dict)
    seed: _Seed
    seeds: list[_Seed] | None = Field(default=None, min_length=2)
    worlds: int = Field(ge=1, le=MOST_WORLDS)
    block: int = Field(ge=1, le=MOST_WORLDS)
    parameters: _Values
    inputs: dict[str, str]


class _Failed(_Strict):
    """A task of a batch that failed (`sim.attempts.Failure`)."""

    model_config = ConfigDict(extra="forbid")
    task: str
    scenario: str
    first_world: int
    worlds: int
    stage: str
    reason: str
    seed: int = 0
    sweep: str = ""
    point: str = ""


class RunManifest(Simulated):
    """What the manifest of a run or a comparison states; read by `read_manifest`."""

    command: Literal["run", "compare", "batch"]
    seeds: None = None


class BatchManifest(Simulated):
    """What the manifest of a batch states: scenarios, sweeps (each with a manifest of its own in its folder), or both."""

    command: Literal["batch"]
    scenarios: dict[str, str]
    sweeps: list[Annotated[str, AfterValidator(_inside)]] = Field(default_factory=list)
    failed: list[_Failed] = Field(default_factory=list)


class SweepManifest(Simulated):
    """What the manifest of a sweep states; read by `read_any_manifest`."""

    command: Literal["sweep"]
    design: str
    varied: list[str] = Field(min_length=1)
    points: int = Field(ge=1)
    reference: int = Field(ge=0)


class _Source(_Strict):
    """A folder that a result was made from: where it lies as seen from the result, and which it is."""

    folder: str = ""
    command: str
    sha256: str


class OfFolder(Written):
    """What the manifest of a result states that was made from other folders and ran nothing."""

    command: Literal["effects", "sensitivity"]
    of: _Source
    beside: list[_Source] = Field(default_factory=list)
    reference: str | int | None = None
    arm: str | None = None
    seed: int = Field(default=0, ge=0, le=MOST_SEED)
    coverage: bool = True
    inputs: dict[str, str] = Field(default_factory=dict)


class SensitivityManifest(Simulated):
    """What the manifest of a scenario's sensitivity states."""

    command: Literal["sensitivity"]
    rows: int = Field(ge=1, le=MOST_WORLDS)
    worlds_a_row: int = Field(ge=1, le=MOST_WORLDS)
    asked_groups: list[str]
    coverage: bool = True


SIMULATED: dict[str, type[Simulated]] = {
    "run": RunManifest, "compare": RunManifest, "batch": BatchManifest, "sweep": SweepManifest,
}  # fmt: skip
"""By command, what holds the worlds of runs, batches and sweeps."""
KINDS: dict[str, type[Written]] = {
    **SIMULATED, "sensitivity": SensitivityManifest, "effects": OfFolder,
}  # fmt: skip
"""By command; any other that simulates states at least what `Simulated` does."""
