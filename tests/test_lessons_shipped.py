"""The lessons that ship: every lever moves what its bet is about, and every text stands on its own."""

from __future__ import annotations

import dataclasses
import re

import numpy as np
import pytest

from sim.lessons.reading import Read, lesson_paths, load_lesson
from sim.lessons.worlds import run_lesson
from sim.parameter_files import choose

WORLDS = 24
WANTED = {
    "red_line", "two_days", "killing_a_commander", "patron_and_client", "two_fires", "war_next_door", "who_fired", "two_truces",
}  # fmt: skip
NAMES = sorted(lesson_paths())


def bet_alone(read: Read) -> Read:
    """The lesson with the reference and the setting that the bet is about, and no other."""
    kept = (read.lesson.lever.reference, read.lesson.bet.setting)
    lever = read.lesson.lever
    fewer = lever.model_copy(update={"settings": tuple(each for each in lever.settings if each.id in kept)})
    lesson = read.lesson.model_copy(update={"lever": fewer})
    return dataclasses.replace(read, lesson=lesson, scenarios={name: read.scenarios[name] for name in kept})


def test_the_lessons_that_were_promised_are_there() -> None:
    assert set(NAMES) >= WANTED


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_the_lever_moves_what_the_bet_is_about(name: str) -> None:
    """In more than a third of the worlds, and on average by more than twice the standard error of the mean."""
    worlds = run_lesson(bet_alone(load_lesson(name)), WORLDS, 7, choose("posterior"))
    bet, lever = worlds.lesson.bet, worlds.lesson.lever
    by = worlds.final(bet.setting, bet.measure) - worlds.final(lever.reference, bet.measure)
    assert (by != 0).mean() > 1 / 3
    assert abs(by.mean()) > 2 * by.std(ddof=1) / np.sqrt(WORLDS)


@pytest.mark.parametrize("name", NAMES)
def test_no_number_of_the_model_is_written_by_hand(name: str) -> None:
    """A share or a count of worlds in a reveal is put in from the worlds; the next fit changes it."""
    bet = load_lesson(name).lesson.bet
    texts = [text for option in bet.options for text in (option.agrees, option.differs)]
    if bet.slider is not None:
        texts += [bet.slider.below, bet.slider.within, bet.slider.above]
    assert all(not re.search(r"\d", text) for text in texts)
    assert all("{" in text for text in texts)


@pytest.mark.parametrize("name", NAMES)
def test_every_lesson_has_its_sources_and_says_what_it_is_not(name: str) -> None:
    lesson = load_lesson(name).lesson
    assert len(lesson.sources) >= 5
    assert len(lesson.limits) >= 2
    assert len(lesson.artefacts) >= 2
    assert lesson.question.endswith("?")
