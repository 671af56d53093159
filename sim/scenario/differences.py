"""What one scenario changes in another, key by key: as lines of YAML, and as English sentences."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from sim.scenario.fields import ScenarioFields
from sim.vocabulary.mechanisms import MECHANISMS

NAMES = {"sources": "Its sources", "watch": "The measures that its reports show", "answer": "Its answers"}
LISTS = ("interventions", "switch_off", "answer", "sources", "watch")
WORDS_ONLY = ("name", "title", "question", "theme", "notes", "answer", "sources", "watch")
"""Keys that change no number."""


class Difference(NamedTuple):
    """One change: the key of the scenario, its lines (`start: 2018-09-01 -> 2019-10-01`, `watch: + truces`), and a sentence."""

    key: str
    lines: tuple[str, ...]
    words: str


def diff_scenarios(child: ScenarioFields, parent: ScenarioFields) -> list[str]:
    """What differs, in lines; empty if nothing does."""
    return [line for change in differences(child, parent) for line in change.lines]


def differences(child: ScenarioFields, parent: ScenarioFields) -> list[Difference]:
    """What differs, one entry for each change; empty if nothing does."""
    ours, theirs = child.as_dict(), parent.as_dict()
    changed = [key for key in ours if key not in LISTS and ours[key] != theirs[key]]
    plain = [
        Difference(key, (f"{key}: {_flat(theirs[key])} -> {_flat(ours[key])}",), _of_key(key, theirs[key], child))
        for key in changed
    ]
    return [*plain, *(change for key in LISTS for change in _of_list(key, child, parent))]


def _of_list(key: str, child: ScenarioFields, parent: ScenarioFields) -> Iterator[Difference]:
    """What is left out of a list, then what is added to it: each intervention and mechanism by itself, names together."""
    ours, theirs = child.as_dict()[key], parent.as_dict()[key]
    gone = [(item, meant) for item, meant in zip(theirs, getattr(parent, key), strict=True) if item not in ours]
    new = [(item, meant) for item, meant in zip(ours, getattr(child, key), strict=True) if item not in theirs]
    if key in NAMES:
        lines = (*(f"{key}: - {_flat(item)}" for item, _ in gone), *(f"{key}: + {_flat(item)}" for item, _ in new))
        told = (("new", new), ("left out", gone))
        parts = [f"{word}: {', '.join(_flat(item) for item, _ in items)}" for word, items in told if items]
        yield from [Difference(key, lines, f"{NAMES[key]} change; {'; '.join(parts)}.")] if lines else []
        return
    for item, meant in gone:
        yield Difference(key, (f"{key}: - {_flat(item)}",), f"No longer: {_item_in_words(key, meant, parent)}")
    for item, meant in new:
        yield Difference(key, (f"{key}: + {_flat(item)}",), _item_in_words(key, meant, child))


# In words -------------------------------------------------------------------------------------------------------------------


def _item_in_words(key: str, item: Any, scenario: ScenarioFields) -> str:
    """An intervention, or a mechanism that is off."""
    if key == "interventions":
        return str(item.in_words())
    when = "Throughout" if scenario.branch is None else f"From {scenario.branch}"
    return f"{when} the mechanism {item} is switched off: {MECHANISMS.get(item, 'unknown')}."


def _of_key(key: str, was: Any, child: ScenarioFields) -> str:
    """A key that has another value."""
    now = getattr(child, key)
    if key in CHOICES:
        return CHOICES[key].get(str(now), f"{key} is {_flat(now)}.")
    if key == "branch" and now == child.start:
        return "Every day is simulated."
    return SENTENCES[key](was, now)


def _of_branch(was: Any, now: Any) -> str:
    if now is None:
        return f"No day is simulated; days from {was} were."
    return f"Days from {now} are simulated; {'none was' if was is None else f'days from {was} were'}."


SENTENCES: dict[str, Callable[[Any, Any], str]] = {
    "name": lambda was, now: f"Its name is {now}; it was {was}.",
    "title": lambda was, now: f"Its title is “{_flat(now)}”; it was “{_flat(was)}”.",
    "question": lambda was, now: f"It asks: {_flat(now)}",
    "start": lambda was, now: f"Its first day is {now}; it was {was}.",
    "end": lambda was, now: f"Its last day is {now}; it was {was}.",
    "branch": _of_branch,
    "warm_up": lambda was, now: f"{now} days before the first are replayed to build up memories; it was {was}.",
    "theme": lambda was, now: f"It stands under “{_flat(now)}”." if now else "It stands under no theme.",
    "notes": lambda was, now: "Its notes for the class are others." if now else "It has no notes for the class.",
}
"""Of a key with any value, a sentence about the old value and the new one."""
CHOICES: dict[str, dict[str, str]] = {
    "luck": {
        "fresh": "Simulated days have new luck.",
        "abducted": "Simulated days have the luck that made happen what really happened.",
    },
    "coupling": {
        "causes": "Arms are tied together by causes: an act stays while what it answered is there.",
        "inversion": "Arms are tied together by inversion: an act stays while its rate is as high.",
        "None": "Arms are tied together in the usual way.",
    },
    "contexts": {
        "none": "There are no wars, cease-fires or other dated circumstances; offices and troops stay.",
        "recorded": "Wars, cease-fires and other dated circumstances are as recorded.",
    },
    "reporting": {
        "complete": "The record is taken as whole.",
        "as_recorded": "Months that the record covers in part count as such.",
    },
    "switch_off_in": {
        "both_arms": "What is switched off is so in the factual arm too.",
        "this_arm": "What is switched off is so in this arm alone.",
        "None": "Where what is switched off is so, follows the usual rule.",
    },
}
"""Of a key with a few values, the sentence for each."""


# As lines -------------------------------------------------------------------------------------------------------------------


def _flat(value: object) -> str:
    """A value on one line, as YAML would have it."""
    if isinstance(value, dict):
        return ", ".join(f"{key}: {_braced(inner)}" for key, inner in value.items())
    return "none" if value is None or value == "" else " ".join(str(value).split())


def _braced(value: object) -> str:
    return f"{{{_flat(value)}}}" if isinstance(value, dict) else _flat(value)
