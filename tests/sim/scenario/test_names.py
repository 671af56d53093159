"""Names in a scenario that do not exist, and days that the record does not cover."""

from __future__ import annotations

import pytest

from sim.scenario import Scenario
from sim.scenario.names import vocabulary_faults
from tests.sim.scenario.drafts import BASE, HEAD, STRIKE, Refusal, Write


@pytest.mark.parametrize(
    ("text", "start", "contains"),
    [
        (HEAD + "switch_off: [feer]\n", "mine.yaml:6: unknown mechanism 'feer'; did you mean 'fear'", "momentum"),
        (HEAD + "answer: [less us_strikes, fewer us_strikes]\n", "mine.yaml:6: unknown answer 'fewer us_strikes'", "us_strikes'"),
        (
            HEAD + "sources: [2020-01-03-us-targeted-kiling]\n",
            "mine.yaml:6: unknown event '2020-01-03-us-targeted-kiling'",
            STRIKE,
        ),
        (HEAD.replace("2020-12-31", "2025-01-01"), "mine.yaml:4: end 2025-01-01 is too late: the record covers", "luck: fresh"),
        (
            HEAD.replace("2019-10-01", "2018-04-30"),
            "mine.yaml:3: start 2018-04-30 is too early: the record covers",
            "luck: fresh",
        ),
    ],
)
def test_a_wrong_name_gets_one_line(write: Write, refusal: Refusal, text: str, start: str, contains: str) -> None:
    line = refusal(write(text))
    assert line.startswith(start)
    assert contains in line


def test_every_wrong_name_is_found_where_it_stands() -> None:
    items = [{"remove_actor": "badr"}, {"remove_actor": "bader"}]
    wrong = {**BASE, "branch": "2019-12-01", "switch_off": ["fear", "feer"], "interventions": items, "sources": ["a book", "x"]}
    wrong_names = vocabulary_faults(Scenario.from_dict(wrong, check=False))
    assert [fault.key_path for fault in wrong_names] == [("switch_off", 1), ("interventions", 1, "remove_actor", "actor")]


def test_a_free_run_may_leave_the_span_of_the_record() -> None:
    ahead = {"start": "2010-01-01", "end": "2030-01-01", "branch": "2010-01-01", "luck": "fresh"}
    assert Scenario.from_dict({**BASE, **ahead}).is_free
