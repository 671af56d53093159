"""The page of questions: current, with everything under its theme, and nothing in it that its sources do not say."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from calibration.pages.questions_page import PAGE, THEMES, current, page, write
from calibration.studies.questions import questions
from sim.scenario import load_scenario

GAZA = load_scenario("no_gaza_war").edit(answer=["less attacks_on_us"])
EFFECTS = pd.DataFrame(
    [
        {
            "scenario": "no_gaza_war", "measure": name, "mean": 20.0, "difference": -80.5, "difference_low": -91.0,
            "difference_high": -60.0, "p_less": 0.975, "p_more": 0.015, "p_same": 0.01, "worlds": worlds,
        }
        for name, worlds in (("attacks_on_us", 1200), ("days_to_first_attack", 0))
    ]
)  # fmt: skip
BEYOND = pd.DataFrame([{"scenario": "no_gaza_war", "outside": 0.0325, "memory": "scene.attacks"}])


def test_the_committed_page_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == current(), "out of date; rebuild: python -m calibration.pages.questions_page"


def test_every_question_stands_in_the_page_under_its_theme() -> None:
    text = page(questions(), None, None)
    for scenario in questions():
        section = text.partition(f"\n## {scenario.theme}\n")[2].partition("\n## ")[0]
        assert f"### {scenario.title}\n\n`{scenario.name}` *{scenario.question}*\n" in section
    headings = [line.removeprefix("## ") for line in text.splitlines() if line.startswith("## ")]
    assert headings == list(THEMES)


def test_what_a_question_says() -> None:
    text = page([GAZA], EFFECTS, BEYOND)
    for line in (
        "1 questions.",
        "- From 2023-10-07 the context gaza_war has the level 0, as if it were off.",
        "- Days: 2023-10-07 to 2024-02-29, against `documented`.",
        "- **Answer.** Less: attacks on US sites.",
        "- Numbers (1,200 worlds): Attacks on US sites -80.5 (-91 to -60; 98 % less, 1 % more, 1 % the same).",
        "- Beyond the fit: 3.25 % of days, most often `scene.attacks`.",
    ):
        assert line in text.splitlines(), line


def test_what_is_not_known_is_not_said() -> None:
    text = page([load_scenario("no_gaza_war").edit(answer=[])], None, None)
    assert "- **Answer.** Not yet run." in text
    assert "Beyond the fit: not yet measured." in text
    assert "Numbers (" not in text
    assert "- Beyond the fit: on no day." in page([GAZA], None, BEYOND.assign(outside=0.0))


def test_what_the_record_never_shows_is_said() -> None:
    left = page([load_scenario("only_syria_is_left")], None, None)
    assert "Beyond the record: the scenario sets the presence of Americans in Iraq" in left
    struck = EFFECTS.iloc[:1].assign(scenario="strike_on_iran", measure="strikes_on_iran", mean=1.5)
    assert "the United States strike Iran on 1.50 days of a world" in page([load_scenario("strike_on_iran")], struck, None)
    assert "Beyond the record" not in page([GAZA], EFFECTS, BEYOND)


def test_the_page_is_written(tmp_path: Path) -> None:
    assert write(tmp_path / "questions.md").read_text(encoding="utf-8") == current()
