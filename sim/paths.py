"""Where the project's own data lies, whether run from a checkout or installed."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PARAMETERS = ROOT / "sim" / "parameters"
SCENARIOS = ROOT / "scenarios"
RECORD = ROOT / "calibration" / "record"
POSTERIORS = ROOT / "calibration" / "posterior"
RESULTS = (ROOT if (ROOT / "pyproject.toml").is_file() else Path()) / "results"
"""In a checkout the project's own; installed, the user's: below the folder a command is called in, as for every run."""


class Posterior(StrEnum):
    """The two fits of the project's own, each named like the window of the record (`windows.yaml`) that it was fitted to."""

    WHOLE = "whole"
    """Of all documented days: what scenarios run on, for then parameters too are conditioned on all that happened."""
    TRAIN = "train"
    """Of the training window alone: what forecasts of later days are judged with, which it has not seen."""

    @property
    def draws(self) -> Path:
        """The table of draws that `--params` reads."""
        return POSTERIORS / self.value / "draws.parquet"

    @property
    def runs(self) -> Path:
        """The ArviZ file: the same draws run by run, with the log likelihood of each."""
        return POSTERIORS / self.value / "posterior.nc"
