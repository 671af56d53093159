"""A lesson's file and a seat's keep nobody out, as far as axe-core finds: every step of them, on a screen and on a phone."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from sim.lessons.page import lesson_page
from sim.lessons.telling import played
from sim.seats.page import seat_page
from tests.chromium import AXE, barriers, fresh, load, missing, started
from tests.sim.lessons.made import made_in
from tests.sim.seats.made import grown_in, patched, short

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(bool(missing()), reason=missing()),
    pytest.mark.skipif(not AXE.exists(), reason="axe-core is not here: npm install --prefix build/axe axe-core"),
]
LESSON = [f"step={step}&bet=less" for step in ("read", "bet", "lever", "play", "talk", "teacher")]
SEAT = ["step=play&path=", *(f"step={step}&path=strike%2Ckill" for step in ("read", "play", "debrief", "talk", "teacher"))]


def look(browser: Any, address: str, places: Iterable[str]) -> None:
    """Every place of a file, on a screen and on a phone."""
    for width, height in ((1366, 768), (390, 844)):
        with fresh(browser, width, height) as page:
            for place in places:
                load(page, f"{address}#{place}")
                page.locator(f"#{place.split('&')[0].removeprefix('step=')}").wait_for()
                assert barriers(page) == [], place


def test_no_step_of_a_lesson_or_a_seat_keeps_people_out(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    ran = made_in(tmp_path_factory.getbasetemp())
    lesson, seat = tmp_path / "lesson.html", tmp_path / "seat.html"
    lesson.write_text(lesson_page(ran, played(ran)), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patched(patch, short)
        seat.write_text(seat_page(grown_in(tmp_path_factory.getbasetemp())), encoding="utf-8")
    with started() as browser:
        look(browser, lesson.as_uri(), LESSON)
        look(browser, seat.as_uri(), SEAT)
