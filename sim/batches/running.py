"""Running a batch: what is there already, the rest block by block, and what goes on when a task fails."""

from __future__ import annotations

import logging
from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import cached_property

from sim.attempts import Failure, attempt_all
from sim.batches.asked import Batch, Swept
from sim.batches.finished import Finished
from sim.batches.pace import Pace
from sim.ensemble import Strand, Tasks, run_blocks
from sim.machine import Machine
from sim.results import Block
from sim.results.checkpoints import Checkpoints
from sim.results.inputs import common_now, text_hash, told, why_not
from sim.sweeps.design_files import FILE
from sim.sweeps.designs import Design
from sim.untrusted import shown
from sim.workload import Workload, estimate, work_of

log = logging.getLogger(__name__)
Watch = Callable[[str, Pace], None]
"""Told the scenario of the worlds that came, and how far all is."""


@dataclass(frozen=True)
class Job:
    """A batch with what of it a finished folder holds, as tasks.

    Attributes
    ----------
    posterior
        The hash of the batch's parameters.
    finished
        Holds worlds that need not be run; None if there is nothing of that kind.
    """

    batch: Batch
    machine: Machine
    posterior: str
    finished: Finished | None = None

    @cached_property
    def strands(self) -> list[Strand]:
        """What is run, with how many worlds of each are there."""
        every = self.batch.strands()
        return [each if self.finished is None else replace(each, there=self.finished.has(each)) for each in every]

    @cached_property
    def tasks(self) -> Tasks:
        """The blocks that have to be run."""
        return Tasks(self.strands, self.batch.worlds, self.batch.parameters, self.machine.block, self.posterior)

    @cached_property
    def names(self) -> list[str]:
        """Their names, which hold a hash of all that they are made from."""
        return [task.name for task in self.tasks]

    @property
    def n_there(self) -> int:
        """Worlds that the finished folder has."""
        return sum(strand.there for strand in self.strands)

    def pace(self) -> Pace:
        """A count of all its worlds, none done."""
        cost = sum(work_of(strand.scenario) for strand in self.strands) * self.batch.worlds
        return Pace(len(self.strands) * self.batch.worlds, cost)

    def workload(self) -> Workload:
        """What it will cost, worlds that are there left out."""
        parts = []
        for there, kept in sorted({(strand.there, len(strand.tables)) for strand in self.strands}):
            alike = [each.scenario for each in self.strands if (each.there, len(each.tables)) == (there, kept)]
            if there < self.batch.worlds:
                parts.append(estimate(alike, self.batch.worlds - there, self.machine, 2 if kept > 1 else 0))
        costs = [(part.seconds, part.memory, part.disk) for part in parts] or [(0.0, 0.0, 0.0)]
        seconds, memory, disk = zip(*costs, strict=True)
        return Workload(sum(seconds), max(memory), sum(disk))

    def blocks(self, checkpoints: Checkpoints | None, watch: Watch) -> Generator[Block]:
        """Every block of every strand, in order: from the finished folder, from those that are kept, or run."""
        kept = set() if checkpoints is None else checkpoints.kept(self.names)
        names, pace, at = None if checkpoints is None else self.names, self.pace(), 0
        with closing(run_blocks(self.tasks, self.machine, None, checkpoints, names)) as fresh:
            for strand in self.strands:
                cost, name = work_of(strand.scenario), strand.scenario.name
                if self.finished is not None:
                    for block in self.finished.blocks(strand, self.machine.block):
                        pace.add(block.worlds, cost, fresh=False)
                        watch(name, pace)
                        yield block
                for _ in range(strand.there, self.batch.worlds, self.machine.block):
                    block = next(fresh)
                    pace.add(block.worlds, cost, fresh=names is None or names[at] not in kept)
                    at += 1
                    watch(name, pace)
                    yield block
                    del block  # it is large, and the next one takes a while

    def say_what_is_there(self, checkpoints: Checkpoints) -> None:
        """Warn of what earlier calls left: blocks to go on from, blocks that are not whole, blocks of something else, and why."""
        kept, half = len(checkpoints.kept(self.names)), len(checkpoints.half(self.names))
        if self.finished is not None:
            where, every = shown(self.finished.folder), len(self.strands) * self.batch.worlds
            log.warning("%s holds %d of these %d worlds; %s", where, self.n_there, every, _run(len(self.names) - kept))
            if lost := self.finished.lost():
                log.warning("what differs from what it holds: %s", ", ".join(lost))
        if kept:
            log.warning("%d of %d blocks are there already; going on from them", kept, len(self.names))
        if half:
            log.warning("%d of the others %s not whole and run again", half, "is" if half == 1 else "are")
        others = checkpoints.others(self.names)
        if others:
            texts: dict[str, set[str]] = {}
            for strand in self.strands:
                texts.setdefault(strand.scenario.name, set()).add(text_hash(strand.scenario))
            now = common_now(self.posterior)
            why = told(why_not(each, now, texts, self.batch.seeds) for each in others)
            told_so = "%s also holds %d blocks of another batch, which differ (%s); they stay, and %s"
            log.warning(told_so, shown(checkpoints.folder), len(others), why, _run(len(self.names) - kept))

    def attempt(self, checkpoints: Checkpoints) -> list[Failure]:
        """Run all that is not kept, whatever fails; a row for each task that does."""
        failed = attempt_all(self.tasks, self.machine, checkpoints, self.names)
        if not failed:
            return []
        places = list(self.batch.places())
        return [_placed(failure, *places[self.tasks.strand_of(at)]) for at, failure in failed.items()]

    def without(self, failed: Sequence[Failure]) -> Job | None:
        """The same without the scenarios and points of which a task failed; None if nothing is left."""
        out = {each.scenario for each in failed if not each.sweep}
        arms = tuple(arm for arm in self.batch.arms if arm.scenario.name not in out)
        left = (_without(swept, {each.point for each in failed if each.sweep == swept.name}) for swept in self.batch.sweeps)
        sweeps = tuple(swept for swept in left if swept is not None)
        if not arms and not sweeps:
            return None
        batch = replace(self.batch, arms=arms, sweeps=sweeps)
        finished = None if self.finished is None else replace(self.finished, batch=batch)
        return Job(batch, self.machine, self.posterior, finished)


def _run(blocks: int) -> str:
    return f"{blocks} block{' is' if blocks == 1 else 's are'} run"


def _placed(failure: Failure, swept: Swept | None, point: int) -> Failure:
    return failure if swept is None else failure._replace(sweep=swept.name, point=swept.point(point))


def _without(swept: Swept, points: set[str]) -> Swept | None:
    """A sweep without some of its points; None if the reference is among them, or other days would be counted without them."""
    if not points:
        return swept
    plan = swept.plan
    stays = [at for at in range(len(plan.design)) if swept.point(at) not in points]
    if plan.reference not in stays:
        return None
    design = Design(FILE, plan.design.factors, tuple(plan.design.rows[at] for at in stays))
    shorter = replace(plan, design=design, reference=stays.index(plan.reference))
    return Swept(swept.name, shorter) if shorter.points.span == plan.points.span else None
