"""A scenario of three weeks that sweeps vary, and sweeps whose numbers are made up, without a world run."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from sim.parameter_files import choose
from sim.results.spans import counted_span
from sim.scenario import Scenario, load_scenario
from sim.sweeps.designs import Design, Row
from sim.sweeps.factors import Factor
from sim.sweeps.points import Points
from sim.sweeps.running import Plan, Sweep

WATCHED = ("attacks_on_us", "peak_rung")


def three_weeks() -> Scenario:
    """January 2020 from the second on, without the strike on Soleimani; from the tenth on with another level of a war."""
    return load_scenario("documented").edit(
        name="short", title="Three weeks", start="2019-12-28", end="2020-01-20", warm_up=3, branch="2020-01-02", watch=WATCHED,
        interventions=[
            {"remove_event": "2020-01-03-us-targeted-killing"},
            {"context": {"name": "gaza_war", "level": 0.0, "from": "2020-01-10"}},
            {"forbid": {"actor": "us", "decision": "kill_leader", "from": "2020-01-02"}},
            {"forbid": {"actor": "us", "decision": "strike", "from": "2020-01-02"}},
        ],
    )  # fmt: skip


def made(
    factors: Sequence[Factor], rows: Sequence[Row], mean: Sequence[float], *, reference: int = 0, kind: str = "file"
) -> Sweep:
    """A sweep in which both measures have these means; worlds lie up to 2 to each side, and a mean has an error of 0.3.

    Names need not be levers: the scenario is the same at every point.
    """
    plan = Plan(three_weeks(), Design(kind, tuple(factors), tuple(rows)), 100, 7, choose("point"), reference)
    centre = np.repeat(mean, len(WATCHED))
    vars(plan)["points"] = Points((plan.scenario,) * len(rows), ({},) * len(rows), counted_span(plan.scenario))
    columns = {
        "point": np.repeat(np.arange(len(rows)), len(WATCHED)),
        "measure": list(WATCHED) * len(rows),
        "mean": centre,
        "mean_standard_error": 0.3,
        "low": np.maximum(centre - 2, 0),
        "high": centre + 2,
    }
    return Sweep(plan, pd.DataFrame(columns), {"command": "sweep"})
