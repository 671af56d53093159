"""The record's YAML files (coding rules, contexts, windows): typed by a pydantic model, errors with file and line."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from sim.errors import RecordError, cut, unknown
from sim.record.rows import iso_date
from sim.yaml_lines import Document, KeyPath, read_document


class Strict(BaseModel):
    """A model that refuses unknown keys and, once read, never changes."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def _written_as_a_day(value: object) -> date:
    """A day that was written as one: pydantic alone would read the number 86400 as the second of January 1970."""
    try:
        return value if type(value) is date else iso_date(value if isinstance(value, str) else "")
    except ValueError as error:
        raise ValueError("not a calendar day; write YYYY-MM-DD") from error


Day = Annotated[date, BeforeValidator(_written_as_a_day)]
Model = TypeVar("Model", bound=Strict)


def read_model(path: Path, model: type[Model]) -> tuple[Model, Document]:
    """Read a YAML file into `model`; a `RecordError` names file, line, key and what is allowed."""
    expected = f"this file is a list of `key: value` lines with the keys {', '.join(_keys(model, ()))}"
    document = read_document(path, expected, RecordError)
    try:
        return model.model_validate(document.data), document
    except ValidationError as error:
        raise _first(error, document, model) from error


def wrong(document: Document, key_path: KeyPath, message: str) -> RecordError:
    """An error at a key of the file."""
    place = cut(".".join(map(str, key_path)), 100)
    return RecordError(f"{place}: {message}", file=document.file, line=document.line(key_path))


def _first(error: ValidationError, document: Document, model: type[Strict]) -> RecordError:
    details = error.errors()
    misspelt = (detail for detail in details if detail["type"] == "extra_forbidden")
    first = next(misspelt, details[0])  # a misspelt key explains a missing one
    key_path: KeyPath = tuple(first["loc"])
    if first["type"] == "extra_forbidden":
        return wrong(document, key_path, unknown("key", str(key_path[-1]), _keys(model, key_path[:-1])))
    shown = "" if isinstance(first["input"], Mapping) else f"; found {cut(repr(first['input']), 80)}"
    said = first["msg"].removeprefix("Value error, ")
    return wrong(document, key_path, f"{said[:1].lower()}{said[1:]}{shown}")


def _keys(model: Any, key_path: KeyPath) -> list[str]:
    """The keys that the mapping at `key_path` may hold."""
    inner: Any = model
    for part in key_path:
        if isinstance(part, str) and _is_model(inner) and part in _aliased(inner):
            inner = _inner(_aliased(inner)[part])
    return sorted(_aliased(inner)) if _is_model(inner) else []


def _aliased(model: type[BaseModel]) -> dict[str, Any]:
    return {field.alias or name: field.annotation for name, field in model.model_fields.items()}


def _is_model(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)


def _inner(annotation: Any) -> Any:
    """The model inside `list[Model]`, `dict[str, Model]`, `Model | None` and the like."""
    if _is_model(annotation):
        return annotation
    inner = [_inner(part) for part in getattr(annotation, "__args__", ())]
    return next((part for part in inner if _is_model(part)), None)
