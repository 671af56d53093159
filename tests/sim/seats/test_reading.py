"""Seats from their files: names, and faults of what options order."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.errors import InputError
from sim.seats.reading import load_seat, load_seats, seat_faults, seat_paths
from tests.sim.seats.made import TEXT, written

ORDER = "policy: {actor: us, decision: strike, when: always, from: day+2, until: day+2}"


def test_the_seats_that_were_promised_ship_in_their_order() -> None:
    assert [seat.name for seat in load_seats()][:4] == ["washington", "baghdad", "tehran", "kataib_hezbollah"]
    assert {seat.name for seat in load_seats()} == set(seat_paths())


def test_an_unknown_name_is_told_with_the_nearest() -> None:
    with pytest.raises(InputError, match="unknown seat 'washingtn'; did you mean 'washington'"):
        load_seat("washingtn")


def test_a_right_seat_has_no_faults(tmp_path: Path) -> None:
    assert seat_faults(written(tmp_path)) == []


@pytest.mark.parametrize(
    ("order", "said"),
    [
        ("policy: {actor: us, decision: raid, when: always, from: day+2}", "raid"),
        ("policy: {actor: us, decision: strike, when: always, from: day+2, untill: day+2}", "unknown key 'untill'"),
        ("policy: {actor: us, decision: strike, when: always, from: dayy+2}", "allowed: a day such as 2019-10-01"),
        ("policy: {actor: us, decision: strike, when: always, from: day+200}", "chosen on 2019-12-27: from 2020-07-14"),
        ("remove_event: 2019-12-01-nothing", "unknown event"),
        ("strike: {}", "unknown intervention 'strike'"),
    ],
)
def test_what_an_option_may_not_order(tmp_path: Path, order: str, said: str) -> None:
    text = TEXT.replace(ORDER, order)
    wrong = seat_faults(written(tmp_path, text))
    assert len(wrong) == 1
    assert said in str(wrong[0])
    line = next(number for number, each in enumerate(text.splitlines(), 1) if "orders:" in each)
    assert int(str(wrong[0]).split("made.yaml:")[1].split(":")[0]) in (line, line + 1)


def test_a_misspelt_key_and_a_missing_one(tmp_path: Path) -> None:
    wrong = [str(each) for each in seat_faults(written(tmp_path, TEXT.replace("role: You decide.\n", "rolle: You decide.\n")))]
    assert any("unknown key 'rolle'; did you mean 'role'" in each for each in wrong)
    inner = [str(each) for each in seat_faults(written(tmp_path, TEXT.replace("        says: Nobody.\n", "")))]
    assert any("lacks the key 'says'" in each for each in inner)


def test_a_source_that_nobody_knows(tmp_path: Path) -> None:
    assert "unknown source" in str(seat_faults(written(tmp_path, TEXT.replace("schelling-1966", "schelling-1967")))[0])
