"""A lesson as one file of HTML: texts, numbers, pictures and program in it; it asks nobody for anything.

The page decodes the worlds (`sim.lessons.packing`) and works out every share itself; `sim.lessons.answers` works out the same
for documents, and a test holds one against the other.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sim.chosen_worlds import EXTREME, TYPICAL
from sim.explain.chain import Step, in_plain_words
from sim.explain.explanation import Explanation
from sim.explain.shares import shares_of
from sim.figures.style import ARM_COLOURS, FAINT, INK, MUTED, plain_day
from sim.lessons.packing import packed
from sim.lessons.reading import known_sources
from sim.lessons.schema import ForClass, Lesson
from sim.lessons.telling import Played
from sim.lessons.words import event
from sim.lessons.worlds import Counts, Worlds
from sim.machine import SEED
from sim.page import template
from sim.parameters import Parameters
from sim.paths import Posterior
from sim.record.incidents import known_rows
from sim.record.links import SPEAKERS
from sim.results.provenance import commit
from sim.vocabulary.ladder import RUNGS
from sim.vocabulary.measures import MEASURES

LIMITS = "A model of documented patterns, not a forecast and no advice."
RULES = {
    TYPICAL: "the world that runs nearest to the middle of all",
    EXTREME: "the world that ends farthest from what it is compared with",
}
PHASES = {
    "reactions": "Reactions", "description": "What happened", "analysis": "Why", "application": "And elsewhere",
}  # fmt: skip
COLOURS = {
    "ink": INK, "muted": MUTED, "faint": FAINT,
    **dict(zip(("blue", "vermilion", "green", "purple"), ARM_COLOURS, strict=True)),
}  # fmt: skip


class Texts:
    """Texts that occur again and again, by number."""

    def __init__(self) -> None:
        self.known: dict[str, int] = {}

    def __call__(self, text: str) -> int:
        """The number of a text."""
        return self.known.setdefault(text, len(self.known))

    def all(self) -> list[str]:
        """The texts by number."""
        return list(self.known)


def shared_by_pages(about: ForClass) -> dict[str, Any]:
    """What the template of a lesson's page and that of a seat's are given alike."""
    return {
        "limits": LIMITS,
        "phases": [(name, title, getattr(about.discussion, name)) for name, title in PHASES.items()],
        "measures": [(name, MEASURES[name]) for name in about.watch],
        "sources": sources_of(about.sources),
        "colours": COLOURS,
    }


def shared_by_programs(
    about: ForClass, days: tuple[date, date, date], step: int, counts: Counts, record: Counts
) -> dict[str, Any]:
    """What the programs of both read alike; `days` are the first that is told, the first of the branch, and the last."""
    start, branch, end = days
    return {
        "name": about.name,
        "title": about.title,
        "start": start.isoformat(),
        "branch": branch.isoformat(),
        "end": end.isoformat(),
        "step": step,
        "shape": list(counts.shape),
        "worlds": packed(counts),
        "record": record.tolist(),
        "measures": [
            {"name": name, "label": MEASURES[name].label, "unit": MEASURES[name].unit, "how": MEASURES[name].how}
            for name in about.watch
        ],
        "rungs": list(RUNGS),
    }


def lesson_page(worlds: Worlds, plays: list[Played]) -> str:
    """The whole page."""
    lesson = worlds.lesson
    return template("lesson/page.html.j2").render(
        lesson=lesson,
        span=f"{plain_day(lesson.lever.branch)} to {plain_day(lesson.lever.end)}",
        **shared_by_pages(lesson),
        rules=RULES,
        changes={each.id: _changes(worlds, each.id) for each in lesson.lever.settings},
        beyond=worlds.beyond,
        made=_made(worlds),
        data=script(data_of(worlds, plays)),
    )


def data_of(worlds: Worlds, plays: list[Played]) -> dict[str, Any]:
    """What the page's program reads."""
    lesson, lever = worlds.lesson, worlds.lesson.lever
    texts = Texts()
    told = [_play(worlds, play, texts) for play in plays]
    return {
        **shared_by_programs(lesson, (lever.start, lever.branch, lever.end), worlds.step, worlds.counts, worlds.record),
        "settings": [{"id": each.id, "label": each.label, "says": each.says} for each in lever.settings],
        "reference": lever.reference,
        "bet": lesson.bet.model_dump(),
        "rules": RULES,
        "plays": told,
        "texts": texts.all(),
    }


# One world that is played ---------------------------------------------------------------------------------------------------


def _play(worlds: Worlds, play: Played, texts: Texts) -> dict[str, Any]:
    rows = known_rows()
    start = worlds.lesson.lever.start
    return {
        "setting": play.setting,
        "rule": play.rule,
        "world": play.world,
        "simulated": play.simulated,
        "opens": play.last(),
        "events": [
            told_event(row, step, start, texts, rows)
            for row, step in zip(play.events.to_dict("records"), play.steps, strict=True)
        ],
        "why": {number: told_why(why, texts) for number, why in play.told.items()},
    }


def told_event(row: Mapping[Any, Any], step: Step, start: date, texts: Texts, rows: Mapping[str, Mapping[str, Any]]) -> list[Any]:
    """Day, what, rung, why, the event answered (-1: none), the record's row and its summary and links (-1: none)."""
    record = step.record_id
    known = rows.get(record)
    return [
        (step.date - start).days,
        texts(event(row)),
        int(row["rung"]),
        texts(in_plain_words(step)),
        -1 if step.answers is None else step.answers,
        texts(record) if known else -1,
        texts(str(known["summary"])) if known else -1,
        texts(str(known["source_urls"]).replace(";", " ")) if known else -1,
    ]


def told_why(why: Explanation, texts: Texts) -> dict[str, Any]:
    """An explanation as the page's program reads it; texts by number."""
    return {
        "how": why.how,
        "shares": [
            [texts(each.motive), texts(each.sentence), texts(each.source), round(each.share, 6)] for each in shares_of(why)
        ],
        "restraints": [
            [texts(each.name), texts(each.sentence), round(each.factor, 4)] for each in why.restraints if each.factor < 0.995
        ],
        "said": [[texts(each.cause), texts(SPEAKERS[each.said_by]), texts(each.strength)] for each in why.said_once],
        "off": list(why.switched_off),
    }


# The teacher's part ---------------------------------------------------------------------------------------------------------


def _changes(worlds: Worlds, setting: str) -> list[str]:
    """What a setting changes, as a scenario says it; nothing in the reference that is the record."""
    scenario = worlds.read.scenarios[setting]
    return [item.in_words() for item in scenario.interventions]


def sources_of(sources: Sequence[str]) -> list[dict[str, Any]]:
    """Every source with what it says, and where it was read."""
    rows, (_, titles) = known_rows(), known_sources()
    found = []
    for name in sources:
        row = rows.get(name)
        links = str(row["source_urls"]).split(";") if row else []
        found.append({"name": name, "says": str(row["summary"]) if row else titles[name], "links": links})
    return found


def _made(worlds: Worlds) -> list[tuple[str, str]]:
    number = worlds.counts.shape[2]
    return [
        ("Worlds of each setting", f"{number:,}, the same luck in all settings, seed {worlds.seed}"),
        *made_from(worlds.parameters),
        ("Made by", f"escalation lesson {worlds.lesson.name} --worlds {number}{options_for(worlds.seed, worlds.parameters)}"),
    ]


def options_for(seed: int, parameters: Parameters) -> str:
    """What a command adds to make the same again: the seed and the parameters, where they are not those by default."""
    name = parameters.origin.name
    asked = [f" --seed {seed}"] if seed != SEED else []
    return "".join([*asked, f" --params {name}"] if name and name != Posterior.WHOLE.value else asked)


def made_from(parameters: Parameters) -> list[tuple[str, str]]:
    """Which parameters and which state of the rules are behind a page."""
    origin = parameters.origin
    fitted = "" if origin.fitted_to is None else f", fitted to {origin.fitted_to[0]} to {origin.fitted_to[1]}"
    return [("Parameters", f"{origin.name}{fitted}"), ("Rules of", commit() or "an unknown state")]


def script(data: Mapping[str, Any]) -> str:
    """JSON that may stand inside a script element."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


def index_page(lessons: list[tuple[Lesson, str]], seats: Sequence[tuple[str, str, str]] = ()) -> str:
    """A page that lists lessons with links to their files beside it, and seats: title, question and file."""
    return template("lesson/index.html.j2").render(lessons=lessons, seats=seats, limits=LIMITS, colours=COLOURS)
