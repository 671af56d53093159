"""Two posteriors made for tests, in the place of the project's own."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sim import paths
from sim.parameter_files import FITTED_TO
from sim.parameters import Origin
from sim.paths import Posterior
from sim.record.windows import load_windows

FEAR = {Posterior.WHOLE: [0.1, 0.2, 0.3], Posterior.TRAIN: [0.6, 0.7, 0.8]}
"""What tells the two apart: draws of `militia.fear`."""


def days_of(posterior: Posterior) -> tuple[date, date]:
    """The window that a posterior is fitted to."""
    window = load_windows()[posterior]
    return window.since, window.until


def write_draws(path: Path, fear: list[float], fitted_to: tuple[date, date] | None) -> Path:
    """A table of draws as `calibrate` writes it, or one that does not say what it was fitted to."""
    table = pa.Table.from_pandas(pd.DataFrame({"militia.fear": fear}), preserve_index=False)
    days = Origin(fitted_to=fitted_to).days
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(table.replace_schema_metadata(None if days is None else {FITTED_TO: days}), path)
    return path


def put_in_place(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two posteriors with few draws, each saying rightly to what it was fitted, as if they were the project's."""
    monkeypatch.setattr(paths, "POSTERIORS", folder)
    for posterior, fear in FEAR.items():
        write_draws(posterior.draws, fear, days_of(posterior))
