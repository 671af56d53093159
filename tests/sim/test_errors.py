"""Errors teach: one line, its place, the nearest right name; and each kind has its exit code."""

from __future__ import annotations

import difflib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim import errors
from sim.errors import (
    LONGEST,
    NAME,
    PLACE,
    CheckFailed,
    EscalationError,
    InputError,
    ParameterError,
    RecordError,
    RunUnfinished,
    ScenarioError,
    bounded,
    cut,
    unknown,
)

CODES = {
    InputError: 2, RecordError: 2, ScenarioError: 2, ParameterError: 2, CheckFailed: 1, RunUnfinished: 3, errors.Unbounded: 3,
}  # fmt: skip


@pytest.mark.parametrize(("kind", "code"), CODES.items())
def test_exit_codes(kind: type[EscalationError], code: int) -> None:
    assert issubclass(kind, EscalationError)
    assert kind.exit_code == code


def test_every_error_stands_in_the_tree_at_the_head_of_the_file() -> None:
    kinds = {name for name, thing in vars(errors).items() if isinstance(thing, type) and issubclass(thing, EscalationError)}
    assert {name for name in kinds if name not in str(errors.__doc__)} == set()
    assert {kind.__name__ for kind in CODES} == kinds - {"EscalationError"}


@pytest.mark.parametrize(
    ("where", "text"),
    [
        ({}, "wrong"),
        ({"file": "a.yaml"}, "a.yaml: wrong"),
        ({"file": Path("a.yaml"), "line": 3}, "a.yaml:3: wrong"),
        ({"line": 3}, "wrong"),
    ],
)
def test_the_place_comes_first(where: dict[str, object], text: str) -> None:
    assert str(InputError("wrong", **where)) == text  # type: ignore[arg-type]


def test_a_message_is_one_line() -> None:
    assert str(InputError("a\n  b\tc")) == "a b c"


def test_the_nearest_names_are_offered() -> None:
    allowed = ("us", "iran", "iraq_government")
    assert unknown("actor", "irn", allowed) == "unknown actor 'irn'; did you mean 'iran'? Allowed: us, iran, iraq_government"
    assert unknown("actor", "zzz", allowed) == "unknown actor 'zzz'. Allowed: us, iran, iraq_government"
    many = [f"name{number}" for number in range(41)]
    assert unknown("row", "zzz", many).endswith("Allowed: 41 names, such as name0, name1, name2, name3, name4")
    assert unknown("row", "zzz", many[:40]).endswith(", name39")


def test_a_long_text_loses_its_middle() -> None:
    assert cut("abcdefghij", 10) == "abcdefghij"
    assert cut("abcdefghij", 7) == "ab...ij"
    assert [len(cut("x" * 99, most)) for most in (7, 8, 50, 98)] == [7, 8, 50, 98]


@given(st.text(alphabet=st.characters(), max_size=1000), st.text(max_size=400))
def test_every_message_is_one_line_that_can_be_printed(text: str, file: str) -> None:
    for error in (InputError(text), InputError(text, file=file, line=3), RunUnfinished(text), CheckFailed(text)):
        line = str(error)
        assert line.isprintable()
        assert len(line) <= LONGEST
        assert line.encode(errors="strict") is not None
    assert bounded(bounded(text)) == bounded(text)


def test_what_has_no_print_is_escaped() -> None:
    assert str(InputError("a\x1b[2Jb \ud800 \u202e \x85 é سلام")) == "a\\x1b[2Jb \\ud800 \\u202e é سلام"
    assert str(InputError("wrong", file="/tmp/a\nb\x07")) == "/tmp/a b\\x07: wrong"


def test_a_long_place_leaves_room_for_what_is_wrong() -> None:
    line = str(InputError("this is wrong", file=f"/start/{'x' * 5000}/end.yaml", line=7))
    assert line.startswith("/start/xx")
    assert line.endswith("xx/end.yaml:7: this is wrong")
    assert len(line) == PLACE + len(":7: this is wrong")


def test_a_name_of_any_length_is_compared_by_a_bounded_part(monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[str] = []

    def matches(word: str, names: list[str], **how: float) -> list[str]:
        compared.extend([word, *names])
        return []

    monkeypatch.setattr(difflib, "get_close_matches", matches)
    line = unknown("parameter", "xnameyz" * 5000, [f"{'name' * 20}{number}" for number in range(2000)])
    assert len(compared) == 2001
    assert max(map(len, compared)) == NAME
    assert line.startswith("unknown parameter 'xnameyzxname")
    assert len(line) < 1000


def test_names_that_somebody_wrote_are_bounded_too() -> None:
    line = unknown("scenario", "b", ["a" * 5000, "c"])
    assert len(line) < 150
    assert unknown("row", "z", ["y" * 50] * 9).endswith(f"Allowed: 9 names, such as {', '.join(['y' * 50] * 5)}")
