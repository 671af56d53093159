"""The teachers' page: current, with every lesson, and numbers only from the table."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from calibration.pages.teaching_page import PAGE, current, page, write
from sim.lessons.reading import load_lesson, load_lessons
from tests.sim.lessons.made import written

ROW = {
    "lesson": "made",
    "measure": "attacks_on_us",
    "low": 3,
    "median": 7,
    "high": 12,
    "reference": 9,
    "record": 9,
    "worlds": 1200,
}
ANSWERS = pd.DataFrame(
    [
        {**ROW, "setting": "as_it_was", "less": 0.0, "same": 1.0, "more": 0.0},
        {**ROW, "setting": "never", "less": 0.7, "same": 0.1, "more": 0.2},
        {**ROW, "setting": "never", "measure": "us_strikes", "less": 1.0, "same": 0.0, "more": 0.0},
    ]
)


def test_the_committed_page_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == current(), "out of date; rebuild: python -m calibration.pages.teaching_page"


def test_every_lesson_stands_in_the_page_with_its_plan_and_settings() -> None:
    text = page(load_lessons(), None)
    for read in load_lessons():
        section = text.partition(f"\n## {read.lesson.order}. {read.lesson.title}\n")[2].partition("\n## ")[0]
        assert section.count("Not yet run") == 1
        for said in (*read.lesson.aims, *read.lesson.limits, *(each.label for each in read.lesson.lever.settings)):
            assert said in section
        assert all(f"| {step.minutes} | " in section for step in read.lesson.plan)


def test_answers_are_those_of_the_table(tmp_path: Path) -> None:
    text = page([load_lesson(written(tmp_path))], ANSWERS)
    assert "1,200 worlds of each setting." in text
    assert "| Attacks on US sites (record: 9) | middle | 90 % | fewer | same | more |" in text
    assert "| As it was | 7 | 3 to 12 | - | - | - |" in text
    assert "| Never | 7 | 3 to 12 | 70 % | 10 % | 20 % |" in text
    assert "100 %" not in text


def test_it_is_written_as_it_is_current(tmp_path: Path) -> None:
    assert write(tmp_path / "teaching.md").read_text(encoding="utf-8") == current()
