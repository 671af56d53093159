"""Tables are written whole or not at all, and read back unchanged."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import numpy as np
import pandas as pd
import pytest

from sim.api import simulate
from sim.errors import InputError
from sim.parameters import load_parameters
from sim.results import SCHEMAS, Block, Run, to_arrow
from sim.results.folders import (
    ROW_GROUP,
    TableWriter,
    check_output,
    check_target,
    new_folder,
    output_hashes,
    partial_of,
    read_run,
    write_manifest,
    write_runs,
)
from sim.results.manifest import parameters_of
from sim.scenario import load_scenario


@pytest.fixture(scope="module")
def run() -> Run:
    return simulate(load_scenario("documented").edit(start="2019-12-20", end="2020-03-31", warm_up=10), 3, 7, params="point")


def write(run: Run, folder: Path, *, force: bool = False) -> None:
    with new_folder(folder, force=force) as partial:
        write_runs(partial, [run])
        write_manifest(partial, run.manifest)


def test_what_is_written_is_read_back(run: Run, tmp_path: Path) -> None:
    write(run, tmp_path / "out")
    again = read_run(tmp_path / "out")
    for name in ("events", "daily", "worlds", "summary"):
        pd.testing.assert_frame_equal(getattr(again, name), getattr(run, name))
    assert again.scenario == run.scenario
    assert parameters_of(again.manifest, tmp_path / "out").sha256() == load_parameters().sha256()


def test_nothing_is_replaced_without_force(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "out"
    write(run, out)
    with pytest.raises(InputError, match="already holds a run"):
        write(run, out)
    (out / "extra.txt").write_text("stale")
    write(run, out, force=True)
    assert not (out / "extra.txt").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_force_does_not_replace_what_is_no_run(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(InputError, match="something else than a run"):
        check_target(tmp_path, force=True)
    assert (tmp_path / "thesis.txt").exists()


@pytest.mark.parametrize(
    ("name", "kind", "says"),
    [
        ("folder", "file", "there is a folder of this name; allowed: a file"),
        ("file", "folder", "there is a file of this name; allowed: a folder"),
        ("file/new", "folder", "is no folder"),
        ("file/new/table.csv", "file", "is no folder"),
        ("x" * 300, "file", "File name too long"),
    ],
)
def test_where_nothing_can_be_written_is_known_beforehand(
    name: str, kind: Literal["file", "folder"], says: str, tmp_path: Path
) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").touch()
    with pytest.raises(InputError, match=says) as caught:
        check_output(tmp_path / name, kind)
    assert str(tmp_path / name) in str(caught.value)


def test_where_something_can_be_written_nothing_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").touch()
    monkeypatch.chdir(tmp_path)
    check_output(Path("new.csv"), "file")
    check_output(tmp_path / "file", "file")
    check_output(tmp_path / "folder", "folder")
    check_output(tmp_path / "new" / "newer" / "table.csv", "file")
    assert {path.name for path in tmp_path.iterdir()} == {"folder", "file"}
    monkeypatch.setattr("os.access", lambda path, mode: False)
    with pytest.raises(InputError, match="not for you to write"):
        check_output(tmp_path / "new", "folder")


def test_a_failure_leaves_nothing(run: Run, tmp_path: Path) -> None:
    def broken() -> None:
        with new_folder(tmp_path / "out") as partial:
            write_runs(partial, [run])
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        broken()
    assert list(tmp_path.iterdir()) == []


def test_a_failure_under_force_leaves_the_old_run(run: Run, tmp_path: Path) -> None:
    write(run, tmp_path / "out")
    before = output_hashes(tmp_path / "out")
    with pytest.raises(ZeroDivisionError), new_folder(tmp_path / "out", force=True):
        raise ZeroDivisionError
    assert output_hashes(tmp_path / "out") == before
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


@pytest.mark.parametrize("force", [False, True])
def test_neighbours_of_a_like_name_are_left_alone(run: Run, tmp_path: Path, force: bool) -> None:
    for name in ("out.old", "out.partial"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "thesis.txt").write_text("years of work")
    write(run, tmp_path / "out")
    if force:
        write(run, tmp_path / "out", force=True)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out", "out.old", "out.partial"]
    assert len(list(tmp_path.rglob("thesis.txt"))) == 2


def test_a_run_that_was_written_meanwhile_is_kept(run: Run, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="already holds a run"), new_folder(tmp_path / "out"):
        write(run, tmp_path / "out")
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
    assert read_run(tmp_path / "out").scenario == run.scenario


def test_the_old_run_comes_back_if_the_new_one_cannot_take_its_place(run: Run, tmp_path: Path) -> None:
    write(run, tmp_path / "out")
    with pytest.raises(FileNotFoundError), new_folder(tmp_path / "out", force=True) as partial:
        partial.rmdir()
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
    assert read_run(tmp_path / "out").scenario == run.scenario


def test_a_batch_leaves_what_others_put_beside_its_blocks(tmp_path: Path) -> None:
    with new_folder(tmp_path / "out", resumable=True):
        (partial_of(tmp_path / "out") / "notes.txt").write_text("mine")
    assert [path.name for path in partial_of(tmp_path / "out").iterdir()] == ["notes.txt"]


@pytest.mark.parametrize("text", ["not json", "[]", "{}"])
def test_a_manifest_that_is_none_is_wrong_input(text: str, tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text(text)
    with pytest.raises(InputError):
        read_run(tmp_path)


def test_a_missing_table_is_wrong_input(run: Run, tmp_path: Path) -> None:
    write(run, tmp_path / "out")
    (tmp_path / "out" / "daily.parquet").unlink()
    with pytest.raises(InputError, match="missing or broken"):
        read_run(tmp_path / "out")


def test_bytes_do_not_depend_on_where_blocks_end(tmp_path: Path) -> None:
    n = ROW_GROUP + 5000
    rng = np.random.default_rng(1)
    columns = {name: rng.integers(0, 1000, n).astype(np.int16) for name in SCHEMAS["daily"].names[3:]}
    frame = pd.DataFrame({"scenario": "s", "world": np.arange(n) // 365, "date": pd.Timestamp("2020-01-01"), **columns})
    daily, found = to_arrow("daily", frame), []
    empty = {name: SCHEMAS[name].empty_table() for name in ("events", "worlds")}
    for step in (n, 36_500, ROW_GROUP - 1):
        folder = tmp_path / str(step)
        folder.mkdir()
        with TableWriter(folder) as writer:
            for start in range(0, n, step):
                writer.add(Block("s", 0, 0, {**empty, "daily": daily.slice(start, step)}))
        found.append(output_hashes(folder))
    assert found[0] == found[1] == found[2]
