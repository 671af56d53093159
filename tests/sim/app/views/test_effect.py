"""Effect: the words are those of `escalation effects`, the caveat stands below."""

from __future__ import annotations

from sim.app.state import State
from sim.app.worlds import Ran
from sim.estimates.words import answer
from sim.notebook import CAVEAT
from tests.sim.app.pages import figures, opened, said


def test_words_table_and_caveat(state: State, found: Ran) -> None:
    page = opened(state, view="effect")
    text = said(page).replace("\\", "")
    assert answer(found.estimate, "small") in text
    assert CAVEAT in text
    assert "Estimand: given all that followed" in text
    assert figures(page) == 1
    assert list(page.table[0].value.index) == ["Attacks on US sites", "Americans killed", "Highest rung"]
