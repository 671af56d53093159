"""A small comparison that the tests of all figures draw: the winter of 2019-20 under two changes, in twelve worlds."""

from __future__ import annotations

from typing import Any

import pytest

from sim import compare, load_scenario


@pytest.fixture(scope="session")
def comparison() -> Any:
    short: Any = {"start": "2019-12-01", "end": "2020-02-15", "warm_up": 30}
    names = ("no_soleimani_strike", "no_k1_death")
    arms = [load_scenario(name).edit(**short, interventions=load_scenario(name).interventions[:1]) for name in names]
    return compare([load_scenario("documented").edit(**short), *arms], worlds=12, seed=3, params="point")
