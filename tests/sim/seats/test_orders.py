"""From choices to a scenario."""

from __future__ import annotations

from datetime import date

from sim.seats.orders import Choice, labels, ordered, scenario_of
from sim.seats.schema import SeatData

FIRST = Choice(date(2019, 12, 27), "answer", "strike")


def test_days_are_counted_from_the_evening(data: SeatData) -> None:
    (order,) = ordered(data.decision("siege").option("kill"), date(2020, 1, 1))
    assert order.days() == {"from": date(2020, 1, 4), "until": date(2020, 1, 4)}
    (same,) = ordered(data.decision("answer").option("strike"), FIRST.day)
    assert same.days()["from"] == date(2019, 12, 29)


def test_what_the_player_decides_alone_does_not_happen_of_itself_and_his_orders_come_after(data: SeatData) -> None:
    scenario = scenario_of(data, (FIRST,))
    assert [(item.kind, item.as_yaml()["policy"].get("chance")) for item in scenario.interventions] == [
        ("policy", 0.0), ("policy", 0.0), ("policy", None),
    ]  # fmt: skip
    assert (scenario.branch, scenario.start, scenario.end) == (date(2019, 12, 28), data.start, data.end)
    assert scenario.luck == "abducted"


def test_equal_choices_give_equal_scenarios_whose_names_tell_them_apart(data: SeatData) -> None:
    assert scenario_of(data, (FIRST,)) == scenario_of(data, (FIRST,))
    assert scenario_of(data, (FIRST,)).name == "made.strike"
    assert scenario_of(data, ()).name == "made"
    assert labels(data, (FIRST,)) == ["Strike"]
