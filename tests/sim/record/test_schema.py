"""The words of the record: those that the codebook lists, each once."""

from __future__ import annotations

import re

import pytest

from sim.paths import RECORD
from sim.record.schema import COLUMNS, COUNTS, GROUPS, RECORD_ACTORS, TOTAL_COLUMNS, WORD_LISTS, WORDS
from sim.vocabulary.decisions import MILITIAS
from sim.vocabulary.front_names import FRONT_NAMES, UMBRELLA

CODEBOOK = (RECORD / "CODEBOOK.md").read_text(encoding="utf-8")


def codebook(column: str) -> set[str]:
    """The words in backticks of the codebook's row on a column."""
    (cell,) = re.findall(rf"^\| (?:\w+, )?{column}(?:, \w+)? \|(.*)\|$", CODEBOOK, flags=re.MULTILINE)
    return {word for part in re.findall("`([^`]*)`", cell) for word in part.split()}


@pytest.mark.parametrize("column", ["date_precision", "actor", "attribution", "action", "target"])
def test_the_words_are_those_of_the_codebook(column: str) -> None:
    assert set(WORDS[column]) == codebook(column)


@pytest.mark.parametrize("words", [*WORDS.values(), COLUMNS, COUNTS, TOTAL_COLUMNS])
def test_each_word_stands_once(words: tuple[str, ...]) -> None:
    assert len(set(words)) == len(words)


def test_groups_are_the_militias_and_the_names_they_claim_under() -> None:
    assert {*MILITIAS, *FRONT_NAMES, UMBRELLA} < set(GROUPS) < set(RECORD_ACTORS)


def test_every_checked_column_exists() -> None:
    assert {*WORDS, *WORD_LISTS, *COUNTS} < set(COLUMNS)
