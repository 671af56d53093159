"""Folders that were made from other folders, or from designs of their own, come out the same again; or it is said why not."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from sim.cli import call
from sim.commands.remaking import _found, again_of
from sim.errors import InputError
from sim.results.manifest import files_of, own_hash

Said = Callable[..., tuple[int, str, str]]


@pytest.fixture
def said(capsys: pytest.CaptureFixture[str]) -> Said:
    """What `reproduce` says: exit code, standard output, the last line of standard error."""

    def words(*words: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = call(["reproduce", *words])
        captured = capsys.readouterr()
        return code, " ".join(captured.out.split()), (captured.err.splitlines() or [""])[-1]

    return words


@pytest.fixture(scope="module")
def home(compared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a comparison, the same under another coupling, effects of both and a sensitivity of the first."""
    home = tmp_path_factory.mktemp("made")
    shutil.copytree(compared, home / "run")
    arms = [str(home / f"{name}.yaml") for name in ("known", "calm")]
    about = json.loads((compared / "manifest.json").read_text())
    for name, path in zip(("known", "calm"), arms, strict=True):
        Path(path).write_text(about["scenarios"][name])
    other = ["batch", *arms, "--worlds", "12", "--coupling", "inversion", "--out", str(home / "other")]
    assert call(other) == 0
    effects = ["effects", str(home / "run"), "--beside", str(home / "other"), "--format", "png", "--out", str(home / "effects")]
    assert call(effects) == 0
    assert call(["sensitivity", str(home / "run"), "--no-coverage", "--out", str(home / "sensitivity")]) == 0
    return home


@pytest.fixture
def moved(home: Path, tmp_path: Path) -> Path:
    """A copy of all of it."""
    shutil.copytree(home, tmp_path / "home")
    return tmp_path / "home"


@pytest.mark.parametrize("name", ["effects", "sensitivity"])
def test_what_was_made_of_a_folder_comes_out_the_same_wherever_both_lie(name: str, moved: Path, said: Said) -> None:
    code, out, line = said(str(moved / name))
    assert (code, line) == (0, "")
    assert out.count(" same ") == len(files_of(moved / name)) - 1
    assert str(moved) not in (moved / name / "manifest.json").read_text()


def test_a_folder_that_has_moved_is_given(moved: Path, said: Said) -> None:
    (moved / "run").rename(moved / "elsewhere")
    code, _, line = said(str(moved / "effects"))
    assert code == 2
    assert line.endswith("allowed: the folder that it was made of, in its place or by --of")
    assert said(str(moved / "effects"), "--of", str(moved / "elsewhere"))[0] == 0
    with pytest.raises(InputError, match=r"of, in its place$"):
        _found({"folder": "gone", "sha256": ""}, moved / "effects", None, "in its place")
    code, _, line = said(str(moved / "effects"), "--of", str(moved / "other"))
    assert code == 2
    assert "this is not the folder that it was made of" in line


def test_a_table_forged_with_its_hashes_is_named(moved: Path, said: Said) -> None:
    from sim.results.provenance import sha256_of

    table, manifest = moved / "effects" / "effects.csv", moved / "effects" / "manifest.json"
    table.write_text(table.read_text().replace("0", "1", 1))
    assert said(str(moved / "effects"))[::2] == (1, "not as it was written: effects.csv")
    about = json.loads(manifest.read_text())
    about["outputs"]["effects.csv"] = sha256_of(table)
    manifest.write_text(json.dumps({**about, "sha256": own_hash(about)}))
    code, _, line = said(str(moved / "effects"))
    assert (code, line) == (1, "not reproduced: effects.csv; no input has changed: the manifest or a file was edited")


def test_code_that_has_changed_is_named(moved: Path, said: Said, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sim.results.provenance.code_hash", lambda part: "0" * 64)
    code, _, line = said(str(moved / "effects"))
    assert (code, line) == (0, "the same, though not all that it was made from is: changed since: estimates")


def test_a_sensitivity_of_a_scenario_runs_its_designs_again(tmp_path: Path, arms: tuple[str, str], said: Said) -> None:
    out = tmp_path / "out"
    words = ["--draws", "20", "--worlds", "2", "--groups", "war=us.*,iran.*", "--no-coverage", "--reference", arms[0]]
    assert call(["sensitivity", arms[1], *words, "--out", str(out)]) == 0
    code, shown, line = said(str(out))
    assert (code, line.startswith("not reproduced")) == (0, False)
    assert shown.count(" same ") == len(files_of(out)) - 1


def test_a_sweep_comes_out_the_same(tmp_path: Path, arms: tuple[str, str], said: Said) -> None:
    out = tmp_path / "out"
    assert call(["sweep", arms[1], "--vary", "militia.branching=0.2,0.6", "--worlds", "2", "--out", str(out)]) == 0
    assert said(str(out))[0] == 0


@pytest.mark.parametrize("key", ["seed", "coverage", "of"])
def test_a_manifest_with_a_wrong_type_is_refused_in_one_line(key: str, moved: Path, said: Said) -> None:
    manifest = moved / "sensitivity" / "manifest.json"
    about = {**json.loads(manifest.read_text()), key: [1]}
    manifest.write_text(json.dumps({**about, "sha256": own_hash(about)}))
    code, _, line = said(str(manifest))
    assert code == 2
    assert f"manifest.json: {key}: " in line


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["RUN", "--of", "x"], "--of does not go with what compare wrote; allowed: with effects or sensitivity"),
        (["RUN", "--record", "x"], "--record does not go with what compare wrote; allowed: with ahead"),
    ],
)
def test_what_is_refused(words: list[str], says: str, compared: Path, refused: Callable[..., str]) -> None:
    assert says in refused("reproduce", *(str(compared) if word == "RUN" else word for word in words))


def test_a_command_that_writes_no_such_folder_has_nothing_to_run_again() -> None:
    for command in ("scenarios", "calibrate", "nothing"):
        with pytest.raises(InputError, match="is not run again"):
            again_of(command, Path("manifest.json"))
