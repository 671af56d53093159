"""Seat: decide, go on, rewind; the choices stand in the address."""

from __future__ import annotations

import re

import pytest

from sim.app.state import SEAT, State
from sim.seats.reading import load_seat, load_seats
from tests.sim.app.pages import at, button, figures, opened, said, state_of
from tests.sim.seats.made import patched, short


def test_from_a_seat_to_a_decision_and_back() -> None:
    data = load_seats()[0]
    page = opened(State())
    page.button(key=f"seat-{data.name}").click().run()
    assert page.title[0].value == data.title
    assert state_of(page) == State(view=SEAT, seat=data.name)
    point = data.decisions[0]
    assert button(page, "Decide, and go on").disabled
    assert point.ask in said(page).replace("\\", "")
    option = point.options[0]
    page.radio(key=f"option-{point.id}-0").set_value(option.id).run()
    assert "What this orders" in said(page)
    button(page, "Decide, and go on").click().run()
    assert state_of(page).choices == (option.id,)
    assert [each.value for each in page.error] == []
    assert option.label in said(page).replace("\\", "")
    button(page, "Rewind").click().run()
    assert state_of(page).choices == ()


def test_a_choice_that_is_none_is_a_sentence() -> None:
    page = at({"view": ["seat"], "seat": [load_seats()[0].name], "choice": ["nothing_such"]})
    assert "unknown option of" in page.error[0].value
    page = at({"view": ["seat"], "seat": ["nobody"]})
    assert "nobody" in page.error[0].value


def test_the_debrief_tells_what_was_done_what_happened_and_why(monkeypatch: pytest.MonkeyPatch) -> None:
    patched(monkeypatch, short)
    data = load_seat("washington")
    page = opened(State(view=SEAT, seat=data.name, choices=("syria", "pass"), worlds=10, seed=91))
    text = said(page).replace("\\", "")
    assert "you chose: Strike in Syria alone. What was done: Strike in Iraq and in Syria." in text
    assert "10 worlds with your choices against the same worlds" in text
    assert figures(page) == 1
    assert page.table[0].value.loc["Leaders killed", "reference"] == "1"
    moved = re.findall(r'<ul class="bars moved">.*?</ul>', text, re.DOTALL)
    assert moved, "why what happened happened"
    for each in moved:
        assert sum(map(int, re.findall(r"<strong>(\d+)\s%</strong>", each))) == 100
