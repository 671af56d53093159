"""A lesson's file keeps nobody out, as far as axe-core finds: every step of it, on a screen and on a phone."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.lessons.page import lesson_page
from sim.lessons.telling import played
from tests.chromium import AXE, barriers, fresh, missing, started
from tests.sim.lessons.made import made_in

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(bool(missing()), reason=missing()),
    pytest.mark.skipif(not AXE.exists(), reason="axe-core is not here: npm install --prefix build/axe axe-core"),
]
STEPS = ("read", "bet", "lever", "play", "talk", "teacher")


def test_no_step_of_a_lesson_keeps_people_out(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    ran = made_in(tmp_path_factory.getbasetemp())
    path = tmp_path / "made.html"
    path.write_text(lesson_page(ran, played(ran)), encoding="utf-8")
    with started() as browser:
        for width, height in ((1366, 768), (390, 844)):
            with fresh(browser, width, height) as page:
                for step in STEPS:
                    page.goto("about:blank")
                    page.goto(f"{path.as_uri()}#step={step}&bet=less")
                    page.locator(f"#{step}").wait_for()
                    assert barriers(page) == [], step
