"""`escalation seat`: a seat at the table, played in the terminal, printed for given choices, or as one file for a class."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from sim.commands import options as opt
from sim.commands.html_files import (
    ALL,
    INDEX,
    check_all_free,
    check_worlds_of_page,
    page_of_seat,
    places,
    write_index,
    write_page,
)
from sim.errors import InputError
from sim.machine import SEED, Machine
from sim.parameter_files import POSTERIOR

if TYPE_CHECKING:
    from sim.parameters import Parameters

WORLDS, MOST = 300, 1_000
"""Of a debrief: by default, and as many as a file that a phone opens can hold of every path."""


def _names_beginning(incomplete: str) -> list[str]:
    """For shell completion."""
    from sim.seats.reading import seat_paths

    return [name for name in (ALL, *seat_paths()) if name.startswith(incomplete)]


def seat(
    name: Annotated[
        str | None,
        typer.Argument(
            metavar="NAME", help="A seat, its file, or `all` with --out.", show_default=False, autocompletion=_names_beginning
        ),
    ] = None,
    choices: Annotated[
        str | None,
        typer.Option(metavar="A,B,C", help="Options to choose one after the other, without asking.", show_default=False),
    ] = None,
    world: Annotated[int, typer.Option(help="Which world is played.")] = 0,
    out: Annotated[
        Path | None,
        typer.Option(help="Write all paths as one file of HTML, or for `all` into a folder.", show_default=False),
    ] = None,
    worlds: opt.Worlds = WORLDS,
    seed: opt.Seed = SEED,
    jobs: opt.Jobs = 1,
    params: opt.Params = POSTERIOR,
    as_json: Annotated[bool, typer.Option("--json", help="Print records instead of lines; asks nothing.")] = False,
) -> None:
    """Take a seat at the table: decide for one actor, see what comes of it, be debriefed; without a name, list the seats.

    With --out it is written as one file of HTML that plays without a network; `all` writes every seat, and their list.

    Example: escalation seat washington --choices words,pass
    """
    from sim.seats.reading import load_seats

    if name is None:
        opt.refuse({"--out": out, "--choices": choices}, "the list of seats; allowed: with a NAME")
        rows = [(each.name, each.question) for each in load_seats()]
        if as_json:
            opt.print_records([{"name": each.name, "title": each.title, "question": each.question} for each in load_seats()])
        else:
            opt.print_table("Seats", ("name", "question"), rows, 2)
        return
    parameters = opt.parameters_of(params, ())
    if out is not None or name == ALL:
        if choices is not None or as_json or world:
            raise InputError("a page holds all paths of a seat in its first world; leave out --choices, --world and --json")
        _write(name, out, worlds, seed, parameters, Machine(jobs))
        return
    wanted = None if choices is None else [word.strip() for word in choices.split(",") if word.strip()]
    _play(name, wanted, worlds, jobs, _World(seed, world, parameters), as_json=as_json)


class _World(NamedTuple):
    """Which world is played."""

    seed: int
    number: int
    parameters: Parameters


def _play(name: str, choices: list[str] | None, worlds: int, jobs: int, world: _World, *, as_json: bool) -> None:
    from sim.commands import seat_play
    from sim.seats.seat import Seat

    place = Seat(name, seed=world.seed, world=world.number, params=world.parameters)
    if as_json:
        seat_play.advance(place, choices or ())
        opt.print_records(seat_play.record(place, worlds, jobs))
    elif choices is not None:
        seat_play.told(place, choices, worlds, jobs)
    else:
        seat_play.ask(place, worlds, jobs)


def _write(name: str, out: Path | None, worlds: int, seed: int, parameters: Parameters, machine: Machine) -> None:
    """All paths of a seat as one file, or of all seats."""
    from sim.seats.page import seat_page
    from sim.seats.reading import load_seat, load_seats
    from sim.seats.tree import grown

    check_worlds_of_page(worlds, MOST)
    chosen = load_seats() if name == ALL else [load_seat(name)]
    files = places([page_of_seat(each.name) for each in chosen], out, whole=name == ALL)
    check_all_free((*files, *((files[0].parent / INDEX,) if name == ALL else ())))
    with opt.unfinished(lambda: "files that were written are whole; run the same command again"):
        for data, path in zip(chosen, files, strict=True):
            typer.echo(f"{data.name}: all paths, {worlds} worlds each", err=True)
            write_page(path, seat_page(grown(data, worlds, seed, parameters, machine)))
        if name == ALL:
            write_index(files[0].parent)
    typer.echo("\n".join(str(path) for path in files))
