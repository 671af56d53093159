"""A folder is written whole or not at all, never over what is not ours, never by two at once; what a killed run left goes."""

from __future__ import annotations

import json
import logging
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Literal

import numpy as np
import pytest

from sim.errors import InputError
from sim.parameters import load_parameters
from sim.paths import ROOT
from sim.results import Block, folders
from sim.results.checkpoints import Checkpoints
from sim.results.folders import BLOCKS, LOCK, NEW, OLD, _Workspace, check_output, check_target, new_folder, partial_of
from sim.results.manifest import PROGRAM, manifest_of, output_hashes, read_manifest, write_manifest
from sim.results.spans import counted_span
from sim.results.statements import MANIFEST
from sim.scenario import load_scenario
from tests.sim.results.made import block

DOCUMENTED = load_scenario("documented")
MADE = manifest_of("run", [DOCUMENTED], 3, 7, load_parameters(), 512, 1.23)


def write(folder: Path, text: str = "one", *, force: bool = False) -> None:
    """Write a result: a table, a picture and the manifest."""
    with new_folder(folder, force=force) as partial:
        (partial / "summary.csv").write_text(text)
        (partial / "figures").mkdir()
        (partial / "figures" / "x.png").write_text(text)
        write_manifest(partial, MADE)


def text_of(folder: Path) -> str:
    return (folder / "summary.csv").read_text()


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def everything(folder: Path) -> dict[str, str]:
    """The text of every file below a folder."""
    return {path.relative_to(folder).as_posix(): path.read_text() for path in folder.rglob("*") if path.is_file()}


# Whole or not at all


def test_a_result_takes_its_name_at_the_end_and_nothing_else_is_left(tmp_path: Path) -> None:
    with new_folder(tmp_path / "a" / "out") as partial:
        assert partial == tmp_path / "a" / "out.partial" / NEW
        assert names(tmp_path / "a") == ["out.partial"]
        (partial / "x").touch()
    assert names(tmp_path / "a") == ["out"]
    assert names(tmp_path / "a" / "out") == ["x"]


def test_a_mounted_disk_is_refused_before_anything_is_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "out").mkdir()
    monkeypatch.setattr(Path, "is_mount", lambda path: path.name == "out")
    with (
        pytest.raises(InputError, match="out is where a disk is mounted; allowed: a folder below it"),
        new_folder(tmp_path / "out"),
    ):
        pytest.fail("it began")
    with new_folder(tmp_path / "out" / "run"):
        pass
    assert names(tmp_path / "out") == ["run"]


@pytest.mark.parametrize("failure", [ZeroDivisionError, KeyboardInterrupt, GeneratorExit, SystemExit])
def test_a_failure_leaves_nothing(failure: type[BaseException], tmp_path: Path) -> None:
    def broken() -> None:
        with new_folder(tmp_path / "out") as partial:
            (partial / "x").touch()
            raise failure

    with pytest.raises(failure):
        broken()
    assert names(tmp_path) == []


def test_a_disk_too_full_for_the_lock_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*anything: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "write", full)
    with pytest.raises(InputError, match="cannot write there: No space left"), new_folder(tmp_path / "a" / "out"):
        pass
    assert names(tmp_path) == []


@pytest.mark.parametrize("step", ["swap", "finished", "close"])
def test_an_interruption_at_the_end_neither_leaves_anything_nor_loses_the_result(
    step: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before the swap nothing is written; after it the result is there, and the rest is done."""
    calls: list[str] = []

    def once() -> None:
        calls.append(step)
        if len(calls) == 1:
            raise KeyboardInterrupt

    def interrupted(workspace: object) -> None:
        once()
        original(workspace)

    original = getattr(_Workspace, step, None)
    if original is not None:
        monkeypatch.setattr(_Workspace, step, interrupted)

    def write_one() -> None:
        with new_folder(tmp_path / "out", finished=once if step == "finished" else lambda: None) as partial:
            (partial / "x").touch()

    if step == "swap":
        with pytest.raises(KeyboardInterrupt):
            write_one()
        assert names(tmp_path) == []
    else:
        write_one()
        assert len(calls) == 2
        assert names(tmp_path) == ["out"]


def test_folders_that_were_made_on_the_way_go_too_if_nothing_comes_of_it(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()

    def broken() -> None:
        with new_folder(tmp_path / "there" / "a" / "b" / "out"):
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        broken()
    assert names(tmp_path) == ["there"]
    assert names(tmp_path / "there") == []
    with new_folder(tmp_path / "there" / "a" / "b" / "out"):
        pass
    assert (tmp_path / "there" / "a" / "b" / "out").is_dir()


def test_a_failure_under_force_leaves_the_old_run(tmp_path: Path) -> None:
    write(tmp_path / "out")
    with pytest.raises(ZeroDivisionError), new_folder(tmp_path / "out", force=True):
        raise ZeroDivisionError
    assert text_of(tmp_path / "out") == "one"
    assert names(tmp_path) == ["out"]


def test_the_old_run_comes_back_if_the_new_one_cannot_take_its_place(tmp_path: Path) -> None:
    write(tmp_path / "out")
    before = everything(tmp_path)
    with pytest.raises(FileNotFoundError), new_folder(tmp_path / "out", force=True) as partial:
        partial.rmdir()
    assert everything(tmp_path) == before
    assert names(tmp_path) == ["out"]


def test_what_is_replaced_is_never_put_back_once_the_new_one_is_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stopped as the old one was being removed, and the new one moved elsewhere: half of the old one is no result."""
    write(tmp_path / "out")
    with monkeypatch.context() as patch:
        patch.setattr(shutil, "rmtree", lambda path, **_: (Path(path) / MANIFEST).unlink(missing_ok=True))
        write(tmp_path / "out", "two", force=True)
    (tmp_path / "out").rename(tmp_path / "kept")
    write(tmp_path / "out", "three")
    assert (text_of(tmp_path / "kept"), text_of(tmp_path / "out")) == ("two", "three")
    assert names(tmp_path) == ["kept", "out"]


def test_finished_is_called_under_the_lock_once_the_folder_is_in_place(tmp_path: Path) -> None:
    said: list[str] = []

    def finished() -> None:
        said.extend(names(tmp_path / "out"))
        with pytest.raises(InputError, match=f"process {os.getpid()}"):
            write(tmp_path / "out", force=True)

    with new_folder(tmp_path / "out", finished=finished) as partial:
        write_manifest(partial, MADE)
    assert said == [MANIFEST]
    with pytest.raises(ZeroDivisionError), new_folder(tmp_path / "other", finished=lambda: said.append("never")):
        raise ZeroDivisionError
    assert "never" not in said


# Never two at once


def test_a_second_one_is_refused_at_once_and_the_first_goes_on(tmp_path: Path) -> None:
    out = tmp_path / "out"
    with new_folder(out) as partial:
        with pytest.raises(InputError, match=rf"out: process {os.getpid()} on .* is writing there"):
            write(out)
        assert partial.is_dir()
        (partial / "summary.csv").write_text("mine")
        write_manifest(partial, MADE)
    assert text_of(out) == "mine"


def test_a_result_that_was_put_there_meanwhile_is_kept(tmp_path: Path) -> None:
    write(tmp_path / "elsewhere", "other")
    with pytest.raises(InputError, match="already holds a run"), new_folder(tmp_path / "out"):
        (tmp_path / "elsewhere").rename(tmp_path / "out")
    assert names(tmp_path) == ["out"]
    assert text_of(tmp_path / "out") == "other"


def test_a_file_that_was_put_there_meanwhile_is_kept(tmp_path: Path) -> None:
    write(tmp_path / "out")
    with pytest.raises(InputError, match=r"holds notes\.txt"), new_folder(tmp_path / "out", force=True):
        (tmp_path / "out" / "notes.txt").write_text("mine")
    assert (tmp_path / "out" / "notes.txt").exists()


def test_the_next_one_may_begin_before_the_last_has_removed_its_empty_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the two the folder is not empty any more; that the first could not remove it is no failure of the first."""

    def rmdir(self: Path) -> None:
        (self / LOCK).touch()  # the next one's
        raise OSError(39, "Directory not empty")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "rmdir", rmdir)
        write(tmp_path / "out")
    assert text_of(tmp_path / "out") == "one"


# Never over what is not ours


def test_nothing_is_replaced_without_force(tmp_path: Path) -> None:
    write(tmp_path / "out")
    with pytest.raises(InputError, match="already holds a run; allowed: another --out, or --force"):
        write(tmp_path / "out", "two")
    assert text_of(tmp_path / "out") == "one"
    write(tmp_path / "out", "two", force=True)
    assert text_of(tmp_path / "out") == "two"
    assert names(tmp_path) == ["out"]


def test_an_empty_folder_is_free(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    write(tmp_path / "out")
    assert text_of(tmp_path / "out") == "one"


def foreign_manifest(out: Path) -> None:
    (out / "src").mkdir(parents=True)
    (out / MANIFEST).write_text('{"name": "app", "icons": []}')
    (out / "src" / "app.js").write_text("years of work")


def foreign_like_ours(out: Path) -> None:
    foreign_manifest(out)
    stated = {"command": "build", "outputs": {"src/app.js": "00"}, "versions": {"node": "20"}}
    (out / MANIFEST).write_text(json.dumps(stated))


def notes(out: Path) -> None:
    write(out)
    (out / "notes.txt").write_text("years of work")


def scenario_in_a_subfolder(out: Path) -> None:
    write(out)
    (out / "mine" / "deep").mkdir(parents=True)
    (out / "mine" / "deep" / "idea.yaml").write_text("name: idea")


def beside_the_figures(out: Path) -> None:
    write(out)
    (out / "figures" / "mine.png").write_text("drawn")


def a_link(out: Path) -> None:
    write(out)
    (out / "data").symlink_to(out.parent)


def a_dangling_link(out: Path) -> None:
    write(out)
    (out / "data").symlink_to("nowhere")


def hidden(out: Path) -> None:
    write(out)
    (out / ".git").mkdir()
    (out / ".git" / "HEAD").write_text("ref: refs/heads/main")


def no_manifest(out: Path) -> None:
    out.mkdir()
    (out / "thesis.txt").write_text("years of work")


def our_manifest_lost(out: Path) -> None:
    write(out)
    (out / MANIFEST).write_text("{")


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (foreign_manifest, "holds something else than a run"),
        (foreign_like_ours, "holds something else than a run"),
        (no_manifest, "holds something else than a run"),
        (our_manifest_lost, "holds something else than a run"),
        (notes, r"holds notes\.txt, which the run did not write; allowed"),
        (scenario_in_a_subfolder, r"holds mine/deep/idea\.yaml, which the run did not write"),
        (beside_the_figures, r"holds figures/mine\.png, which the run did not write"),
        (a_link, "holds data, which the run did not write"),
        (a_dangling_link, "holds data, which the run did not write"),
        (hidden, r"holds \.git/HEAD, which the run did not write"),
    ],
)
def test_force_replaces_only_what_a_manifest_of_ours_lists(make: Callable[[Path], None], says: str, tmp_path: Path) -> None:
    out = tmp_path / "out"
    make(out)
    before = everything(tmp_path)
    with pytest.raises(InputError, match=says) as caught:
        write(out, force=True)
    assert "\n" not in str(caught.value)
    assert everything(tmp_path) == before
    assert names(tmp_path) == ["out"]


def test_several_foreign_files_are_counted(tmp_path: Path) -> None:
    write(tmp_path / "out")
    for name in ("a", "b", "c"):
        (tmp_path / "out" / name).touch()
    with pytest.raises(InputError, match="holds a, which the run did not write, and 2 more"):
        write(tmp_path / "out", force=True)


def test_a_run_of_an_older_version_may_be_replaced(tmp_path: Path) -> None:
    """Its manifest has no mark of ours, but our name among its versions."""
    out = tmp_path / "out"
    write(out)
    old = {key: value for key, value in read_manifest(out).items() if key not in ("program", "sha256", "drawn_by")}
    assert PROGRAM in old["versions"]
    (out / MANIFEST).write_text(json.dumps(old))
    write(out, "two", force=True)
    assert text_of(out) == "two"


def test_a_link_to_a_result_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    write(tmp_path / "disk" / "out")
    link = tmp_path / "link"
    link.symlink_to(tmp_path / "disk" / "out")
    assert partial_of(link) == tmp_path / "disk" / "out.partial", "blocks lie where the lock is"
    with new_folder(link, force=True) as partial:
        assert partial.parent == partial_of(link)
        (partial / "summary.csv").write_text("two")
        write_manifest(partial, MADE)
    assert link.is_symlink()
    assert text_of(tmp_path / "disk" / "out") == "two"
    assert (names(tmp_path), names(tmp_path / "disk")) == (["disk", "link"], ["out"])


@pytest.mark.parametrize("inside", [["thesis.txt"], ["new", "old"], ["blocks", "new"], ["blocks", "old"]])
def test_a_partial_folder_of_somebody_else_is_in_the_way(inside: list[str], tmp_path: Path) -> None:
    for name in inside:
        (tmp_path / "out.partial" / name).mkdir(parents=True)
        (tmp_path / "out.partial" / name / "thesis.txt").write_text("years of work")
    before = everything(tmp_path)
    with pytest.raises(InputError, match=r"out\.partial: this is in the way, and no run of ours made it; allowed: another --out"):
        write(tmp_path / "out")
    assert everything(tmp_path) == before


@pytest.mark.parametrize("how", ["file", "link", "dangling link"])
def test_a_partial_that_is_no_folder_is_in_the_way(how: str, tmp_path: Path) -> None:
    partial = tmp_path / "out.partial"
    if how == "file":
        partial.write_text("mine")
    else:
        partial.symlink_to(tmp_path if how == "link" else "nowhere")
    with pytest.raises(InputError, match="out"):
        write(tmp_path / "out")
    assert names(tmp_path) == ["out.partial"]


def test_neighbours_of_a_like_name_are_left_alone(tmp_path: Path) -> None:
    for name in ("out.old", "out.partial-1", "out.new"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "thesis.txt").write_text("years of work")
    write(tmp_path / "out")
    write(tmp_path / "out", "two", force=True)
    assert names(tmp_path) == ["out", "out.new", "out.old", "out.partial-1"]
    assert len(list(tmp_path.rglob("thesis.txt"))) == 3


# What a killed run left

KILLED = """
import os, signal, sys
from pathlib import Path
from sim.results import folders
out, where = Path(sys.argv[1]), sys.argv[2]
real = Path.replace

def replace(self, target):
    done = real(self, target)
    if where == "after the old one went" and Path(target).name == folders.OLD:
        os.kill(os.getpid(), signal.SIGKILL)
    return done

Path.replace = replace
with folders.new_folder(out, force=True) as partial:
    (partial / "summary.csv").write_text("half")
    if where == "half-way":
        os.kill(os.getpid(), signal.SIGKILL)
"""


def kill(out: Path, where: str) -> None:
    done = subprocess.run([sys.executable, "-c", KILLED, str(out), where], cwd=ROOT, check=False)
    assert done.returncode == -signal.SIGKILL


def test_what_a_killed_run_had_half_written_is_removed_and_said(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    kill(tmp_path / "out", "half-way")
    assert names(tmp_path / "out.partial") == [LOCK, NEW]
    with caplog.at_level(logging.WARNING):
        write(tmp_path / "out")
    assert [record.message for record in caplog.records] == [
        f"a run that was stopped had left {tmp_path / 'out.partial'}; what was half-written in it is removed"
    ]
    assert names(tmp_path) == ["out"]
    assert text_of(tmp_path / "out") == "one"


@pytest.mark.parametrize("force", [True, False])
def test_what_a_killed_run_had_moved_aside_is_put_back_and_said(
    force: bool, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Without --force it must be known before anything is computed that the name is not free."""
    out, began = tmp_path / "out", []
    write(out)
    kill(out, "after the old one went")
    assert names(tmp_path) == ["out.partial"]
    with caplog.at_level(logging.WARNING):
        if force:
            write(out, "two", force=True)
        else:
            with pytest.raises(InputError, match="already holds a run"), new_folder(out):
                began.append("computing")
    assert caplog.records[0].message == f"a run that was stopped had moved {out} aside; it is back in its place"
    assert began == []
    assert names(tmp_path) == ["out"]
    assert text_of(out) == ("two" if force else "one")


def test_what_was_moved_aside_does_not_come_back_over_what_has_the_name_now(tmp_path: Path) -> None:
    out = tmp_path / "out"
    write(out)
    kill(out, "after the old one went")
    shutil.copytree(tmp_path / "out.partial" / OLD, out)
    (out / "summary.csv").write_text("newer")
    with pytest.raises(ZeroDivisionError), new_folder(out, force=True):
        raise ZeroDivisionError
    assert text_of(out) == "newer"


SPANS = [counted_span(DOCUMENTED.edit(start="2020-01-01", end="2020-01-03"))]


def stopped_batch(out: Path) -> Checkpoints:
    """The blocks of a batch that stopped after one of them."""
    kept = Checkpoints(partial_of(out) / BLOCKS)

    def stop() -> None:
        with new_folder(out):
            kept.keep("a", finished_block())
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        stop()
    return kept


def finished_block() -> Block:
    return block("documented", "2020-01-01", {"strike": np.zeros((2, 3), dtype=np.int64)}, SPANS)


def test_blocks_of_a_stopped_batch_outlive_a_run_of_the_same_name(tmp_path: Path) -> None:
    kept = stopped_batch(tmp_path / "out")
    assert names(tmp_path / "out.partial") == [BLOCKS]
    write(tmp_path / "out")
    assert kept.kept(["a"]) == {"a"}
    assert names(tmp_path / "out.partial") == [BLOCKS]
    with new_folder(tmp_path / "out", force=True, finished=lambda: kept.remove(["a"])) as partial:
        write_manifest(partial, MADE)
    assert names(tmp_path) == ["out"]


def test_what_others_put_beside_the_blocks_stays_and_holds_nobody_up(tmp_path: Path) -> None:
    kept = stopped_batch(tmp_path / "out")
    (tmp_path / "out.partial" / "notes.txt").write_text("mine")
    (tmp_path / "out.partial" / BLOCKS / "notes.txt").write_text("mine")
    with new_folder(tmp_path / "out", finished=lambda: kept.remove(["a"])) as partial:
        write_manifest(partial, MADE)
    assert everything(tmp_path / "out.partial") == {"notes.txt": "mine", "blocks/notes.txt": "mine"}


# Where nothing can be written


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("x" * 300, "File name too long"),
        ("x" * 250, "File name too long"),  # the name fits, with .partial it does not
        ("a/" * 3000 + "x", "File name too long"),
        ("a\0b", "null"),
        ("file", "is a file"),
        ("file/x", "Not a directory"),
        ("circle", "cannot write there"),
        ("circle/x", "cannot write there"),
        (".", "the folder you are in, or one above it"),
        ("..", "the folder you are in, or one above it"),
        ("here", "the folder you are in, or one above it"),
        ("link_to_here", "the folder you are in, or one above it"),
    ],
)
def test_a_place_that_is_none_is_refused_in_one_line(
    name: str, says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("mine")
    (tmp_path / "circle").symlink_to("circle")
    (tmp_path / "here" / "deep").mkdir(parents=True)
    (tmp_path / "link_to_here").symlink_to("here")
    monkeypatch.chdir(tmp_path / "here" / "deep" if "here" in name else tmp_path)
    before = names(tmp_path)
    with pytest.raises(InputError, match=says) as caught:
        write(tmp_path / name if name not in (".", "..") else Path(name), force=True)
    assert "\n" not in str(caught.value)
    assert names(tmp_path) == before
    partial_of(tmp_path / name)  # asked before the place is checked


def test_a_folder_that_is_not_ours_to_write_is_refused_in_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def mkdir(self: Path, *_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied", str(self))

    with monkeypatch.context() as patch:
        patch.setattr(Path, "mkdir", mkdir)
        with pytest.raises(InputError, match="out: cannot write there: Permission denied"):
            write(tmp_path / "out")
    assert names(tmp_path) == []


def test_a_disk_that_fills_before_anything_is_computed_is_said_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, asked = Path.mkdir, []

    def mkdir(self: Path, mode: int = 0o777, parents: bool = False, exist_ok: bool = False) -> None:
        if self.name == NEW:
            asked.append(self)
            raise OSError(28, "No space left on device")
        real(self, mode, parents, exist_ok)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "mkdir", mkdir)
        with pytest.raises(InputError, match="out: cannot write there: No space left on device"):
            write(tmp_path / "out")
    assert asked
    assert names(tmp_path) == []
    write(tmp_path / "out")


def test_what_cannot_be_cleared_is_said_in_one_line_and_locks_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kill(tmp_path / "out", "half-way")

    def rmtree(path: Path, ignore_errors: bool = False) -> None:
        if not ignore_errors:
            raise PermissionError(13, "Permission denied", str(path))

    with monkeypatch.context() as patch:
        patch.setattr(folders.shutil, "rmtree", rmtree)
        with pytest.raises(InputError, match="out: cannot write there: Permission denied"):
            write(tmp_path / "out")
    write(tmp_path / "out")
    assert names(tmp_path) == ["out"]


@pytest.mark.parametrize(
    ("name", "kind", "says"),
    [
        ("folder", "file", "there is a folder of this name; allowed: a file"),
        ("file", "folder", "there is a file of this name; allowed: a folder"),
        ("file/new", "folder", "is no folder|Not a directory"),
        ("file/new/table.csv", "file", "is no folder|Not a directory"),
        ("x" * 300, "file", "File name too long"),
        ("a\0b", "file", "null"),
        ("circle/x", "file", "cannot write there"),
        ("a\udcff", "file", "the name is not UTF-8"),
        ("a\udcff", "folder", "the name is not UTF-8"),
    ],
)
def test_where_nothing_can_be_written_is_known_beforehand(
    name: str, kind: Literal["file", "folder"], says: str, tmp_path: Path
) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").touch()
    (tmp_path / "circle").symlink_to("circle")
    with pytest.raises(InputError, match=says) as caught:
        check_output(tmp_path / name, kind)
    assert "\n" not in str(caught.value)


def test_a_result_s_name_is_utf_8_too(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="the name is not UTF-8"):
        check_target(tmp_path / "a\udcff", force=False)


def test_where_something_can_be_written_nothing_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").touch()
    monkeypatch.chdir(tmp_path)
    check_output(Path("new.csv"), "file")
    check_output(tmp_path / "file", "file")
    check_output(tmp_path / "folder", "folder")
    check_output(tmp_path / "new" / "newer" / "table.csv", "file")
    check_target(tmp_path / "new" / "newer", force=False)
    assert names(tmp_path) == ["file", "folder"]
    monkeypatch.setattr("os.access", lambda path, mode: False)
    with pytest.raises(InputError, match="not for you to write"):
        check_output(tmp_path / "new", "folder")


def test_hashes_do_not_depend_on_where_it_lies(tmp_path: Path) -> None:
    write(tmp_path / "a")
    write(tmp_path / "b" / "c")
    assert output_hashes(tmp_path / "a") == output_hashes(tmp_path / "b" / "c")
