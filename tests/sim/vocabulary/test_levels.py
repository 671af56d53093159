"""The levels that a scenario may set: each has a sentence's part, and a mechanism that reads it."""

from __future__ import annotations

import ast
from pathlib import Path

import sim
from sim.record.contexts import load_contexts
from sim.vocabulary.levels import LEVELS
from sim.vocabulary.mechanisms import MECHANISMS
from sim.vocabulary.readers import mechanisms_of_level

ACTORS = [path.read_text(encoding="utf-8") for path in (Path(sim.__file__).parent / "actors").glob("*.py")]


def asked_for() -> set[str]:
    """The levels that the actors' rules ask for, as `self.level("salaries")`."""
    calls = (node for text in ACTORS for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call) and node.args)
    named = (call.args[0] for call in calls if isinstance(call.func, ast.Attribute) and call.func.attr == "level")
    return {node.value for node in named if isinstance(node, ast.Constant)}


def test_what_rules_ask_for_is_a_level() -> None:
    assert {"salaries"} <= asked_for() <= set(LEVELS)


def test_a_level_has_a_part_of_a_sentence_and_a_mechanism_that_reads_it() -> None:
    for name, meaning in LEVELS.items():
        assert meaning.startswith("the "), name
        assert mechanisms_of_level(name, tuple(MECHANISMS)), name
        assert mechanisms_of_level(name, ()) == (), name


def test_no_level_has_the_name_of_a_context() -> None:
    """A motive names either as that without which it is nothing."""
    assert not set(LEVELS) & set(load_contexts().names)
