"""What things cost: `make bench`, or `python -m tests.bench`.

Everything is measured in processor time, each figure in a process of its own (`tests/bench/measure.py`). Machines differ and are
shared, so the figures to quote are ratios of one run: to the peer, a plain Mesa model of the same rules, and, with
`--against DIR`, to another checkout, the two measured in turn.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.bench.measure import JOBS

MEASURE = Path(__file__).resolve().with_name("measure.py")
HERE = MEASURE.parent.parent.parent
ROUNDS = 3
Figure = dict[str, Any]


def measure(name: str, checkout: Path) -> Figure | None:
    """One figure of one checkout, in a process of its own; None, with the reason on standard error, if it cannot be had there."""
    done = subprocess.run([sys.executable, str(MEASURE), name], cwd=checkout, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.stderr.write(f"{name} in {checkout}: {(done.stderr.strip().splitlines() or ['no reason given'])[-1]}\n")
        return None
    figure: Figure = json.loads(done.stdout.splitlines()[-1])
    if Path(figure["checkout"]).resolve() != checkout.resolve():
        raise SystemExit(f"{name}: asked for the code of {checkout}, but that of {figure['checkout']} was measured")
    return figure


def write(line: str) -> None:
    """One line, at once: the whole takes minutes."""
    sys.stdout.write(line.rstrip() + "\n")
    sys.stdout.flush()


def number(value: float | None) -> str:
    """A cost in four significant digits, or a dash."""
    return f"{'-' if value is None else f'{value:.4g}':>12s}"


def table(names: Sequence[str]) -> None:
    """Every cost, then the free runs against the peer."""
    write(f"{'':16s}{'best':>12s}{'median':>12s}")
    best: dict[str, float] = {}
    peaks: dict[str, float] = {}
    for name in names:
        figure = measure(name, HERE)
        if figure is not None:
            best[name] = figure["best"]
            peak = f", peak {figure['peak_mb']} MB" if name.startswith(("block@", "memory@")) else ""
            peaks[name] = figure["peak_mb"]
            write(f"{name:16s}{number(figure['best'])}{number(figure['median'])}  {figure['unit']}{peak}")
    against_peer(best)
    if {"memory@2000", "memory@16000"} <= peaks.keys():
        write(f"peak memory, 16,000 / 2,000 worlds{peaks['memory@16000'] / peaks['memory@2000']:10.2f} times")


def against_peer(best: Mapping[str, float]) -> None:
    """How many world-days of a free run the time of one of the peer's buys."""
    if "peer" not in best:
        return
    for name, cost in best.items():
        if name.startswith("free_run@"):
            write(f"peer / {name:20s}{best['peer'] / cost:10.2f} times")


def duel(names: Sequence[str], other: Path, rounds: int) -> None:
    """Every cost here and there, measured in turn; the ratio is the median over the rounds, above one where here is faster."""
    write(f"{'':16s}{'here':>12s}{'there':>12s}{'there/here':>12s}")
    here: dict[str, float] = {}
    for name in names:
        pairs = [(measure(name, HERE), None if name == "peer" else measure(name, other)) for _ in range(rounds)]
        ours, theirs = (_middle([figure[side] for figure in pairs]) for side in (0, 1))
        whole = [(a["best"], b["best"]) for a, b in pairs if a is not None and b is not None]
        ratio = statistics.median(b / a for a, b in whole) if whole else None
        unit = next((figure["unit"] for pair in pairs for figure in pair if figure is not None), "")
        write(f"{name:16s}{number(ours)}{number(theirs)}{number(ratio)}  {unit}")
        if ours is not None:
            here[name] = ours
    against_peer(here)


def _middle(figures: Sequence[Figure | None]) -> float | None:
    """The median of the rounds' best costs."""
    costs = [figure["best"] for figure in figures if figure is not None]
    return statistics.median(costs) if costs else None


def main() -> None:
    """Read the command line and print the table."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description="Costs in processor time.")
    parser.add_argument("--only", nargs="+", metavar="NAME", choices=tuple(JOBS), default=tuple(JOBS), help=", ".join(JOBS))
    parser.add_argument("--against", type=Path, metavar="DIR", help="another checkout, measured in turn with this one")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="how often each is measured with --against")
    given = parser.parse_args()
    if given.against is None:
        table(given.only)
    else:
        duel(given.only, given.against.resolve(), given.rounds)


if __name__ == "__main__":
    main()
