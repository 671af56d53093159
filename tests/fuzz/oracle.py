"""Ask the program one case in this process, and say what of the promise it breaks.

The promise: exit 0 done; 1 a check's answer was no; 2 the input is wrong: one line on standard error (for `validate` one for each
fault), nothing on standard output, nothing written; 3 not finished: a line that says what is safe. No other exception, no other
code, no answer above `SECONDS` of processor time.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import shutil
import signal
import sys
import tempfile
import time
import traceback
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim.cli import call
from tests.fuzz.base import copy_of_base
from tests.fuzz.case import Case

SECONDS = 20.0
"""Of processor time: the most that any refusal, and any work on a short scenario, may take."""
WORKING = {"score": 180.0, "check": 180.0}
"""The most that these may take if they go to their end: they fit and run years, however short the window."""
STOPPED = 20.0
"""Seconds of processor time, above what is allowed, after which a case is given up."""
LONGEST_LINE = 520
CHECKS = ("reproduce", "check")
PROGRESS = re.compile(r"^(.*: \d+ of \d+ worlds(; .*)?|run \d+ of \d+: log evidence .*)$")
NO_BOUND = "rates have no bound"
"""What an accepted scenario or parameter file may end with, exit 3: nobody can know before it is run."""
QUIET = (DeprecationWarning, PendingDeprecationWarning, ImportWarning, ResourceWarning)
"""Warnings that Python itself does not show to a user."""
Tree = dict[str, tuple[int, int]]
"""Size and time of change of each path."""
Pseudo = Callable[[Sequence[str]], object]
LOADERS: dict[str, Pseudo] = {}
"""Words that are no command: functions of ours that read a file, by the first word. What they raise counts as a command's."""


class TooSlowError(BaseException):
    """A case that was given up; no `except Exception` catches it."""


class BrokenError(AssertionError):
    """What of the promise is broken. `kind` tells one fault from another: the input in it is left out."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind


@dataclass(frozen=True)
class Answer:
    """Exit code, what was printed, seconds of processor time, what escaped, and which paths changed."""

    code: int | None
    out: str
    err: str
    seconds: float
    escaped: str
    changed: tuple[str, ...]

    @property
    def lines(self) -> list[str]:
        """The lines of standard error that are no progress."""
        return [line for line in self.err.split("\n") if line and not PROGRESS.match(line)]


# Asking ---------------------------------------------------------------------------------------------------------------------


@contextlib.contextmanager
def laid_out(case: Case) -> Iterator[Path]:
    """The folder that the case is asked in, with its files; the working directory while it lasts."""
    before = Path.cwd()
    with tempfile.TemporaryDirectory(prefix="fuzz-", ignore_cleanup_errors=True) as above:
        here = Path(above).resolve() / "in" / "here"  # room for what writes to `..`
        here.mkdir(parents=True)
        if case.base:
            copy_of_base(here / "run")
        case.lay_out(here)
        os.chdir(here)
        try:
            yield here
        finally:
            os.chdir(before)


def ask(words: Sequence[str], here: Path) -> Answer:
    """Call a command, or read a file (`LOADERS`), from the working directory."""
    words = [word.replace("{here}", str(here)) for word in words]
    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", how, "\n") for how in ("strict", "backslashreplace"))
    before, escaped, code = tree(here.parent), "", None
    begun = time.process_time()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err), _as_python_warns(), _given_up(limit(words, 0)):
        try:
            code = _loaded(words) if words and words[0] in LOADERS else call(words)
        except (KeyboardInterrupt, GeneratorExit):
            raise
        except BaseException as error:  # noqa: BLE001 whatever it is, it is a finding
            escaped = where(error)
    seconds = time.process_time() - begun
    after = tree(here.parent)
    changed = tuple(sorted(path for path in before.keys() | after.keys() if before.get(path) != after.get(path)))
    return Answer(code, _text(out), _text(err), seconds, escaped, changed)


def _text(stream: io.TextIOWrapper) -> str:
    stream.flush()
    assert isinstance(stream.buffer, io.BytesIO)
    return stream.buffer.getvalue().decode("utf-8", "backslashreplace")


def _loaded(words: Sequence[str]) -> int:
    """Read a file by a function of ours; a refusal is printed as the command line would print it."""
    from sim.errors import EscalationError

    try:
        LOADERS[words[0]](words[1:])
    except EscalationError as error:
        sys.stderr.write(f"{error}\n")
        return error.exit_code
    return 0


@contextlib.contextmanager
def _as_python_warns() -> Iterator[None]:
    """Warnings go to standard error, where a user would see them."""

    def show(message: Any, category: type[Warning], *rest: Any, **more: Any) -> None:
        sys.stderr.write(f"{category.__name__}: {message}\n")

    with warnings.catch_warnings():
        warnings.simplefilter("always")
        for quiet in QUIET:
            warnings.simplefilter("ignore", quiet)
        warnings.showwarning = show
        yield


@contextlib.contextmanager
def _given_up(allowed: float) -> Iterator[None]:
    """Stop whatever has used too much processor time, so that one slow case does not stop the others."""

    def stop(*_: object) -> None:
        raise TooSlowError

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, allowed + STOPPED, 1.0)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0.0)
        signal.signal(signal.SIGPROF, before)


def tree(folder: Path) -> Tree:
    """Every path below a folder."""
    found = {}
    for path in folder.rglob("*"):
        with contextlib.suppress(OSError):
            about = path.lstat()
            found[path.relative_to(folder).as_posix()] = (0, 0) if path.is_dir() else (about.st_size, about.st_mtime_ns)
    return found


def where(error: BaseException) -> str:
    """Type and place of an exception; its text is left out, for it holds the input."""
    steps = traceback.extract_tb(error.__traceback__)
    ours = [step for step in steps if "/sim/" in step.filename or "/calibration/" in step.filename]
    place = f" at {'/'.join(Path(ours[-1].filename).parts[-2:])}:{ours[-1].lineno}" if ours else ""
    return f"{type(error).__name__}{place}"


# Judging --------------------------------------------------------------------------------------------------------------------


def limit(words: Sequence[str], code: int | None) -> float:
    """Seconds of processor time that an answer may take."""
    return WORKING.get(words[0], SECONDS) if words and code in (0, 1) else SECONDS


def judge(case: Case, answer: Answer, words: Sequence[str] | None = None) -> None:
    """Raise `BrokenError` if an answer breaks the promise that holds for every command."""
    words = tuple(case.words if words is None else words)
    name = words[0] if words else ""
    if answer.escaped.startswith(TooSlowError.__name__):
        raise BrokenError(f"slow {name}", f"given up after {answer.seconds:.1f} s of processor time: {answer.escaped}")
    if answer.escaped:
        raise BrokenError(answer.escaped, f"{answer.escaped} escaped")
    if answer.seconds > limit(words, answer.code):
        raise BrokenError(
            f"slow {name}", f"took {answer.seconds:.1f} s of processor time; exit {answer.code}; {answer.err[-300:]}"
        )
    if "Traceback" in answer.err:
        raise BrokenError("traceback", f"a traceback on standard error: {answer.err[-500:]}")
    if answer.code == 0:
        _judge_done(answer)
    elif answer.code == 1 and words and words[0] in CHECKS:
        _judge_lines(answer.lines[-1:], (), answer)
    elif answer.code == 2:
        _judge_refusal(case, words, answer)
    elif answer.code == 3 and NO_BOUND in answer.err:
        _judge_lines(answer.lines[-1:], (), answer)
    else:
        kind = re.sub(r"[^A-Za-z ]+.*", "", answer.lines[-1].removeprefix("not finished: ")) if answer.lines else "silent"
        raise BrokenError(f"exit {answer.code} {kind}", f"exit {answer.code}: {answer.err[-500:].strip()!r}")


def _judge_done(answer: Answer) -> None:
    odd = [line for line in answer.lines if "Warning: " in line]
    if odd:
        raise BrokenError(f"warning {odd[0].partition(':')[0]}", f"a warning is shown to the user: {odd[0][:300]}")


def _judge_refusal(case: Case, words: Sequence[str], answer: Answer) -> None:
    if answer.changed:
        raise BrokenError("refused, but wrote", f"exit 2, but these paths changed: {', '.join(answer.changed[:5])}")
    if answer.out and not shows_help(answer) and words[:1] != ("validate",):  # which says of each file what it is
        raise BrokenError("refused, but printed", f"exit 2, but standard output has {answer.out[:200]!r}")
    if shows_help(answer):
        return
    lines = answer.err.split("\n")[:-1]
    if len(lines) != 1 and not (len(lines) > 1 and words[:1] == ("validate",)):
        raise BrokenError("not one line", f"exit 2 with {len(lines)} lines on standard error: {answer.err[:500]!r}")
    _judge_lines(lines, case.named, answer)


def shows_help(answer: Answer) -> bool:
    """Whether the answer to no command at all is the help."""
    return "Usage:" in answer.out + answer.err


def _judge_lines(lines: Sequence[str], named: Sequence[str], answer: Answer) -> None:
    """What is said of a failure: some words, not too many, printable, with the file's name."""
    if not lines:
        raise BrokenError("silent", f"exit {answer.code} without a word")
    for line in lines:
        if len(line) > LONGEST_LINE:
            raise BrokenError("long line", f"{len(line)} characters: {line[:200]} ...")
        if not line.isprintable():
            raise BrokenError("unprintable line", f"not printable: {line[:300]!r}")
        if named and not any(name in line for name in named):
            raise BrokenError("file not named", f"none of {', '.join(named)} is named: {line[:300]}")


def judge_run(folder: Path, pages: bool) -> None:
    """Raise `BrokenError` unless a folder holds a whole run: every file that its manifest lists, as it lists it, and no other."""
    from sim.results.provenance import sha256_of

    try:
        outputs = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["outputs"]
    except (OSError, ValueError, KeyError) as error:
        raise BrokenError("no manifest", f"{folder.name} has no whole manifest: {error}") from error
    files = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    files.pop("manifest.json")
    stray = sorted(outputs.keys() ^ files.keys())
    if stray:
        raise BrokenError(
            "stray files", f"{folder.name}: in the manifest or in the folder, but not in both: {', '.join(stray[:5])}"
        )
    wrong = [name for name, path in files.items() if sha256_of(path) != outputs[name]]
    if wrong:
        raise BrokenError("half-written", f"{folder.name}: not as the manifest has it: {', '.join(wrong[:5])}")
    if pages and not ({"report.html"} <= files.keys() and any(name.startswith("figures/") for name in files)):
        raise BrokenError("no pictures", f"{folder.name}: no report or no figure")


def remove(folder: Path) -> None:
    """Remove a folder between two questions of one case."""
    shutil.rmtree(folder, ignore_errors=True)
