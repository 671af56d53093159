"""`python -m calibration.pages.teaching_page`: write `docs/teaching.md` from the lessons and what came of them, and the seats.

Aims, plans and settings come from `scenarios/lessons/`, evenings and orders from `scenarios/seats/`, numbers from
`results/reference/lessons.csv`, which `make lessons` makes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import typer

from calibration import program
from calibration.pages.markdown import table
from calibration.pages.teaching_seats import seats_part
from calibration.reference import REFERENCE, read
from sim.lessons.reading import Read, load_lessons
from sim.lessons.schema import MINUTES
from sim.paths import ROOT
from sim.seats.reading import load_seats
from sim.vocabulary.measures import MEASURES
from sim.wording import percents

PAGE = ROOT / "docs" / "teaching.md"
OUT = REFERENCE / "lessons.csv"
HEAD = """# Teaching

Written by `python -m calibration.pages.teaching_page` from `scenarios/lessons/`, `scenarios/seats/` and from
`results/reference/lessons.csv`, which `make lessons` makes; do not edit it by hand.

A lesson is one file of HTML. It opens on any phone, laptop or projector without installing anything and without a network; it
sends nothing anywhere. The class hears what happened, bets, moves one lever, sees what came of it in some hundred worlds,
follows one of them day by day, and talks. It shows **a model of documented patterns, not a forecast and no advice**.

```
escalation lesson who_fired --out who_fired.html   # one lesson
make lessons                                       # all of them, with a list, into results/lessons/
```

Below the lessons stand the [seats at the table](#seats-at-the-table), in which the class decides for one side.

Who has the file needs nothing else: hand it on by messenger, USB stick or school server. `escalation lesson` alone lists the
lessons.

## How to run it

**With thirty phones.** Send the file an hour before (some messengers show a preview only: save it, then open it in the
browser). Everyone bets alone before anybody speaks. The bet stays on the phone: in the browser's store, and in the address,
so that a page that is reloaded is where it was. Nothing is sent, so that the teacher counts hands: *5 Talk* has a field for
each bet, and draws the bars.

**With a projector.** *Large type* makes letters and figures readable from the last row. Count hands before you press *See
what came of it*. All views can be reached by keys: Tab, Enter or Space, arrows on levers and days. The address holds the
whole state: keep an address for each point of the lesson as a bookmark and use the bookmarks as slides. `make lessons` writes
slides too, as PNG and SVG (`results/lessons/slides/`): what it is about, the bet, the reveal.

**With nothing but paper.** Print the file (*Print*, or the browser's own command): text, bet, the table of all settings,
prompts with lines to write on, then aims, plan, settings, limits and sources. Hand out the first page, collect the bets, then
hand out the rest. The table of answers below serves as the reveal. *Print the worksheet* (under *Teacher*) prints one page for
each student: the bet, a table to fill in, a chain of causes to write down.

**Before you begin** open it once on the device that you will use. It needs a browser of 2022 or later. If a figure is missing
there, the printed page still holds the lesson.

**While it runs** let the class play before you explain. Ask what surprised them before you ask why. Come back to three
sentences: a world is not a prophecy; the width matters as much as the middle; what the model leaves out it cannot show.

**Talk in four steps**, after the debriefing of simulations (PEARLS: Eppich and Cheng 2015): reactions, what happened, why,
and where else. Do not skip the first.

**Of your own.** A lesson is a file of data: copy one of `scenarios/lessons/`, change it, `escalation validate` it, and make
its page. [How](extending.md#a-lesson).

## How to read the tables

*Middle*: half of the worlds end lower. *90 %*: nine worlds in ten end between these. *Fewer, same, more*: worlds in which
there is less than in the same world of the comparison, as much, more. A world has the same luck in all settings. Numbers are
the model's; none of them is a finding about history.
"""


def page(lessons: Sequence[Read], answers: pd.DataFrame | None) -> str:
    """The whole page as Markdown; `answers` is the table of `sim.lessons.answers`, None where it has not been made."""
    known = {} if answers is None else {str(name): rows for name, rows in answers.groupby("lesson")}
    return "\n".join([HEAD, *(_lesson(read, known.get(read.lesson.name)) for read in lessons)])


def _lesson(read: Read, answers: pd.DataFrame | None) -> str:
    lesson = read.lesson
    lines = [
        f"## {lesson.order}. {lesson.title}\n",
        f"`{lesson.name}` *{lesson.question}*\n",
        f"Days: {lesson.lever.branch} to {lesson.lever.end}.\n",
        "**Aims.**\n",
        *(f"- {aim}" for aim in lesson.aims),
        f"\n**Plan**, {MINUTES} minutes.\n",
        table(("minutes", "what"), [(str(step.minutes), step.what) for step in lesson.plan]),
        f"**The lever: {lesson.lever.title}.** Compared with: {lesson.setting(lesson.lever.reference).label}.\n",
        table(("setting", "what it means", "what it changes"), _settings(read)),
        f"**The bet.** {lesson.bet.ask}\n",
        f"**Answers to expect.** {_answers(read, answers)}",
        "**What the record cannot say.**\n",
        *(f"- {limit}" for limit in lesson.limits),
        "\n**What is the model's own doing.**\n",
        *(f"- {artefact}" for artefact in lesson.artefacts),
    ]
    return "\n".join(lines) + "\n"


def _settings(read: Read) -> Iterator[tuple[str, str, str]]:
    for setting in read.lesson.lever.settings:
        changed = " ".join(item.in_words() for item in read.scenarios[setting.id].interventions)
        yield setting.label, setting.says, changed or "nothing"


def _answers(read: Read, answers: pd.DataFrame | None) -> str:
    """A table of what came of every setting, for the first watched measure and that of the bet."""
    if answers is None:
        return "Not yet run: `make lessons`.\n"
    worlds = int(answers["worlds"].iloc[0])
    parts = [f"{worlds:,} worlds of each setting.\n"]
    for name in dict.fromkeys((read.lesson.watch[0], read.lesson.bet.measure)):
        found: dict[str, Mapping[Any, Any]] = {
            str(row["setting"]): row for row in answers[answers["measure"] == name].to_dict("records")
        }
        record = next(iter(found.values()))["record"]
        rows = [_row(read, each.id, each.label, found[each.id]) for each in read.lesson.lever.settings if each.id in found]
        parts.append(table((f"{MEASURES[name].label} (record: {record})", "middle", "90 %", "fewer", "same", "more"), rows))
    return "\n".join(parts)


def _row(read: Read, name: str, label: str, row: Mapping[Any, Any]) -> tuple[str, ...]:
    sides = ("-",) * 3 if name == read.lesson.lever.reference else percents(row["less"], row["same"], row["more"])
    return label, str(row["median"]), f"{row['low']} to {row['high']}", *sides


def current() -> str:
    """The page as it should be now."""
    return "\n".join([page(load_lessons(), read(OUT)), seats_part(load_seats())])


def write(path: Path = PAGE) -> Path:
    """Write the page and return its path."""
    path.write_text(current(), encoding="utf-8", newline="\n")
    return path


def main() -> None:
    """Write docs/teaching.md from the lessons, and the table of what came of them."""
    typer.echo(write())


if __name__ == "__main__":
    program.run(main)
