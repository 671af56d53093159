"""What a scenario asks of the record, looked up once: the days of its events, and which of them are decisions of the model.

Coding and the record are imported where they are used: they take a while to load, and a scenario can be read without them.
"""

from __future__ import annotations

import difflib
import functools
from collections.abc import Mapping
from datetime import date
from typing import Any


@functools.cache
def event_days() -> Mapping[str, date | None]:
    """The day of every event of the record, by id; None for a row that documents no decision of the model."""
    from sim.record.coding import code_record, load_coding
    from sim.record.incidents import load_record

    record = load_record()
    days: dict[str, date | None] = dict.fromkeys(record.incidents["id"])
    return days | {act.id: act.date for act in code_record(record, load_coding())}


@functools.cache
def reasons_uncoded() -> Mapping[str, str]:
    """Why a row documents no decision of the model, by id."""
    from sim.record.coding import load_coding, uncoded
    from sim.record.incidents import load_record

    rest = uncoded(load_record(), load_coding())
    return {str(key): str(reason) for key, reason in zip(rest["id"], rest["reason"], strict=True)}


def row_of(event: str) -> Mapping[str, Any]:
    """The row of an event: its cells by column."""
    from sim.record.incidents import load_record

    return load_record().rows()[event]


def nearby_events(name: str) -> list[str]:
    """The nearest ids and those of the same month: a short list teaches more than nine hundred names."""
    near = difflib.get_close_matches(name, event_days(), n=2, cutoff=0.4)
    return list(dict.fromkeys([*near, *(key for key in event_days() if key[:7] == name[:7])])) or list(event_days())
