"""The one place that writes a result's folder: whole or not at all, never over what is not ours, never two at once.

What is being written lies in `NAME.partial` beside the folder `NAME`, under a lock, and takes its name at the end:

=================== ======================================================================================================
`escalation.lock`   who is writing; also the mark by which such a folder is known as ours
`new/`              the folder to be
`old/`              what had the name before (`--force`), until the new one is in place
`blocks/`           finished blocks of a batch, from which the same command goes on
=================== ======================================================================================================

A process that is killed leaves `NAME.partial`; the next one that writes `NAME` puts `old/` back if the name is free, removes what
was half-written, and says so. Files that no manifest of ours lists are never removed.
"""

from __future__ import annotations

import logging
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Literal

from sim.errors import InputError
from sim.results.lock import Lock
from sim.results.manifest import files_of, listed_files

LOCK, NEW, OLD, BLOCKS = "escalation.lock", "new", "old", "blocks"
log = logging.getLogger(__name__)


# What may be written where, known before anything is computed ----------------------------------------------------------------


def check_output(path: Path, kind: Literal["file", "folder"]) -> None:
    """Raise `InputError` if no such thing can be written there; makes nothing."""
    with _writable(path):
        with suppress(FileNotFoundError, NotADirectoryError):
            path.stat()
        if path.exists() and path.is_dir() is (kind == "file"):
            raise InputError(f"there is a {'folder' if kind == 'file' else 'file'} of this name; allowed: a {kind}", file=path)
        nearest = next(above for above in (path, *path.absolute().parents) if above.exists())
        if nearest != path and not nearest.is_dir():
            raise InputError(f"cannot write there: {nearest} is no folder", file=path)
        if not os.access(nearest, os.W_OK):
            raise InputError(f"cannot write there: {nearest} is not for you to write", file=path)


def check_target(folder: Path, force: bool) -> None:
    """Raise `InputError` if a result may not be written there; with `force` it may replace a result, and nothing else."""
    with _writable(folder):
        here = Path.cwd()
        if folder.resolve() in (here, *here.parents):
            raise InputError(f"{folder} is the folder you are in, or one above it; allowed: a folder that does not exist yet")
        if folder.exists() and not folder.is_dir():
            raise InputError(f"{folder} is a file; allowed: a folder that does not exist yet")
        if folder.is_mount():  # it can neither be moved aside nor take another's name
            raise InputError(f"{folder} is where a disk is mounted; allowed: a folder below it, such as {folder / 'run'}")
        if not folder.exists() or not any(folder.iterdir()):
            return
        ours = listed_files(folder)
        if ours is None:
            raise InputError(f"{folder} holds something else than a run; allowed: a folder that does not exist yet")
        if not force:
            raise InputError(f"{folder} already holds a run; allowed: another --out, or --force to replace it")
        foreign = [name for name in files_of(folder) if name not in ours]
        if foreign:
            raise InputError(
                f"{folder} holds {foreign[0]}, which the run did not write{_and_more(foreign)}; "
                "allowed: another --out, or move that elsewhere"
            )


def _and_more(names: list[str]) -> str:
    return f", and {len(names) - 1} more" if len(names) > 1 else ""


@contextmanager
def _writable(folder: Path) -> Iterator[None]:
    try:
        str(folder).encode()
        yield
    except UnicodeEncodeError as error:
        raise InputError("cannot write there: the name is not UTF-8", file=folder) from error
    except OSError as error:
        raise InputError(f"cannot write there: {error.strerror}", file=folder) from error
    except (ValueError, RuntimeError) as error:  # a null byte; links that run in a circle
        raise InputError(f"cannot write there: {error}", file=folder) from error


# Writing ----------------------------------------------------------------------------------------------------------------------


def partial_of(folder: Path) -> Path:
    """Where a folder is while it is being written, and where the finished blocks of an interrupted batch wait.

    It lies beside the folder itself, also where the name is a link to it.
    """
    whole = Path(os.path.realpath(folder)) if folder.name in ("", "..") or _is_link(folder) else folder
    return whole.parent / f"{whole.name}.partial"


def _is_link(path: Path) -> bool:
    with suppress(OSError):  # a name that is too long
        return path.is_symlink()
    return False


@contextmanager
def new_folder(folder: Path, *, force: bool = False, finished: Callable[[], None] = lambda: None) -> Iterator[Path]:
    """Yield a folder to write into; it becomes `folder` at the end, or is removed if anything fails.

    Parameters
    ----------
    force
        Whether it may replace a result that is there.
    finished
        Called once the folder is in place, still under the lock: to remove the blocks it was made from.

    Raises
    ------
    InputError
        If it may not be written there (`check_target`), or somebody else is writing there.
    """
    check_target(folder, force)
    workspace = _Workspace(folder.resolve(), folder)
    try:
        workspace.tidy()
        check_target(folder, force)  # what a stopped run had moved aside may be back
        yield workspace.make()
        check_target(folder, force)  # something may have been put there meanwhile
        workspace.swap()
        finished()
    except KeyboardInterrupt:  # after the swap it comes too late to undo anything: the result is there
        if not workspace.in_place:
            raise
        finished()
    finally:
        _to_the_end(workspace)


def _to_the_end(workspace: _Workspace) -> None:
    """Tidy up, also if it is interrupted meanwhile."""
    try:
        workspace.close()
    except KeyboardInterrupt:
        workspace.close()
        if not workspace.in_place:
            raise


class _Workspace:
    """The folder `NAME.partial`, locked; raises `InputError` if it is not ours or somebody else works in it."""

    def __init__(self, target: Path, named: Path) -> None:
        self.target, self.path, self.named, self.in_place = target, partial_of(target), named, False
        with _writable(named):
            if self.path.exists() and not _is_workspace(self.path):
                raise InputError("this is in the way, and no run of ours made it; allowed: another --out", file=partial_of(named))
            self.found = (self.path / LOCK).exists() or (self.path.exists() and not any(self.path.iterdir()))
            self.above = [folder for folder in self.path.parents if not folder.exists()]
            self.path.mkdir(parents=True, exist_ok=True)
            try:
                self.lock = Lock(self.path / LOCK, named)
            except BaseException:
                self._remove_empty()
                raise

    def make(self) -> Path:
        """An empty folder to write into."""
        with _writable(self.named):
            (self.path / NEW).mkdir()
        return self.path / NEW

    def swap(self) -> None:
        """Give the finished folder its name; what had it before goes only when the new one is in place."""
        if self.target.exists():
            self.target.replace(self.path / OLD)
        (self.path / NEW).replace(self.target)
        self.in_place = True
        if (self.path / OLD).exists():
            (self.path / OLD).replace(self.path / NEW)  # from here on it is refuse, and never put back when half of it is gone

    def close(self) -> None:
        """Remove all but finished blocks and what others put here; what had the name before gets it back if it is free."""
        try:
            self._put_back()
            for name in (NEW, OLD):
                shutil.rmtree(self.path / name, ignore_errors=True)
            _remove_if_empty(self.path / BLOCKS)
        finally:  # what could not be cleared now is known as ours the next time
            self.lock.release(keep=any((self.path / name).exists() for name in (NEW, OLD)))
        self._remove_empty()

    def _remove_empty(self) -> None:
        """Remove the folder, and those above that were made for it, if nothing came of it."""
        for folder in (self.path, *self.above):
            _remove_if_empty(folder)

    def _put_back(self) -> bool:
        """Whether the folder that had the name before had lost it, and has it again."""
        lost = (self.path / OLD).exists() and not self.target.exists()
        if lost:
            (self.path / OLD).replace(self.target)
        return lost

    def tidy(self) -> None:
        """Clear what a process left that was killed here, and say so."""
        with _writable(self.named):
            if self._put_back():
                log.warning("a run that was stopped had moved %s aside; it is back in its place", self.named)
            for name in (NEW, OLD):
                if (self.path / name).exists():
                    shutil.rmtree(self.path / name)
            if self.found:
                log.warning("a run that was stopped had left %s; what was half-written in it is removed", partial_of(self.named))


def _is_workspace(path: Path) -> bool:
    """Whether such a folder is ours, and nothing that we would remove can be another's.

    It has our lock file, or nothing in it, or blocks, beside which others may have put what they like.
    """
    if not path.is_dir() or path.is_symlink():
        return False
    names = {child.name for child in path.iterdir()}
    return LOCK in names or not names or (BLOCKS in names and not names & {NEW, OLD})


def _remove_if_empty(folder: Path) -> None:
    with suppress(OSError):  # it is not there, or not empty: what another process began to write in it, too
        folder.rmdir()
