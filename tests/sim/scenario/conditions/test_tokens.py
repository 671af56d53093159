"""The words of a condition: read from left to right, or refused where they stand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.scenario.conditions.tokens import DEEPEST, LONGEST, Tokens, tokens_of


def test_words_numbers_and_signs_with_their_places() -> None:
    assert [tuple(token) for token in tokens_of(" days_since(x)<=2.5")] == [
        ("name", "days_since", 2), ("sign", "(", 12), ("name", "x", 13), ("sign", ")", 14), ("sign", "<=", 15),
        ("number", "2.5", 17), ("end", "", 20),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "column", "letter"), [("a ; b", 3, ";"), ("1\n& 2", 3, "&"), ("'x'", 1, '"\'"'), ("a = 1", 3, "=")]
)
def test_what_is_no_part_of_a_condition_is_refused_where_it_stands(text: str, column: int, letter: str) -> None:
    with pytest.raises(ValueError, match="is no part of a condition") as caught:
        list(tokens_of(text))
    assert str(caught.value).startswith(f"column {column}: ")
    assert letter in str(caught.value)


def test_a_condition_has_a_length_that_can_be_read() -> None:
    assert len(list(tokens_of("1" * LONGEST))) == 2
    with pytest.raises(ValueError, match=f"{LONGEST + 1} letters; allowed: at most {LONGEST}"):
        list(tokens_of("1" * (LONGEST + 1)))


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        tokens = list(tokens_of(text))
    except ValueError as error:
        refusal = str(error)
    else:
        assert "".join(token.text for token in tokens) == "".join(text.split())
        return
    assert "allowed" in refusal


def test_tokens_are_taken_one_by_one() -> None:
    tokens = Tokens("a < b")
    assert tokens.take("b") == ""
    assert tokens.take("b", "a") == "a"
    tokens.need("<")
    assert tokens.taken().text == "b"
    with pytest.raises(ValueError, match=r"column 6: the condition ends; allowed here: `\)`"):
        tokens.need(")")


def test_what_lies_inside_each_other_has_a_depth() -> None:
    tokens = Tokens("a")

    def nested(depth: int) -> int:
        return depth if depth == 0 else tokens.inside(lambda: nested(depth - 1))

    assert nested(DEEPEST) == nested(DEEPEST) == 0
    with pytest.raises(ValueError, match=f"at most {DEEPEST} brackets"):
        nested(DEEPEST + 1)
