"""YAML with the line of every key: what is read, what is refused, and where."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim import yaml_lines
from sim.errors import ParameterError, ScenarioError
from sim.yaml_lines import parse_document, read_document

TEXT = """\
title: A
items:
  - one
  - key: 2020-01-03
    other: {deep: [1, 2]}
"""


def test_plain_values_with_their_lines() -> None:
    document = parse_document(TEXT, "mine.yaml")
    assert document.data == {"title": "A", "items": ["one", {"key": date(2020, 1, 3), "other": {"deep": [1, 2]}}]}
    key_paths = [("title",), ("items",), ("items", 0), ("items", 1, "key"), ("items", 1, "other", "deep", 1)]
    assert [document.line(key_path) for key_path in key_paths] == [1, 2, 3, 4, 5]
    assert document.line(("items", 1, "nothing", "here")) == 4, "the nearest thing around it"
    assert document.line(("nothing",)) == 1


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("yes", "yes"), ("true", True), ("null", None), ("7", 7), ("1_000", 1000), ("0x10", 16), ("0.5", 0.5),
        (".inf", float("inf")), ("2020-02-30", "2020-02-30"), ("'2020-01-03'", "2020-01-03"), ("[]", []),
    ],
)  # fmt: skip
def test_scalars_by_their_kind(text: str, value: object) -> None:
    read = parse_document(f"key: {text}\n", "mine.yaml").data["key"]
    assert (read, type(read)) == (value, type(value))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "mine.yaml:1: a scenario is a list of `key: value` lines"),
        ("- a\n- b\n", "mine.yaml:1: a scenario is a list of `key: value` lines"),
        ("title: [a\n", "mine.yaml:2: this is not YAML"),
        ("title: a\n\tquestion: b\n", "mine.yaml:2: this is not YAML"),
        ("title: a\nquestion: \x07\n", "mine.yaml:2: this is not YAML"),
        ("title: &a x\nquestion: *a\n", "mine.yaml:1: anchors and aliases are not used here"),
        ("title: a\nquestion: &b 1\n", "mine.yaml:2: anchors and aliases are not used here"),
        ("&a title: x\n", "mine.yaml:1: anchors and aliases are not used here"),
        ("title: !!python/object x\n", "mine.yaml:1: the tag !!python/object is not used here"),
        ("a: 1\nb: !!str 5\n", "mine.yaml:2: the tag !!str is not used here"),
        ("a: !!null x\n", "mine.yaml:1: the tag !!null is not used here"),
        ("a: !!bool yes\n", "mine.yaml:1: the tag !!bool is not used here"),
        ("a: !!int ''\n", "mine.yaml:1: the tag !!int is not used here"),
        ("a: [!own x]\n", "mine.yaml:1: the tag !own is not used here"),
        ("a: ! x\n", "mine.yaml:1: the tag ! is not used here"),
        ("!!map {a: 1}\n", "mine.yaml:1: the tag !!map is not used here"),
        ("title: a\n? [x]\n: b\n", "mine.yaml:2: a key must be a word"),
        ("a: 1\nb:\n  c: 1\n  c: 2\n", "mine.yaml:4: duplicate key 'c'; it stands on line 3 already"),
        ("a: " + "[" * 5000, "mine.yaml:1: this YAML is nested too deeply; allowed: 20 levels"),
        ("a: " + "{b: " * 400 + "1" + "}" * 400, "mine.yaml:1: this YAML is nested too deeply; allowed: 20 levels"),
        ("a:\n" + "- b\n" * 10_000, "mine.yaml:9999: this file holds too much; allowed: 10,000 keys and values"),
    ],
)
def test_what_is_no_plain_yaml_is_refused_with_its_line(text: str, says: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        parse_document(text, "mine.yaml")
    assert str(caught.value).startswith(says)


@given(st.dictionaries(st.from_regex(r"\A[a-z]{3,9}\Z"), st.integers(), min_size=1, max_size=9))
def test_every_key_of_a_flat_file_stands_on_its_own_line(data: dict[str, int]) -> None:
    document = parse_document("".join(f"k{key}: {value}\n" for key, value in data.items()), "mine.yaml")
    assert document.data == {f"k{key}": value for key, value in data.items()}
    assert [document.line((key,)) for key in document.data] == list(range(1, len(data) + 1))


def test_a_file_is_read_and_named_as_a_person_would(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    path = tmp_path / "here" / "mine.yaml"
    path.write_bytes(b"title: \xff\xfe\n")
    with pytest.raises(ScenarioError, match=r"^mine\.yaml:1: this file is not UTF-8 text$"):
        read_document(path)
    with pytest.raises(ScenarioError, match="there is no such file"):
        read_document(path.with_name("none.yaml"))


def test_a_file_that_nests_or_holds_just_enough_is_read() -> None:
    deep = "[" * (yaml_lines.DEPTH - 1) + "]" * (yaml_lines.DEPTH - 1)
    assert parse_document(f"a: {deep}\n", "mine.yaml").data
    full = "- b\n" * (yaml_lines.VALUES - 3)
    assert len(parse_document(f"a:\n{full}", "mine.yaml").data["a"]) == yaml_lines.VALUES - 3


def test_a_file_is_bounded_before_it_is_parsed(tmp_path: Path) -> None:
    path = tmp_path / "long.yaml"
    path.write_text("#" * (yaml_lines.BYTES + 1))
    with pytest.raises(ScenarioError, match=r"this file is too large; allowed: at most 100,000 bytes"):
        read_document(path)


def test_the_kind_of_error_is_the_callers(tmp_path: Path) -> None:
    with pytest.raises(ParameterError, match="duplicate key 'a'"):
        parse_document("a: 1\na: 2\n", "mine.yaml", kind=ParameterError)
    with pytest.raises(ParameterError, match="there is no such file"):
        read_document(tmp_path / "none.yaml", kind=ParameterError)


@pytest.mark.parametrize("text", ["1" * 5000, "0x", "0o8", "1e999999999", "2020-13-01", "9999-99-99"])
def test_no_scalar_breaks_the_reader(text: str) -> None:
    assert "a" in parse_document(f"a: {text}\n", "mine.yaml").data
