"""A seat in the terminal: what is read, asked and told, and the same as records."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import typer

from sim.errors import InputError, RunUnfinished

if TYPE_CHECKING:
    from sim.seats.happenings import Happening, Stretch
    from sim.seats.schema import Option
    from sim.seats.seat import Seat

WIDTH = 100
HELP = "Type the number or the name of an option; `why N` for event N, `rewind YYYY-MM-DD`, or `quit`."
LIMITS = "A model of documented patterns, not a forecast and no advice."


def advance(place: Seat, choices: Sequence[str]) -> None:
    """Choose and play one option after the other; raises `InputError` for more of them than evenings."""
    for option in choices:
        place.choose(option)
        place.play()


def told(place: Seat, choices: Sequence[str], worlds: int, jobs: int) -> None:
    """Play without asking, and tell it; the debrief if the game is over."""
    _begin(place)
    for option in choices:
        _evening(place)
        place.choose(option)
        _say(f"> {_chosen(place).label}")
        _stretch(place.play())
    _evening(place)
    if place.over:
        _debrief(place, worlds, jobs)


def ask(place: Seat, worlds: int, jobs: int) -> None:
    """Play with a person who answers on the terminal."""
    _begin(place)
    while not place.over:
        _evening(place)
        _say(HELP)
        while not _answered(place, _typed(place)):
            pass
    _debrief(place, worlds, jobs)


def _typed(place: Seat) -> str:
    """What the person types; raises `RunUnfinished`, which says how to go on, if nothing more comes."""
    try:
        return str(typer.prompt("?", prompt_suffix=" ")).strip()
    except typer.Abort as error:
        so_far = ",".join(each.option for each in place.choices)
        again = f"escalation seat {place.data.name} --choices {so_far or '...'}"
        raise RunUnfinished(
            f"nothing more was typed on {place.day}; nothing is kept, and it can be played again: {again}"
        ) from error


def record(place: Seat, worlds: int, jobs: int) -> list[dict[str, Any]]:
    """What was chosen, what happened, and what is open, as records: `kind` is `choice`, `event`, `option` or `effect`."""
    since = [each for each in place.happenings if each.date > place.data.day]
    rows: list[dict[str, Any]] = [
        {"kind": "choice", "date": str(each.day), "decision": each.decision, "option": each.option} for each in place.choices
    ]
    rows += [
        {
            "kind": "event", "date": str(each.date), "number": each.number, "actor": each.actor, "action": each.action,
            "text": each.text, "rung": each.rung, "record_id": each.record_id, "ordered": each.ordered, "why": each.why,
            "answers": each.answers,
        }
        for each in since
    ]  # fmt: skip
    if place.decision is None:
        from sim.commands.options import records

        return rows + [{"kind": "effect", **row} for row in records(place.debrief(worlds, jobs=jobs).effects)]
    return rows + [
        {"kind": "option", "date": str(place.day), "decision": place.decision.id, "option": each.id, "label": each.label}
        for each in place.options()
    ]


def _answered(place: Seat, words: str) -> bool:
    """Do what was typed; whether the game went on or back."""
    verb, _, rest = words.partition(" ")
    try:
        if verb == "quit":
            raise typer.Exit
        if verb == "why":
            _why(place, rest)
            return False
        if verb == "rewind":
            place.rewind(rest.strip())
            return True
        ids = [each.id for each in place.options()]
        place.choose(ids[int(verb) - 1] if verb.isdecimal() and 0 < int(verb) <= len(ids) else verb)
    except InputError as error:
        _say(str(error))
        return False
    _stretch(place.play())
    return True


def _why(place: Seat, number: str) -> None:
    from sim.commands.explain import tree_of
    from sim.commands.options import print_wide

    if not number.strip().isdecimal():
        raise InputError("why needs the number of an event, such as: why 12")
    explanation = place.why(int(number))
    if explanation is None:
        _say("No rule stands behind it: it was ordered from outside the rules.")
    else:
        print_wide(tree_of(explanation))


# What is printed ------------------------------------------------------------------------------------------------------------


def _begin(place: Seat) -> None:
    _say(place.data.title.upper(), place.data.role, place.data.read_aloud, LIMITS)


def _evening(place: Seat) -> None:
    """What is asked this evening; nothing once the game is over."""
    point = place.decision
    if point is None:
        return
    _say("", f"{_day(place.day)}, in the evening. {point.ask}", point.tells)
    for advice in place.advice():
        first, *voices = advice.in_words()
        _say(f"Advisers. {first}")
        _items(voices)
    _items(f"{number} {each.id}: {each.label}. {each.says}" for number, each in enumerate(place.options(), 1))


def _stretch(stretch: Stretch) -> None:
    for day, happened in stretch.days:
        _say(_day(day))
        _items(_line(each) for each in happened)
    if not stretch.days:
        _say(f"Until {_day(stretch.until)} nothing of note happens.")


def _line(each: Happening) -> str:
    return f"[{each.number}] {each.text} (rung {each.rung}). {each.why}"


def _debrief(place: Seat, worlds: int, jobs: int) -> None:
    from sim.commands import options as opt

    _say("", f"{_day(place.day)}. The game is over.")
    with opt.unfinished(opt.nothing_written):
        debrief = place.debrief(worlds, jobs=jobs)
    _say("What you did")
    _items(each.in_words() for each in debrief.done)
    _say("What happened that matters most")
    _items(f"{_day(each.date)}: {each.text}. {each.why}" for each in debrief.happened)
    _say(f"Your choices against the historical ones, {worlds:,} worlds each, the same luck")
    _items(debrief.counted())
    _say(LIMITS)


def _chosen(place: Seat) -> Option:
    assert place.chosen is not None
    return place.chosen


def _day(day: date) -> str:
    from sim.scenario.interventions.base import day_in_words

    return day_in_words(day)


def _say(*texts: str) -> None:
    """Paragraphs, wrapped."""
    for text in texts:
        typer.echo(textwrap.fill(text, WIDTH))


def _items(texts: Iterable[str]) -> None:
    """A list, wrapped."""
    for text in texts:
        typer.echo(textwrap.fill(text, WIDTH, initial_indent="  - ", subsequent_indent="    "))
