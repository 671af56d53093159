"""A lock on what is being written: one process holds it, it says who, and it is gone with that process, however that ends.

The lock is the operating system's (`flock`), on a file that is removed when the work is done; a file left by a process that was
killed holds nobody up. Between machines that share a file system it is as good as that file system's locks.
"""

from __future__ import annotations

import fcntl
import json
import os
import socket
from datetime import UTC, datetime
from pathlib import Path

from sim.errors import InputError

RELEASED = -1
"""Stands for the descriptor of a lock that is let go."""


class Lock:
    """An exclusive lock on a file, taken when it is made.

    Raises
    ------
    InputError
        If another process holds it; the line says which, and since when.
    """

    def __init__(self, path: Path, what: Path) -> None:
        self.path = path
        self._descriptor = _locked(path, what)
        who = {"process": os.getpid(), "machine": socket.gethostname(), "since": datetime.now(UTC).isoformat(timespec="seconds")}
        try:
            os.ftruncate(self._descriptor, 0)
            os.write(self._descriptor, json.dumps(who).encode())
        except OSError:  # a full disk
            self.release()
            raise

    def release(self, *, keep: bool = False) -> None:
        """Let go of the lock, once, and remove the file, unless it is kept as a mark; it holds nobody up."""
        if self._descriptor == RELEASED:
            return
        if not keep:
            self.path.unlink(missing_ok=True)
        os.close(self._descriptor)
        self._descriptor = RELEASED


def writer(path: Path) -> str | None:
    """Who holds the lock of that file, in words; None if nobody does, or there is no such file. Takes and changes nothing."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)  # a pipe of that name holds nobody up
    except (OSError, ValueError):
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return _holder(descriptor)
    except OSError:  # a file system without locks
        return None
    finally:
        os.close(descriptor)
    return None


def _locked(path: Path, what: Path) -> int:
    """Open and lock the file; again, if its holder removed it between the two."""
    while True:
        descriptor = _opened(path)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if _is_at(descriptor, path):
                return descriptor
        except BlockingIOError as error:
            holder = _holder(descriptor)
            os.close(descriptor)
            raise InputError(f"{holder} is writing there; allowed: another --out, or wait until it ends", file=what) from error
        except OSError:  # a file system without locks
            os.close(descriptor)
            raise
        os.close(descriptor)


def _opened(path: Path) -> int:
    """Open the file, made if need be; so is its folder, which the last holder removes when it is empty."""
    while True:
        try:
            return os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o644)  # never a file that a link leads to
        except FileNotFoundError:
            path.parent.mkdir(parents=True, exist_ok=True)


def _is_at(descriptor: int, path: Path) -> bool:
    """Whether the open file is still the one of that name."""
    try:
        return os.path.samestat(os.fstat(descriptor), path.stat())
    except FileNotFoundError:
        return False


def _holder(descriptor: int) -> str:
    try:
        who = json.loads(os.pread(descriptor, 1000, 0))
        return f"process {int(who['process'])} on {who['machine']} (since {who['since']})"
    except (ValueError, KeyError, TypeError, RecursionError):
        return "another process"
