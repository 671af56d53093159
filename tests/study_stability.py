"""A free run of 20 years without dated facts, in 2,000 worlds: does it stay bounded?  `python -m tests.study_stability`

Slow (about five minutes on one core); the test suite runs a smaller one (`tests/test_stability.py`).
"""

from __future__ import annotations

import sys
from datetime import date, timedelta
from typing import Any

import numpy as np

from sim.model import EscalationModel
from sim.scenario import Scenario, load_scenario
from tests.runs import counts, finish

DAYS = 7305  # twenty years
WORLDS, BLOCK, SEED = 2000, 500, 7
QUANTILES = (0.5, 0.9, 0.99, 0.999, 0.9999, 1.0)
MEASURES = ("attack_base", "attack_convoy", "strike", "us_killed")


def free_run(days: int, **changes: object) -> Scenario:
    """Fresh luck from the first day, no wars or truces elsewhere, the record taken as complete."""
    start = date(2019, 1, 1)
    end = start + timedelta(days=days - 1)
    fields: dict[str, Any] = {"name": "stability", "start": start, "end": start, "branch": start}
    fields |= {"contexts": "none", "reporting": "complete"}
    plain = load_scenario("free_run").edit(**fields)
    return plain.edit(check=False, end=end, **changes)  # beyond the record: the check of days is left out on purpose


def daily_attacks(days: int, worlds: int, first_world: int = 0, seed: int = SEED) -> dict[str, np.ndarray]:
    """Daily counts by measure, shape `(days, worlds)`, as small integers; `attacks` is bases and convoys together."""
    model = finish(EscalationModel(free_run(days), worlds=worlds, rng=seed, first_world=first_world, parameters="point"))
    table = {name: counts(model, name) for name in MEASURES}
    return {**table, "attacks": table["attack_base"] + table["attack_convoy"]}


def main() -> None:
    """Run all blocks and print quantiles over world-days, and each tenth of the years to show that nothing drifts."""
    blocks = []
    for first in range(0, WORLDS, BLOCK):
        blocks.append(daily_attacks(DAYS, BLOCK, first))
        sys.stdout.write(f"worlds {first} to {first + BLOCK - 1}: at most {blocks[-1]['attacks'].max()} attacks on a day\n")
        sys.stdout.flush()
    for name in blocks[0]:
        whole = np.concatenate([block[name] for block in blocks], axis=1)
        found = "  ".join(f"{q:g}: {np.quantile(whole, q):g}" for q in QUANTILES)
        years = "  ".join(f"{part.mean():.4f}" for part in np.array_split(whole, 10))
        sys.stdout.write(f"{name}: mean {whole.mean():.4f} a day; quantiles {found}; by two years {years}\n")


if __name__ == "__main__":
    main()
