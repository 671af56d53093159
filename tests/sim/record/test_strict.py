"""YAML files read into strict models: a mistake is told with file, line, key and what is allowed."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import Field, ValidationError

from sim.errors import RecordError
from sim.record.strict import Strict, read_model, wrong


class Leaf(Strict):
    since: int = Field(alias="from")


class Tree(Strict):
    leaves: list[Leaf] = Field(default_factory=list)
    named: dict[str, Leaf] = Field(default_factory=dict)


def tree(folder: Path, text: str) -> Tree:
    path = folder / "tree.yaml"
    path.write_text(text, encoding="utf-8")
    return read_model(path, Tree)[0]


def test_a_model_is_read_by_the_names_of_the_file_and_never_changes(tmp_path: Path) -> None:
    read = tree(tmp_path, "leaves:\n  - from: 1\nnamed:\n  x: {from: 2}\n")
    assert ([leaf.since for leaf in read.leaves], read.named["x"].since) == ([1], 2)
    with pytest.raises(ValidationError, match="frozen"):
        read.leaves = []


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("leafs: []\n", "tree.yaml:1: leafs: unknown key 'leafs'; did you mean 'leaves'? Allowed: leaves, named"),
        ("named:\n  x:\n    form: 2\n", "tree.yaml:3: named.x.form: unknown key 'form'; did you mean 'from'? Allowed: from"),
        ("leaves:\n  - from: 1\n  - form: 2\n", "tree.yaml:3: leaves.1.form: unknown key 'form'"),
        ("leaves:\n  - from: soon\n", "tree.yaml:2: leaves.0.from: input should be a valid integer"),
        ("- a\n", "tree.yaml:1: this file is a list of `key: value` lines with the keys leaves, named"),
    ],
)
def test_a_mistake_is_told_with_its_line(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(RecordError) as caught:
        tree(tmp_path, text)
    assert says in str(caught.value)


def test_a_mistake_of_meaning_is_told_the_same_way(tmp_path: Path) -> None:
    path = tmp_path / "tree.yaml"
    path.write_text("leaves:\n  - from: 1\n", encoding="utf-8")
    error = wrong(read_model(path, Tree)[1], ("leaves", 0, "from"), "too early")
    assert str(error).endswith("tree.yaml:2: leaves.0.from: too early")
