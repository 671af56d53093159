"""An answer whose numbers are made up of known parts, without a world run."""

from __future__ import annotations

import numpy as np
import pytest

from sim.parameter_files import choose
from sim.parameters import Parameters
from sim.results.spans import counted_span
from sim.sensitivities.answering import Answer, answer_of
from sim.sensitivities.designs import PickFreeze, included, pick_freeze, varying
from sim.sensitivities.groups import dependence, groups_of
from sim.sensitivities.indices import indices
from sim.types import Floats
from tests.made_sweeps import three_weeks

ROWS, WORLDS = 24, 4
TERM = "us.t"


@pytest.fixture(scope="package")
def posterior() -> Parameters:
    return choose()


@pytest.fixture(scope="package")
def made(posterior: Parameters) -> PickFreeze:
    """Designs over two groups of the posterior."""
    return pick_freeze(posterior, groups_of(list(varying(posterior)), ["war=us.*,iran.*"]), ROWS, WORLDS, 7)


@pytest.fixture(scope="package")
def answer(made: PickFreeze) -> Answer:
    """Attacks follow a parameter of the group `war` and luck; the highest rung is 3 in every world."""
    rng = np.random.default_rng(1)
    luck = rng.normal(size=(ROWS, WORLDS))

    def level(design: str) -> Floats:
        x = np.log(np.asarray(made.parameters_of(design).values["us.tolerance_trump"])).reshape(ROWS, WORLDS)
        return np.asarray(np.round(20 + 30 * x + 2 * luck))

    a, b, ab = level("A"), level("B"), np.array([level(name) for name in made.groups])
    values = {"attacks_on_us": np.concatenate([a, b]).ravel(), "peak_rung": np.full(2 * ROWS * WORLDS, 3.0)}
    scenario = three_weeks()
    about = {
        "scenario": scenario.name, "title": scenario.title, "reference": None, "span": counted_span(scenario),
        "draws": 2 * ROWS, "worlds": WORLDS, "seed": 7, "runs": 4 * ROWS * WORLDS, "left_out": ["days_to_first_attack"],
        "coverage": True,
    }  # fmt: skip
    x = made.values()["us.tolerance_trump"]
    return answer_of(
        values, np.repeat(np.arange(2 * ROWS), WORLDS), made.values(), included(made.parameters, made.draws), made.parameters,
        rng, units=np.tile(np.arange(ROWS), 2), weights={"nothing": 0 * x, "too much": 40 * x}, about=about,
        indices=indices("attacks_on_us", tuple(made.groups), a, b, ab, rng),
        ties=dependence(varying(made.parameters), made.groups, rng), manifest={"command": "sensitivity", "versions": {}},
    )  # fmt: skip
