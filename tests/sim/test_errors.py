"""Errors teach: one line, its place, the nearest right name; and each kind has its exit code."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim import errors
from sim.errors import (
    CheckFailed,
    EscalationError,
    InputError,
    ParameterError,
    RecordError,
    RunUnfinished,
    ScenarioError,
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
