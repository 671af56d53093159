"""Where the project's own data lies, whether run from a checkout or installed."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PARAMETERS = ROOT / "sim" / "parameters"
SCENARIOS = ROOT / "scenarios"
RECORD = ROOT / "calibration" / "record"
RESULTS = ROOT / "results"
POSTERIOR_DRAWS = ROOT / "calibration" / "posterior" / "draws.parquet"
