"""Which parameters the code reads: taken from its syntax tree, so that naming one in words is no reading.

What counts as reading `us.force_floor`:

- an attribute of what holds the owner's values: `self.p` in a class with `kind = "us"`, its own or that of a class it derives
  from, or a name given `owned_by("us")` (or by a constant of the module that is "us"); of a group's values, `self.traits` or
  `by_group(...)`, which read a trait of every group;
- `values["us.force_floor"]` or `entry("us.force_floor")`; the text may have gaps, `f"{group}.blame"`, and may come from a table
  of the module, `f"militia.{DISPERSED[name]}"`;
- what a memory is declared with: `kernel(..., "answer_half_life", at_once="same_night")`, `acts(..., weight="draw_down_share")`;
- `of_holder(p, "tolerance", ...)`, which reads the whole family `tolerance_*`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from fnmatch import fnmatchcase

from sim.vocabulary.decisions import MILITIAS

ANY_GROUP = "*"
_VALUES = "values of all owners"


def unread(names: Iterable[str], sources: Iterable[str]) -> set[str]:
    """Parameters (`owner.name`) that none of these modules reads; `sources` are their texts."""
    sources = list(sources)
    kinds = kinds_of(sources)
    read = {pattern for text in sources for pattern in reads(text, kinds)}
    return {name for name in names if not any(_is_read(name, pattern) for pattern in read)}


def _is_read(name: str, pattern: str) -> bool:
    owner, _, trait = pattern.partition(".")
    whose, _, short = name.partition(".")
    return fnmatchcase(short, trait) and (whose == owner or (owner == ANY_GROUP and whose in MILITIAS))


def reads(source: str, kinds: Mapping[str, str] | None = None) -> set[str]:
    """Parameters that a module reads, as patterns `owner.name`; owner or the end of the name may be `*`.

    `kinds` holds the owners of the classes of other modules that a class may derive from.
    """
    reader = _Reader()
    tree = ast.parse(source)
    reader.kinds = kinds_of([source]) if kinds is None else kinds
    reader.tables, reader.constants = dict(_tables(tree)), dict(_constants(tree))
    reader.visit(tree)
    return reader.found


def kinds_of(sources: Iterable[str]) -> dict[str, str]:
    """The kind of each class of these modules, by the class's name: its own, else that of the first base that has one."""
    classes = {node.name: node for text in sources for node in ast.walk(ast.parse(text)) if isinstance(node, ast.ClassDef)}

    def kind(name: str) -> str:
        if name not in classes:
            return ""
        inherited = (kind(base.id) for base in classes[name].bases if isinstance(base, ast.Name))
        return _own_kind(classes[name]) or next(filter(None, inherited), "")

    return {name: kind(name) for name in classes}


def _own_kind(node: ast.ClassDef) -> str:
    for line in node.body:
        target = line.targets[0] if isinstance(line, ast.Assign) else line.target if isinstance(line, ast.AnnAssign) else None
        if isinstance(line, ast.Assign | ast.AnnAssign) and isinstance(target, ast.Name) and target.id == "kind":
            return _text(line.value)
    return ""


def _constants(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Texts of the module by their names."""
    for node in tree.body:
        if isinstance(node, ast.Assign) and _text(node.value) and isinstance(node.targets[0], ast.Name):
            yield node.targets[0].id, _text(node.value)


def _tables(tree: ast.Module) -> Iterator[tuple[str, set[str]]]:
    """Dictionaries of the module: name, and the texts that are their values."""
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Dict) and isinstance(node.targets[0], ast.Name):
            yield node.targets[0].id, {value for one in node.value.values if (value := _text(one))}


def _text(node: ast.AST | None) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def _called(node: ast.AST | None) -> str:
    """Name of the function or method that a call calls; "" if it is no call."""
    if not isinstance(node, ast.Call):
        return ""
    return node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id if isinstance(node.func, ast.Name) else ""


class _Reader(ast.NodeVisitor):
    def __init__(self) -> None:
        self.found: set[str] = set()
        self.tables: dict[str, set[str]] = {}
        self.constants: dict[str, str] = {}
        self.kinds: Mapping[str, str] = {}
        self.kind = ""
        self.owners: dict[str, str] = {}  # of local names
        self.texts: dict[str, set[str]] = {}  # that a local name may hold

    # Where we are ---------------------------------------------------------------------------------------------------------

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        outside = self.kind
        self.kind = self.kinds.get(node.name, "")
        self.generic_visit(node)
        self.kind = outside

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        outside = self.owners, self.texts
        self.owners, self.texts = dict(self.owners), dict(self.texts)
        self.generic_visit(node)
        self.owners, self.texts = outside

    def visit_Assign(self, node: ast.Assign) -> None:
        self.generic_visit(node)
        for target in node.targets:
            whole = isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple)
            pairs = zip(target.elts, node.value.elts, strict=False) if whole else [(target, node.value)]  # type: ignore[attr-defined]
            for name, value in pairs:
                if isinstance(name, ast.Name):
                    self.owners[name.id] = self._owner(value)

    def visit_For(self, node: ast.For) -> None:
        table = self._table_walked(node.iter)
        if table and isinstance(node.target, ast.Tuple) and isinstance(node.target.elts[-1], ast.Name):
            self.texts[node.target.elts[-1].id] = table
        self.generic_visit(node)

    def _table_walked(self, node: ast.AST) -> set[str]:
        if _called(node) == "items" and isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            return self._table(node.func.value)
        return set()

    def _table(self, node: ast.AST) -> set[str]:
        return self.tables.get(node.id, set()) if isinstance(node, ast.Name) else set()

    # Who owns the values --------------------------------------------------------------------------------------------------

    def _owner(self, node: ast.AST) -> str:
        """The owner whose values an expression holds, `_VALUES` for everybody's by full name, "" for anything else."""
        if isinstance(node, ast.Name):
            return self.owners.get(node.id, "")
        if isinstance(node, ast.Attribute):
            is_own = isinstance(node.value, ast.Name) and node.value.id == "self"
            return {"p": self.kind if is_own else "", "traits": ANY_GROUP if is_own else "", "values": _VALUES}.get(node.attr, "")
        if _called(node) == "by_group":
            return ANY_GROUP
        if isinstance(node, ast.Call) and _called(node) == "owned_by" and node.args:
            (given,) = node.args[:1]
            return self.constants.get(given.id, "") if isinstance(given, ast.Name) else _text(given)
        return ""

    # What is read ---------------------------------------------------------------------------------------------------------

    def visit_Attribute(self, node: ast.Attribute) -> None:
        owner = self._owner(node.value)
        if owner not in ("", _VALUES) and isinstance(node.ctx, ast.Load):
            self.found.add(f"{owner}.{node.attr}")
        self.generic_visit(node)

    def visit_Subscript(self, node: ast.Subscript) -> None:
        if self._owner(node.value) == _VALUES and isinstance(node.ctx, ast.Load):
            self.found |= self._names(node.slice)
        self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> None:
        name, named = _called(node), {word.arg: word.value for word in node.keywords}
        if name == "entry" and node.args:
            self.found |= self._names(node.args[0])
        elif name == "of_holder" and len(node.args) > 1 and (owner := self._owner(node.args[0])):
            self.found.add(f"{owner}.{_text(node.args[1])}_*")
        elif name in ("kernel", "trace") and self.kind:
            self._declared(*node.args, named.get("half_life"), named.get("at_once"))
        elif name == "acts" and self.kind:
            self._declared(named.get("weight"))
            self.found |= {f"{ANY_GROUP}.{trait}" for trait in filter(None, [_text(named.get("weighed_by"))])}
        self.generic_visit(node)

    def _declared(self, *nodes: ast.AST | None) -> None:
        """Names that a memory is declared with: the owner's own, or another's in full."""
        for text in filter(None, map(_text, nodes)):
            self.found.add(text if "." in text else f"{self.kind}.{text}")

    def _names(self, node: ast.AST) -> set[str]:
        """The full names that an expression may be; gaps that could hold anything are `*`."""
        found = {""}
        for part in node.values if isinstance(node, ast.JoinedStr) else [node]:
            inner = part.value if isinstance(part, ast.FormattedValue) else part
            options = {_text(inner)} if _text(inner) else self._options(inner)
            found = {before + option for before in found for option in options or {"*"}}
        return {name for name in found if "." in name and not name.endswith(".*")}

    def _options(self, node: ast.AST) -> set[str]:
        if isinstance(node, ast.Subscript):
            return self._table(node.value)
        return self.texts.get(node.id, set()) if isinstance(node, ast.Name) else set()
