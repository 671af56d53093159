"""The matrix: ways to stop a command, and what must then be on the disk."""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
import signal
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from tests.fuzz.crash.commands import BATCH, CALIBRATE, COMPARE, PARTIAL, RUN, TARGET, Command, calibrate_at_once
from tests.fuzz.crash.stage import (
    Digest,
    Ended,
    Process,
    Stop,
    beside,
    copy,
    digest,
    expect,
    expect_done,
    expect_line,
    forked,
    same,
    stage,
    whole_or_absent,
)

LONG, SHORT_FORM = 40, 4
"""How many of the moments at which a command may be stopped are tried."""
AT_ONCE = 30.0
"""Seconds in which a second run into the same folder is refused."""


class Try(NamedTuple):
    """One way to stop one command. `at` raises `BrokenError` if something is lost, faked or left."""

    name: str
    at: Callable[[], None]


class SkippedError(Exception):
    """This machine cannot try it; the text says why."""


Tries = Iterator[Try]


def moments(total: int, most: int) -> list[int]:
    """At most so many of the events 1 to `total`, evenly spread, the first and the last among them."""
    if total <= most:
        return list(range(1, total + 1))
    return sorted({1 + round(at * (total - 1) / (most - 1)) for at in range(most)})


# Killed ---------------------------------------------------------------------------------------------------------------------


def killed(short: bool) -> Tries:
    """Killed at every write, with nothing there before and over an old run."""
    most = SHORT_FORM if short else LONG
    for command in (BATCH,) if short else (RUN, COMPARE, BATCH):
        for at in moments(command.right[1], most):
            yield Try(f"{command.name} killed at {at}", lambda c=command, at=at: kill(c, at))
    for command in (RUN,) if short else (RUN, BATCH):
        with stage(command.files) as here:
            command.old(here)
            over = forked(command.line("--force"), here)
        for at in moments(over.events, most if short else most // 2):
            yield Try(f"{command.name} --force killed at {at}", lambda c=command, at=at: kill(c, at, over=True))


def kill(command: Command, at: int, *, over: bool = False) -> None:
    """Kill it at the n-th event, look, and give the same command again."""
    right, _ = command.right
    with stage(command.files) as here:
        old = command.old(here) if over else None
        ended = forked(command.line(*(["--force"] if over else [])), here, Stop(at))
        expect("it was killed", ended.code == -signal.SIGKILL, ended)
        is_new = _judge_after(command, here, old)
        expect(f"only {PARTIAL} is left beside", beside(here, command.files, TARGET) in ([], [PARTIAL]), ended)
        left = bool(beside(here, command.files, TARGET))
        again = forked(command.line(*(["--force"] if over or is_new else [])), here)
        expect_done("the same command again", again)
        expect("what was left is named", not left or PARTIAL in again.err or command.resumes, again)
        _judge_done(command, here, right)


def _judge_after(command: Command, here: Path, old: Digest | None) -> bool:
    """What lies in the target after a stop; whether it is the new run."""
    right, _ = command.right
    if whole_or_absent(here / TARGET, manifest=command.manifest):
        found = digest(here / TARGET)
        if found != old:
            same(found, right, "the target after the stop")
        return found != old
    if old is not None:
        aside = [path for path in here.glob(f"{PARTIAL}/*") if path.is_dir() and digest(path) == old]
        expect("the old run is whole, in its place or set aside", bool(aside))
    return False


def _judge_done(command: Command, here: Path, right: Digest) -> None:
    expect("the target is there", whole_or_absent(here / TARGET, manifest=command.manifest))
    same(digest(here / TARGET), right, "the target in the end")
    rest = beside(here, command.files, TARGET)
    expect(f"nothing is left beside in the end: {', '.join(rest)}", not rest)


# Signals --------------------------------------------------------------------------------------------------------------------


def signals(short: bool) -> Tries:
    """Interrupted or told to end, at several moments, in one process."""
    for command in (BATCH,) if short else (RUN, COMPARE, BATCH):
        for sign in (signal.SIGINT, signal.SIGTERM):
            for at in moments(command.right[1], 2 if short else 10):
                yield Try(f"{command.name} {sign.name} at {at}", lambda c=command, s=sign, at=at: signalled(c, s, at))


def signalled(command: Command, sign: int, at: int) -> None:
    """Exit 3, one line that says what is safe, nothing left but what resumes; then the same command again."""
    with stage(command.files) as here:
        ended = forked(command.line(), here, Stop(at, sign))
        is_new = _judge_after(command, here, None)
        if not is_new or ended.code != 0:  # once the new run has its place, the end is as good as reached
            expect_line("stopped by a signal", ended, (3,))
        rest = beside(here, command.files, TARGET)
        expect(f"left beside: {', '.join(rest)}", not rest or (command.resumes and rest == [PARTIAL]), ended)
        expect_done("the same command again", forked(command.line(*(["--force"] if is_new else [])), here))
        _judge_done(command, here, command.right[0])


# No room, no rights ---------------------------------------------------------------------------------------------------------


def space(short: bool) -> Tries:
    """Files may not grow beyond a size; and a disk that is full."""
    sizes = (0, 3_001) if short else (0, 1, 300, 3_001, 20_000, 60_001, 150_000)  # over an old run if even
    for command in (BATCH,) if short else (RUN, COMPARE, BATCH):
        for size in sizes:
            yield Try(f"{command.name} with files of at most {size} bytes", lambda c=command, s=size: no_room(c, s))
    if not short:
        for command in (RUN, BATCH):
            for kilobytes in (40, 120, 300, 700):
                yield Try(f"{command.name} on a disk of {kilobytes} KB", lambda c=command, k=kilobytes: full_disk(c, k))


def no_room(command: Command, size: int) -> None:
    """A limit on the size of a file is what a full disk looks like, half-way through a file."""
    with stage(command.files) as here:
        old = None if size % 2 else command.old(here)
        force = ["--force"] if old else []
        ended = forked(command.line(*force), here, prepare=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size)))
        _judge_out_of_room(command, here, old, ended)
        expect_done("the same command with room", forked(command.line("--force"), here))
        _judge_done(command, here, command.right[0])


def _judge_out_of_room(command: Command, here: Path, old: Digest | None, ended: Ended) -> None:
    if ended.code != 0:  # the limit may be wide enough
        expect_line("out of room", ended, (2, 3))
    expect("exit 0 only with a whole run", _judge_after(command, here, old) or ended.code != 0, ended)
    rest = beside(here, command.files, TARGET)
    expect(f"left beside: {', '.join(rest)}", not rest or (command.resumes and rest == [PARTIAL]), ended)


def full_disk(command: Command, kilobytes: int) -> None:
    """A small disk of its own."""
    with stage({}) as above, _mounted(above / "disk", kilobytes) as here:
        for name, text in command.files.items():
            (here / name).write_text(text, encoding="utf-8")
        _judge_out_of_room(command, here, None, forked(command.line(), here))


@contextlib.contextmanager
def _mounted(folder: Path, kilobytes: int) -> Iterator[Path]:
    folder.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", str(folder)], capture_output=True, check=False
    )
    if made.returncode:
        raise SkippedError(f"mounting a small disk needs more rights: {made.stderr.decode().strip()}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def rights(short: bool) -> Tries:
    """Folders that are not for us to write, files that are not for us to read."""
    for command in (RUN,) if short else (RUN, COMPARE, BATCH):
        yield Try(f"{command.name} into a folder that may not be written", lambda c=command: read_only(c))
        yield Try(f"{command.name} --force over a run that may not be written", lambda c=command: read_only(c, over=True))
        yield Try(f"{command.name} of a scenario that may not be read", lambda c=command: unreadable(c))
        yield Try(f"{command.name} with a file in the way", lambda c=command: in_the_way(c))


def read_only(command: Command, *, over: bool = False) -> None:
    """The stage, or the old run and all in it, may be read only."""
    with stage(command.files) as here:
        old = command.old(here) if over else None
        locked = here / TARGET if over else here
        locked.chmod(0o555)
        try:
            ended = forked(command.line(*(["--force"] if over else [])), here, prepare=_as_anybody)
        finally:
            locked.chmod(0o755)
        if not (over and ended.code == 0):
            expect_line("not for us to write", ended, (2, 3) if over else (2,))
        if old is not None and ended.code != 0:
            same(digest(here / TARGET), old, "the old run")
        expect("nothing is written", over or not (here / TARGET).exists(), ended)
        rest = beside(here, command.files, TARGET)
        expect(f"left beside: {', '.join(rest)}", not rest or (over and command.resumes and rest == [PARTIAL]), ended)


def unreadable(command: Command) -> None:
    """The first file of the command may not be read."""
    with stage(command.files) as here:
        file = here / next(iter(command.files))
        file.chmod(0)
        ended = forked(command.line(), here, prepare=_as_anybody)
        expect_line("not for us to read", ended, (2,))
        expect("the file is named", file.name in ended.err, ended)
        expect("nothing is written", not beside(here, command.files, ""), ended)


def in_the_way(command: Command) -> None:
    """A file has the name of the folder that the work is done in."""
    with stage({**command.files, PARTIAL: "mine\n"}) as here:
        ended = forked(command.line(), here)
        if ended.code != 0:
            expect_line("a file in the way", ended, (2,))
            expect("nothing is written", beside(here, command.files, "") == [PARTIAL], ended)
        expect("the file is left", (here / PARTIAL).read_text() == "mine\n", ended)


CAPABILITY_VERSION = 0x20080522


def _as_anybody() -> None:
    """Give up what makes root pass every check of rights (capset(2)); others keep what they have."""
    if os.geteuid() == 0:
        library = ctypes.CDLL(None, use_errno=True)
        header = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION, 0)
        if library.capset(header, (ctypes.c_uint32 * 6)()):
            raise OSError(ctypes.get_errno(), "capset")


# Two at once ----------------------------------------------------------------------------------------------------------------


def two(short: bool) -> Tries:
    """A second run into the folder that a first one is at work on."""
    for command in (BATCH,) if short else (RUN, COMPARE, BATCH):
        for part in (0.5,) if short else (0.2, 0.5, 0.8):
            yield Try(f"{command.name} twice at once, the first at {part:.0%}", lambda c=command, p=part: at_once(c, p))


def at_once(command: Command, part: float) -> None:
    """The second is refused at once, by one line with the first one's number; the first one ends whole."""
    right, events = command.right
    with stage(command.files) as here:
        first = Process(command.line(), here, Stop(max(round(part * events), 3), signal.SIGSTOP))
        expect("the first one waits", first.stopped())
        try:
            before = sorted(path.as_posix() for path in here.rglob("*"))
            second = forked(command.line("--force"), here)
            after = sorted(path.as_posix() for path in here.rglob("*"))
        finally:
            os.kill(first.pid, signal.SIGCONT)
            ended = first.wait()
        expect_line("the second one", second, (2,))
        expect(f"the line says who holds it: process {first.pid}", str(first.pid) in second.err, second)
        expect(f"refused within {AT_ONCE:.0f} s", second.seconds < AT_ONCE, second)
        expect("the second one wrote nothing", before == after, second)
        expect_done("the first one", ended)
        _judge_done(command, here, right)


# Broken checkpoints ---------------------------------------------------------------------------------------------------------


def checkpoints(short: bool) -> Tries:
    """A batch that was killed, whose finished blocks are then broken."""
    with stage(BATCH.files) as kept:
        half_done(kept)
        blocks = sorted(path.relative_to(kept).as_posix() for path in (kept / PARTIAL / "blocks").rglob("*") if path.is_file())
        files = blocks[:: max(len(blocks) // 2, 1)] if short else blocks[:9]
        for name in files:
            for damage in list(DAMAGES)[:: 3 if short else 1]:
                yield Try(f"batch goes on from {Path(name).name}, {damage}", lambda n=name, d=damage: goes_on(kept, n, d))


def half_done(here: Path) -> None:
    """Leave a killed batch with some blocks kept."""
    events = BATCH.right[1]
    for part in (0.85, 0.75, 0.65, 0.55, 0.45, 0.35):
        for path in (*here.glob("*.partial*"), here / TARGET):
            subprocess.run(["rm", "-rf", str(path)], check=True)
        forked(BATCH.line(), here, Stop(round(part * events)))
        if not (here / TARGET).exists() and list((here / PARTIAL / "blocks").rglob("*.parquet")):
            return
    expect(f"a killed batch keeps finished blocks in {PARTIAL}/blocks", False)


def goes_on(kept: Path, name: str, damage: str) -> None:
    """The same command finds the broken block, says that it runs it again, and ends with the right bytes."""
    with stage({}) as here:
        copy(kept, here)
        if not DAMAGES[damage](here / name):
            return
        ended = forked(BATCH.line(), here)
        expect_done("the same command", ended)
        _judge_done(BATCH, here, BATCH.right[0])
        expect("it says that a block is run again", any("again" in line for line in ended.lines), ended)


def _fewer_rows(path: Path) -> bool:
    table = _table(path)
    if table is None or not table.num_rows:
        return False
    pq.write_table(table.slice(1), path, compression="zstd")
    return True


def _other_numbers(path: Path) -> bool:
    table = _table(path)
    numbers = (
        []
        if table is None
        else [at for at, kind in enumerate(table.schema.types) if pa.types.is_integer(kind) or pa.types.is_floating(kind)]
    )
    if table is None or not numbers or not table.num_rows:
        return False
    at = numbers[-1]
    values = [0 if value else 1 for value in table.column(at).to_pylist()]
    pq.write_table(
        table.set_column(at, table.schema.field(at), pa.array(values, table.schema.types[at])), path, compression="zstd"
    )
    return True


def _table(path: Path) -> pa.Table | None:
    return pq.read_table(path) if path.suffix == ".parquet" else None


def _flip(path: Path) -> bool:
    data = bytearray(path.read_bytes())
    if data:
        data[len(data) // 2] ^= 0x10
    return path.write_bytes(bytes(data)) > 0


def _written(change: Callable[[bytes], bytes]) -> Callable[[Path], bool]:
    def write(path: Path) -> bool:
        path.write_bytes(change(path.read_bytes()))
        return True

    return write


def _removed(path: Path) -> bool:
    path.unlink()
    return True


DAMAGES: dict[str, Callable[[Path], bool]] = {
    "cut": _written(lambda data: data[: len(data) // 2]), "fewer rows": _fewer_rows, "a bit flipped": _flip,
    "other numbers": _other_numbers, "empty": _written(lambda data: b""), "removed": _removed,
}  # fmt: skip
"""What may befall a file; each says whether it applies."""


# A fit ----------------------------------------------------------------------------------------------------------------------


def fits(short: bool) -> Tries:
    """`calibrate` with a stand-in for its sampler: killed at its writes, and out of room."""
    if short:
        return
    calibrate_at_once()
    for at in moments(CALIBRATE.right[1], 12):
        yield Try(f"calibrate killed at {at}", lambda at=at: kill(CALIBRATE, at))
    for size in (300, 20_000, 60_001):
        yield Try(f"calibrate with files of at most {size} bytes", lambda s=size: no_room(CALIBRATE, s))
