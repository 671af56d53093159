"""Observation windows: the spans of days that the record covers (`calibration/record/windows.yaml`)."""

from __future__ import annotations

import functools
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from sim.errors import RecordError, unknown
from sim.paths import RECORD
from sim.record.strict import Day, Strict, read_model, wrong


class Window(Strict):
    """A span of days; both ends belong to it."""

    since: Day = Field(alias="from")
    until: Day
    meaning: str = Field(min_length=1)

    @property
    def days(self) -> NDArray[np.datetime64]:
        """Every day of the window, shape `(days,)`."""
        return np.arange(np.datetime64(self.since, "D"), np.datetime64(self.until, "D") + 1)


class Windows(Strict):
    """The windows by name."""

    windows: dict[str, Window]

    @property
    def names(self) -> tuple[str, ...]:
        """The names, in the file's order."""
        return tuple(self.windows)

    def __getitem__(self, name: str) -> Window:
        """The window called `name`; a `RecordError` names the nearest one."""
        if name not in self.windows:
            raise RecordError(unknown("window", name, self.windows))
        return self.windows[name]


def load_windows(path: Path | None = None) -> Windows:
    """Read the windows (by default the project's own, which are read once: every scenario is checked against them)."""
    return _own(RECORD / "windows.yaml") if path is None else _read(path)


@functools.cache
def _own(path: Path) -> Windows:
    return _read(path)


def _read(path: Path) -> Windows:
    windows, document = read_model(path, Windows)
    for name, window in windows.windows.items():
        if window.until < window.since:
            raise wrong(document, ("windows", name, "until"), f"{window.until} lies before from, {window.since}")
    return windows
