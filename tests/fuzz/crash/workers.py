"""Runs in several processes, stopped from outside: nothing of them may outlive their parent, and nothing finished may be lost."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO

from tests.fuzz.base import MONTH
from tests.fuzz.crash.commands import PARTIAL, TARGET, Command
from tests.fuzz.crash.matrix import SkippedError, Tries, Try, _judge_done
from tests.fuzz.crash.stage import Ended, beside, expect, expect_done, expect_line, forked, stage, whole_or_absent

ROOT = Path(__file__).resolve().parents[3]
LONG = Command("batch", ("batch", "month.yaml", "--worlds", "160", "--block", "2"), {"month.yaml": MONTH}, resumes=True)
GONE_WITHIN = 5.0
"""Seconds in which workers end after their parent."""
PATIENCE = 60.0
LOADING = ("starting", "loading", "still loading")
"""Moments when the program is being imported, more or less, for machines differ."""


def workers(short: bool) -> Tries:
    """With two processes: the parent is told to end or killed, or one of its workers is."""
    del short
    for moment in MOMENTS:
        for how in ("SIGINT", "SIGINT to all", "SIGTERM", "SIGKILL", "a worker's SIGKILL"):
            if not (how == "a worker's SIGKILL" and moment != "a block kept") and not (how == "SIGKILL" and moment in LOADING):
                yield Try(f"batch --jobs 2, {how} when {moment}", lambda h=how, m=moment: stopped(h, m))


def stopped(how: str, moment: str) -> None:
    """Stop it, see that it ends as promised and that nothing of it lives on, and go on."""
    if not Path("/proc/self/stat").exists():
        raise SkippedError("looking for workers needs /proc")
    with stage(LONG.files) as here, tempfile.TemporaryFile("w+") as said:
        process = subprocess.Popen(
            [sys.executable, "-m", "sim.cli", *LONG.line("--jobs", "2")], cwd=here, env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=subprocess.DEVNULL, stderr=said, start_new_session=True,
        )  # fmt: skip
        try:
            _wait_for(MOMENTS[moment], here, process)
            begun = time.monotonic()
            _send(how, process.pid)
            ended = _ended(process, said, begun)
            _expect_ended(how, moment, ended)
            expect(f"no process lives {GONE_WITHIN:.0f} s after: {_alive(process.pid)}", _gone(process.pid), ended)
        finally:
            for pid in _alive(process.pid):
                os.kill(pid, signal.SIGKILL)
            process.wait()
        is_new = whole_or_absent(here / TARGET)
        rest = beside(here, LONG.files, TARGET)
        expect(f"left beside: {', '.join(rest)}", rest in ([], [PARTIAL]), ended)
        expect_done("the same command again, in one process", forked(LONG.line(*(["--force"] if is_new else [])), here))
        _judge_done(LONG, here, LONG.right[0])


def _expect_ended(how: str, moment: str, ended: Ended) -> None:
    if how == "SIGKILL":
        expect("it was killed", ended.code == -signal.SIGKILL, ended)
    elif moment in LOADING and how == "SIGTERM" and ended.code == -signal.SIGTERM:
        expect("told to end before it had begun, it goes without a word", not ended.err, ended)
    elif how != "a worker's SIGKILL" or ended.code != 0:
        expect_line(how, ended, (3,), safe=moment not in LOADING)


def _wait_for(is_there: Callable[[Path], bool], here: Path, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + PATIENCE
    while not is_there(here):
        expect("the moment comes", time.monotonic() < until and process.poll() is None)
        time.sleep(0.02)


MOMENTS: dict[str, Callable[[Path], bool]] = {
    "starting": lambda here: time.sleep(0.25) is None,
    "loading": lambda here: time.sleep(0.4) is None,
    "still loading": lambda here: time.sleep(0.9) is None,
    "begun": lambda here: bool(list(here.glob("*.partial*"))),
    "a block kept": lambda here: bool(list((here / PARTIAL / "blocks").rglob("*.parquet"))),
}


def _send(how: str, parent: int) -> None:
    if how == "SIGINT to all":  # what a terminal does
        os.killpg(parent, signal.SIGINT)
    elif how == "a worker's SIGKILL":
        busy = _workers_of(parent)
        expect("there is a worker", bool(busy))
        os.kill(busy[-1], signal.SIGKILL)
    else:
        os.kill(parent, getattr(signal, how))


def _ended(process: subprocess.Popen[bytes], said: IO[str], begun: float) -> Ended:
    try:
        process.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        expect(f"it ends within {PATIENCE:.0f} s", False)
    seconds = time.monotonic() - begun
    said.seek(0)
    return Ended(process.returncode, "", said.read(), 0, seconds)


def _alive(session: int) -> list[int]:
    """The processes of a session, those that have ended but are not collected left out."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, _, its_session = path.read_text(errors="replace").rpartition(")")[2].split()[:4]
        except (OSError, ValueError):
            continue
        if int(its_session) == session and state not in "ZX":
            found.append(int(path.parent.name))
    return sorted(found)


def _workers_of(parent: int) -> list[int]:
    """The living processes of a parent's session that do its work."""
    return [pid for pid in _alive(parent) if pid != parent and b"resource_tracker" not in _command_line(pid)]


def _command_line(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def _gone(session: int) -> bool:
    until = time.monotonic() + GONE_WITHIN
    while _alive(session):
        if time.monotonic() > until:
            return False
        time.sleep(0.05)
    return True
