"""The page: one file that asks nobody for anything, with the worlds in it that it was built from."""

from __future__ import annotations

import dataclasses
import json
import re
from typing import Any

import numpy as np
import pandas as pd
import pytest

from sim.explain.shares import shares_of
from sim.lessons.packing import unpacked
from sim.lessons.page import LIMITS, index_page, lesson_page, options_for
from sim.lessons.telling import Played
from sim.lessons.worlds import Worlds
from sim.machine import SEED
from sim.parameter_files import choose
from sim.paths import Posterior

MOST_BYTES = 2_000_000


@pytest.fixture(scope="module")
def page(ran: Worlds, plays: list[Played]) -> str:
    return lesson_page(ran, plays)


@pytest.fixture(scope="module")
def data(page: str) -> dict[str, Any]:
    (found,) = re.findall(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)
    loaded: dict[str, Any] = json.loads(found)
    return loaded


def loaded_from(page: str) -> list[str]:
    """Whatever a browser would fetch by itself; a link that waits for a click is none of it."""
    asked = re.findall(r"<(?:img|script|iframe|object|embed|source|video|audio)\b[^>]*\bsrc\s*=\s*[\"']?([^\"' >]+)", page)
    asked += re.findall(r"<link\b[^>]*href\s*=\s*[\"']?([^\"' >]+)", page)
    asked += re.findall(r"url\(([^)]*)\)|@import\s+([^;]+)", page.partition("</style>")[0])
    return [each if isinstance(each, str) else "".join(each) for each in asked]


def test_a_setting_that_leaves_the_record_says_so(ran: Worlds, plays: list[Played]) -> None:
    assert set(ran.beyond) == {each.id for each in ran.lesson.lever.settings}
    assert ran.beyond["as_it_was"] == ""
    told = dataclasses.replace(ran, beyond={**dict.fromkeys(ran.beyond, ""), "never": "Beyond what the record shows: a lot."})
    assert lesson_page(told, plays).count("Beyond what the record shows: a lot.") == 1
    assert "Beyond what the record shows" not in lesson_page(dataclasses.replace(ran, beyond={}), plays)


def test_nothing_is_loaded_from_anywhere(page: str) -> None:
    assert loaded_from(page) == ["data:,"]
    assert "default-src 'none'" in page
    assert not re.findall(r"\bfetch\(|XMLHttpRequest|WebSocket|sendBeacon|import\(", page)
    assert len(page.encode()) < MOST_BYTES


def test_the_worlds_in_it_are_those_it_was_built_from(data: dict[str, Any], ran: Worlds) -> None:
    assert (unpacked(data["worlds"], tuple(data["shape"])) == ran.counts).all()
    assert (np.array(data["record"]) == ran.record).all()
    assert [each["name"] for each in data["measures"]] == list(ran.lesson.watch)


def test_every_event_is_told_with_its_cause(data: dict[str, Any], plays: list[Played]) -> None:
    for told, play in zip(data["plays"], plays, strict=True):
        assert len(told["events"]) == len(play.events)
        for (day, what, rung, why, answers, *_), (_, row) in zip(told["events"], play.events.iterrows(), strict=True):
            assert day == (row["date"].date() - play.events["date"].min().date()).days + told["events"][0][0]
            assert data["texts"][what]
            assert data["texts"][why].startswith("from ")
            assert rung == row["rung"]
            assert answers == (-1 if pd.isna(row["cause_event"]) else row["cause_event"])


def test_the_shares_on_the_page_add_up_to_one(data: dict[str, Any], plays: list[Played]) -> None:
    for told, play in zip(data["plays"], plays, strict=True):
        assert set(told["why"]) == {str(number) for number in play.told}
        for number, why in told["why"].items():
            assert sum(share for *_, share in why["shares"]) == pytest.approx(1.0, abs=1e-4)
            assert len(why["shares"]) == len(shares_of(play.told[int(number)]))


def test_the_teacher_finds_all_that_the_lesson_says(page: str, ran: Worlds) -> None:
    lesson = ran.lesson
    plain = page.replace("&#39;", "'").replace("&#34;", '"')
    for text in (*lesson.aims, *lesson.limits, *lesson.artefacts, *lesson.discussion.analysis, lesson.read_aloud, LIMITS):
        assert text in plain
    assert "target_group is badr, not kataib_hezbollah" in plain
    assert "Arms and Influence" in plain


def test_the_command_that_makes_it_again_names_what_is_not_by_default() -> None:
    drawn = choose(Posterior.WHOLE.value)
    assert options_for(SEED, drawn) == ""
    assert options_for(3, drawn) == " --seed 3"
    assert options_for(SEED, choose(Posterior.TRAIN.value)) == " --params train"
    assert options_for(3, choose("point")) == " --seed 3 --params point"


def test_text_cannot_become_a_program(ran: Worlds, plays: list[Played]) -> None:
    odd = ran.lesson.model_copy(update={"title": "</script><b>x</b>"})
    made = lesson_page(type(ran)(**{**ran.__dict__, "read": type(ran.read)(odd, ran.read.scenarios)}), plays)
    assert "</script><b>" not in made


def test_the_index_names_every_lesson_and_its_file(ran: Worlds) -> None:
    made = index_page([(ran.lesson, "made.html")])
    assert 'href="made.html"' in made
    assert ran.lesson.question in made
    assert LIMITS in made
    assert loaded_from(made) == ["data:,"]
