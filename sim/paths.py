"""Where the project's own data lies, whether run from a checkout or installed."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PARAMETERS = ROOT / "sim" / "parameters"
SCENARIOS = ROOT / "scenarios"
RECORD = ROOT / "calibration" / "record"
RESULTS = (ROOT if (ROOT / "pyproject.toml").is_file() else Path()) / "results"
"""In a checkout the project's own; installed, the user's: below the folder a command is called in, as for every run."""
POSTERIOR_DRAWS = ROOT / "calibration" / "posterior" / "draws.parquet"
