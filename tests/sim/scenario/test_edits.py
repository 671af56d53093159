"""The documented acts as a scenario has them: interventions one after another, those added last."""

from __future__ import annotations

from typing import Any

from sim.record.evidence import load_evidence
from sim.scenario import Scenario
from sim.scenario.edits import edited_acts, plain_acts
from tests.sim.scenario.drafts import STRIKE

K1 = "2019-12-27-kataib-hezbollah-rocket-attack"
EVIDENCE = load_evidence()


def scenario(*items: dict[str, Any]) -> Scenario:
    span = {"start": "2019-10-01", "end": "2020-12-31", "branch": "2019-12-01"}
    return Scenario.from_dict({"name": "s", "title": "T", "question": "Q?", "interventions": items, **span})


def test_without_interventions_the_acts_are_those_of_the_record() -> None:
    assert edited_acts(scenario(), EVIDENCE) == plain_acts(EVIDENCE) == list(EVIDENCE.acts)


def test_interventions_follow_one_another_and_leave_the_record_alone() -> None:
    added = {"date": "2020-02-01", "actor": "us", "action": "warning", "target": "iran"}
    acts = edited_acts(
        scenario(
            {"add_event": added}, {"remove_event": STRIKE}, {"edit_event": {"id": K1, "us_killed": 0}}, {"add_event": added}
        ),
        EVIDENCE,
    )
    n = len(EVIDENCE.acts)
    assert [act.id for act in acts[n:]] == [f"added-{n}", f"added-{n + 1}"]
    assert [act.id for act in acts if act.removed] == [STRIKE]
    differ = [after.id for before, after in zip(EVIDENCE.acts, acts[:n], strict=True) if before != after]
    assert differ == [K1, STRIKE]
    assert not any(act.removed or act.added for act in EVIDENCE.acts)
