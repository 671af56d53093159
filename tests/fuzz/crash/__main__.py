"""`python -m tests.fuzz.crash`: the crash matrix. `--only NAME` tries one thing again, `--short` what CI tries."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable
from typing import TypedDict

from tests.fuzz.crash import matrix
from tests.fuzz.crash.matrix import SkippedError, Tries
from tests.fuzz.crash.random_kills import random_kills
from tests.fuzz.crash.workers import workers
from tests.fuzz.oracle import BrokenError

SECTIONS: dict[str, Callable[[bool], Tries]] = {
    "killed": matrix.killed, "signals": matrix.signals, "space": matrix.space, "rights": matrix.rights,
    "two at once": matrix.two, "checkpoints": matrix.checkpoints, "fits": matrix.fits, "workers": workers, "random": random_kills,
}  # fmt: skip
IN_SHORT = ("killed", "signals", "space", "rights", "two at once", "checkpoints", "random")


class Section(TypedDict):
    """How many things were tried, what failed (the kind of failure and its reason), what could not be tried, seconds."""

    tried: int
    failed: dict[str, tuple[str, str]]
    skipped: dict[str, str]
    seconds: float


def section(tries: Tries, only: str | None) -> Section:
    """Try everything of a section; one that fails does not stop the others."""
    begun, tried = time.monotonic(), 0
    failed: dict[str, tuple[str, str]] = {}
    skipped: dict[str, str] = {}
    try:
        for one in tries:
            if only is not None and one.name != only:
                continue
            tried += 1
            try:
                one.at()
            except BrokenError as error:
                failed[one.name] = error.kind.partition(": ")[0], str(error)
            except SkippedError as why:
                skipped[one.name] = str(why)
    except BrokenError as error:
        failed["preparing"] = error.kind, str(error)
    return Section(tried=tried, failed=failed, skipped=skipped, seconds=time.monotonic() - begun)


def main() -> int:
    """Print a line for each section and each failure; 1 if anything failed."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz.crash", description=__doc__)
    parser.add_argument("sections", nargs="*", choices=[*SECTIONS, []], help="default: all of them")
    parser.add_argument("--short", action="store_true", help="a few moments of each")
    parser.add_argument("--only", metavar="NAME", help="one try, by the name that a failure is printed with")
    parser.add_argument("--json", action="store_true", help="print what happened as JSON")
    asked = parser.parse_args()
    names = asked.sections or (IN_SHORT if asked.short else tuple(SECTIONS))
    found: dict[str, Section] = {}
    for name in names:
        found[name] = section(SECTIONS[name](asked.short), asked.only)
        if not asked.json:
            report(name, found[name])
    if asked.json:
        sys.stdout.write(json.dumps(found) + "\n")
    return int(any(one["failed"] for one in found.values()))


def report(name: str, one: Section) -> None:
    """Print what became of a section."""
    failed, skipped = one["failed"], one["skipped"]
    lines = [
        f"crash {name:<12} {one['tried']:5} tried, {len(failed):4} failed, {len(skipped):3} skipped, {one['seconds']:6.0f} s"
    ]
    for kind in dict.fromkeys(kind for kind, _ in failed.values()):
        those = [what for what, (its, _) in failed.items() if its == kind]
        more = f" and {len(those) - 1} more, to {those[-1]}" if len(those) > 1 else ""
        lines += [f"  FAILED {those[0]}{more}", f"    {failed[those[0]][1][:700]}"]
        lines += [f"    again: python -m tests.fuzz.crash '{name}' --only \"{those[0]}\""]
    lines += [f"  skipped, {why}" for why in dict.fromkeys(skipped.values())]
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
