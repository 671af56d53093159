"""YAML with the line of every key, duplicate keys refused.

The text is only composed (no constructor of the library runs), so that a mistake such as `2020-02-30` stays a value with a line,
to be refused by whoever knows what the key means. Anchors, aliases and tags are refused: a scenario is read by people first.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from ruamel.yaml.reader import ReaderError

from sim.errors import ScenarioError

KeyPath = tuple[str | int, ...]
"""Where a value stands: keys and positions from the top, such as `("interventions", 2, "forbid", "actor")`."""

TAG = "tag:yaml.org,2002:"
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


def shown(path: Path) -> str:
    """A path as a person would type it from here."""
    relative = os.path.relpath(path)
    return str(path) if relative.startswith("..") else relative


def read_document(path: Path, expected: str = A_SCENARIO) -> Document:
    """Read a file; a `ScenarioError` names the file if it cannot be read as text. `expected` says what it should be."""
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise ScenarioError("this file is not UTF-8 text", file=shown(path)) from error
    except OSError as error:
        raise ScenarioError(f"this file cannot be read: {error.strerror}", file=shown(path)) from error
    return parse_document(text, shown(path), expected)


def parse_document(text: str, file: str, expected: str = A_SCENARIO) -> Document:
    """Parse YAML text whose top level is a mapping.

    Raises
    ------
    ScenarioError
        For text that is not YAML, an empty file, a duplicate key, an anchor, an alias or a tag.
    """
    try:
        root = YAML(typ="safe", pure=True).compose(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = None if mark is None else mark.line + 1
        raise ScenarioError(f"this is not YAML: {error.problem or error.context}", file=file, line=line) from error
    except ReaderError as error:
        line = text.count("\n", 0, int(error.position)) + 1
        raise ScenarioError(f"this is not YAML: {error.reason}", file=file, line=line) from error
    except YAMLError as error:
        raise ScenarioError(f"this is not YAML: {error}", file=file) from error
    except RecursionError as error:
        raise ScenarioError("this YAML is nested too deeply", file=file) from error
    if not isinstance(root, MappingNode):
        raise ScenarioError(expected, file=file, line=1)
    lines: dict[KeyPath, int] = {(): 1}
    data = _value(root, (), lines, file)
    return Document(data, lines, file)


def _value(node: Node, key_path: KeyPath, lines: dict[KeyPath, int], file: str) -> Any:
    """The plain value of a node; notes the line of everything inside it."""
    if node.anchor is not None:
        raise ScenarioError("anchors and aliases are not used here; write the value out", file=file, line=_line(node))
    if isinstance(node, MappingNode):
        return _mapping(node, key_path, lines, file)
    if isinstance(node, SequenceNode):
        return [_item(item, (*key_path, at), lines, file) for at, item in enumerate(node.value)]
    if isinstance(node, ScalarNode):
        return _scalar(node, file)
    raise ScenarioError("this kind of YAML is not used here", file=file, line=_line(node))


def _item(node: Node, key_path: KeyPath, lines: dict[KeyPath, int], file: str) -> Any:
    lines[key_path] = _line(node)
    return _value(node, key_path, lines, file)


def _mapping(node: MappingNode, key_path: KeyPath, lines: dict[KeyPath, int], file: str) -> dict[str, Any]:
    mapping: dict[str, Any] = {}
    for key_node, value_node in node.value:
        key, line = key_node.value, _line(key_node)
        if not isinstance(key, str):
            raise ScenarioError("a key must be a word", file=file, line=line)
        if key in mapping:
            first = lines[*key_path, key]
            raise ScenarioError(f"duplicate key {key!r}; it stands on line {first} already", file=file, line=line)
        lines[(*key_path, key)] = line
        mapping[key] = _value(value_node, (*key_path, key), lines, file)
    return mapping


def _scalar(node: ScalarNode, file: str) -> Any:
    """A scalar by its tag; a date that does not exist stays text."""
    text, kind = str(node.value), str(node.tag).removeprefix(TAG)
    try:
        match kind:
            case "str":
                return text
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
    raise ScenarioError(f"the tag {node.tag} is not used here", file=file, line=_line(node))


def _number(text: str) -> float:
    """A YAML float: `.inf` and `.nan` are spelled with a dot."""
    lowered = text.replace("_", "").lower()
    return float(lowered.replace(".inf", "inf").replace(".nan", "nan"))


def _line(node: Node) -> int:
    return int(node.start_mark.line) + 1
