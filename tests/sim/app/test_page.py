"""The page as Streamlit runs it: an empty address shows what there is to choose, with the limits below."""

from __future__ import annotations

from sim.app.state import State
from sim.lessons.page import LIMITS
from sim.lessons.reading import load_lessons
from tests.sim.app.pages import opened, said


def test_an_empty_address_shows_what_there_is() -> None:
    page = opened(State())
    assert page.title[0].value == "Escalation simulator"
    assert all(read.lesson.title in said(page) for read in load_lessons())
    assert any(LIMITS in each.proto.body for each in page.get("html"))
