"""Rows that no rule codes: a dated context that begins with one goes and moves with it; where none does, they are refused."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from sim.record.contexts import load_contexts
from sim.record.evidence import load_evidence
from sim.scenario import Scenario, scenario_faults
from sim.scenario.interventions import MoveEvent, RemoveEvent
from sim.scenario.recorded import event_days, spans_begun_by
from sim.scenario.schedule import Schedule
from tests.sim.scenario.drafts import Write

PROTEST = "2019-10-01-protesters-protest"
WAR = "2023-10-07-other-context"
CARETAKER = "2019-11-29-iraq-government-leadership-change"
HEAD = "title: T\nquestion: Q?\nstart: 2019-09-01\nend: 2020-12-31\nbranch: 2019-09-15\n"
SPAN = {"name": "s", "title": "T", "question": "Q?", "start": "2019-09-01", "end": "2020-12-31", "branch": "2019-09-15"}


def faults(write: Write, *items: str, head: str = HEAD) -> list[str]:
    lines = "".join(f"  - {item}\n" for item in items)
    return [str(fault) for fault in scenario_faults(write(f"{head}interventions:\n{lines}"))]


def levels(*items: dict[str, object], name: str = "protests", **changes: object) -> dict[str, float]:
    """The context on each day of a scenario, by day."""
    made = Schedule(Scenario.from_dict({**SPAN, "interventions": list(items), **changes}), load_evidence())
    return {str(day): made.level(name, index) for index, day in enumerate(made.days)}


def test_only_rows_that_no_rule_codes_begin_contexts() -> None:
    begun = {event for event in event_days() if spans_begun_by(event)}
    assert {PROTEST, WAR, "2023-11-24-other-context", "2022-06-12-other-context"} <= begun
    assert all(event_days()[event] is None for event in begun)
    coded = {span.sources[0] for span in load_contexts().spans} - begun
    assert "2022-09-24-iran-missile-attack" in coded, "it begins the unrest in Iran, and is an act of the model"
    assert spans_begun_by("2020-01-03-us-targeted-killing") == spans_begun_by("x") == ()


@pytest.mark.parametrize(
    ("items", "head", "wrong"),
    [
        ([f"remove_event: {PROTEST}"], HEAD, ""),
        ([f"move_event: {{id: {PROTEST}, to: 2019-11-01}}"], HEAD, ""),
        ([f"move_event: {{id: {PROTEST}, to: 2019-10-01}}"], HEAD, f"event {PROTEST} is of 2019-10-01 already"),
        ([f"move_event: {{id: {PROTEST}, to: 2019-09-14}}"], HEAD, "to 2019-09-14 is documented"),
        ([f"remove_event: {WAR}"], HEAD, f"event {WAR} is not on a simulated day; allowed: 2019-09-15 (the branch)"),
        ([f"edit_event: {{id: {PROTEST}, civilians_killed: 0}}"], HEAD, "is no decision of the model"),
        (["remove_event: 2019-11-23-us-dialogue"], HEAD, "begins no dated context"),
        ([f"remove_event: {CARETAKER}"], HEAD, "no rule reads what"),
        ([f"remove_event: {PROTEST}"], f"{HEAD}contexts: none\n", f"contexts: none leaves out what {PROTEST} begins (protests)"),
        ([f"remove_event: {PROTEST}"], f"{HEAD}switch_off: [protest_rivalry]\n", "(protest_rivalry); allowed: it with protest"),
    ],
)  # fmt: skip
def test_what_may_be_done_to_such_a_row(write: Write, items: list[str], head: str, wrong: str) -> None:
    found = faults(write, *items, head=head)
    assert len(found) == bool(wrong), found
    assert all(wrong in fault for fault in found)


def test_what_is_refused_says_which_lever_there_is(write: Write) -> None:
    (fault,) = faults(write, "remove_event: 2019-11-23-us-dialogue")
    assert fault.endswith("the intervention context changes a dated context")


def test_a_policy_that_asks_for_it_reads_it_too(write: Write) -> None:
    policy = 'policy: {actor: us, decision: strike, when: "context(caretaker_government) > 0", from: 2019-10-01}'
    assert faults(write, f"remove_event: {CARETAKER}", policy) == []


def test_without_the_row_the_context_is_nothing_and_all_else_is_as_it_was() -> None:
    gone, as_it_was = levels({"remove_event": PROTEST}), levels()
    assert as_it_was["2019-10-01"] == as_it_was["2020-05-10"] == 1.0
    assert set(gone.values()) == {0.0}
    for name in set(load_contexts().names) - {"protests"}:
        assert levels({"remove_event": PROTEST}, name=name) == levels(name=name), name


@pytest.mark.parametrize(
    ("to", "first", "last"), [("2019-11-01", "2019-11-01", "2020-06-10"), ("2019-09-20", "2019-09-20", "2020-04-29")]
)
def test_moved_it_begins_on_the_new_day_and_ends_as_many_days_earlier_or_later(to: str, first: str, last: str) -> None:
    on = [day for day, level in levels({"move_event": {"id": PROTEST, "to": to}}).items() if level]
    assert (on[0], on[-1]) == (first, last)
    assert len(on) == (date(2020, 5, 10) - date(2019, 10, 1)).days + 1


def test_an_open_span_stays_open_and_a_context_of_the_scenario_goes_before_the_row() -> None:
    war = load_contexts().with_begun_on(WAR, date(2023, 12, 1))
    days = np.array(["2023-10-07", "2023-11-30", "2023-12-01", "2030-01-01"], dtype="datetime64[D]")
    assert war.level("gaza_war", days).tolist() == [0.0, 0.0, 1.0, 1.0]
    change = {"context": {"name": "protests", "level": 0.5, "from": "2020-01-01", "until": "2020-01-31"}}
    for items in ((change, {"remove_event": PROTEST}), ({"remove_event": PROTEST}, change)):
        found = levels(*items)
        assert {day for day, level in found.items() if level} == {f"2020-01-{day:02d}" for day in range(1, 32)}


def test_in_words() -> None:
    what = "The protest of 1 October 2019 at Baghdad and southern provinces (protesters)"
    gone = f"{what} does not happen, and with it the context protests (2019-10-01 to 2020-05-10)."
    assert RemoveEvent(id=PROTEST).in_words() == gone
    moved = f"{what} happens on 1 November 2019 instead, and with it the context protests, now 2019-11-01 to 2020-06-10."
    assert MoveEvent(id=PROTEST, to=date(2019, 11, 1)).in_words() == moved
    assert RemoveEvent(id=WAR).in_words().endswith(" does not happen, and with it the context gaza_war (from 2023-10-07 on).")


def test_each_does_its_own_thing_to_contexts_and_nothing_to_acts() -> None:
    evidence = load_evidence()
    scenario = Scenario.from_dict(SPAN)
    item = RemoveEvent(id=PROTEST)
    assert item.change_contexts(evidence.contexts) is not evidence.contexts
    assert item.change_acts(list(evidence.acts), scenario, evidence.rows) == list(evidence.acts)
    assert list(item.prohibitions(scenario, evidence.acts)) == []
    coded = RemoveEvent(id="2022-09-24-iran-missile-attack")
    assert coded.change_contexts(evidence.contexts) is evidence.contexts
