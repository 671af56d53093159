"""The parameters of a run as its folder keeps them: the draws in a table, the rest in the manifest."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sim.errors import InputError
from sim.parameters import Origin, Parameters, load_parameters
from sim.results.draws import DRAWS, draws, is_draw, numbers, parameters_of, write_draws
from sim.results.manifest import manifest_of
from sim.scenario import load_scenario

DOCUMENTED = load_scenario("documented")


def manifest(parameters: Parameters) -> dict[str, Any]:
    return manifest_of("run", [DOCUMENTED], 3, 7, parameters, 512, 1.23)


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
    of_file = drawn().coming_from(Origin("mine.parquet", (date(2018, 9, 1), date(2020, 12, 31))))
    for parameters in (load_parameters(), drawn(), of_file):
        write_draws(tmp_path, parameters)
        again = parameters_of(manifest(parameters), tmp_path)
        assert again.sha256() == parameters.sha256()
        assert again.origin == parameters.origin


def test_older_manifests_do_not_say_where_parameters_came_from(tmp_path: Path) -> None:
    made = manifest(load_parameters())
    del made["parameters"]["params"], made["parameters"]["fitted_to"]
    assert parameters_of(made, tmp_path).origin == Origin()


def test_nothing_is_written_where_nothing_is_drawn(tmp_path: Path) -> None:
    write_draws(tmp_path, load_parameters())
    assert list(tmp_path.iterdir()) == []


def test_parameters_that_are_gone_are_wrong_input(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="the draws of the parameters are missing or broken") as caught:
        parameters_of(manifest(drawn()), tmp_path)
    assert DRAWS in str(caught.value)
    made = manifest(load_parameters())
    made["parameters"]["values"]["militia.gone"] = 1.0
    with pytest.raises(InputError, match=r"unknown parameter 'militia\.gone'") as caught:
        parameters_of(made, tmp_path)
    assert str(tmp_path) in str(caught.value)


@pytest.mark.parametrize(
    ("column", "says"),
    [
        (pa.array([0.1, float("nan")]), "nan"),
        (pa.array([0.1, None]), "nan"),
        (pa.array([0.1, 7.0]), "allowed"),
        (pa.array(["a", "b"]), "missing or broken"),
        (pa.array([[1.0], [2.0]]), "missing or broken"),
        (pa.array([], type=pa.float64()), "there is no value in it"),
    ],
)
def test_draws_that_are_none_are_refused_in_one_line_with_the_file(column: pa.Array, says: str, tmp_path: Path) -> None:
    pq.write_table(pa.table({"militia.branching": column}), tmp_path / DRAWS)
    with pytest.raises(InputError, match=says) as caught:
        parameters_of(manifest(drawn()), tmp_path)
    assert DRAWS in str(caught.value)


def test_a_manifest_without_a_value_is_refused(tmp_path: Path) -> None:
    made = manifest(load_parameters())
    made["parameters"]["values"] = {}
    with pytest.raises(InputError, match="there is no value in it"):
        parameters_of(made, tmp_path)
