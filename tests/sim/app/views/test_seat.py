"""Seat: decide, go on, rewind; the choices stand in the address."""

from __future__ import annotations

from sim.app.state import SEAT, State
from sim.seats.reading import load_seats
from tests.sim.app.pages import at, button, opened, said, state_of


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
