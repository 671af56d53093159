"""A state and the query of an address are the same thing; what an address says wrongly is told and left aside."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.app.state import FILE, LONGEST_FILE, MOST, VIEWS, State, from_query, packed, to_query, unpacked
from sim.vocabulary.measures import MEASURES
from sim.vocabulary.mechanisms import MECHANISMS

WORDS = st.from_regex(r"[a-z0-9_]{1,40}", fullmatch=True)
SUBJECTS = st.one_of(
    st.tuples(st.sampled_from(["lesson", "question"]), WORDS, st.just("")), st.tuples(st.just(FILE), st.just(""), st.text())
)
LEVERS = st.dictionaries(WORDS, st.text(max_size=20), max_size=4).map(lambda found: tuple(found.items()))
STATES = st.builds(
    lambda subject, **rest: State(*subject, **rest),
    SUBJECTS, view=st.sampled_from(VIEWS), bet=st.sampled_from(["", "less", "none", "17"]), setting=st.just("") | WORDS,
    levers=LEVERS, off=st.lists(st.sampled_from(list(MECHANISMS)), unique=True).map(tuple), worlds=st.integers(10, MOST),
    seed=st.integers(0, 2**53), measure=st.sampled_from(["", *MEASURES]), world=st.sampled_from(["typical", "extreme", "3"]),
    day=st.just("") | st.dates().map(str), event=st.integers(-1, 10_000), seat=st.just("") | WORDS,
    choices=st.lists(WORDS).map(tuple),
)  # fmt: skip


@given(STATES)
def test_an_address_brings_the_state_back(state: State) -> None:
    assert from_query(to_query(state)) == (state, [])


@given(
    st.dictionaries(
        st.sampled_from(["view", "bet", "worlds", "seed", "day", "event", "off", "lever", "file", "x"]), st.lists(st.text())
    )
)
def test_whatever_an_address_says_the_page_has_a_state_and_a_sentence_for_each_fault(query: dict[str, list[str]]) -> None:
    state, wrong = from_query(query)
    assert state.view in VIEWS
    assert from_query(to_query(state)) == (state, [])
    assert all("\n" not in sentence and len(sentence) < 1_000 for sentence in wrong)


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ({"worlds": ["9"]}, "worlds=9; allowed: 10 to 2,000. It was left aside."),
        ({"worlds": ["many"]}, "allowed: 10 to 2,000"),
        ({"view": ["laddr"]}, "did you mean 'ladder'"),
        ({"bet": ["perhaps"]}, "allowed: less, same, more, none, or a number"),
        ({"day": ["2020-02-31"]}, "allowed: a day such as 2020-01-03"),
        ({"lever": ["branch"]}, "allowed: NAME=VALUE"),
        ({"off": ["feer"]}, "did you mean 'fear'"),
        ({"measure": ["attacks"]}, "unknown measure 'attacks'"),
        ({"file": ["!!"]}, "this one is not whole"),
        ({"file": [packed("title: x")[:-6]]}, "this one is not whole"),
        ({"colour": ["red"]}, "colour, which means nothing here"),
    ],
)
def test_each_fault_is_a_sentence_that_says_what_is_allowed(query: dict[str, list[str]], says: str) -> None:
    state, (sentence,) = from_query({"lesson": ["red_line"], "seed": ["5"], **query})
    assert says in sentence
    assert (state.name, state.seed) == ("red_line", 5), "the rest counts"


def test_a_packed_text_of_any_length_is_bounded() -> None:
    assert unpacked(packed("x" * LONGEST_FILE)) == "x" * LONGEST_FILE
    with pytest.raises(ValueError, match="not whole"):
        unpacked(packed("x" * (LONGEST_FILE + 1)))


def test_without_a_subject_there_is_nothing_to_look_at() -> None:
    assert from_query({"view": ["ladder"]})[0].view == "start"


def test_another_subject_begins_anew_with_the_same_luck() -> None:
    old = State("lesson", "red_line", bet="less", levers=(("branch", "2020-01-01"),), worlds=50, seed=3, day="2020-01-05")
    assert old.about("question", "no_gaza_war") == State("question", "no_gaza_war", view="bet", worlds=50, seed=3)


def test_a_screw_is_turned_once_and_back() -> None:
    state = State("lesson", "red_line", day="2021-02-03", event=4)
    turned = state.turned("luck", "fresh").turned("luck", "abducted")
    assert turned.levers == (("luck", "abducted"),)
    assert (turned.day, turned.event) == ("", -1), "other worlds have other events"
    assert turned.turned("luck", None) == dataclasses.replace(state, day="", event=-1)
