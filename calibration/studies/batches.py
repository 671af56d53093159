"""Studies of many synthetic records: batch by batch, finished ones kept on disk and not done again."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pandas as pd
from joblib import Parallel, delayed

from calibration.fit.checkpoints import keep, kept, say_what_is_damaged
from calibration.fit.parameter_space import Space
from calibration.studies.ranks import LEVEL, covered
from sim.results.provenance import input_hashes

Make = Callable[[int, int], pd.DataFrame]
"""A batch's table from its number and size; it must depend on nothing else but the study's design."""


def study_name(kind: str, design: object, space: Space) -> str:
    """A short name for everything that a study's batches depend on: its design, the priors, the parameters, the inputs."""
    text = json.dumps([design, space.priors(), space.base.sha256(), input_hashes()], default=str, sort_keys=True)
    return f"{kind}_{hashlib.sha256(text.encode()).hexdigest()[:12]}"


def in_batches(
    make: Make, n_records: int, size: int, folder: Path, *, jobs: int, progress: Callable[[str], None]
) -> Iterator[pd.DataFrame]:
    """The tables of all batches, in order; a damaged file is said and its batch made again.

    Parameters
    ----------
    make
        Can be sent to another process.
    n_records, size
        Records in all, and in each batch but the last.
    folder
        Where the batches are kept; named after what they depend on (`study_name`).
    """
    folder.mkdir(parents=True, exist_ok=True)
    sizes = [min(size, n_records - first) for first in range(0, n_records, size)]
    paths = [folder / f"batch_{batch:03d}_{records}.npz" for batch, records in enumerate(sizes)]
    say_what_is_damaged(paths, progress)
    tasks = (delayed(_from_file)(make, batch, records, paths[batch]) for batch, records in enumerate(sizes))
    yield from Parallel(n_jobs=jobs, return_as="generator")(tasks)


def records_in_batches(
    make: Make, n_records: int, size: int, folder: Path, *, jobs: int, progress: Callable[[str], None]
) -> pd.DataFrame:
    """The tables of all batches as one, whose `record` and `rank` tell after each batch how many intervals cover so far."""
    finished: list[pd.DataFrame] = []
    for table in in_batches(make, n_records, size, folder, jobs=jobs, progress=progress):
        finished.append(table)
        done = pd.concat(finished)
        progress(
            f"{done['record'].nunique()} of {n_records} records, {LEVEL:.0%} intervals cover {covered(done['rank']).mean():.1%}"
        )
    return pd.concat(finished, ignore_index=True)


def _from_file(make: Make, batch: int, size: int, path: Path) -> pd.DataFrame:
    """The table of a batch from its file; it is made if there is none, or the file is not as it was written."""
    saved = kept(path)
    if saved is None:
        text = make(batch, size).to_csv(index=False, float_format="%.6g")
        saved = {"table": np.array(text)}
        keep(path, saved)
    return pd.read_csv(io.StringIO(str(saved["table"])))
