"""Synthetic records by the world, as tests of fits and links ask for them."""

from __future__ import annotations

from datetime import date

from calibration.studies.synthetic import as_evidence, simulated
from sim.parameters import Parameters
from sim.record.evidence import Evidence


def synthetic_records(
    parameters: Parameters, worlds: int, window: tuple[date, date], seed: int, *, named: bool = False
) -> list[Evidence]:
    """One record for each world; `named`: whether it names the authors of attacks."""
    return [as_evidence(acts) for acts in simulated(parameters, worlds, window, seed, named=named)[1].acts]
