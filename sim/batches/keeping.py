"""Where a batch lies: whether it may be written there, what it goes on from, and what is safe when it is stopped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from sim.batches.asked import Batch
from sim.batches.finished import Finished
from sim.batches.running import Job, Watch
from sim.batches.saving import Written, write_batch
from sim.errors import InputError
from sim.figures.style import USUAL
from sim.machine import Machine
from sim.results.checkpoints import Checkpoints
from sim.results.folders import BLOCKS, check_target, new_folder, partial_of
from sim.untrusted import shown
from sim.workload import check


@dataclass(frozen=True)
class Home:
    """The folder of a batch.

    Attributes
    ----------
    extend
        Whether a finished batch that it holds is added to: worlds of it that still hold are not run again. It may lose none of
        them, unless `force` is given too.
    force
        Whether a result that it holds may be replaced.
    """

    folder: Path
    batch: Batch
    machine: Machine
    extend: bool = False
    force: bool = False
    _jobs: list[Job] = field(default_factory=list, repr=False)

    @cached_property
    def _posterior(self) -> str:
        return self.batch.parameters.sha256()

    @cached_property
    def _checkpoints(self) -> Checkpoints:
        return Checkpoints(partial_of(self.folder) / BLOCKS)

    def is_all_there(self) -> bool:
        """Whether a finished batch is to be extended that has all of it already.

        Raises
        ------
        InputError
            If the folder holds a batch that is neither to be replaced nor extended, or would lose worlds: with what differs.
        """
        return self._before is not None and self.extend and self._before.is_all()

    def check(self, *, yes: bool) -> None:
        """Raise `InputError` for what would take hours, or most of the machine, unless `yes` says that it is meant."""
        check(self._job(self._before if self.extend else None).workload(), self.folder, yes=yes)

    def write(self, watch: Watch, *, fail_fast: bool = False, formats: Sequence[str] = USUAL) -> Written:
        """Run what is not there yet, and write the folder, whole or not at all."""
        done: list[Written] = []
        with new_folder(self.folder, force=self.force or self.extend, finished=lambda: self._clear(done)) as partial:
            job = self._job(self._finished() if self.extend else None)  # opened once more, under the lock
            job.say_what_is_there(self._checkpoints)
            self._jobs.append(job)
            if job.finished is not None:
                job.finished.check_whole()
            written = write_batch(partial, job, watch, checkpoints=self._checkpoints, fail_fast=fail_fast, formats=formats)
            done.append(written)
        return written

    def what_is_safe(self) -> str:
        """What of it is on disk, in words."""
        if not self._jobs:
            return "nothing was written; run the same command again"
        names = self._jobs[-1].names
        kept = len(self._checkpoints.kept(names))
        return f"{kept} of {len(names)} blocks are safe in {self._checkpoints.folder}; the same command goes on from there"

    def _clear(self, done: Sequence[Written]) -> None:
        """Remove the blocks that the folder was made from; those of what failed stay, to go on from."""
        for written in done:
            self._checkpoints.remove(written.job.names)

    def _job(self, finished: Finished | None) -> Job:
        return Job(self.batch, self.machine, self._posterior, finished)

    @cached_property
    def _before(self) -> Finished | None:
        """What `_finished` finds before there is a lock, opened once."""
        return self._finished()

    def _finished(self) -> Finished | None:
        """The batch that lies there, unless all of it is to be replaced."""
        if self.force and not self.extend:
            return None
        check_target(self.folder, force=True)
        found = Finished.open(self.folder, self.batch, self._posterior, needed=self.extend)
        if found is None or (self.extend and self.force):
            return found
        lost, holds = found.lost(), f"{shown(self.folder)} already holds a batch of {found.in_words()}"
        ways = "--force to replace it, or another --out"
        if self.extend and lost:
            what = f"what differs now: {', '.join(lost)}"
            raise InputError(f"{holds}; {what}; allowed: --force too, which keeps what still holds, or another --out")
        if not self.extend:
            what = f"what differs now: {', '.join(lost)}" if lost else "nothing that it was made from has changed"
            raise InputError(f"{holds}; {what}; allowed: {'' if lost else '--extend to add to it, '}{ways}")
        return found
