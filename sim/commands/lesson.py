"""`escalation lesson`: a lesson for a class as one file that opens anywhere."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.commands import options as opt
from sim.commands.html_files import (
    ALL,
    INDEX,
    check_all_free,
    check_worlds_of_page,
    page_of_lesson,
    places,
    write_index,
    write_page,
)
from sim.machine import SEED, Machine
from sim.parameter_files import POSTERIOR

if TYPE_CHECKING:
    from sim.lessons.reading import Read
    from sim.parameters import Parameters

WORLDS, MOST = 300, 2_000
"""Of each setting: by default, and as many as a file that a phone opens can hold."""
ANSWERS, SLIDES = "answers.csv", "slides"


def _names_beginning(incomplete: str) -> list[str]:
    """For shell completion."""
    from sim.lessons.reading import lesson_paths

    return [name for name in (ALL, *lesson_paths()) if name.startswith(incomplete)]


def lesson(
    name: Annotated[
        str | None,
        typer.Argument(metavar="NAME", help="A lesson, its file, or `all`.", show_default=False, autocompletion=_names_beginning),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="File to write, or folder for `all`; default: below results/lessons.", show_default=False)
    ] = None,
    worlds: opt.Worlds = WORLDS,
    seed: opt.Seed = SEED,
    jobs: opt.Jobs = 1,
    params: opt.Params = POSTERIOR,
) -> None:
    """Write a lesson as one file of HTML that opens on any phone, without a network; without a name, list them.

    `all` writes every lesson, a page that lists them, a table of what came of each setting, and slides (title, bet, reveal).

    Example: escalation lesson who_fired --out who_fired.html
    """
    from sim.lessons.reading import load_lesson, load_lessons

    if name is None:
        opt.refuse({"--out": out}, "the list of lessons; allowed: with a NAME")
        opt.print_table("Lessons", ("name", "question"), [(one.lesson.name, one.lesson.question) for one in load_lessons()], 2)
        return
    check_worlds_of_page(worlds, MOST)
    chosen = load_lessons() if name == ALL else [load_lesson(name)]
    files = places([page_of_lesson(one.lesson.name) for one in chosen], out, whole=name == ALL)
    check_all_free((*files, *((files[0].parent / INDEX, files[0].parent / ANSWERS) if name == ALL else ())))
    parameters = opt.parameters_of(params, ())
    with opt.unfinished(lambda: "files that were written are whole; run the same command again"):
        _write_all(chosen, files, worlds, seed, parameters, Machine(jobs), whole=name == ALL)
    typer.echo("\n".join(str(path) for path in files))


def _write_all(
    chosen: Sequence[Read],
    files: Sequence[Path],
    worlds: int,
    seed: int,
    parameters: Parameters,
    machine: Machine,
    *,
    whole: bool,
) -> None:
    """The pages, each as soon as it is made; of the `whole` collection its list and its table too."""
    from sim.lessons.answers import table
    from sim.lessons.page import lesson_page
    from sim.lessons.slides import write_slides
    from sim.lessons.telling import played
    from sim.lessons.worlds import run_lesson

    answers = []
    for one, path in zip(chosen, files, strict=True):
        with opt.progress_over([each for each in one.scenarios.values() if each.interventions], worlds) as progress:
            ran = run_lesson(one, worlds, seed, parameters, machine, progress)
        write_page(path, lesson_page(ran, played(ran)))
        answers.append(table([ran]))
        if whole:
            write_slides(ran, path.parent / SLIDES)
    if whole:
        import pandas as pd

        from sim.results.tables import write_csv

        write_index(files[0].parent)
        write_csv(pd.concat(answers, ignore_index=True), files[0].parent / ANSWERS)
