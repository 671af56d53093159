"""Do the numbers stay the same? Hashes of what three scenarios and a replay give, against those that were kept.

`python -m tests.fingerprints` says which tables differ; `--update` keeps new ones, in a commit marked **[numbers]**.
Worlds are run in two blocks, under posterior draws, so that draws, blocks, luck, marks, claims and truces all have a part.
"""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path

import pandas as pd

from sim import replay, simulate

KEPT = Path(__file__).with_name("fingerprints.json")
SCENARIOS = ("no_soleimani_strike", "free_run", "tower_22_intercepted")
WORLDS, BLOCK, SEED = 60, 48, 11


def of_table(frame: pd.DataFrame) -> str:
    """A hash of a table's columns and values; floats count to the last bit."""
    return hashlib.sha256(frame.to_csv(index=False).encode()).hexdigest()[:16]


def fingerprints() -> dict[str, str]:
    """Hash by scenario and table."""
    found: dict[str, str] = {}
    for name in SCENARIOS:
        run = simulate(name, WORLDS, SEED, block=BLOCK)
        found |= {f"{name}/{table}": of_table(getattr(run, table)) for table in ("worlds", "daily", "events")}
    found["documented/replay"] = of_table(replay("documented").round(9))
    return found


def main(arguments: list[str]) -> int:
    """Compare, or keep; 1 if anything differs."""
    found = fingerprints()
    if "--update" in arguments:
        KEPT.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    kept = json.loads(KEPT.read_text(encoding="utf-8"))
    differ = [name for name in kept | found if kept.get(name) != found.get(name)]
    sys.stdout.write("".join(f"{name} differs\n" for name in differ) or f"{len(found)} tables are the same\n")
    return int(bool(differ))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
