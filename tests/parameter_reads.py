"""Which parameters the code reads: taken from its syntax tree, so that naming one in words is no reading.

What counts as reading `us.force_floor`:

- an attribute of what holds the owner's values: `self.p` in a class with `kind = "us"`, or a name given `owned_by("us")`; of a
  group's values, `self.traits` or `by_group(...)`, which read a trait of every group;
- `values["us.force_floor"]` or `entry("us.force_floor")`; the text may have gaps, `f"{group}.blame"`, and may come from a table
  of the module, `f"militia.{DISPERSED[name]}"`;
- a half-life or weight that a memory is declared with: `kernel(..., "answer_half_life")`, `acts(..., weight="draw_down_share")`;
- `of_holder(p, "tolerance", ...)`, which reads the whole family `tolerance_*`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase

from sim.vocabulary.decisions import MILITIAS

ANY_GROUP = "*"
_VALUES = "values of all owners"


def unread(names: Iterable[str], sources: Iterable[str]) -> set[str]:
    """Parameters (`owner.name`) that none of these modules reads; `sources` are their texts."""
    read = {pattern for text in sources for pattern in reads(text)}
    return {name for name in names if not any(_is_read(name, pattern) for pattern in read)}


def _is_read(name: str, pattern: str) -> bool:
    owner, _, trait = pattern.partition(".")
    whose, _, short = name.partition(".")
    return fnmatchcase(short, trait) and (whose == owner or (owner == ANY_GROUP and whose in MILITIAS))


def reads(source: str) -> set[str]:
    """Parameters that a module reads, as patterns `owner.name`; owner or the end of the name may be `*`."""
    reader = _Reader()
    tree = ast.parse(source)
    reader.tables = dict(_tables(tree))
    reader.visit(tree)
    return reader.found


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
        self.kind = ""
        self.owners: dict[str, str] = {}  # of local names
        self.texts: dict[str, set[str]] = {}  # that a local name may hold

    # Where we are ---------------------------------------------------------------------------------------------------------

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        outside = self.kind
        for line in node.body:
            target = line.targets[0] if isinstance(line, ast.Assign) else line.target if isinstance(line, ast.AnnAssign) else None
            if isinstance(line, ast.Assign | ast.AnnAssign) and isinstance(target, ast.Name) and target.id == "kind":
                self.kind = _text(line.value)
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
            return _text(node.args[0])
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
            self._declared(*node.args, named.get("half_life"))
        elif name == "acts" and self.kind:
            self._declared(named.get("weight"))
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
