"""Which history a scenario asks for: the record as it is, or the record up to a branch and then another."""

from __future__ import annotations

import math

from sim.environment import Environment
from sim.history.branched import Abducted, Branched
from sim.history.by_cause import ByCause
from sim.history.documented import Documented
from sim.history.pools import History
from sim.history.sampled import Sampled
from sim.history.sampled_by_motive import SampledByMotive
from sim.record.acts import Acts, day_number
from sim.record.evidence import Evidence
from sim.scenario import Scenario


def of_record(
    evidence: Evidence, authors: str, *, factual: Documented | None = None, traced_from: float = math.inf
) -> Documented:
    """The record as it is, with what its links say; see `Documented`."""
    return Documented(evidence.by_day, authors, factual, evidence.stated, traced_from)


def of_branch(scenario: Scenario, before: Documented, edits: Acts, twin: Environment | None) -> History:
    """The record up to the scenario's branch day, then what it asks for.

    Parameters
    ----------
    before
        The record in this arm; under abducted luck its `factual` is that of the twin.
    twin
        The environment of the factual twin; None for fresh luck.
    """
    assert scenario.branch is not None
    day = day_number(scenario.branch)
    if twin is None or before.factual is None:
        return Branched(before, SampledByMotive() if scenario.coupling == "causes" else Sampled(), day)
    if scenario.coupling == "inversion":
        return Branched(before, Abducted(before.factual, twin, edits), day)
    before.factual.apart_from = day
    return Branched(before, ByCause(before.factual, twin, before.chronicle, edits), day)
