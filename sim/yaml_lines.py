"""YAML with the line of every key, duplicate keys refused.

Every YAML file that a person may give is read here. The text is only composed (no constructor of the library runs), so that a
mistake such as `2020-02-30` stays a value with a line, to be refused by whoever knows what the key means. Anchors, aliases and
tags are refused: a scenario is read by people first. Size, values and depth are bounded, for the library takes up to 30
microseconds for a value: the worst file is read, or refused, in a third of a second.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.composer import Composer
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, SequenceNode
from ruamel.yaml.reader import ReaderError

from sim.errors import InputError, ScenarioError, cut
from sim.untrusted import read_text, shown

KeyPath = tuple[str | int, ...]
"""Where a value stands: keys and positions from the top, such as `("interventions", 2, "forbid", "actor")`."""

TAG = "tag:yaml.org,2002:"
"""How the library spells `!!`."""
BYTES = 100_000
"""Four times the longest YAML file of the project."""
VALUES = 10_000
"""Keys, values and list items of a file: five times those of the fullest one of the project."""
DEPTH = 20
"""Levels; the project's deepest file has 7."""
A_SCENARIO = "a scenario is a list of `key: value` lines, beginning with `title:`"


@dataclass(frozen=True)
class Document:
    """A YAML file as plain data, with the line (from 1) of every key and of every list item."""

    data: dict[str, Any]
    lines: dict[KeyPath, int]
    file: str

    def line(self, key_path: KeyPath) -> int:
        """The line of `key_path`, or of the nearest thing around it."""
        while key_path not in self.lines:
            key_path = key_path[:-1]
        return self.lines[key_path]


class _Refused(MarkedYAMLError):
    """YAML that is right, and not used here."""


class _Plain(Composer):
    """Composes values that are written out, so many and so deep; whatever else comes is refused where it stands."""

    values = 0
    level = 0

    def compose_node(self, parent: Any, index: Any) -> Any:
        """One value with all that is in it."""
        event = self.parser.peek_event()
        self.values += 1
        refusal = self._refusal(event)
        if refusal:
            raise _Refused(problem=refusal, problem_mark=event.start_mark)
        self.level += 1
        node = super().compose_node(parent, index)
        self.level -= 1
        return node

    def _refusal(self, event: Any) -> str:
        tag = getattr(event, "tag", None)
        if event.anchor is not None:
            return "anchors and aliases are not used here; write the value out"
        if tag is not None:
            return f"the tag {cut(str(tag).replace(TAG, '!!'), 60)} is not used here; write the value without it"
        if self.level >= DEPTH:
            return f"this YAML is nested too deeply; allowed: {DEPTH} levels"
        return f"this file holds too much; allowed: {VALUES:,} keys and values" if self.values > VALUES else ""


def read_document(path: Path, expected: str = A_SCENARIO, kind: type[InputError] = ScenarioError) -> Document:
    """Read a file of at most `BYTES`; an error of this kind names it if it cannot be read. `expected` says what it should be."""
    return parse_document(read_text(path, BYTES, kind), shown(path), expected, kind)


def parse_document(text: str, file: str, expected: str = A_SCENARIO, kind: type[InputError] = ScenarioError) -> Document:
    """Parse YAML text whose top level is a mapping.

    Raises
    ------
    ScenarioError
        (Or another `kind`.) For text that is not YAML, is empty, holds too much, nests too deeply, or has a duplicate key, an
        anchor, an alias or a tag.
    """
    root = _composed(text, file, kind)
    if not isinstance(root, MappingNode):
        raise kind(expected, file=file, line=1)
    lines: dict[KeyPath, int] = {(): 1}
    try:
        return Document(_value(root, (), lines), lines, file)
    except _Refused as error:
        raise kind(str(error.problem), file=file, line=error.problem_mark.line + 1) from error


def _composed(text: str, file: str, kind: type[InputError]) -> Node | None:
    """The nodes of a text."""
    yaml: Any = YAML(typ="safe", pure=True)
    yaml.Composer = _Plain
    try:
        root: Node | None = yaml.compose(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = None if mark is None else mark.line + 1
        what = "" if isinstance(error, _Refused) else "this is not YAML: "
        raise kind(f"{what}{error.problem or error.context}", file=file, line=line) from error
    except ReaderError as error:
        line = text.count("\n", 0, int(error.position)) + 1
        raise kind(f"this is not YAML: {error.reason}", file=file, line=line) from error
    except YAMLError as error:
        raise kind(f"this is not YAML: {error}", file=file) from error
    return root


def _value(node: Node, key_path: KeyPath, lines: dict[KeyPath, int]) -> Any:
    """The plain value of a node; notes the line of everything inside it."""
    if isinstance(node, MappingNode):
        return _mapping(node, key_path, lines)
    if isinstance(node, SequenceNode):
        return [_item(item, (*key_path, at), lines) for at, item in enumerate(node.value)]
    return _scalar(node)


def _item(node: Node, key_path: KeyPath, lines: dict[KeyPath, int]) -> Any:
    lines[key_path] = _line(node)
    return _value(node, key_path, lines)


def _mapping(node: MappingNode, key_path: KeyPath, lines: dict[KeyPath, int]) -> dict[str, Any]:
    mapping: dict[str, Any] = {}
    for key_node, value_node in node.value:
        key = key_node.value
        if not isinstance(key, str):
            raise _Refused(problem="a key must be a word", problem_mark=key_node.start_mark)
        if key in mapping:
            message = f"duplicate key {cut(key, 60)!r}; it stands on line {lines[*key_path, key]} already"
            raise _Refused(problem=message, problem_mark=key_node.start_mark)
        lines[*key_path, key] = _line(key_node)
        mapping[key] = _value(value_node, (*key_path, key), lines)
    return mapping


def _scalar(node: Node) -> Any:
    """A scalar by its kind; a date that does not exist, or a number of thousands of digits, stays text."""
    text, kind = str(node.value), str(node.tag).removeprefix(TAG)
    try:
        match kind:
            case "null":
                return None
            case "bool":
                return text.lower() == "true"
            case "int":
                return int(text.replace("_", ""), 0)
            case "float":
                return _number(text)
            case "timestamp":
                return date.fromisoformat(text)
    except ValueError:
        return text
    return text


def _number(text: str) -> float:
    """A YAML float: `.inf` and `.nan` are spelled with a dot."""
    lowered = text.replace("_", "").lower()
    return float(lowered.replace(".inf", "inf").replace(".nan", "nan"))


def _line(node: Node) -> int:
    return int(node.start_mark.line) + 1
