"""What a lesson may say: each thing that does not fit together is told with its key."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.lessons.reading import lesson_faults
from sim.lessons.schema import COUNTED, MINUTES, NUMBERS
from sim.vocabulary.measures import MEASURES
from tests.sim.lessons.made import TEXT, written


def told(folder: Path, old: str, new: str) -> list[str]:
    """What is wrong with the lesson once a text in it is another."""
    assert TEXT.count(old) == 1
    return [str(error) for error in lesson_faults(written(folder, TEXT.replace(old, new)))]


def test_the_lesson_as_it_stands_is_right(tmp_path: Path) -> None:
    assert lesson_faults(written(tmp_path)) == []


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("minutes: 5", "minutes: 6", 5, f"the steps take 46 minutes; allowed: {MINUTES} in all"),
        ("  setting: never", "  setting: nver", 10, "unknown setting 'nver'; did you mean 'never'?"),
        ("  setting: never", "  setting: as_it_was", 10, "the bet is about the reference itself; allowed: never, badr"),
        ("  reference: as_it_was", "  reference: as_was", 20, "unknown setting 'as_was'; did you mean 'as_it_was'?"),
        ("- id: badr", "- id: never", 30, "the setting 'never' stands twice"),
        ("us_strikes, peak_rung]", "us_strike, peak_rung]", 36, "unknown measure 'us_strike'; did you mean 'us_strikes'"),
        ("us_strikes, peak_rung]", "days_to_first_attack]", 36, "unknown measure 'days_to_first_attack'"),
        ("  measure: attacks_on_us", "  measure: us_killed", 9, "unknown watched measure 'us_killed'"),
        ("{says: more, label: More", "{says: less, label: More", 11, "the options say less, same, less; allowed: less,"),
        ('"yes, {less}"', '"yes, {fewer}"', 12, "{fewer} stands for nothing; allowed: {less}, {same}, {more}, {median}"),
        ('"yes, {less}"', '"yes, {less:d}"', 12, "{less:d} stands for nothing; allowed: {less}, {same}, {more}, {median}"),
        ('"yes, {less}"', '"yes, {less!r}"', 12, "{less!r} stands for nothing"),
        ('"yes, {less}"', '"yes, {less"', 12, "braces that do not fit together"),
    ],
)  # fmt: skip
def test_what_does_not_fit_together_is_told_with_its_line(tmp_path: Path, old: str, new: str, line: int, says: str) -> None:
    (error,) = told(tmp_path, old, new)
    assert error.startswith(f"{tmp_path}/made.yaml:{line}: ")
    assert says in error


def test_a_bet_has_options_or_a_slider(tmp_path: Path) -> None:
    slider = "slider: {low: 0, high: 10, below: a, within: b, above: c}\n  options:"
    (error,) = told(tmp_path, "  options:", f"  {slider}")
    assert "a bet has options or a slider" in error
    head, _, tail = TEXT.partition("  options:\n")
    alone = head + "  slider: {low: 9, high: 3, below: a, within: b, above: c}\n" + tail[tail.index("lever:") :]
    (error,) = [str(each) for each in lesson_faults(written(tmp_path, alone))]
    assert "high 3 is not above low; allowed: 10 or more" in error


def test_only_measures_that_every_world_has_a_value_of_can_be_watched() -> None:
    assert set(COUNTED) == {name for name, measure in MEASURES.items() if measure.how != "first_day"}
    assert {"record", "bet"} < set(NUMBERS)
