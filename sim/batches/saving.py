"""The folder of a batch.

======================= ==================================================================================================
`events.parquet` ..      the tables of its scenarios (`sim.results.tables`), with a column `seed` if there are several
`summary.csv`            mean, median and intervals by scenario and measure, over all seeds
`parameters.parquet`     the draws of the parameters, if there are any
`sweeps/NAME/`           each sweep as `escalation sweep` writes it (`sim.sweeps.saving`), manifest included
`failed.csv`             the tasks that failed, if any did
`manifest.json`          what all was made from
======================= ==================================================================================================
"""

from __future__ import annotations

import itertools
import logging
import shutil
import time
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sim.attempts import Failure, write_failures
from sim.batches.finished import SWEEPS
from sim.batches.running import Job, Watch
from sim.comparison import Comparison
from sim.errors import RunUnfinished, Unbounded, bounded
from sim.figures.style import USUAL
from sim.parameter_files import n_draws
from sim.results import Block
from sim.results.checkpoints import Checkpoints
from sim.results.draws import write_draws
from sim.results.manifest import manifest_of, write_manifest
from sim.results.tables import SCHEMAS, SCHEMAS_OF_SEEDS, SUMMARY, TableWriter, with_seed, write_csv
from sim.results.tabulation import Tabulation
from sim.sweeps.running import Sweep
from sim.sweeps.saving import write_tables

COMMAND = "batch"
WHEN = ("created", "seconds")
"""Keys of a manifest that say when it was made; the folder's own has them, so that the bytes of all else do not depend on it."""
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Written:
    """What lies in the folder of a batch.

    Attributes
    ----------
    job
        What is in it: without what failed.
    comparison
        What was added up of its scenarios; None if there is none.
    sweeps
        Its sweeps by the names of their folders.
    failed
        A row for each task that failed.
    """

    job: Job
    comparison: Comparison | None
    sweeps: Mapping[str, Sweep]
    failed: Sequence[Failure]


def write_batch(
    folder: Path,
    job: Job,
    watch: Watch,
    *,
    checkpoints: Checkpoints | None = None,
    fail_fast: bool = True,
    formats: Sequence[str] = USUAL,
) -> Written:
    """Run a batch and write it into a folder that is there and empty.

    Parameters
    ----------
    checkpoints
        Keeps finished blocks, and gives back those it has.
    fail_fast
        Stop at the first task that fails; otherwise leave out its scenario or point, and go on. That needs checkpoints.
    formats
        Of the figures of sweeps.
    """
    begun, failed = time.monotonic(), list[Failure]()
    try:
        written = _write(folder, job, watch, checkpoints, formats)
    except Exception as error:
        gone = isinstance(error, RunUnfinished) and not isinstance(error, Unbounded)  # a worker or the cluster, not a task
        rest = None
        if checkpoints is not None and not fail_fast and not gone and len(job.strands) > 1:
            failed = job.attempt(checkpoints)
            rest = job.without(failed) if failed else None
        if rest is None:
            raise
        log.warning("%s; the others go on", bounded(str(error) or type(error).__name__))
        written = replace(_write(_emptied(folder), rest, lambda name, pace: None, checkpoints, formats), failed=failed)
        write_failures(folder, failed)
    manifest = _manifest(written, time.monotonic() - begun)
    write_manifest(folder, manifest)
    if written.comparison is None:
        return written
    return replace(written, comparison=replace(written.comparison, manifest=manifest))


def _write(folder: Path, job: Job, watch: Watch, checkpoints: Checkpoints | None, formats: Sequence[str]) -> Written:
    """Everything but what failed and the manifest."""
    batch, sweeps = job.batch, dict[str, Sweep]()
    with closing(job.blocks(checkpoints, watch)) as blocks:
        comparison = _write_scenarios(folder, job, blocks) if batch.arms else None
        for swept in batch.sweeps:
            inside = folder / SWEEPS / swept.name
            inside.mkdir(parents=True)
            tables = (block.tables["worlds"] for block in blocks)
            sweep = write_tables(inside, swept.plan, tables, job.machine, formats=formats)
            write_manifest(inside, {key: value for key, value in sweep.manifest.items() if key not in WHEN})
            sweeps[swept.name] = sweep
    write_draws(folder, batch.parameters)
    return Written(job, comparison, sweeps, ())


def _write_scenarios(folder: Path, job: Job, blocks: Generator[Block]) -> Comparison:
    """The tables of the scenarios as their blocks come, and what they add up to; the manifest comes when all is there."""
    batch, several = job.batch, len(job.batch.seeds) > 1
    tabulation = Tabulation(batch.arms, batch.worlds * len(batch.seeds), n_draws(batch.parameters), compared=False)
    with TableWriter(folder, SCHEMAS_OF_SEEDS if several else SCHEMAS) as writer:
        for _, seed in itertools.product(batch.arms, batch.seeds):
            for block in _worlds(blocks, batch.worlds):
                tabulation.add(block)
                writer.add_tables(with_seed(block.tables, seed) if several else block.tables)
                del block  # it is large, and the next one takes a while
    summary = tabulation.summary()
    write_csv(summary, folder / SUMMARY)
    return Comparison(tabulation, None, summary, {})


def _worlds(blocks: Iterator[Block], worlds: int) -> Iterator[Block]:
    """The next blocks until there are so many worlds."""
    while worlds > 0:
        block = next(blocks)
        worlds -= block.worlds
        yield block


def _manifest(written: Written, seconds: float) -> dict[str, Any]:
    sweeps, batch, block = [f"{SWEEPS}/{name}" for name in written.sweeps], written.job.batch, written.job.machine.block
    return {
        **manifest_of(COMMAND, batch.scenarios, batch.worlds, batch.seeds[0], batch.parameters, block, seconds, batch.seeds),
        **({"sweeps": sweeps} if sweeps else {}),
        **({"failed": [each._asdict() for each in written.failed]} if written.failed else {}),
    }


def _emptied(folder: Path) -> Path:
    """The folder without what was written into it so far."""
    for path in folder.iterdir():
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    return folder
