"""What a scenario does by itself, set apart from what followed: counted from events by hand, and from a run's tables."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sim.estimates.edited import COLUMNS, Edits, edits_between, own_part
from sim.record.evidence import Evidence, load_evidence
from sim.results.spans import Span
from sim.scenario.interventions.dated import Prohibition
from sim.vocabulary.measures import MEASURES
from tests.sim.estimates.conftest import CALM, FRESH, KNOWN, SAME, STRIKE

SPAN = Span(date(2020, 1, 2), date(2020, 1, 31))
NAMES = list(MEASURES)


@pytest.fixture(scope="module")
def evidence() -> Evidence:
    return load_evidence()


def events(*rows: tuple[int, str, str, str, int, int, int, str]) -> pd.DataFrame:
    """World, day, actor, action, count, Americans killed, rung, id."""
    keys = ("world", "date", "actor", "action", "count", "us_killed", "rung", "record_id")
    frame = pd.DataFrame(rows, columns=list(keys)).assign(us_wounded=0, militia_killed=0, iraqi_forces_killed=0)
    return frame.assign(date=pd.to_datetime(frame["date"]))[list(COLUMNS)]


def own(ours: pd.DataFrame, theirs: pd.DataFrame, edits: Edits, worlds: int = 2) -> dict[str, list[float]]:
    return dict(zip(NAMES, own_part(ours, theirs, edits, SPAN, 7, worlds).T.tolist(), strict=True))


REFERENCE = events(
    (7, "2020-01-03", "us", "kill_leader", 1, 0, 7, "killing"),
    (7, "2020-01-08", "iran", "launch_missiles", 1, 0, 8, "salvo"),
    (7, "2020-01-09", "badr", "attack_base", 2, 1, 5, "attack"),
    (8, "2020-01-03", "us", "kill_leader", 1, 0, 7, "killing"),
    (8, "2020-02-03", "us", "kill_leader", 1, 0, 7, "killing"),
)
ARM = events((7, "2020-01-09", "badr", "attack_base", 2, 3, 6, "attack"), (8, "2020-01-05", "badr", "attack_base", 1, 0, 3, ""))


def test_what_is_taken_out_counts_for_itself_alone() -> None:
    found = own(ARM, REFERENCE, Edits(frozenset({"killing"}), frozenset()))
    assert found["leaders_killed"] == [-1, -1], "days outside the span do not count"
    assert found["attacks_on_us"] == [0, 0]
    assert found["iran_launches"] == [0, 0], "that the salvo is gone followed"
    assert found["peak_rung"] == [0, -7], "the salvo stood higher; in the other world nothing else happened"
    assert np.isnan(found["days_to_first_attack"]).all()


def test_what_goes_otherwise_counts_for_the_change() -> None:
    found = own(ARM, REFERENCE, Edits(frozenset({"attack"}), frozenset()))
    assert found["us_killed"] == [2, 0]
    assert found["attacks_on_us"] == [0, 0]
    assert found["peak_rung"] == [0, 0]


def test_what_is_forbidden_counts_from_its_first_day_to_its_last() -> None:
    forbidden = Prohibition("badr", "attack_base", date(2020, 1, 6), date(2020, 1, 9))
    found = own(ARM, REFERENCE, Edits(frozenset(), frozenset({forbidden})))
    assert found["attacks_on_us"] == [0, 0], "both arms have it"
    assert own(ARM[:0], REFERENCE, Edits(frozenset(), frozenset({forbidden})))["attacks_on_us"] == [-2, 0]
    earlier = forbidden._replace(until=date(2020, 1, 8))
    assert own(ARM[:0], REFERENCE, Edits(frozenset(), frozenset({earlier})))["attacks_on_us"] == [0, 0]
    later = forbidden._replace(since=date(2020, 1, 10), until=None)
    assert own(ARM[:0], REFERENCE, Edits(frozenset(), frozenset({later})))["attacks_on_us"] == [0, 0]


def test_what_two_scenarios_do_otherwise(evidence: Evidence) -> None:
    assert edits_between(CALM, KNOWN, evidence).ids == {STRIKE}
    assert not edits_between(SAME, KNOWN, evidence)
    assert edits_between(CALM, SAME, evidence) == edits_between(SAME, CALM, evidence)
    assert edits_between(FRESH, KNOWN, evidence).forbidden == {Prohibition("us", "strike", date(2020, 1, 20), None)}
    assert not edits_between(CALM, CALM.edit(name="other"), evidence), "what both do sets nothing apart"


def test_an_added_event_is_the_scenarios_own(evidence: Evidence) -> None:
    added = {"add_event": {"date": "2020-01-20", "actor": "us", "action": "airstrike", "target": "militia"}}
    (name,) = edits_between(KNOWN.edit(name="more", branch="2020-01-02", interventions=[added]), KNOWN, evidence).ids
    assert name.startswith("added-")


def test_rows_that_are_told_as_one_go_together(evidence: Evidence) -> None:
    """Of several rows that make one act, the id of the event may be another than that of the row that is taken out."""
    from sim.record.acts import by_day, in_order
    from sim.scenario.edits import plain_acts

    rows = next(act.rows for act in in_order(by_day(plain_acts(evidence))) if len({*act.rows}) > 1 and act.decision == "strike")
    day = next(act.date for act in evidence.acts if act.id == rows[0])
    scenario = KNOWN.edit(name="x", start=day, end=day, branch=day, interventions=[{"remove_event": rows[-1]}])
    assert edits_between(scenario, KNOWN.edit(start=day, end=day), evidence).ids == set(rows)


def test_the_removed_killing_of_a_run(compared: Path) -> None:
    from sim.estimates.estimating import estimate

    rows = estimate(compared).rows_of("calm")
    assert rows.loc["leaders_killed", "own"] == -1
    assert rows.loc["militia_killed", "own"] < 0
    assert rows.loc["attacks_on_us", "own"] == 0
    totals = [name for name, about in MEASURES.items() if about.always_known]
    np.testing.assert_allclose(rows.loc[totals, "own"] + rows.loc[totals, "followed"], rows.loc[totals, "difference"], atol=1e-12)
