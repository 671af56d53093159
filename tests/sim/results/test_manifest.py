"""The manifest: what is needed to run again, and the draws that are too long for it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.errors import InputError, ParameterError
from sim.parameters import Parameters, load_parameters
from sim.results.folders import DRAWS
from sim.results.manifest import draws, is_draw, manifest_of, numbers, parameters_of, write_draws
from sim.scenario import load_scenario

DOCUMENTED = load_scenario("documented")


def manifest(parameters: Parameters, worlds: int = 3) -> dict[str, Any]:
    return manifest_of("run", [DOCUMENTED], worlds, 7, parameters, 512, 1.23)


def test_it_says_what_is_needed_to_run_again() -> None:
    made = manifest(load_parameters())
    assert {"incidents.csv", "coding.yaml", "contexts.yaml", "rules"} <= set(made["inputs"])
    assert {"python", "numpy", "mesa", "pyarrow"} <= set(made["versions"])
    assert (made["seed"], made["worlds"], made["block"], made["seconds"]) == (7, 3, 512, 1.2)
    assert set(made["scenarios"]) == {"documented"}
    assert made["scenarios"]["documented"] == DOCUMENTED.text
    assert str(Path.cwd()) not in json.dumps(made)


def drawn() -> Parameters:
    return load_parameters().replace({"militia.branching": np.array([0.1, 0.2]), "militia.fear": 0.3})


def test_numbers_and_draws_share_the_parameters_out() -> None:
    parameters = drawn()
    assert set(draws(parameters)) == {"militia.branching"}
    assert numbers(parameters)["militia.fear"] == 0.3
    assert set(numbers(parameters)) | set(draws(parameters)) == set(parameters.names)
    assert not is_draw(0.5)
    assert not is_draw(np.float64(0.5))
    assert not is_draw(np.array(0.5))


def test_parameters_come_back_as_they_were(tmp_path: Path) -> None:
    for parameters in (load_parameters(), drawn()):
        write_draws(tmp_path, parameters)
        assert parameters_of(manifest(parameters), tmp_path).sha256() == parameters.sha256()


def test_nothing_is_written_where_nothing_is_drawn(tmp_path: Path) -> None:
    write_draws(tmp_path, load_parameters())
    assert list(tmp_path.iterdir()) == []


def test_parameters_that_are_gone_are_wrong_input(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="the draws of the parameters are missing or broken") as caught:
        parameters_of(manifest(drawn()), tmp_path)
    assert DRAWS in str(caught.value)
    made = manifest(load_parameters())
    made["parameters"]["values"]["militia.gone"] = 1.0
    with pytest.raises(ParameterError, match=r"unknown parameter 'militia\.gone'"):
        parameters_of(made, tmp_path)
