"""Lessons from their files, each fault with its file and line."""

from __future__ import annotations

import typing
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from sim.errors import ScenarioError, unknown
from sim.lessons.collection import Collection
from sim.lessons.schema import Lesson, faults
from sim.paths import ROOT
from sim.scenario import Scenario, load_scenario
from sim.scenario.checks import faults as scenario_faults
from sim.scenario.checks import read_fault
from sim.scenario.faults import Fault
from sim.scenario.files import LESSONS
from sim.scenario.names import vocabulary_faults
from sim.yaml_lines import Document, KeyPath, read_document

DOCUMENTED = "documented"


@dataclass(frozen=True)
class Read:
    """A lesson with the scenario that each setting of its lever runs, by id."""

    lesson: Lesson
    scenarios: Mapping[str, Scenario]


def lesson_paths(folder: Path | None = None) -> dict[str, Path]:
    """The lessons of a folder, by default those that ship, by name."""
    return COLLECTION.paths(folder)


def load_lesson(name: str | Path, folder: Path | None = None) -> Read:
    """A lesson by its name or file; raises `InputError`, one line, for the first that is wrong with it."""
    return COLLECTION.load(name, folder)


def load_lessons() -> list[Read]:
    """Every lesson that ships, in their order."""
    return sorted((load_lesson(path) for path in lesson_paths().values()), key=lambda read: read.lesson.order)


def lesson_faults(path: Path) -> list[ScenarioError]:
    """Everything that is wrong with a lesson, in the order of its lines; empty if it is right."""
    return COLLECTION.faults(path)


def scenario_of(lesson: Lesson, setting: str) -> Scenario:
    """What a setting runs; neither its days nor the names in it are checked."""
    lever, own = lesson.lever, lesson.setting(setting)
    base = load_scenario(lever.base)
    fields = {key: getattr(base, key) for key in Scenario.model_fields}
    changed = {
        "name": f"{lesson.name}.{setting}",
        "title": own.label,
        "question": lesson.question,
        "start": lever.start,
        "branch": lever.branch,
        "end": lever.end,
        "interventions": (*base.interventions, *own.interventions),
        "watch": lesson.watch,
    }
    return Scenario.model_validate({**fields, **changed}).extending(base)


# What is wrong --------------------------------------------------------------------------------------------------------------


def _checked(path: Path, document: Document) -> tuple[Read | None, list[Fault]]:
    try:
        lesson = Lesson.model_validate({**document.data, "name": path.stem})
    except ValidationError as error:
        return None, [type_fault(detail, Lesson) for detail in error.errors()]
    wrong = [*faults(lesson), *source_faults(lesson.sources)]
    try:
        load_scenario(lesson.lever.base)
    except ScenarioError as error:
        wrong.append(Fault(("lever", "base"), str(error)))
    if wrong:
        return None, wrong
    scenarios: dict[str, Scenario] = {}
    for at, setting in enumerate(lesson.lever.settings):
        scenario = scenarios[setting.id] = scenario_of(lesson, setting.id)
        inherited = len(scenario.interventions) - len(setting.interventions)
        found = (*scenario_faults(scenario), *vocabulary_faults(scenario))
        wrong += [_below(at, inherited, fault) for fault in found]
    return (None if wrong else Read(lesson, scenarios)), wrong


COLLECTION = Collection("lesson", LESSONS, _checked)


def _below(at: int, inherited: int, fault: Fault) -> Fault:
    """A fault of a setting's scenario, where the lesson says what it is about."""
    top, *rest = fault.key_path
    if top == "interventions" and rest and int(rest[0]) >= inherited:
        return fault._replace(key_path=("lever", "settings", at, top, int(rest[0]) - inherited, *rest[1:]))
    return fault.below(("lever",) if top in ("start", "branch", "end") else ("lever", "base"))


def source_faults(sources: Sequence[str]) -> Iterator[Fault]:
    """Sources that are no row of the record and no key of the bibliography."""
    rows, keys = known_sources()
    for at, name in enumerate(sources):
        if name not in rows and name not in keys:
            yield Fault(("sources", at), unknown("source", name, [*rows, *keys]))


@lru_cache(maxsize=1)
def known_sources() -> tuple[dict[str, str], dict[str, str]]:
    """What a lesson may cite: rows of the record with their summaries, and keys of the bibliography with their titles."""
    from sim.record.incidents import known_rows

    book = read_document(ROOT / "sim" / "sources.yaml", "a bibliography").data
    rows = {name: str(row["summary"]) for name, row in known_rows().items()}
    return rows, {key: str(value["title"]) for key, value in book.items()}


def type_fault(detail: ErrorDetails, top: type[BaseModel]) -> Fault:
    """A fault of types in our words; `top` is the class of the whole file, a lesson or a seat."""
    key_path: KeyPath = tuple(detail["loc"])
    if "interventions" in key_path and len(key_path) > key_path.index("interventions") + 1:
        at = key_path.index("interventions")
        inner: Any = {**detail, "loc": key_path[at:]}
        return read_fault(inner, top.model_fields).below(key_path[:at])
    around = _model_at(key_path[:-1], top)
    known = [_spelled(name, around) for name in around.model_fields if name != "name"] if around is not None else []
    key = str(key_path[-1]) if key_path else ""
    if detail["type"] == "extra_forbidden":
        return Fault(key_path, unknown("key", key, known))
    if detail["type"] == "missing":
        owner = f"{key_path[-2]} " if len(key_path) > 1 and isinstance(key_path[-2], str) else ""
        return Fault(key_path, f"{owner}lacks the key {key!r}; allowed: {', '.join(known)}", missing=True)
    return read_fault(detail, top.model_fields)


def _spelled(name: str, model: type[BaseModel]) -> str:
    """A key as YAML spells it."""
    return model.model_fields[name].serialization_alias or name


def _model_at(key_path: KeyPath, top: type[BaseModel]) -> type[BaseModel] | None:
    """The class whose keys are read at a path."""
    model: type[BaseModel] | None = top
    for key in key_path:
        if isinstance(key, int) or model is None:
            continue
        field = model.model_fields.get(key)
        model = None if field is None else _model_in(field.annotation)
    return model


def _model_in(annotation: Any) -> type[BaseModel] | None:
    """The class inside `tuple[X, ...]` or `X | None`."""
    if isinstance(annotation, type) and not typing.get_args(annotation):
        return annotation if issubclass(annotation, BaseModel) else None
    found = (_model_in(inner) for inner in typing.get_args(annotation))
    return next((model for model in found if model is not None), None)
