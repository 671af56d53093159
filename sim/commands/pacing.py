"""The progress of a batch: one bar over all of it, with rate and time left; plain lines where there is no terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import typer

from sim.commands.options import err

if TYPE_CHECKING:
    from sim.batches.pace import Pace

LINES = 10
"""Plain lines over a whole batch."""


@contextmanager
def shown_pace() -> Iterator[Callable[[str, Pace], None]]:
    """What is to be told the scenario of the worlds that came and how far all is; both go to standard error."""
    if not err.is_terminal:
        yield plain_lines()
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("worlds"))
    with Progress(*columns, TextColumn("{task.fields[pace]}"), console=err) as bar:
        task = bar.add_task("batch", total=None, pace="")

        def show(name: str, pace: Pace) -> None:
            bar.update(task, description=name, total=pace.worlds, completed=pace.done, pace=in_words(pace))

        yield show


def plain_lines() -> Callable[[str, Pace], None]:
    """A line at each tenth of all worlds."""
    before = 0

    def show(name: str, pace: Pace) -> None:
        nonlocal before
        tenths = pace.done * LINES // pace.worlds
        if tenths > before:
            before = tenths
            said = in_words(pace)
            typer.echo(f"{name}: {pace.done} of {pace.worlds} worlds{f'; {said}' if said else ''}", err=True)

    return show


def in_words(pace: Pace) -> str:
    """As `350 a second, 12 min left`; nothing before anything was run."""
    from sim.wording import rounded
    from sim.workload import in_words as time

    rate, left = pace.rate, pace.left
    if rate is None or left is None:
        return ""
    return f"{rounded(rate)} a second" + (f", {time(left)} left" if pace.done < pace.worlds else "")
