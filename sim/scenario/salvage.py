"""What is right in a scenario whose types are wrong, so that everything else that is wrong with it can be told too.

Each wrong part gives way to a stand-in that the types allow, or is left out; faults that a stand-in may have brought about are
dropped. So a misspelt actor is told beside a day that is none, in the same scenario and in the same intervention.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from sim.scenario.checks import FIRST_DAY, LAST_DAY
from sim.scenario.faults import Fault
from sim.scenario.interventions.registry import KINDS
from sim.yaml_lines import KeyPath

SPAN = ("start", "end", "branch", "luck")
"""The keys that are checked against each other."""
WORD = "x"
TOP: dict[str, Any] = {"name": WORD, "title": WORD, "question": WORD, "start": FIRST_DAY, "end": LAST_DAY}
"""What stands in for a key that every scenario needs."""
DAYS: dict[str, date] = {"from": FIRST_DAY, "date": LAST_DAY, "to": LAST_DAY}
HARMLESS: dict[str, Any] = {"set": {"parameter": WORD, "value": 0.0}}
"""What stands in for an intervention that is none."""


def salvaged(data: Mapping[str, Any], wrong: Iterable[Fault]) -> tuple[dict[str, Any], frozenset[KeyPath]]:
    """The data with stand-ins for what is wrong, and where they stand."""
    mended = dict(data)
    places = (_mend(mended, fault) for fault in wrong)
    return mended, frozenset(place for place in places if place)


def _mend(mended: dict[str, Any], fault: Fault) -> KeyPath:
    listed = mended.get(str(fault.key_path[0])) if fault.key_path else None
    match fault.key_path:
        case (_, int(at), *_) if not isinstance(listed, list | tuple) or at >= len(listed):
            return fault.key_path  # the list as a whole has given way already
        case ("interventions", int(at), str(kind), str(key), *_):
            _mend_intervention(mended, at, kind, key)
        case ("interventions", int(at), *_):
            mended["interventions"] = _with(mended["interventions"], at, HARMLESS)
            return fault.key_path[:2]
        case (str(key), int(at), *_):
            mended[key] = _with(mended[key], at, WORD)
        case (str(key), *_):
            _mend_key(mended, key)
            return (key,)
    return fault.key_path[:4]


def _mend_key(mended: dict[str, Any], key: str) -> None:
    mended.pop(key, None)
    if key in TOP:
        mended[key] = TOP[key]
    elif key == "branch":
        mended[key] = mended.get("start", FIRST_DAY)


def _mend_intervention(mended: dict[str, Any], at: int, kind: str, key: str) -> None:
    part, item = KINDS[kind], mended["interventions"][at]
    given = item[kind] if isinstance(item, Mapping) else item.as_yaml()[kind]
    body: dict[str, Any] = dict(given) if isinstance(given, Mapping) else {str(part.short): given}
    body.pop(key, None)
    needed = {field.serialization_alias or name: field for name, field in part.model_fields.items() if field.is_required()}
    if key in needed:
        body[key] = DAYS.get(key, 0.0 if needed[key].annotation is float else WORD)
    mended["interventions"] = _with(mended["interventions"], at, {kind: body})


def _with(items: Any, at: int, item: object) -> list[Any]:
    return [item if place == at else other for place, other in enumerate(items)]


def independent(found: Iterable[Fault], places: frozenset[KeyPath]) -> list[Fault]:
    """The faults that no stand-in can have brought about."""
    span_is_known = not any(key_path[0] in SPAN for key_path in places)

    def stands(fault: Fault) -> bool:
        key_path = fault.key_path
        below = any(key_path[: len(place)] == place for place in places)
        of_whole_edit = key_path[2:] == ("edit_event",) and any(place[:3] == key_path for place in places)
        return not below and not of_whole_edit and (span_is_known or key_path[0] not in SPAN)

    return [fault for fault in found if stands(fault)]
