"""`escalation seat`: a seat at the table, played in the terminal, printed for given choices, or as one file for a class."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.commands import options as opt
from sim.commands.html_files import check_free, check_page, write_page
from sim.errors import InputError
from sim.machine import SEED, Machine
from sim.parameter_files import POSTERIOR

if TYPE_CHECKING:
    from sim.parameters import Parameters
    from sim.seats.seat import Seat

WORLDS, MOST = 300, 1_000
"""Of a debrief: by default, and as many as a file that a phone opens can hold of every path."""


def _names_beginning(incomplete: str) -> list[str]:
    """For shell completion."""
    from sim.seats.reading import seat_paths

    return [name for name in seat_paths() if name.startswith(incomplete)]


def seat(
    name: Annotated[
        str | None,
        typer.Argument(metavar="NAME", help="A seat, or its file.", show_default=False, autocompletion=_names_beginning),
    ] = None,
    choices: Annotated[
        str | None,
        typer.Option(metavar="A,B,C", help="Options to choose one after the other, without asking.", show_default=False),
    ] = None,
    world: Annotated[int, typer.Option(help="Which world is played.", min=0)] = 0,
    out: Annotated[
        Path | None,
        typer.Option(help="Write the seat with all its paths as one file of HTML instead.", show_default=False),
    ] = None,
    worlds: opt.Worlds = WORLDS,
    seed: opt.Seed = SEED,
    jobs: opt.Jobs = 1,
    params: opt.Params = POSTERIOR,
    as_json: Annotated[bool, typer.Option("--json", help="Print records instead of lines; asks nothing.")] = False,
) -> None:
    """Take a seat at the table: decide for one actor, see what comes of it, be debriefed; without a name, list the seats.

    Example: escalation seat washington --choices words,pass
    """
    from sim.seats.reading import load_seats

    if name is None:
        rows = [(each.name, each.question) for each in load_seats()]
        if as_json:
            opt.print_records([{"name": each.name, "title": each.title, "question": each.question} for each in load_seats()])
        else:
            opt.print_table("Seats", ("name", "question"), rows, 2)
        return
    parameters = opt.parameters_of(params, ())
    if out is not None:
        if choices is not None or as_json:
            raise InputError("--out writes all paths of a seat; leave out --choices and --json")
        _write(name, out, worlds, seed, parameters, jobs)
        return
    wanted = [word.strip() for word in choices.split(",") if word.strip()] if choices is not None else []
    place = _taken(name, seed, world, parameters)
    from sim.commands import seat_play

    if as_json:
        seat_play.advance(place, wanted)
        opt.print_records(seat_play.record(place, worlds, jobs))
    elif choices is not None:
        seat_play.told(place, wanted, worlds, jobs)
    else:
        seat_play.ask(place, worlds, jobs)


def _taken(name: str, seed: int, world: int, parameters: Parameters) -> Seat:
    from sim.seats.seat import Seat

    return Seat(name, seed=seed, world=world, params=parameters)


def _write(name: str, out: Path, worlds: int, seed: int, parameters: Parameters, jobs: int) -> None:
    """All paths of a seat as one file."""
    from sim.seats.page import seat_page
    from sim.seats.reading import load_seat
    from sim.seats.tree import grown

    if worlds > MOST:
        raise InputError(f"worlds is {worlds}; allowed: 1 to {MOST:,}, so that a phone can hold them")
    check_page(out)
    check_free(out)
    data = load_seat(name)
    with opt.unfinished(opt.nothing_written):
        write_page(out, seat_page(grown(data, worlds, seed, parameters, Machine(jobs))))
    typer.echo(str(out))
