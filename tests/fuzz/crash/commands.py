"""The commands of the matrix, each with what it writes when nobody stops it."""

from __future__ import annotations

import contextlib
import functools
import io
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.fuzz.base import SHORT
from tests.fuzz.crash.stage import Digest, digest, expect_done, forked, same, stage

DAYS = SHORT.replace("2020-01-10", "2020-01-05").replace("warm_up: 5", "warm_up: 1")
"""Hardly any: what is tried is the writing, and each try runs its command two or three times."""
KNOWN = DAYS.replace("branch: 2020-01-02\n", "")
REMOVED = DAYS + "interventions:\n  - remove_event: 2020-01-03-us-targeted-killing\n"
TARGET, PARTIAL = "out", "out.partial"
LAST = ("--out", TARGET)


@dataclass(frozen=True)
class Command:
    """A command that writes `TARGET`.

    Attributes
    ----------
    words
        Without the target.
    other
        Words that make it another run, one that `--force` replaces.
    manifest
        Whether the target has a manifest that lists its files.
    resumes
        Whether a stopped one keeps finished work in `PARTIAL`.
    """

    name: str
    words: tuple[str, ...]
    files: dict[str, str]
    other: tuple[str, ...] = ("--seed", "8")
    manifest: bool = True
    resumes: bool = False

    def line(self, *more: str) -> tuple[str, ...]:
        """The whole command line."""
        return (*self.words, *more, *LAST)

    @functools.cached_property
    def right(self) -> tuple[Digest, int]:
        """What it writes, and the number of events; run here once, so that forked processes find everything loaded."""
        with stage(self.files) as here:
            _run_here(self.line(), here)
        with stage(self.files) as here:
            ended = forked(self.line(), here)
            expect_done(f"{self.name}, not stopped", ended)
            found = digest(here / TARGET)
        with stage(self.files) as here:
            expect_done(f"{self.name}, once more", forked(self.line(), here))
            same(digest(here / TARGET), found, f"{self.name}, twice the same command")
        return found, ended.events

    def old(self, here: Path) -> Digest:
        """Put another finished run into the target."""
        expect_done(f"{self.name} of another seed", forked(self.line(*self.other), here))
        return digest(here / TARGET)

    def __hash__(self) -> int:
        return hash(self.name)


def _run_here(words: tuple[str, ...], here: Path) -> None:
    from sim.cli import call

    before, silence = Path.cwd(), io.StringIO()
    os.chdir(here)
    try:
        with contextlib.redirect_stdout(silence), contextlib.redirect_stderr(silence):
            call(words)
    finally:
        os.chdir(before)


BLOCKS = ("--worlds", "4", "--block", "2")
RUN = Command("run", ("run", "short.yaml", "--worlds", "3", "--block", "2"), {"short.yaml": DAYS})
COMPARE = Command("compare", ("compare", "known.yaml", "short.yaml", "--worlds", "2"), {"known.yaml": KNOWN, "short.yaml": DAYS})
BATCH = Command(
    "batch", ("batch", "known.yaml", "removed.yaml", *BLOCKS), {"known.yaml": KNOWN, "removed.yaml": REMOVED}, resumes=True
)
CALIBRATE = Command(
    "calibrate", ("calibrate", "--particles", "64", "--runs", "2", "--jobs", "1", "--checkpoints", "work"),
    {"work/README": "of the stand-in\n"},
    other=("--seed", "8"), manifest=False,
)  # fmt: skip


def calibrate_at_once() -> None:
    """Let `calibrate` take draws of the prior for a fit, here and in what is forked: its writing is tried, not its sampling."""
    from calibration.fit import posterior
    from calibration.fit.smc import Particles

    @functools.cache
    def one_run(plan: Any, index: int, checkpoint: Path) -> Particles:
        start = plan.space.prior_draws(plan.particles, posterior._generator(plan, index, 0))
        return Particles(start, posterior.parts_on(plan.window, plan.space, plan.switch_off)(start), 1.0)

    posterior.one_run = one_run
