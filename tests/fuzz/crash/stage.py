"""A command in a forked process, stopped at the n-th thing that it does to the disk.

The process that forks has loaded everything and has run each command once, so that a case costs a fraction of a second. What
counts are Python's audit events below the stage (opening to write, renaming, removing, making folders, locking), and the steps of
Parquet files, which are written outside Python.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import re
import selectors
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim.results.provenance import sha256_of
from tests.fuzz.oracle import LONGEST_LINE, PROGRESS, BrokenError, judge_run

WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
EVENTS = {"os.rename", "os.mkdir", "os.remove", "os.rmdir", "os.link", "os.symlink", "os.truncate", "fcntl.flock"}
NOT_OF_THE_RUN = ("created", "seconds", "sha256")
"""Keys of a manifest that say when and how long, and its own hash."""
LONGEST = 120.0
"""Seconds after which a process is given up."""
SAFE = re.compile("nothing was written|safe|kept|left as|untouched|goes on|as it was", re.IGNORECASE)
"""What a line says that says what is safe."""
Digest = dict[str, str]


@dataclass(frozen=True)
class Stop:
    """At the `at`-th event (from 1) the process gets this signal."""

    at: int
    sign: int = signal.SIGKILL


@dataclass(frozen=True)
class Ended:
    """How a process ended: exit code, or minus the signal; what it printed; how many events there were."""

    code: int
    out: str
    err: str
    events: int
    seconds: float

    @property
    def lines(self) -> list[str]:
        """The lines of standard error that are no progress."""
        return [line for line in self.err.split("\n") if line and not PROGRESS.match(line)]


class Process:
    """A forked process that runs a command; `wait` gives how it ended."""

    def __init__(
        self, words: Sequence[str], here: Path, stop: Stop | None = None, prepare: Callable[[], None] | None = None
    ) -> None:
        sys.stdout.flush()
        sys.stderr.flush()
        gc.freeze()  # a run collects after each block: what is loaded here already is nothing that it could free
        pipes = [os.pipe() for _ in range(3)]
        self.begun, self.pid = time.monotonic(), os.fork()
        if self.pid == 0:
            _child(words, here, stop, prepare, [write for _, write in pipes])
        for _, write in pipes:
            os.close(write)
        self.reads = [read for read, _ in pipes]

    def stopped(self) -> bool:
        """Wait until it stops itself (SIGSTOP); False if it ended instead."""
        _, status = os.waitpid(self.pid, os.WUNTRACED)
        return os.WIFSTOPPED(status)

    def wait(self) -> Ended:
        """Wait until it ends; one that takes too long is killed."""
        out, err, events = self._read()
        _, status = os.waitpid(self.pid, 0)
        return Ended(os.waitstatus_to_exitcode(status), out, err, int(events or 0), time.monotonic() - self.begun)

    def _read(self) -> list[str]:
        parts: dict[int, bytes] = dict.fromkeys(self.reads, b"")
        with selectors.DefaultSelector() as ready:
            for read in self.reads:
                ready.register(read, selectors.EVENT_READ)
            while ready.get_map():
                for key, _ in ready.select(1.0):
                    data = os.read(key.fd, 1 << 16)
                    parts[key.fd] += data
                    if not data:
                        ready.unregister(key.fd)
                        os.close(key.fd)
                if time.monotonic() - self.begun > LONGEST:
                    os.kill(self.pid, signal.SIGKILL)
        return [data.decode("utf-8", "replace") for data in parts.values()]


def forked(words: Sequence[str], here: Path, stop: Stop | None = None, prepare: Callable[[], None] | None = None) -> Ended:
    """Run a command in a forked process to its end."""
    return Process(words, here, stop, prepare).wait()


def _child(words: Sequence[str], here: Path, stop: Stop | None, prepare: Callable[[], None] | None, pipes: Sequence[int]) -> None:
    """What the forked process does; never returns."""
    from sim import cli

    code = 70
    try:
        os.setsid()
        for at, pipe in enumerate(pipes[:2], start=1):
            os.dup2(pipe, at)
        os.chdir(here)
        counter = _Counter(here, stop)
        if prepare is not None:
            prepare()
        counter.watch()
        sys.argv = ["escalation", *words]
        cli.main()
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else 0 if ended.code is None else 1
    except BaseException:  # noqa: BLE001 what escapes is printed, as Python would
        traceback.print_exc()
        code = 1
    finally:
        with contextlib.suppress(Exception):
            sys.stdout.flush()
            sys.stderr.flush()
            os.write(pipes[2], str(counter.events).encode())
        os._exit(code)


class _Counter:
    """Counts what is done to the disk below a folder, and sends this process the signal at its time."""

    def __init__(self, here: Path, stop: Stop | None) -> None:
        self.here, self.stop, self.events = str(here), stop, 0

    def note(self) -> None:
        """One more event."""
        self.events += 1
        if self.stop is not None and self.events == self.stop.at:
            os.kill(os.getpid(), self.stop.sign)

    def watch(self) -> None:
        """Begin to count; for good, as an audit hook cannot be taken off."""
        sys.addaudithook(self._hook)
        import pyarrow.parquet as pq

        for name in ("__init__", "write_table", "close"):
            setattr(pq.ParquetWriter, name, self._around(getattr(pq.ParquetWriter, name)))
        for name in ("write_text", "write_bytes"):
            setattr(Path, name, self._in_halves(name))

    def _hook(self, event: str, args: tuple[Any, ...]) -> None:
        if event == "open":
            path, _, flags = args
            if isinstance(path, str) and isinstance(flags, int) and flags & WRITING and self._below(path):
                self.note()
        elif event in EVENTS and (
            not isinstance(args[0], str | os.PathLike) or self._below(os.fspath(args[0])) or args[-1] not in (-1, None)
        ):
            self.note()

    def _below(self, path: object) -> bool:
        text = os.fsdecode(path) if isinstance(path, bytes) else str(path)
        return text.startswith(self.here) or not text.startswith("/")

    def _around(self, function: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*args: Any, **named: Any) -> Any:
            self.note()
            result = function(*args, **named)
            self.note()
            return result

        return counted

    def _in_halves(self, name: str) -> Callable[..., int]:
        """A file written whole by one call may be half there when the process is killed."""

        def write(
            path: Path, data: Any, encoding: str | None = None, errors: str | None = None, newline: str | None = None
        ) -> int:
            file: Any = (
                path.open("wb") if name == "write_bytes" else path.open("w", encoding=encoding, errors=errors, newline=newline)
            )
            with file:
                file.write(data[: len(data) // 2])
                file.flush()
                if self._below(path):
                    self.note()
                file.write(data[len(data) // 2 :])
            return len(data)

        return write


# Stages ---------------------------------------------------------------------------------------------------------------------


@contextlib.contextmanager
def stage(files: dict[str, str]) -> Iterator[Path]:
    """A new folder with some files, removed at the end."""
    with tempfile.TemporaryDirectory(prefix="fuzz-crash-", ignore_cleanup_errors=True) as name:
        here = Path(name).resolve()
        for file, text in files.items():
            (here / file).parent.mkdir(exist_ok=True)
            (here / file).write_text(text, encoding="utf-8")
        yield here


def beside(here: Path, files: dict[str, str], target: str) -> list[str]:
    """What lies in a stage besides its files and the target."""
    known = {target, *(Path(file).parts[0] for file in files)}
    return sorted(path.name for path in here.iterdir() if path.name not in known)


def digest(folder: Path) -> Digest:
    """The hash of every file; of a manifest without what says when and how long."""
    found = {}
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        if path.name == "manifest.json":
            about = {
                key: value for key, value in json.loads(path.read_text(encoding="utf-8")).items() if key not in NOT_OF_THE_RUN
            }
            found[path.relative_to(folder).as_posix()] = json.dumps(about, sort_keys=True)
        else:
            found[path.relative_to(folder).as_posix()] = sha256_of(path)
    return found


def same(found: Digest, right: Digest, what: str) -> None:
    """Raise `BrokenError` unless the two are the same, with the names of what is not."""
    wrong = sorted(name for name in found.keys() | right.keys() if found.get(name) != right.get(name))
    if wrong:
        raise BrokenError("other bytes", f"{what}: not the bytes of a run that was never stopped: {', '.join(wrong[:5])}")


def whole_or_absent(folder: Path, *, manifest: bool = True) -> bool:
    """Whether the folder is there; raises `BrokenError` if it is there but not whole."""
    if not folder.exists():
        return False
    if manifest:
        judge_run(folder, pages=False)
    return True


def expect(what: str, is_so: bool, ended: Ended | None = None) -> None:
    """Raise `BrokenError` unless it is so."""
    if not is_so:
        seen = "" if ended is None else f" (exit {ended.code} after {ended.seconds:.1f} s; {ended.err[-400:].strip()!r})"
        raise BrokenError(what, what + seen)


def expect_done(what: str, ended: Ended) -> None:
    """Raise `BrokenError` unless the command was done, without a traceback or a warning."""
    expect(f"{what}: exit 0", ended.code == 0, ended)
    expect(
        f"{what}: no traceback, no warning", not any("Warning: " in line or "Traceback" in line for line in ended.lines), ended
    )


def expect_line(what: str, ended: Ended, codes: Sequence[int], *, safe: bool = True) -> None:
    """Raise `BrokenError` unless it ended with one of the codes and a last line as promised."""
    expect(f"{what}: exit {' or '.join(map(str, codes))}", ended.code in codes, ended)
    lines = ended.lines
    expect(f"{what}: no traceback", "Traceback" not in ended.err and "Exception ignored" not in ended.err, ended)
    expect(f"{what}: one line", len(lines) == 1 or (3 in codes and 1 <= len(lines) <= 2), ended)
    expect(
        f"{what}: a printable line of at most {LONGEST_LINE} characters",
        lines[-1].isprintable() and len(lines[-1]) <= LONGEST_LINE,
        ended,
    )
    expect(f"{what}: says what is safe", ended.code != 3 or not safe or bool(SAFE.search(lines[-1])), ended)


def copy(folder: Path, to: Path) -> None:
    """A folder with all that is in it."""
    shutil.copytree(folder, to, dirs_exist_ok=True)
