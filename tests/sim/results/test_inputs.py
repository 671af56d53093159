"""What worlds were made from, and in words what of it has changed."""

from __future__ import annotations

from typing import Any

import pytest

from sim.results.inputs import changed, common_now, common_of, inputs_of, listed, text_hash, told, why_not
from sim.results.provenance import input_hashes, versions
from sim.scenario import load_scenario

NOW: dict[str, Any] = {
    "code": "a", "record": {"incidents.csv": "b", "links.csv": "c"}, "libraries": {"numpy": "2.1"}, "posterior": "d",
}  # fmt: skip
SCENARIO = load_scenario("documented")


def test_a_manifest_says_the_same_as_a_block() -> None:
    manifest = {"inputs": input_hashes(), "versions": versions(), "parameters": {"sha256": "p"}}
    assert common_of(manifest) == common_now("p")
    assert changed(common_of(manifest), common_now("q")) == ["posterior"]
    made = inputs_of(SCENARIO, 7, "p")
    assert made == {**common_now("p"), "scenario": ["documented", text_hash(SCENARIO)], "seed": 7}
    assert text_hash(SCENARIO) != text_hash(SCENARIO.edit(title="Another title"))


@pytest.mark.parametrize(
    ("then", "words"),
    [
        ({}, []),
        ({"code": "x"}, ["code"]),
        ({"record": {"incidents.csv": "x", "links.csv": "c"}}, ["record (incidents.csv)"]),
        ({"record": {"incidents.csv": "b"}}, ["record (links.csv)"]),
        ({"libraries": {"numpy": "2.0", "scipy": "1"}}, ["libraries (numpy, scipy)"]),
        ({"posterior": "x", "code": None}, ["code", "posterior"]),
        ({"record": None}, ["record"]),
    ],
)
def test_what_has_changed_is_named(then: dict[str, Any], words: list[str]) -> None:
    assert changed({**NOW, **then}, NOW) == words


@pytest.mark.parametrize(
    ("then", "words"),
    [
        ({}, "blocks (other worlds or points)"),
        ({"seed": 8}, "seed (8, now 7)"),
        ({"scenario": ["a", "2"]}, "scenario (a)"),
        ({"scenario": ["b", "1"], "code": "x"}, "code, scenario (b is not asked for)"),
    ],
)
def test_why_a_block_is_none_of_a_batch(then: dict[str, Any], words: str) -> None:
    there = {**NOW, "scenario": ["a", "1"], "seed": 7, **then}
    assert why_not(there, NOW, {"a": {"1", "3"}}, [7]) == words
    assert why_not({}, NOW, {"a": {"1"}}, [7]) == "something that it does not say"


def test_long_lists_are_cut() -> None:
    assert listed("abc") == "a, b, c"
    assert listed("abcde") == "a, b, c and 2 more"
    assert told(["x", "y", "x"]) == "2 by x; 1 by y"
    assert told("abcde") == "1 by a; 1 by b; 1 by c; and 2 more reasons"
