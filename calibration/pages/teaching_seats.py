"""The part of `docs/teaching.md` about the seats: how to play them with a class, and what each holds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from calibration.pages.markdown import table
from sim.scenario.interventions.base import day_in_words
from sim.seats.orders import ordered
from sim.seats.schema import DecisionPoint, SeatData

SEATS = """# Seats at the table

In a seat the class decides for one side, evening by evening, and the others follow the rules. Advisers say how the rules weigh
each decision; after an order the days go by until the next decision is due; one may go back to any evening. At the end stands
the debrief: what you did, what happened, some hundred worlds with your choices against as many with the historical ones (with
the same luck: with the historical choices every one of them is the record), and why.

```
escalation seat washington                        # in the terminal: asks, tells, debriefs
escalation seat washington --choices words,pass   # the same without asking
escalation seat washington --out washington.html  # all paths as one file, as a lesson is
make lessons                                      # the seats too, into results/lessons/, with the list of all
```

The file holds one world, so that all who play it have the same luck; the terminal plays any (`--world 17`). From Python:
`sim.seat("washington")`, with `options()`, `advice()`, `choose()`, `play()`, `rewind()`, `debrief()`.

**With a class on phones**, 45 minutes. Read the text aloud (5). In groups of three, one reads the advisers, one argues for the
other side, one decides; nobody touches the phone before the group has agreed (15). Go back to the first evening and order what
you had not (10). Debrief: read out what you did beside what was done, then the table of all paths (5). Talk (10).

**With a projector.** The class votes by hands on each evening. Ask for one reason on each side before you press. Then play the
path of the minority: what would they have had to answer?

**With nothing but paper.** Print the file: every evening is a numbered section with the advisers' words, what happened, and the
sections to turn to; the ends hold what came of each path in all worlds. Cut the sections apart and hand out the next one only
when a group has decided; nobody reads ahead.

**What to watch for.** Students take the advice for wisdom. It is what the rules give weight to; ask what is missing. They take
the better end for the better choice. Ask how often it ended so, and what they could have known on that evening. They ask who was
right in history. The record has one path; the model cannot say.

**Of your own.** A seat is a file of data: copy one of `scenarios/seats/`, change it, `escalation validate` it, and play it.
[How](extending.md#a-seat).
"""


def seats_part(seats: Sequence[SeatData]) -> str:
    """All of it as Markdown."""
    return "\n".join([SEATS, *(_seat(seat) for seat in seats)])


def _seat(seat: SeatData) -> str:
    return "\n".join(_lines(seat)) + "\n"


def _lines(seat: SeatData) -> Iterator[str]:
    yield f"## {seat.title}\n"
    yield f"`{seat.name}` *{seat.question}*\n"
    yield f"{seat.role} From the evening of {day_in_words(seat.day)} to {day_in_words(seat.end)}.\n"
    for point in seat.decisions:
        yield f"**{point.ask}** {_due(seat, point)}\n"
        yield table(("order", "what it means", "what it changes"), _options(seat, point))
    for title, texts in (
        ("To talk about", _prompts(seat)), ("What the record cannot say", seat.limits),
        ("What is the model's own doing", seat.artefacts),
    ):  # fmt: skip
        yield f"**{title}.**\n"
        yield from (f"- {text}" for text in texts)
        yield ""


def _prompts(seat: SeatData) -> list[str]:
    talk = seat.discussion
    return [*talk.reactions, *talk.description, *talk.analysis, *talk.application]


def _due(seat: SeatData, point: DecisionPoint) -> str:
    since, until = seat.span(point)
    if since == until:
        return f"On the evening of {day_in_words(since)}."
    return f"On the first evening from {day_in_words(since)} to {day_in_words(until)} on which `{point.when}`."


def _options(seat: SeatData, point: DecisionPoint) -> Iterator[tuple[str, str, str]]:
    """A row for each option; days as if it were chosen on the first evening on which it may be."""
    for option in point.options:
        changed = " ".join(item.in_words() for item in ordered(option, seat.span(point)[0]))
        yield f"{option.label}{' (what was done)' if option.historical else ''}", option.says, changed or "nothing"
