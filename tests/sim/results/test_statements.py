"""What a manifest may state: names of files below its folder, hashes and numbers within limits, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from sim.results.statements import KINDS, SIMULATED, BatchManifest, Written

WORLDS: dict[str, Any] = {
    "outputs": {"figures/a.png": "0"}, "versions": {"numpy": "2"}, "scenarios": {"a": "title: A"}, "seed": 7, "worlds": 3,
    "block": 512, "parameters": {"sha256": "0", "values": {"x": 1.0}, "draws": None}, "inputs": {"rules": "0"},
}  # fmt: skip
MORE: dict[str, dict[str, Any]] = {
    "run": {}, "compare": {}, "batch": {}, "sweep": {"design": "grid", "varied": ["x"], "points": 2, "reference": 0},
    "sensitivity": {"rows": 4, "worlds_a_row": 2, "asked_groups": []},
    "effects": {"of": {"command": "compare", "sha256": "0"}},
}  # fmt: skip


@pytest.mark.parametrize("command", list(KINDS))
def test_of_each_command_what_it_states_is_taken_and_what_is_of_another_is_not(command: str) -> None:
    stated = {**WORLDS, **MORE[command], "command": command}
    assert KINDS[command].model_validate(stated).command == command
    with pytest.raises(ValidationError):
        KINDS[command].model_validate({**stated, "command": "another"})
    for key in ("outputs", "versions", *MORE[command]):
        with pytest.raises(ValidationError):
            KINDS[command].model_validate({name: value for name, value in stated.items() if name != key})


@pytest.mark.parametrize("name", ["", "/etc/passwd", "../up.csv", "figures/../../up.csv", "manifest.json", "a\\b", "a\0b"])
def test_a_file_lies_below_the_folder(name: str) -> None:
    with pytest.raises(ValidationError, match="below this folder"):
        Written.model_validate({"command": "x", "outputs": {name: "0"}, "versions": {}})


@pytest.mark.parametrize(
    "wrong", [{"worlds": 0}, {"block": 0}, {"seed": -1}, {"worlds": "3"}, {"seeds": [7]}, {"scenarios": {}}]
)  # fmt: skip
def test_numbers_are_numbers_within_limits(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        SIMULATED["run"].model_validate({**WORLDS, "command": "run", **wrong})


def test_a_batch_may_hold_sweeps_alone_and_several_seeds() -> None:
    alone = BatchManifest.model_validate({**WORLDS, "command": "batch", "scenarios": {}, "sweeps": ["sweeps/a"], "seeds": [7, 8]})
    assert alone.sweeps == ["sweeps/a"]
    with pytest.raises(ValidationError):
        BatchManifest.model_validate({**WORLDS, "command": "batch", "sweeps": ["../a"]})
