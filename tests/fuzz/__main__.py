"""`make fuzz`, or `python -m tests.fuzz --cases 5000`: every kind of input, then the crash matrix; 1 if anything failed.

Each kind is hunted in a process of its own, so that one that dies is a finding like any other. The smallest input of each failure
is printed and kept in a file; `--replay FILE` asks it again. The seed is printed: with it the same cases come again.
"""

from __future__ import annotations

import argparse
import json
import math
import resource
import secrets
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from tests.fuzz.case import Case

KEPT = Path(".hypothesis") / "fuzz"
"""Where failing cases are kept; git ignores it."""
MEMORY = 12 << 30
"""Bytes that the process of one kind may address: what grows without end fails, and the machine does not."""
COLUMNS = ("cases", "exit 0", "exit 1", "exit 2", "exit 3", "slowest")


def main() -> int:
    """Hunt; 1 if anything failed."""
    from tests.fuzz.kinds import KINDS

    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description="Ask odd inputs, and stop runs half-way.")
    parser.add_argument("--cases", type=int, default=5000, help="over all kinds together")
    parser.add_argument("--kind", action="append", choices=sorted(KINDS), help="this kind alone; may be repeated")
    parser.add_argument("--seed", type=int, help="which cases; default: others each time")
    parser.add_argument("--no-crash", action="store_true", help="leave the crash matrix out")
    parser.add_argument("--replay", type=Path, metavar="FILE", help="ask one kept case again")
    parser.add_argument("--hunt", metavar="KIND", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.replay is not None:
        return replay(asked.replay)
    if asked.hunt is not None:
        return hunt_here(asked.hunt, asked.cases, asked.seed)
    seed = secrets.randbelow(2**32) if asked.seed is None else asked.seed
    say(f"seed {seed}\n{'':12s}" + "".join(f"{column:>9s}" for column in COLUMNS))
    names = asked.kind or list(KINDS)
    whole = sum(KINDS[name].share for name in names)
    found = [_hunted(name, math.ceil(asked.cases * KINDS[name].share / whole), seed) for name in names]
    say(f"{'all':12s}{sum(one['cases'] for one in found):9d}")
    faults = sum(len(one["faults"]) for one in found)
    stopped = 0 if asked.no_crash else subprocess.run([sys.executable, "-m", "tests.fuzz.crash"], check=False).returncode
    crash = "was left out" if asked.no_crash else "failed" if stopped else "held"
    say(f"{faults} kinds of failure among the inputs; the crash matrix {crash}")
    return int(bool(faults or stopped))


def say(text: str) -> None:
    """A line, at once: the whole takes minutes."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


# One kind -------------------------------------------------------------------------------------------------------------------


def _hunted(name: str, cases: int, seed: int) -> dict[str, Any]:
    """Hunt one kind in a process of its own and print its line of the table."""
    begun = time.monotonic()
    words = [sys.executable, "-m", "tests.fuzz", "--hunt", name, "--cases", str(cases), "--seed", str(seed)]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    try:
        one: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    except (IndexError, ValueError):
        last = KEPT / f"{name}-last.json"
        what = f"FAILED {name}: the process ended with {done.returncode}; {done.stderr[-500:]}"
        what += f"\n  again: python -m tests.fuzz --replay {last}"
        one = {"cases": 0, "codes": {}, "slowest": 0.0, "faults": [what]}
    counts = [one["cases"], *(one["codes"].get(str(code), 0) for code in range(4))]
    columns = "".join(f"{count:9d}" for count in counts)
    say(f"{name:12s}{columns}{one['slowest']:7.2f} s  ({time.monotonic() - begun:.0f} s in all)")
    for fault in one["faults"]:
        say(fault)
    return one


def hunt_here(name: str, cases: int, seed: int) -> int:
    """Hunt one kind in this process and print what was found as JSON."""
    from tests.fuzz.hunt import hunt
    from tests.fuzz.kinds import KINDS

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    KEPT.mkdir(parents=True, exist_ok=True)
    last = (KEPT / f"{name}-last.json").resolve()
    tally = hunt(KINDS[name], cases, seed, before=lambda case: _write(last, case))
    last.unlink(missing_ok=True)
    faults = [_kept(name, at, found.message, found.case, found.times) for at, found in enumerate(tally.faults.values(), start=1)]
    codes = {str(code): times for code, times in tally.codes.items()}
    say(json.dumps({"cases": tally.cases, "codes": codes, "slowest": tally.slowest, "faults": faults}))
    return int(bool(faults))


def _write(path: Path, case: Case) -> None:
    path.write_text(case.to_json(), encoding="utf-8")


def _kept(name: str, at: int, message: str, case: Case, times: int) -> str:
    """Keep a failing case; what is printed of it."""
    path = KEPT / f"{name}-{at}.json"
    _write(path, case)
    what = message if message.isprintable() else ascii(message)
    shown = "\n".join(f"  | {line}" for line in case.shown().split("\n"))
    return f"FAILED {name} ({times} times): {what[:700]}\n{shown}\n  again: python -m tests.fuzz --replay {path}"


def replay(path: Path) -> int:
    """Ask a kept case again; 1 if the promise is still broken."""
    from tests.fuzz.kinds import KINDS
    from tests.fuzz.oracle import BrokenError

    case = Case.from_json(path.read_text(encoding="utf-8"))
    say(case.shown())
    try:
        answer = KINDS[case.kind].check(case)
    except BrokenError as error:
        say(f"FAILED: {ascii(str(error))[1:-1]}")
        return 1
    say(f"exit {answer.code} after {answer.seconds:.2f} s of processor time: {ascii(answer.err)[1:-1]}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
