"""Tables are measured rightly, written whole or not at all, and read back unchanged."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Literal

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.api import simulate
from sim.errors import InputError
from sim.parameters import load_parameters
from sim.results import QUANTILES, SCHEMAS, Block, Run, summarise, to_arrow
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
from sim.results.per_world import LAG, TOTAL_OF, Counts, first_place, lag, measure
from sim.scenario import load_scenario
from sim.vocabulary.measures import MEASURES


@pytest.fixture(scope="module")
def run() -> Run:
    return simulate(load_scenario("documented").edit(start="2019-12-20", end="2020-03-31", warm_up=10), 3, 7, params="point")


def write(run: Run, folder: Path, *, force: bool = False) -> None:
    with new_folder(folder, force=force) as partial:
        write_runs(partial, [run])
        write_manifest(partial, run.manifest)


# Measures -------------------------------------------------------------------------------------------------------------------


def test_every_measure_is_in_every_row(run: Run) -> None:
    assert set(MEASURES) < set(run.worlds.columns)
    assert list(run.summary["measure"]) == list(MEASURES)


def test_totals_are_those_of_the_events(run: Run) -> None:
    for name, action in TOTAL_OF.items():
        if action in run.daily.columns and action not in ("us_killed", "us_wounded", "militia_killed"):
            per_world = run.events[run.events["action"] == action].groupby("world")["count"].sum()
            assert list(per_world.reindex(range(3), fill_value=0)) == list(run.worlds[name])
    assert list(run.events.groupby("world")["us_killed"].sum()) == list(run.worlds["us_killed"])
    assert list(run.events.groupby("world")["rung"].max()) == list(run.worlds["peak_rung"])


def test_the_winter_of_2019_reads_as_the_record_has_it(run: Run) -> None:
    """K-1 on 27 December 2019 was answered on the 29th; Taji on 11 March 2020 on the 13th (record)."""
    world = run.worlds.iloc[0]
    assert str(world["first_lethal_attack"].date()) == "2019-12-27"
    assert str(world["first_us_strike"].date()) == "2019-12-29"
    assert world["days_to_first_us_strike"] == 9
    assert world[LAG] == 2.0
    assert world["leaders_killed"] == 1
    assert world["peak_rung"] == 8


def test_first_place_and_lag_by_hand() -> None:
    causes = np.array([[1, 0, 0, 1, 0], [0, 0, 0, 0, 1], [0, 0, 0, 0, 0]], dtype=bool)
    answers = np.array([[0, 0, 1, 1, 0], [1, 0, 0, 0, 0], [1, 1, 1, 1, 1]], dtype=bool)
    assert first_place(answers).tolist() == [2, 0, 0]
    np.testing.assert_array_equal(first_place(causes), [0, 4, np.nan])
    np.testing.assert_array_equal(lag(causes, answers), [1.0, np.nan, np.nan])  # (2 + 0) / 2; never answered; no cause


@given(st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=30))
def test_lag_is_what_a_plain_loop_finds(days: list[tuple[bool, bool]]) -> None:
    waits = []
    for at, (cause, _) in enumerate(days):
        later = [place for place in range(at, len(days)) if days[place][1]]
        if cause and later:
            waits.append(later[0] - at)
    causes, answers = (np.array([[day[part] for day in days]]) for part in (0, 1))
    expected = np.mean(waits) if waits else np.nan
    np.testing.assert_allclose(lag(causes, answers)[0], expected)


def test_a_window_counts_its_own_days_only(run: Run) -> None:
    counts = Counts.of(run.daily, run.events)
    late = measure(counts.between(np.datetime64("2020-01-04"), np.datetime64("2020-03-31")))
    assert set(late["leaders_killed"]) == {0}
    assert set(late["us_strikes"]) == {1}


def test_summary_of_known_numbers() -> None:
    worlds = pd.DataFrame({"scenario": "s", **{name: np.arange(1.0, 101.0) for name in MEASURES}})
    worlds.loc[:49, "days_to_first_attack"] = np.nan
    table = summarise(worlds).set_index("measure")
    row = table.loc["us_killed"]
    assert [row["mean"], row["median"], *row[list(QUANTILES)]] == [50.5, 50, 5, 25, 75, 95]
    assert table.loc["days_to_first_attack", "worlds"] == 50
    assert table.loc["days_to_first_attack", "mean"] == 75.5


# Folders --------------------------------------------------------------------------------------------------------------------


def test_what_is_written_is_read_back(run: Run, tmp_path: Path) -> None:
    write(run, tmp_path / "out")
    again = read_run(tmp_path / "out")
    for name in ("events", "daily", "worlds", "summary"):
        pd.testing.assert_frame_equal(getattr(again, name), getattr(run, name))
    assert again.scenario == run.scenario
    assert parameters_of(again.manifest, tmp_path / "out").sha256() == load_parameters().sha256()


def test_manifest_says_what_is_needed_to_run_again(run: Run, tmp_path: Path) -> None:
    write(run, tmp_path / "out")
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text())
    assert manifest["outputs"] == output_hashes(tmp_path / "out")
    assert {"incidents.csv", "coding.yaml", "contexts.yaml", "rules"} <= set(manifest["inputs"])
    assert {"python", "numpy", "mesa", "pyarrow"} <= set(manifest["versions"])
    assert manifest["seed"] == 7
    assert manifest["worlds"] == 3
    assert str(tmp_path) not in json.dumps(manifest)


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
