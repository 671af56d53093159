"""`escalation reproduce`: the files as they were written, the same bytes again, or which file or input has changed."""

from __future__ import annotations

import dataclasses
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sim.cli import call
from sim.commands import reproduce as command
from sim.commands.remaking import Remade, run_again
from sim.results.manifest import files_of, own_hash, write_manifest
from sim.results.provenance import sha256_of

TABLES = {"events.parquet", "daily.parquet", "worlds.parquet", "summary.csv", "effects.csv", "parameters.parquet"}


@pytest.fixture
def copied(compared: Path, tmp_path: Path) -> Path:
    """A copy of the finished comparison, to be tampered with."""
    shutil.copytree(compared, tmp_path / "out")
    return tmp_path / "out"


@pytest.fixture
def once(monkeypatch: pytest.MonkeyPatch, again: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> None:
    """What the same manifest, its hashes aside, asks for again is run once for all tests: what they forge is not what is run."""

    def copied_if_known(made: Remade) -> None:
        known = {name: value for name, value in made.about.items() if name not in ("outputs", "sha256")}
        key = json.dumps([known, made.known_parameters.sha256()], sort_keys=True, default=str)
        if key not in again:
            again[key] = tmp_path_factory.mktemp("again")
            run_again(dataclasses.replace(made, into=again[key]))
        shutil.copytree(again[key], made.into, dirs_exist_ok=True)

    monkeypatch.setattr(command, "again_of", lambda name, file: copied_if_known)


@pytest.fixture(scope="module")
def again() -> dict[str, Path]:
    """Folders that were run again, by what they were run from."""
    return {}


def said(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    """Exit code, standard output and the last line of standard error."""
    capsys.readouterr()
    code = call(["reproduce", *words])
    captured = capsys.readouterr()
    return code, captured.out, (captured.err.splitlines() or [""])[-1]


def change_manifest(folder: Path, change: Callable[[dict[str, Any]], object], *, sign: bool) -> None:
    """Edit the manifest; a clever forger also writes its own hash anew."""
    about = json.loads((folder / "manifest.json").read_text())
    change(about)
    if sign:
        about["sha256"] = own_hash(about)
    (folder / "manifest.json").write_text(json.dumps(about))


# What comes out the same ----------------------------------------------------------------------------------------------------


def test_a_comparison_comes_out_the_same_in_two_processes(compared: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = said(capsys, str(compared), "--jobs", "2", "--json")
    rows = json.loads(out)
    assert code == 0
    assert all(row["same"] and row["found"] == row["expected"] for row in rows)
    drawn = {f"figures/{name}.{kind}" for name in ("timeline", "ladder", "difference") for kind in ("png", "svg")}
    assert {row["output"] for row in rows} == {*TABLES, *drawn, "report.html"}


def test_a_run_comes_out_the_same(arms: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out"
    assert call(["run", arms[1], "--worlds", "6", "--set", "militia.branching=0.4", "--out", str(out)]) == 0
    code, shown, _ = said(capsys, str(out / "manifest.json"))
    assert code == 0
    assert shown.count(" same ") == len(files_of(out)) - 1


def test_draws_of_a_file_travel_with_the_run(arms: tuple[str, str], tmp_path: Path) -> None:
    draws = tmp_path / "draws.csv"
    draws.write_text("militia.branching\n0.1\n0.9\n")
    out = tmp_path / "out"
    assert call(["batch", arms[1], "--worlds", "5", "--params", str(draws), "--out", str(out)]) == 0
    assert (out / "parameters.parquet").is_file()
    draws.unlink()
    assert call(["reproduce", str(out)]) == 0


@pytest.mark.parametrize("end", ["end: 2020-01-31\n", ""])
def test_what_a_file_extends_travels_with_the_run(end: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "parent.yaml").write_text(f"title: Parent\nquestion: Which?\nstart: 2019-12-20\n{end}")
    child = tmp_path / "child.yaml"
    child.write_text("extends: parent\ntitle: Child\nend: 2020-01-10\nbranch: 2020-01-02\nwarm_up: 10\n")
    assert call(["run", str(child), "--worlds", "3", "--out", str(tmp_path / "out")]) == 0
    assert ("builds on (parent)" in (tmp_path / "out" / "report.html").read_text()) is bool(end)
    (tmp_path / "parent.yaml").unlink()
    assert said(capsys, str(tmp_path / "out"))[0] == 0


# Forged on disk -------------------------------------------------------------------------------------------------------------


def forge(path: Path) -> None:
    """Change one number, or one byte, of a file, so that it can still be read."""
    if path.suffix == ".parquet":
        table = pq.read_table(path)
        at = next(i for i, kind in enumerate(table.schema.types) if pa.types.is_integer(kind) or pa.types.is_floating(kind))
        values = table.column(at).to_pylist()
        values[-1] += 1
        pq.write_table(table.set_column(at, table.schema.field(at), pa.array(values, table.schema.types[at])), path)
    elif path.suffix in (".csv", ".html", ".svg"):
        text = path.read_text()
        at = max(place for place, letter in enumerate(text) if letter in "345")
        path.write_text(text[:at] + "6" + text[at + 1 :])
    else:
        content = bytearray(path.read_bytes())
        content[len(content) // 2] ^= 1
        path.write_bytes(bytes(content))


FILES = (*sorted(TABLES), "report.html", "figures/timeline.png", "figures/ladder.svg")


@pytest.mark.parametrize("name", FILES)
def test_a_forged_file_is_named(name: str, copied: Path, capsys: pytest.CaptureFixture[str]) -> None:
    forge(copied / name)
    code, out, line = said(capsys, str(copied))
    assert (code, line) == (1, f"not as it was written: {name}")
    assert "edited" in out


def test_what_is_missing_or_not_of_the_run_is_named(copied: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (copied / "daily.parquet").unlink()
    (copied / "notes.txt").write_text("mine")
    code, out, line = said(capsys, str(copied), "--json")
    assert (code, line) == (1, "not as it was written: daily.parquet, notes.txt")
    assert {row["output"]: row["says"].partition(":")[0] for row in json.loads(out)} == {
        "daily.parquet": "missing", "notes.txt": "not of this run",
    }  # fmt: skip


@pytest.mark.parametrize(
    "change",
    [
        lambda about: about.update(seconds=1.0),
        lambda about: about.update(worlds=11),
        lambda about: about["parameters"]["values"].update({"us.war_floor": 0.001}),
        lambda about: about["outputs"].update({"summary.csv": "0" * 64}),
        lambda about: about.pop("sha256"),
    ],
)
def test_any_number_of_the_manifest_that_was_changed_is_seen(
    change: Callable[[dict[str, Any]], object], copied: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    change_manifest(copied, change, sign=False)
    code, _, line = said(capsys, str(copied))
    assert code == 1
    assert "manifest.json" in line


# Forged cleverly: file, its hash and the manifest's own hash agree; only running again tells ----------------------------------


@pytest.mark.usefixtures("once")
@pytest.mark.parametrize("name", FILES)
def test_a_file_forged_with_its_hash_comes_out_otherwise(name: str, copied: Path, capsys: pytest.CaptureFixture[str]) -> None:
    if name == "parameters.parquet":
        pytest.skip("other draws are another run: see below")
    forge(copied / name)
    change_manifest(copied, lambda about: about["outputs"].update({name: sha256_of(copied / name)}), sign=True)
    code, _, line = said(capsys, str(copied))
    assert code == 1
    assert line.startswith(f"not reproduced: {name}; ")


@pytest.mark.usefixtures("once")
def test_no_outputs_vouch_for_nothing(copied: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in files_of(copied):
        if name not in ("manifest.json", "parameters.parquet"):
            (copied / name).unlink()
    change_manifest(copied, lambda about: about.update(outputs={}), sign=True)
    code, _, line = said(capsys, str(copied))
    assert (code, line) == (1, "not as it was written: parameters.parquet")
    change_manifest(
        copied, lambda about: about["outputs"].update({"parameters.parquet": sha256_of(copied / "parameters.parquet")}), sign=True
    )
    code, out, _ = said(capsys, str(copied))
    assert code == 1
    assert "missing from the manifest" in out


def test_a_hash_that_the_parameters_do_not_have_is_seen(copied: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change_manifest(copied, lambda about: about["parameters"].update(sha256="0" * 64), sign=True)
    code, out, line = said(capsys, str(copied))
    assert (code, line) == (1, "not reproduced: manifest.json; changed since: parameters")
    assert "another hash than it says" in out


def test_other_inputs_are_told_even_where_all_comes_out_the_same(copied: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change_manifest(copied, lambda about: about["inputs"].update(rules="0" * 64), sign=True)
    code, _, line = said(capsys, str(copied))
    assert (code, line) == (0, "the same, though not all that it was made from is: changed since: rules")


def test_what_has_changed_is_said(copied: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change_manifest(copied, lambda about: about["parameters"].update(sha256="0" * 64), sign=True)
    change_manifest(copied, lambda about: about.update(seed=8), sign=True)
    code, _, line = said(capsys, str(copied))
    assert code == 1
    assert line.endswith("changed since: parameters")


@pytest.mark.usefixtures("once")
def test_pictures_of_another_code_are_named_and_may_be_left_out(copied: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (copied / "figures" / "ladder.png").write_bytes(b"drawn by another version")
    about = json.loads((copied / "manifest.json").read_text())
    write_manifest(copied, {**{key: about[key] for key in about if key not in ("outputs", "sha256")}, "drawn_by": "another"})
    code, out, line = said(capsys, str(copied))
    assert code == 1
    assert "drawn by other code or libraries" in " ".join(out.split())
    assert line.startswith("not reproduced: figures/ladder.png; ")
    code, out, _ = said(capsys, str(copied), "--tables")
    assert code == 0
    assert "not drawn again" in out


# What is refused ------------------------------------------------------------------------------------------------------------


def test_a_command_that_is_none_is_refused(copied: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change_manifest(copied, lambda about: about.update(command="lesson"), sign=True)
    code, _, line = said(capsys, str(copied))
    assert code == 2
    assert "'lesson' is not run again; allowed: what run, compare, batch, sweep, effects, sensitivity or ahead wrote" in line


def test_hours_of_work_are_asked_for_first(
    copied: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sim.workload.LONGEST", 0.0)
    code, _, line = said(capsys, str(copied))
    assert code == 2
    assert "--yes" in line


@pytest.mark.parametrize(
    ("words", "says"),
    [(["missing"], "there is no such file"), (["missing", "--jobs", "0"], "jobs is 0"), (["x" * 300], "too long")],
)
def test_what_is_refused(words: list[str], says: str, refused: Callable[..., str]) -> None:
    assert says in refused("reproduce", *words)
