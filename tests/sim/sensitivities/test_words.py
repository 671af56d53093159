"""What is said: shares, the strongest group, ties, refits, and what was left out."""

from __future__ import annotations

from dataclasses import replace

from sim.sensitivities.answering import Answer
from sim.sensitivities.rows import FIRST, SHARE, TOTAL, Row, unknown
from sim.sensitivities.split import FACTORS
from sim.sensitivities.words import asked, sentences


def test_everything_is_said_once(answer: Answer) -> None:
    said = "\n".join(sentences(answer))
    assert said.startswith(
        "Of the level of short, counted from 2020-01-02 to 2020-01-20: 48 draws of the parameters, 4 worlds each"
    )
    assert "“Attacks on US sites”: mean " in said
    assert "war has the most: " in said
    assert "“Highest rung”: mean 3; the same in every world." in said
    assert "Groups are taken to be independent, which is an assumption: 1 of 1 pairs" in said
    assert "Refit needed: too much: only 2 % of the draws count under it (least: 10 %)." in said
    assert "no mechanism was switched off" in said
    assert "priors hold as much as the record or more. Of 11 changes" in said
    assert "Left out, since not every world has a value: days_to_first_attack." in said


def test_shares_are_said_with_their_intervals(answer: Answer) -> None:
    rows = [Row("attacks_on_us", factor, SHARE, at / 10, at / 20, at / 5) for at, factor in enumerate(FACTORS, 1)]
    said = " ".join(sentences(replace(answer, rows=tuple(rows), measures=("attacks_on_us",))))
    assert "10 % (5 % to 20 %) is chance, 30 % (15 % to 60 %) parameters, 40 % (20 % to 80 %) rule variants." in said
    rows[2:] = [unknown("attacks_on_us", factor, SHARE) for factor in FACTORS[2:]]
    said = " ".join(sentences(replace(answer, rows=tuple(rows), measures=("attacks_on_us",))))
    assert "20 % (10 % to 40 %) parameters and rule variants, which too few draws tell apart." in said


def test_a_folder_says_that_it_has_no_groups(answer: Answer) -> None:
    about = {**answer.about, "runs": 0, "reference": "documented", "worlds": 2.5, "coverage": False}
    folder = replace(answer, ties=(), about=about)
    assert asked(folder).startswith("Of the effect against documented of short")
    assert "2.5 worlds each" in asked(folder)
    assert "A folder has no indices of groups" in " ".join(sentences(folder))
    assert "The record's coverage was not varied." in sentences(folder)
    assert "The record's coverage was not varied." not in sentences(answer)


def test_nothing_seen_is_not_nothing(answer: Answer) -> None:
    rows = [Row("attacks_on_us", "us", kind, 0.0, 0.0, 0.0) for kind in (FIRST, TOTAL)]
    said = " ".join(sentences(replace(answer, rows=(*answer.rows, *rows))))
    assert "in none of 24 rows did two worlds both differ, so that it happens in fewer than about 12 % of the rows" in said
