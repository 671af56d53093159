"""What each term of the rules reads, parameters, dated contexts and levels, taken from the syntax trees of the actors' classes.

A term is a method that a class's `rules` name. It reads what its body reads, what the methods that it calls read, what the
attributes that it reads were given anywhere in the class (`self.will = self.p.a * self.traits.b`), and, of a memory, what the
memory is declared with. `self.scene.x` is the scene's, `self.model.iran.x` Iran's. What is read behind `if self.forgets("m")` or
`"m" in self.off` is read only while that mechanism is on.
"""

from __future__ import annotations

import ast
import functools
import inspect
import textwrap
from collections.abc import Iterator
from typing import Any, NamedTuple

from sim.actors import Iran, IraqiGovernment, Militias, UnitedStates
from sim.actors.allies import Allies
from sim.scene import Scene
from sim.vocabulary.levels import LEVELS

CLASSES: dict[str, Any] = {cls.kind: cls for cls in (Militias, Iran, UnitedStates, IraqiGovernment, Scene)}
ASKED = {
    "us": ("belief", "commander_in_reach"),
    "iraq_government": ("held", "spared"),
    "iran": ("authority",),
    "scene": ("commander_alive", "noticed"),
}
"""What histories and reporters ask of actors, besides their decisions."""


class Read(NamedTuple):
    """Something is read, `us.tolerance_*`, `context gaza_war` or `level salaries`, while these mechanisms are on."""

    what: str
    while_on: frozenset[str]


def all_reads() -> Iterator[Read]:
    """What the terms of all actors read, and what is asked of actors besides."""
    for kind, cls in CLASSES.items():
        for rule in getattr(cls, "rules", {}).values():
            for name in (*rule.motives, *rule.restraints):
                on = {getattr(cls, name).note.mechanism, rule.mechanism if name in rule.motives else None} - {None}
                yield from (Read(what, frozenset(on | more)) for what, more in _attribute(kind, name))
                during = getattr(cls, name).note.during
                yield from [Read(f"{'level' if during in LEVELS else 'context'} {during}", frozenset(on))] if during else []
        for name in ASKED.get(kind, ()):
            yield from (Read(*each) for each in _attribute(kind, name))


@functools.cache
def _class(kind: str) -> tuple[dict[str, ast.FunctionDef], dict[str, list[tuple[ast.AST, frozenset[str]]]]]:
    """The methods of a class, and what its attributes are given."""
    methods: dict[str, ast.FunctionDef] = {}
    given: dict[str, list[tuple[ast.AST, frozenset[str]]]] = {}
    for cls in CLASSES[kind].__mro__:
        if not cls.__module__.startswith("sim."):
            continue
        (tree,) = ast.parse(textwrap.dedent(inspect.getsource(cls))).body
        for node in tree.body:  # type: ignore[attr-defined]
            if isinstance(node, ast.FunctionDef):
                methods.setdefault(node.name, node)
                _given(node, given)
    return methods, given


def _given(function: ast.FunctionDef, given: dict[str, list[tuple[ast.AST, frozenset[str]]]]) -> None:
    """What a method gives to attributes, and hands to methods of theirs together with its own locals."""
    local = [node.value for node in ast.walk(function) if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)]
    for node in ast.walk(function):
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
                targets = target.elts if isinstance(target, ast.Tuple) else [target]
                values = node.value.elts if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple) else [node.value]
                for name, value in zip(targets, values, strict=False):
                    if _of_self(name):
                        given.setdefault(name.attr, []).append((value, frozenset()))  # type: ignore[attr-defined]
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call) and isinstance(node.value.func, ast.Attribute):
            whose = node.value.func.value
            if _of_self(whose):
                parts = [*node.value.args, *local]
                given.setdefault(whose.attr, []).extend((part, frozenset()) for part in parts)  # type: ignore[attr-defined]


def _of_self(node: ast.AST) -> bool:
    return isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "self"


@functools.cache
def _attribute(kind: str, name: str) -> frozenset[tuple[str, frozenset[str]]]:
    """All that reading an attribute of an actor comes to."""
    found: set[tuple[str, frozenset[str]]] = set()
    _reach(kind, name, frozenset(), found, set())
    return frozenset(found)


def _reach(kind: str, name: str, on: frozenset[str], found: set[tuple[str, frozenset[str]]], seen: set[Any]) -> None:
    if (kind, name, on) in seen:
        return
    seen.add((kind, name, on))
    methods, given = _class(kind)
    cls = CLASSES[kind]
    shared = getattr(cls, "shared", {})
    if name in cls.declared:
        declaration = cls.declared[name]
        full = declaration.half_life if "." in declaration.half_life else f"{kind}.{declaration.half_life}"
        own = (declaration.at_once, declaration.feed.weight)
        found |= {(what, on) for what in (full, *(f"{kind}.{each}" for each in own if each))}
        found |= {(f"*.{trait}", on) for trait in filter(None, [declaration.feed.weighed_by])}
        if declaration.feed.also:
            _reach(kind, declaration.feed.also, on, found, seen)
    elif name in shared and issubclass(cls, Allies):
        mine, everyone, trait = shared[name]
        found.add((f"*.{trait}", on))
        for memory in (mine, everyone):
            whose, _, short = memory.rpartition(".")
            _reach(whose or kind, short, on, found, seen)
        _reach(kind, "solidarity", on, found, seen)
    elif name in methods:
        _walk_body(kind, methods[name], on, found, seen)
    else:
        for value, more in given.get(name, ()):
            _walk(kind, value, on | more, found, seen)


def _walk_body(kind: str, function: ast.FunctionDef, on: frozenset[str], found: Any, seen: Any) -> None:
    for line in function.body:
        guarded = _guard(line.test) if isinstance(line, ast.If) and isinstance(line.body[-1], ast.Return) else ""
        _walk(kind, line, on, found, seen)
        on = on | {guarded} if guarded else on


def _guard(test: ast.AST) -> str:
    """The mechanism whose being off a test is true for; "" if it is another test."""
    if isinstance(test, ast.Call) and isinstance(test.func, ast.Attribute) and test.func.attr == "forgets":
        return _text(test.args[0])
    is_in = isinstance(test, ast.Compare) and isinstance(test.ops[0], ast.In) and ast.unparse(test.comparators[0]) == "self.off"
    return _text(test.left) if is_in else ""  # type: ignore[attr-defined]


def _text(node: ast.AST) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def _walk(kind: str, node: ast.AST, on: frozenset[str], found: Any, seen: Any) -> None:
    if isinstance(node, ast.IfExp) and _guard(node.test):
        _walk(kind, node.body, on, found, seen)
        _walk(kind, node.orelse, on | {_guard(node.test)}, found, seen)
        return
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "of_holder":
        found.add((f"{kind}.{_text(node.args[1])}_*", on))
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in ("context", "level"):
        found.add((f"{node.func.attr} {_text(node.args[0])}", on))
    if isinstance(node, ast.Attribute):
        _walk_attribute(kind, node, on, found, seen)
    for child in ast.iter_child_nodes(node):
        _walk(kind, child, on, found, seen)


def _walk_attribute(kind: str, node: ast.Attribute, on: frozenset[str], found: Any, seen: Any) -> None:
    match ast.unparse(node.value):
        case "self.p":
            found.add((f"{kind}.{node.attr}", on))
        case "self.traits" | "self.model.parameters.by_group(self.model.group_names)":
            found.add((f"*.{node.attr}", on))
        case "self.scene":
            _reach("scene", node.attr, on, found, seen)
        case "self.model.iran":
            _reach("iran", node.attr, on, found, seen)
        case "self":
            _reach(kind, node.attr, on, found, seen)
