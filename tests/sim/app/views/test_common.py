"""What several views share: the measure that is looked at, and numbers in words."""

from __future__ import annotations

from sim.app.state import State
from sim.app.subjects import subject_of
from sim.app.views.common import in_numbers, measure_of
from sim.lessons.answers import Answer


def test_the_measure_is_the_one_chosen_else_the_one_bet_on(state: State) -> None:
    about = subject_of(state)
    assert about.counted == ("attacks_on_us", "us_killed", "peak_rung")
    assert measure_of(state, about) == about.wager.measure
    assert measure_of(State(measure="us_killed"), about) == "us_killed"
    assert measure_of(State(measure="raids"), about) == about.wager.measure, "it is not watched here"


def test_numbers_in_words() -> None:
    numbers = Answer(less=0.25, same=0.05, more=0.7, low=2, median=30, high=1_200, reference=5, record=6)
    assert in_numbers(numbers, "us_killed", 300, "what happened").replace("\N{NO-BREAK SPACE}", " ") == (
        "Americans killed, against what happened: fewer in 25 % of 300 worlds, as many in 5 %, more in 70 %; "
        "middle world 30, 90 % of worlds 2 to 1,200; what happened: 6."
    )
    assert "lower in 25\N{NO-BREAK SPACE}%" in in_numbers(numbers, "peak_rung", 300, "x")
