"""What an answer means: a word for each row of effects, and a sentence for a scenario's answers."""

from __future__ import annotations

import pytest

from sim.scenario.schema import json_schema
from sim.vocabulary.answers import ANSWERS, HARDLY, SURE, WORDS, parted, sentence, word_of
from sim.vocabulary.measures import MEASURES


def effect(less: float, more: float, mean: float = 12.0, difference: float = 2.0) -> dict[str, float]:
    """A row of a table of effects, set against a reference of `mean - difference`."""
    return {"p_less": less, "p_more": more, "p_same": 1.0 - less - more, "mean": mean, "difference": difference}


@pytest.mark.parametrize(
    ("row", "word"),
    [
        (effect(0.71, 0.2), "less"),
        (effect(0.2, 0.71), "more"),
        (effect(0.1, 0.1), "same"),
        (effect(0.5, 0.5), "undecided"),
        (effect(0.5, 0.5, mean=104.0, difference=4.0), "same"),
        (effect(0.5, 0.5, mean=96.0, difference=-4.0), "same"),
        (effect(0.5, 0.5, mean=106.0, difference=6.0), "undecided"),
        (effect(0.5, 0.5, mean=0.5, difference=0.5), "undecided"),
    ],
)
def test_the_word_for_a_row(row: dict[str, float], word: str) -> None:
    """Where most worlds agree the direction counts, however small; else 4 % of 100 are hardly any, and 6 % are not."""
    assert (SURE, HARDLY) == (0.7, 0.05)
    assert word_of(row) == word


def test_a_share_on_the_border_is_sure() -> None:
    assert word_of(effect(SURE, 0.1)) == "less"
    assert word_of(effect(SURE - 0.01, 0.1)) == "undecided"


def test_other_limits() -> None:
    assert word_of(effect(0.71, 0.2), 0.75) == "undecided"
    assert word_of(effect(0.5, 0.5, mean=104.0, difference=4.0), 0.7, 0.03) == "undecided"
    assert word_of(effect(0.76, 0.2), 0.75) == "less"


def test_every_word_of_every_measure_is_an_answer() -> None:
    assert {parted(answer) for answer in ANSWERS} == {(word, measure) for word in WORDS for measure in MEASURES}
    assert json_schema()["properties"]["answer"]["items"]["enum"] == list(ANSWERS)


def test_answers_as_a_sentence() -> None:
    said = sentence(["more us_strikes", "less us_killed", "same iran_launches", "less attacks_on_us", "undecided raids"])
    assert said == (
        "Less: Americans killed, attacks on US sites. More: days with a US strike. "
        "Hardly changed: Iranian launches at US bases. Not decided by the rules: Iraqi raids."
    )
    assert sentence([]) == ""
