"""What can be taken away: the figures of the commands, tables as CSV, a lesson as one file; made when it is asked for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock

import pandas as pd

from sim.app import runs
from sim.app.worlds import Ran
from sim.figures.style import save_as, settings
from sim.figures.write import CAPTIONS, pages
from sim.lessons.page import lesson_page
from sim.lessons.reading import load_lesson
from sim.lessons.telling import played
from sim.lessons.worlds import Worlds, changes, run_lesson
from sim.machine import Machine
from sim.record.evidence import load_evidence
from sim.results.tables import write_csv
from sim.vocabulary.measures import MEASURES

FIGURES = tuple(CAPTIONS)
MIME = {"png": "image/png", "svg": "image/svg+xml"}
_DRAWING = Lock()
"""Matplotlib's settings are those of the whole process."""


def picture(found: Ran, figure: str, suffix: str) -> bytes:
    """A figure as `escalation compare` draws it, PNG or SVG."""
    with _DRAWING, settings(), TemporaryDirectory() as folder:
        _, page = next(pages(found.comparison, load_evidence(), figure=figure))
        path = Path(folder) / f"{figure}.png"
        save_as(page, path, ("png", suffix))
        return path.with_suffix(f".{suffix}").read_bytes()


def effects(found: Ran) -> bytes:
    """The table of effects, as `effects.csv` of a folder has it."""
    return _csv(found.estimate.table)


def by_world(found: Ran) -> bytes:
    """A row for each world: every measure here, and under the reference."""
    columns: dict[str, object] = {"world": range(found.worlds)}
    for name, about in MEASURES.items():
        if about.always_known:
            here = found.here.running(name)[:, -1]
            columns |= {name: here, f"{name}_reference": here - found.apart(name)}
    return _csv(pd.DataFrame(columns))


def all_events(found: Ran) -> bytes:
    """Every event of every world."""
    return _csv(found.here.all_events())


TABLES: dict[str, Callable[[Ran], bytes]] = {
    "Effects of all measures": effects,
    "Worlds one by one": by_world,
    "Events of all worlds": all_events,
}
"""By what they hold."""


def lesson_file(name: str, worlds: int, seed: int, share: Callable[[float], object]) -> str:
    """A lesson as one page, as `escalation lesson` writes it; `share` is told how much is done."""
    read = load_lesson(name)
    whole = worlds * sum(changes(each) for each in read.scenarios.values())
    done = [0]

    def progress(_: str, more: int) -> None:
        done[0] += more
        share(0.8 * min(done[0] / max(whole, 1), 1.0))

    machine = Machine(block=max(worlds // 2, 1), pool=runs.pool())
    ran = run_lesson(read, worlds, seed, runs.posterior(), machine, progress)
    page: str = runs.in_process(_page, ran)
    share(1.0)
    return page


def _page(ran: Worlds) -> str:
    return lesson_page(ran, played(ran))


def _csv(frame: pd.DataFrame) -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "table.csv"
        write_csv(frame, path)
        return path.read_bytes()
