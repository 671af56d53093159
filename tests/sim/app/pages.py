"""A page as its tests open it: without a browser, with the state in its address."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from streamlit.testing.v1 import AppTest

from sim.app.server import PAGE
from sim.app.session import STATE
from sim.app.state import State, from_query, to_query

PATIENCE = 120.0


def opened(state: State, **fields: Any) -> AppTest:
    """The page of a state with some fields changed; nothing went wrong on it."""
    page = at(to_query(replace(state, **fields)))
    assert [each.value for each in page.error] == []
    return page


def at(query: dict[str, list[str]]) -> AppTest:
    """The page at an address."""
    page = AppTest.from_file(str(PAGE), default_timeout=PATIENCE)
    for key, texts in query.items():
        page.query_params[key] = texts
    page.run()
    assert not page.exception
    return page


def state_of(page: AppTest) -> State:
    """What is chosen on a page."""
    state: State = page.session_state[STATE]
    query = {key: [texts] if isinstance(texts, str) else list(texts) for key, texts in page.query_params.items()}
    assert from_query(query) == (state, []), "the address says the same"
    return state


def said(page: AppTest) -> str:
    """All that is said on a page."""
    parts = (page.title, page.header, page.markdown, page.caption, page.info, page.warning, page.error, page.success)
    written = [str(each.value) for part in parts for each in part]
    return "\n".join([*written, *(each.proto.body for each in page.get("html"))])


def button(page: AppTest, label: str, at: int = 0) -> Any:
    """A button by its label."""
    return [each for each in page.button if each.label == label][at]


def figures(page: AppTest) -> int:
    """How many figures there are."""
    return len(page.get("plotly_chart"))
