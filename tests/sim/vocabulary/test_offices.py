"""The families of parameters of a holder: all that the source reads, and nothing else."""

from __future__ import annotations

import ast
from pathlib import Path

import sim
from sim.parameters import load_parameters
from sim.record.contexts import load_contexts
from sim.scenario.recorded import office_holders
from sim.vocabulary.offices import OFFICES, TITLES
from tests.parameter_reads import kinds_of, reads

SOURCES = [path.read_text(encoding="utf-8") for path in Path(sim.__file__).parent.rglob("*.py")]


def offices_asked_for() -> set[str]:
    """The roles that some module asks for, as `office("administration")`."""
    calls = (node for text in SOURCES for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call))
    named = (call.args[0] for call in calls if isinstance(call.func, ast.Attribute) and call.func.attr == "office" and call.args)
    return {node.value for node in named if isinstance(node, ast.Constant)}


def test_every_office_is_read_by_a_rule() -> None:
    assert offices_asked_for() == set(OFFICES) == set(TITLES) == set(load_contexts().offices)


def test_the_families_are_those_that_the_source_reads_of_a_holder() -> None:
    kinds = kinds_of(SOURCES)
    families = {name[:-2] for text in SOURCES for name in reads(text, kinds) if name.endswith("_*")}
    assert families == {family for of_role in OFFICES.values() for family in of_role}


def test_every_holder_of_the_record_has_his_parameters() -> None:
    """Otherwise he could not be put into office (`office_holders` leaves him out)."""
    names = load_parameters().names
    for role, families in OFFICES.items():
        holders = list(dict.fromkeys(term.holder for term in load_contexts().terms(role)))
        assert list(office_holders(role)) == holders
        for family in families:
            assert {name for name in names if name.startswith(f"{family}_")} == {f"{family}_{holder}" for holder in holders}
