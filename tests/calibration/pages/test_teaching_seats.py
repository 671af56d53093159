"""The part of the teachers' page about the seats."""

from __future__ import annotations

from pathlib import Path

from calibration.pages.teaching_seats import seats_part
from sim.seats.reading import load_seat, load_seats
from tests.sim.seats.made import written


def test_every_seat_stands_in_it_with_its_evenings_and_orders() -> None:
    text = seats_part(load_seats())
    for seat in load_seats():
        section = text.partition(f"\n## {seat.title}\n")[2].partition("\n## ")[0]
        for point in seat.decisions:
            assert point.ask in section
            assert f"{point.historical.label} (what was done)" in section
            assert all(option.says in section for option in point.options)
        assert all(each in section for each in (*seat.limits, *seat.artefacts, *seat.discussion.analysis))


def test_a_decision_says_when_it_is_due_and_what_each_order_changes(tmp_path: Path) -> None:
    text = seats_part([load_seat(written(tmp_path))])
    assert "**Do you strike?** On the evening of 27 December 2019." in text
    assert "from 28 December 2019 to 5 January 2020 on which `days_since(assault_embassy) <= 0`" in text
    assert "| Wait | No strike. | nothing |" in text
    assert "| Strike (what was done) | In two days. | On 2019-12-29 us takes the decision strike" in text
