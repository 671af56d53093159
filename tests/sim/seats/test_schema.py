"""What a seat may say, and what does not fit together."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from sim.seats.reading import seat_faults
from sim.seats.schema import SeatData
from tests.sim.seats.made import TEXT, written

KILL = "        orders:\n          - policy: {actor: us, decision: kill"


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("actor: us\nrole", "actor: usa\nrole", "unknown actor 'usa'"),
        ("decides: [strike, kill_leader]", "decides: [raid]", "unknown decision of us 'raid'"),
        ("day: 2019-12-27", "day: 2020-01-10", "lies outside the seat"),
        ("    about: [kill_leader]", "    about: [launch_missiles]", "unknown decision of us 'launch_missiles'"),
        ("moves: us_strikes", "moves: raids", "unknown watched measure 'raids'"),
        ("        moves: us_strikes\n", "", "unknown watched measure"),
        (f"        historical: true\n{KILL}", f"        moves: us_strikes\n{KILL}", "0 of the options are historical"),
        ("id: spare", "id: kill", "the option 'kill' stands twice"),
        ("id: siege", "id: answer", "the decision 'answer' stands twice"),
        ("days_since(assault_embassy) <= 0", "days_since(nothing) <= 0", "when, "),
        ("    from: 2019-12-28", "    from: 2020-02-28", "are not all of the seat"),
        ("watch: [attacks_on_us,", "watch: [attacks,", "unknown measure 'attacks'"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_told_with_its_line(tmp_path: Path, before: str, after: str, said: str) -> None:
    assert before in TEXT
    wrong = seat_faults(written(tmp_path, TEXT.replace(before, after)))
    assert said in str(wrong[0])
    assert str(wrong[0]).startswith(f"{tmp_path}/made.yaml:")


def test_the_first_decision_is_due_on_the_first_evening(tmp_path: Path) -> None:
    later = TEXT.replace("    ask: Do you strike?", "    when: days_since(strike) <= 0\n    ask: Do you strike?")
    assert "the first decision is due later" in str(seat_faults(written(tmp_path, later))[0])


def test_a_decision_without_a_condition_is_due_on_one_evening(data: SeatData) -> None:
    answer, siege = data.decisions
    assert data.span(answer) == (date(2019, 12, 27), date(2019, 12, 27))
    assert data.span(siege) == (date(2019, 12, 28), date(2020, 1, 5))
    assert (answer.historical.id, siege.option("spare").label) == ("strike", "Spare")
