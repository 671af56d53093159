"""Choose: every lesson and question can be opened, and a scenario of one's own if nothing is wrong with it."""

from __future__ import annotations

from sim.app.state import State
from tests.sim.app.conftest import SMALL
from tests.sim.app.pages import button, opened, said, state_of


def test_a_lesson_a_question_and_the_number_of_worlds() -> None:
    page = opened(State())
    page.number_input(key="of-worlds").set_value(40).run()
    page.button(key="open-two_fires").click().run()
    assert state_of(page) == State("lesson", "two_fires", view="bet", worlds=40)
    page = opened(State())
    page.selectbox(key="question").set_value("no_gaza_war").run()
    button(page, "Open the question").click().run()
    assert state_of(page) == State("question", "no_gaza_war", view="bet")


def test_a_scenario_of_ones_own() -> None:
    page = opened(State())
    page.file_uploader[0].set_value(("mine.yaml", SMALL.encode(), "application/yaml")).run()
    button(page, "Open the scenario").click().run()
    assert state_of(page) == State("file", text=SMALL, view="bet")
    assert page.title[0].value == "A small one"


def test_a_broken_one_is_told_line_by_line_and_cannot_be_opened() -> None:
    page = opened(State())
    broken = SMALL.replace("branch:", "brunch:").replace("peak_rung", "peek_rung")
    page.file_uploader[0].set_value(("mine.yaml", broken.encode(), "application/yaml")).run()
    assert "cannot be run" in page.error[0].value
    assert "did you mean 'branch'" in said(page)
    assert "peek" in said(page)
    assert "Open the scenario" not in [each.label for each in page.button]
    page.file_uploader[0].set_value(("mine.yaml", b"\xff\xfe\x00", "application/yaml")).run()
    assert "not UTF-8" in page.error[0].value
