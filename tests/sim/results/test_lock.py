"""One process writes, a second is told who; a lock goes with its process, however that ends."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from sim.errors import InputError
from sim.paths import ROOT
from sim.results import lock as module
from sim.results.lock import Lock, writer

WHAT = Path("out")
HOLD = "import sys, time; from pathlib import Path; from sim.results.lock import Lock; " \
       "kept = Lock(Path(sys.argv[1]), Path('out')); print('held', flush=True); time.sleep(60)"  # fmt: skip


@contextmanager
def holder(path: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that holds the lock."""
    process = subprocess.Popen([sys.executable, "-c", HOLD, str(path)], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    with process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "held\n"
            yield process
        finally:
            process.kill()


def descriptors() -> int:
    return len(list(Path("/proc/self/fd").iterdir())) if Path("/proc/self/fd").exists() else 0


def test_the_second_is_refused_in_one_line_that_names_the_first_until_it_is_killed(tmp_path: Path) -> None:
    path = tmp_path / "x.lock"
    with holder(path) as other:
        with pytest.raises(InputError) as caught:
            Lock(path, WHAT)
        assert f"out: process {other.pid} on " in str(caught.value)
        assert "\n" not in str(caught.value)
        assert json.loads(path.read_text())["process"] == other.pid, "it still says who holds it"
        other.send_signal(signal.SIGKILL)
        other.wait()
        assert path.exists(), "nobody could remove it"
        Lock(path, WHAT).release()
    assert not path.exists()


def test_it_holds_within_a_process_too_and_can_be_had_again(tmp_path: Path) -> None:
    path = tmp_path / "x.lock"
    before, held = descriptors(), Lock(path, WHAT)
    with pytest.raises(InputError, match=f"process {os.getpid()} on .* is writing there; allowed: another --out, or wait"):
        Lock(path, WHAT)
    held.release()
    assert not path.exists()
    Lock(path, WHAT).release()
    assert descriptors() == before


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"process": "x"}', '{"machine": 1}', "\xff", "[" * 900])
def test_a_holder_that_does_not_say_who_it_is(text: str, tmp_path: Path) -> None:
    path = tmp_path / "x.lock"
    held = Lock(path, WHAT)
    path.write_text(text, encoding="latin-1")
    with pytest.raises(InputError, match="out: another process is writing there"):
        Lock(path, WHAT)
    held.release()


def test_a_file_that_goes_between_opening_and_locking_is_no_lock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The holder before removes it just then: whoever locked what has no name any more would not be seen by the next."""
    path, real, opened = tmp_path / "x.lock", module.fcntl.flock, []

    def flock(descriptor: int, how: int) -> None:
        opened.append(descriptor)
        if len(opened) == 1:
            path.unlink()
        real(descriptor, how)

    monkeypatch.setattr(module.fcntl, "flock", flock)
    before = descriptors()
    held = Lock(path, WHAT)
    assert len(opened) == 2
    with pytest.raises(InputError, match="is writing there"):
        Lock(path, WHAT)
    held.release()
    assert descriptors() == before


def test_a_file_that_was_made_anew_in_between_is_not_ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, real, made = tmp_path / "x.lock", module.fcntl.flock, []

    def flock(descriptor: int, how: int) -> None:
        if not made:
            path.unlink()
            made.append(os.open(path, os.O_RDWR | os.O_CREAT))
            real(made[0], how)  # another process has locked the new file
        real(descriptor, how)

    monkeypatch.setattr(module.fcntl, "flock", flock)
    with pytest.raises(InputError, match="another process is writing there"):
        Lock(path, WHAT)
    os.close(made[0])


def test_a_folder_that_the_last_holder_removed_is_made_again(tmp_path: Path) -> None:
    path = tmp_path / "out.partial" / "x.lock"
    Lock(path, WHAT).release()
    assert path.parent.is_dir()


def test_a_link_is_no_lock_and_what_it_leads_to_stays(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    (tmp_path / "x.lock").symlink_to(tmp_path / "thesis.txt")
    with pytest.raises(OSError, match="symbolic links"):
        Lock(tmp_path / "x.lock", WHAT)
    assert (tmp_path / "thesis.txt").read_text() == "years of work"


def test_a_full_disk_leaves_nothing_locked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, before = tmp_path / "x.lock", descriptors()
    with monkeypatch.context() as patch:
        patch.setattr(module.os, "write", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left on device")))
        with pytest.raises(OSError, match="No space"):
            Lock(path, WHAT)
    assert descriptors() == before
    Lock(path, WHAT).release()


def test_a_file_system_without_locks_leaves_no_descriptor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def flock(*_: int) -> None:
        raise OSError(37, "No locks available")

    monkeypatch.setattr(module.fcntl, "flock", flock)
    before = descriptors()
    with pytest.raises(OSError, match="No locks available"):
        Lock(tmp_path / "x.lock", WHAT)
    assert descriptors() == before


def test_asking_who_writes_takes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "escalation.lock"
    assert writer(path) is None
    lock = Lock(path, tmp_path)
    told = writer(path)
    assert told is not None
    assert told.startswith(f"process {os.getpid()} on ")
    assert writer(path) == told, "nor does asking twice"
    lock.release(keep=True)
    assert writer(path) is None
    path.unlink()
    os.mkfifo(path)
    assert writer(path) is None
