"""Who reads which parameter and context: the tables say what the rules say."""

from __future__ import annotations

import ast
import inspect
from collections import defaultdict
from fnmatch import fnmatchcase
from pathlib import Path

import pytest

import sim
from sim.campaign import HALTS, WAR
from sim.history.pools import DISPERSED
from sim.parameters import load_parameters
from sim.places import FRIENDS, MECHANISM
from sim.record.contexts import load_contexts
from sim.record.evidence import load_evidence
from sim.vocabulary.decisions import ACTION_TYPE, MILITIAS
from sim.vocabulary.mechanisms import MECHANISMS
from sim.vocabulary.readers import (
    ALWAYS_READ,
    FELT_BY,
    LINKS_ONLY,
    PRIORS_ONLY,
    READ_WHILE,
    WHOLE,
    contexts_read,
    mechanisms_of_context,
    mechanisms_of_level,
    mechanisms_of_parameter,
)
from tests.parameter_reads import kinds_of, reads
from tests.term_reads import CLASSES, all_reads

FILES = [path for path in Path(sim.__file__).parent.rglob("*.py") if path.name != "readers.py"]
TERMS = [path for path in FILES if path.parent.name == "actors" or path.name == "scene.py"]
GUARDED = {
    "militia.posture_hold": {MECHANISM},
    "scene.draw_down_share": {MECHANISM},
    "scene.exposure_half_life": {MECHANISM},
    "level presence_in_iraq": {MECHANISM},
    "level presence_in_syria": {MECHANISM},
    "militia.own_government_hold": {FRIENDS},
    "context gaza_truce": {WAR},
    "militia.campaign_left": {WAR, HALTS},
    "militia.halt_followed": {HALTS},
    "scene.halt_half_life": {HALTS},
}
"""What `sim.places` and `sim.campaign` read only while mechanisms are on: they, or who calls them, ask for those first."""
UNREAD = {"caretaker_government", "lebanon_war", "assad_fallen", "troops_in_iraq", "israeli_strike_abroad"}
"""Contexts that are kept for people; a rule that begins to read one takes it off this list and puts it into the table."""


def elsewhere() -> set[str]:
    """What modules other than the actors' and the scene's read whatever is off, as patterns; contexts as `context NAME`."""
    texts = [path.read_text(encoding="utf-8") for path in FILES if path not in TERMS]
    kinds = kinds_of([path.read_text(encoding="utf-8") for path in FILES])
    found = {pattern for text in texts for pattern in reads(text, kinds)}
    guarded = {f"militia.{name}" for name in DISPERSED.values()}  # `sim.history.pools.shape_of` asks for the mechanism first
    guarded |= set(GUARDED)
    calls = (node for text in texts for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call) and node.args)
    asked = (node.args[0] for node in calls if isinstance(node.func, ast.Attribute) and node.func.attr in ("context", "level"))
    named = (node.value for node in asked if isinstance(node, ast.Constant))
    told = {"israeli_strike"}  # handed to the scene, which takes it in while `israeli_strikes` is on
    return (found | {f"context {name}" for name in named if name not in told}) - guarded


def derived() -> dict[str, set[frozenset[str]]]:
    """By what is read, the mechanisms that each of its readers needs; the smallest such sets."""
    found: dict[str, set[frozenset[str]]] = defaultdict(set)
    for what, on in all_reads():
        found[what].add(on)
    for name in DISPERSED.values():
        found[f"militia.{name}"].add(frozenset({"dispersion"}))
    for name, mechanisms in GUARDED.items():
        found[name].add(frozenset(mechanisms))
    for act in load_evidence().acts:
        if act.terms is not None and act.terms.while_context:
            found[f"context {act.terms.while_context}"].add(frozenset({"truces"}))
    for what in ELSEWHERE & {f"context {name}" for name in load_contexts().names}:
        found[what].add(frozenset())
    for what, sets in found.items():
        if any(fnmatchcase(what, pattern) or fnmatchcase(pattern, what) for pattern in ELSEWHERE):
            sets.add(frozenset())
    for handed_on in ("context ", "level "):  # the name is handed on: `Actor.context`, `Actor.level`
        found.pop(handed_on, None)
    return {what: {one for one in sets if not any(other < one for other in sets)} for what, sets in found.items()}


ELSEWHERE = elsewhere()


def test_the_table_is_what_the_rules_say() -> None:
    table = {
        name.replace(":", " "): {frozenset(reader.split()) for reader in readers}
        for readers, names in READ_WHILE.items()
        for name in names.split()
    }
    assert table == {what: sets for what, sets in derived().items() if frozenset() not in sets}


def test_nothing_stands_in_the_table_twice() -> None:
    names = [name for names in READ_WHILE.values() for name in names.split()]
    assert len(names) == len(set(names))
    assert {mechanism for readers in READ_WHILE for reader in readers for mechanism in reader.split()} <= set(MECHANISMS)


def test_every_context_is_read_or_kept_for_people() -> None:
    assert {name.removeprefix("context ") for name in derived() if name.startswith("context ")} == set(contexts_read())
    assert set(load_contexts().names) == set(contexts_read()) | UNREAD
    always = {
        name.removeprefix("context ") for name, sets in derived().items() if name.startswith("context ") and frozenset() in sets
    }
    assert always == set(ALWAYS_READ)


def test_every_parameter_is_read_or_of_those_that_only_shape_priors() -> None:
    patterns = {*derived(), *ELSEWHERE}
    for name in load_parameters().names:
        owner, _, trait = name.partition(".")
        names = (name, f"*.{trait}") if owner in MILITIAS else (name,)
        is_read = any(fnmatchcase(each, pattern) for each in names for pattern in patterns)
        assert is_read == (not name.startswith(PRIORS_ONLY)), name
    assert any(name.startswith(LINKS_ONLY) for name in load_parameters().names)


@pytest.mark.parametrize(
    ("name", "off", "missing"),
    [
        ("militia.fear", ("fear",), ("fear",)),
        ("militia.fear", ("momentum",), ()),
        ("militia.gaza_truce", ("gaza_war",), ("gaza_war",)),
        ("militia.gaza_truce", ("truces",), ("truces",)),
        ("us.tolerance_biden", ("harassment",), ("harassment",)),
        ("us.tolerance", ("harassment",), ()),
        ("scene.momentum_half_life", ("momentum",), ()),
        ("scene.momentum_half_life", ("momentum", "counter_fire"), ("momentum", "counter_fire")),
        ("badr.obedience", ("patron_orders",), ()),
        ("badr.obedience", ("patron_orders", "direct_duel"), ("patron_orders", "direct_duel")),
        ("iran.orders_per_strike", ("patron_orders",), ("patron_orders",)),
        ("us.force_floor", tuple(MECHANISMS), ()),
    ],
)
def test_what_a_parameter_lacks(name: str, off: tuple[str, ...], missing: tuple[str, ...]) -> None:
    assert mechanisms_of_parameter(name, MILITIAS, off) == missing


def test_what_a_level_lacks() -> None:
    assert mechanisms_of_level("salaries", ("state_ties",)) == ("state_ties",)
    assert mechanisms_of_level("salaries", ("posture", "double_bind")) == ()


def test_what_a_context_lacks() -> None:
    assert mechanisms_of_context("protests", ("protest_rivalry",)) == ("protest_rivalry",)
    assert mechanisms_of_context("gaza_truce", ("truces",)) == ()
    assert mechanisms_of_context("gaza_war", tuple(MECHANISMS)) == ()


# Whose rules have a part in a mechanism ----------------------------------------------------------------------------------


def felt_by(kind: str) -> set[str]:
    """The mechanisms that the rules of a kind of actor have a part in: terms, decisions, memories and guards."""
    cls = CLASSES[kind]
    named = {rule.mechanism for rule in cls.rules.values()}
    named |= {getattr(cls, term).note.mechanism for rule in cls.rules.values() for term in (*rule.motives, *rule.restraints)}
    source = "".join(inspect.getsource(each) for each in cls.__mro__ if each.__module__.startswith("sim.actors"))
    named |= {
        mechanism for mechanism in MECHANISMS if f'forgets("{mechanism}")' in source or f'"{mechanism}" in self.off' in source
    }
    named |= {"dispersion"} if any(ACTION_TYPE[decision].kind == kind for decision in DISPERSED) else set()
    delayed = any(declaration.delayed for declaration in cls.declared.values())
    return (named | ({"retaliation_delay"} if delayed else set())) - {None}


def test_the_kinds_that_can_be_without_a_mechanism_are_those_whose_rules_have_a_part_in_it() -> None:
    assert set(FELT_BY) == set(MECHANISMS)
    for kind in ("militia", "iran", "us", "iraq_government"):
        expected = {mechanism for mechanism, kinds in FELT_BY.items() if kind in kinds}
        in_common = {"retaliation_delay"} if kind == "militia" else set()  # the wish to avenge a leader is the scene's
        assert felt_by(kind) - in_common == expected, kind


def test_what_no_single_group_can_be_without_is_kept_for_all_of_them() -> None:
    assert set(WHOLE) == {"dispersion", "retaliation_delay"}
    assert CLASSES["scene"].declared["revenge"].delayed
