"""Around every view: the ways to the others, what is wrong in a sentence, and the limits."""

from __future__ import annotations

from typing import Any

import pytest

from sim.app import runs
from sim.app.frame import VIEWS
from sim.app.state import State, to_query
from sim.errors import RunUnfinished
from sim.lessons.page import LIMITS
from tests.sim.app.pages import at, button, opened, said, state_of


def test_an_address_that_says_nonsense_is_told_and_the_page_goes_on(state: State) -> None:
    page = at({**to_query(state), "view": ["bet"], "worlds": ["many"], "colour": ["red"]})
    warnings = [each.value for each in page.warning]
    assert len(warnings) == 2
    assert "worlds=many" in warnings[0]
    assert "Your bet" in said(page)
    button(page, "To the lever").click().run()
    assert [each.value for each in page.warning] == []


@pytest.mark.parametrize(
    "query", [{"lesson": ["red_lin"]}, {"question": ["nothing_such"]}, {"file": ["AAAA"]}, {"view": ["nowhere"]}]
)
def test_what_there_is_not_is_a_sentence(query: dict[str, list[str]]) -> None:
    page = at({**query, "view": ["bet"]} if "view" not in query else query)
    sentences = [each.value for each in (*page.error, *page.warning)]
    assert sentences
    assert all("Traceback" not in each for each in sentences)


@pytest.mark.parametrize("error", [RunUnfinished("a worker process was ended from outside"), ZeroDivisionError("by zero")])
def test_a_run_that_ends_half_way_is_a_sentence_and_the_next_one_goes_on(
    state: State, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def fails(*_: object) -> Any:
        raise error

    with monkeypatch.context() as patch:
        patch.setattr(runs, "run", fails)
        page = at(to_query(State(**{**vars(state), "view": "ladder", "seed": 31 + len(str(error))})))
        (sentence,) = {each.value for each in page.error}
        assert str(error) in sentence.replace("\\", "")
    page.run()
    assert [each.value for each in page.error] == []
    assert "The highest rung" in said(page)


def test_a_wrong_screw_is_a_sentence_and_can_be_turned_back(state: State) -> None:
    page = at(to_query(State(**{**vars(state), "view": "levers", "levers": (("branch", "tomorrow"),)})))
    assert any("allowed: a day" in each.value.replace("\\", "") for each in page.error)
    button(page, "Back").click().run()
    assert [each.value for each in page.error] == []
    assert state_of(page).levers == ()


@pytest.mark.parametrize("view", VIEWS)
def test_every_view_says_what_it_is_about_and_its_limits(state: State, found: Any, view: str) -> None:
    page = opened(state, view=view)
    assert page.title[0].value == "A small one"
    assert state_of(page).view == view
    assert any(LIMITS in each.proto.body for each in page.get("html"))
