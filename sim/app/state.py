"""What is chosen on the page, and the same as the query of an address, so that a link brings it back in any browser.

Whatever an address says wrongly is told in a sentence and left aside; the rest of it counts.
"""

from __future__ import annotations

import base64
import binascii
import re
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

from sim.chosen_worlds import EXTREME, TYPICAL
from sim.errors import NAME, bounded, cut, unknown
from sim.lessons.schema import SIDES
from sim.machine import MOST_SEED, SEED
from sim.vocabulary.measures import MEASURES
from sim.vocabulary.mechanisms import MECHANISMS

LESSON, QUESTION, FILE = "lesson", "question", "file"
KINDS = (LESSON, QUESTION, FILE)
START, BET, LEVERS, PLAY, ACTORS, LADDER, EFFECT, SEAT, TAKE = VIEWS = (
    "start", "bet", "levers", "play", "actors", "ladder", "effect", "seat", "take",
)  # fmt: skip
NO_BET = "none"
WORLDS, LEAST, MOST = 300, 10, 2_000
"""Worlds by default, and how few and many may be asked for: few say nothing, and many are no longer a matter of seconds."""
LONGEST_FILE = 64_000
"""Letters of a scenario of one's own: ten times the longest that ships."""
_WORD = re.compile(r"[a-z0-9_]{1,40}", re.ASCII)


@dataclass(frozen=True)
class State:
    """What is chosen.

    Attributes
    ----------
    kind, name, text
        `lesson`, `question` or `file`, and which; of a file of one's own the YAML. Nothing: not chosen yet.
    view
        One of `VIEWS`.
    bet
        A side, a number, `none` of who would not bet; empty: not placed yet.
    setting, levers, off
        Where the lever stands (empty: where the bet is about); what else is turned, by name; mechanisms switched off.
    world
        Which one is played: `typical`, `extreme` or its number.
    day, event
        Where the play stands (empty: its first day), and the number of the event that is explained (-1: none).
    seat, choices
        Who sits at the table, and what was chosen there.
    """

    kind: str = ""
    name: str = ""
    text: str = ""
    view: str = START
    bet: str = ""
    setting: str = ""
    levers: tuple[tuple[str, str], ...] = ()
    off: tuple[str, ...] = ()
    worlds: int = WORLDS
    seed: int = SEED
    measure: str = ""
    world: str = TYPICAL
    day: str = ""
    event: int = -1
    seat: str = ""
    choices: tuple[str, ...] = ()

    def about(self, kind: str, name: str, text: str = "") -> State:
        """The same page on another subject: what belonged to the old one is gone."""
        return State(kind=kind, name=name, text=text, view=BET, worlds=self.worlds, seed=self.seed)

    def turned(self, name: str, value: str | None) -> State:
        """With a screw turned to a value, or back (None); worlds, days and events of before mean nothing any more."""
        rest = tuple(pair for pair in self.levers if pair[0] != name)
        return replace(self, levers=rest if value is None else (*rest, (name, value)), day="", event=-1)


# From an address --------------------------------------------------------------------------------------------------------------


def from_query(query: Mapping[str, Sequence[str]]) -> tuple[State, list[str]]:
    """The state that an address asks for, and a sentence for each thing in it that is wrong and was left aside."""
    state, wrong = State(), []
    for key, texts in query.items():
        if key not in _READERS:
            wrong.append(f"The address says {cut(key, NAME)}, which means nothing here.")
            continue
        try:
            state = replace(state, **_READERS[key](texts))
        except ValueError as error:
            wrong.append(f"The address says {key}={cut(texts[-1] if texts else '', NAME)}; {error}. It was left aside.")
    wrong = [bounded(sentence) for sentence in wrong]
    if state.kind == "" and state.view not in (START, SEAT):
        return replace(state, view=START), wrong
    return state, wrong


def _one(name: str, read: Callable[[str], Any]) -> Callable[[Sequence[str]], dict[str, Any]]:
    def reader(texts: Sequence[str]) -> dict[str, Any]:
        return {name: read(texts[-1] if texts else "")}

    return reader


def _subject(kind: str) -> Callable[[Sequence[str]], dict[str, Any]]:
    def reader(texts: Sequence[str]) -> dict[str, Any]:
        text = texts[-1] if texts else ""
        if kind == FILE:
            return {"kind": FILE, "name": "", "text": unpacked(text)}
        return {"kind": kind, "name": _word(text)}

    return reader


def _word(text: str) -> str:
    if not _WORD.fullmatch(text):
        raise ValueError("allowed: small letters, digits and underscores")
    return text


def _listed(allowed: Iterable[str], what: str) -> Callable[[str], str]:
    names = tuple(allowed)

    def read(text: str) -> str:
        if text not in names:
            raise ValueError(unknown(what, text, names))
        return text

    return read


def _number(least: int, most: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not (text.isascii() and text.isdigit() and len(text) < 20 and least <= int(text) <= most):
            raise ValueError(f"allowed: {least:,} to {most:,}")
        return int(text)

    return read


def _bet(text: str) -> str:
    if text in (*SIDES, NO_BET):
        return text
    try:
        return str(_number(0, 1_000_000)(text))
    except ValueError as error:
        raise ValueError(f"allowed: {', '.join(SIDES)}, {NO_BET}, or a number") from error


def _world(text: str) -> str:
    if text in (TYPICAL, EXTREME):
        return text
    try:
        return str(_number(0, MOST - 1)(text))
    except ValueError as error:
        raise ValueError(f"allowed: {TYPICAL}, {EXTREME}, or the number of a world") from error


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError as error:
        raise ValueError("allowed: a day such as 2020-01-03") from error


def _levers(texts: Sequence[str]) -> dict[str, Any]:
    pairs = [text.partition("=") for text in texts]
    if any(not sign or not name for name, sign, _ in pairs):
        raise ValueError("allowed: NAME=VALUE")
    return {"levers": tuple({name: (name, value) for name, _, value in pairs}.values())}


def _words(name: str, read: Callable[[str], str]) -> Callable[[Sequence[str]], dict[str, Any]]:
    def reader(texts: Sequence[str]) -> dict[str, Any]:
        return {name: tuple(dict.fromkeys(read(text) for text in texts))}

    return reader


_READERS: dict[str, Callable[[Sequence[str]], dict[str, Any]]] = {
    **{kind: _subject(kind) for kind in KINDS},
    "view": _one("view", _listed(VIEWS, "view")),
    "bet": _one("bet", _bet),
    "setting": _one("setting", _word),
    "lever": _levers,
    "off": _words("off", _listed(MECHANISMS, "mechanism")),
    "worlds": _one("worlds", _number(LEAST, MOST)),
    "seed": _one("seed", _number(0, MOST_SEED)),
    "measure": _one("measure", _listed(MEASURES, "measure")),
    "world": _one("world", _world),
    "day": _one("day", _day),
    "event": _one("event", _number(0, 1_000_000)),
    "seat": _one("seat", _word),
    "choice": lambda texts: {"choices": tuple(_word(text) for text in texts)},
}
"""By key of a query, what it is read into."""


# To an address ----------------------------------------------------------------------------------------------------------------


def to_query(state: State) -> dict[str, list[str]]:
    """The query of an address that brings a state back; what is as it always is, is left out."""
    plain, query = State(), {}
    if state.kind:
        query[state.kind] = [packed(state.text) if state.kind == FILE else state.name]
    for field in fields(State):
        value = getattr(state, field.name)
        if field.name in ("kind", "name", "text") or value == getattr(plain, field.name):
            continue
        if field.name == "levers":
            query["lever"] = [f"{name}={text}" for name, text in value]
        elif isinstance(value, tuple):
            query[{"choices": "choice"}.get(field.name, field.name)] = list(value)
        else:
            query[field.name] = [str(value)]
    return query


def packed(text: str) -> str:
    """A text in letters that an address may hold."""
    return base64.urlsafe_b64encode(zlib.compress(text.encode(), 9)).decode().rstrip("=")


def unpacked(letters: str) -> str:
    """The text again; raises `ValueError` for letters that are none, or hide one that is too long."""
    try:
        content = base64.urlsafe_b64decode(letters + "=" * (-len(letters) % 4))
        unpack = zlib.decompressobj()
        text = unpack.decompress(content, LONGEST_FILE + 1)
        if not unpack.eof or len(text) > LONGEST_FILE:
            raise ValueError("it is cut off or too long")
        return text.decode()
    except (ValueError, binascii.Error, zlib.error) as error:
        raise ValueError("allowed: the scenario as this page packs it into an address; this one is not whole") from error
