"""A batch in two processes whose parent or workers are killed at random, again and again, and that is resumed each time.

What it comes to must be, to the byte, what one process gives that nobody stops.
"""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from tests.fuzz.crash.commands import DAYS, KNOWN, PARTIAL, REMOVED, TARGET, Command
from tests.fuzz.crash.matrix import SkippedError, Tries, Try, _judge_done
from tests.fuzz.crash.stage import SAFE, Process, beside, expect, expect_done, forked, stage
from tests.fuzz.crash.workers import GONE_WITHIN, PATIENCE, _alive, _gone, _workers_of

MANY = Command(
    "batch",
    ("batch", "known.yaml", "removed.yaml", "days.yaml@design.csv", "--seeds", "7,8", "--block", "1", "--worlds", "16"),
    {"known.yaml": KNOWN, "removed.yaml": REMOVED, "days.yaml": DAYS, "design.csv": "militia.base_attacks\n0.1\n0.2\n"},
    resumes=True,
)
FEW = replace(MANY, words=(*MANY.words[:3], *MANY.words[4:-1], "4"), files={k: v for k, v in MANY.files.items() if k[0] in "kr"})
"""The same without the sweep, in a quarter of the worlds."""
KILLS = {True: 2, False: 10}
SEEDS = {True: (1,), False: (1, 2, 3)}
WAYS = ("the parent", "a worker", "all at once")


def random_kills(short: bool) -> Tries:
    """Ten times (in the short form twice) somebody is killed at a random moment; then it is run to its end."""
    for seed in SEEDS[short]:
        yield Try(f"{KILLS[short]} kills at random, seed {seed}", lambda s=seed: killed_at_random(short, s))


def killed_at_random(short: bool, seed: int) -> None:
    """Kill, look that nobody lives on, resume; the end is that of a run that was never stopped."""
    if not Path("/proc/self/stat").exists():
        raise SkippedError("looking for workers needs /proc")
    command, dice = FEW if short else MANY, random.Random(seed)
    right, _ = command.right
    with stage(command.files) as here:
        for at in range(KILLS[short]):
            how = WAYS[at % 2] if short else dice.choice(WAYS)
            _kill_once(command, here, how, more=dice.randint(1, 5), wait=dice.uniform(0.0, 0.2))
            expect(f"nothing but {PARTIAL} is left", beside(here, command.files, TARGET) == [PARTIAL])
        expect_done("the same command again", forked(command.line("--jobs", "2"), here))
        _judge_done(command, here, right)


def _kill_once(command: Command, here: Path, how: str, *, more: int, wait: float) -> None:
    """Go on until some more blocks are kept, and a moment longer; then kill."""
    enough = _kept(here) + more
    process = Process(command.line("--jobs", "2"), here)
    try:
        _until(lambda: _kept(here) >= enough and (how != "a worker" or bool(_workers_of(process.pid))))
        time.sleep(wait)
        expect("it is still at work", not (here / TARGET).exists())
        _kill(how, process.pid)
        ended = process.wait()
        if how == "a worker":
            expect("a worker was killed: exit 3", ended.code == 3, ended)
            expect("the last line says what is safe", bool(SAFE.search(ended.lines[-1])), ended)
            expect("no traceback", "Traceback" not in ended.err, ended)
        else:
            expect("it was killed", ended.code == -signal.SIGKILL, ended)
        expect(f"no process lives {GONE_WITHIN:.0f} s after: {_alive(process.pid)}", _gone(process.pid), ended)
        expect("nothing finished is lost", _kept(here) >= enough, ended)
    finally:
        for pid in _alive(process.pid):
            os.kill(pid, signal.SIGKILL)


def _kill(how: str, parent: int) -> None:
    if how == "all at once":
        os.killpg(parent, signal.SIGKILL)
    else:
        os.kill(_workers_of(parent)[-1] if how == "a worker" else parent, signal.SIGKILL)


def _kept(here: Path) -> int:
    return len(list((here / PARTIAL / "blocks").glob("*.json")))


def _until(is_so: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not is_so():
        expect("the moment comes", time.monotonic() < end)
        time.sleep(0.01)
