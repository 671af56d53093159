"""A result that was in memory has the folder of the command, to the byte; written whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim import compare, load_scenario, simulate
from sim.cli import call
from sim.errors import InputError
from sim.results.manifest import output_hashes
from sim.run_results import RunResult
from sim.scenario import Scenario

SHORT = {"start": "2019-12-25", "end": "2020-01-20", "warm_up": 5}


@pytest.fixture(scope="module")
def known() -> Scenario:
    return load_scenario("documented").edit(name="known", **SHORT)


@pytest.fixture(scope="module")
def calm(known: Scenario) -> Scenario:
    return known.edit(name="calm", branch="2020-01-02", interventions=[{"remove_event": "2020-01-03-us-targeted-killing"}])


@pytest.fixture(scope="module")
def run(calm: Scenario) -> RunResult:
    return simulate(calm, worlds=1, params="point")


@pytest.fixture(scope="module")
def files(known: Scenario, calm: Scenario, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    folder = tmp_path_factory.mktemp("scenarios")
    for scenario in (known, calm):
        (folder / f"{scenario.name}.yaml").write_text(scenario.text)
    return [str(folder / f"{name}.yaml") for name in ("known", "calm")]


def test_a_comparison_is_saved_as_the_command_writes_it(
    known: Scenario, calm: Scenario, files: list[str], tmp_path: Path
) -> None:
    compare([known, calm], worlds=5, seed=3, block=2).save(tmp_path / "python")
    assert call(["compare", *files, "--worlds", "5", "--seed", "3", "--out", str(tmp_path / "command")]) == 0
    ours = output_hashes(tmp_path / "python")
    assert ours == output_hashes(tmp_path / "command")
    assert {"effects.csv", "summary.csv", "events.parquet", "parameters.parquet", "report.html", "figures/difference.svg"} <= set(
        ours
    )
    assert call(["reproduce", str(tmp_path / "python")]) == 0


def test_a_run_is_saved_as_the_command_writes_it_in_the_format_that_is_asked_for(
    calm: Scenario, files: list[str], tmp_path: Path
) -> None:
    simulate(calm, worlds=3, seed=3, params="point").save(str(tmp_path / "python"), format="pdf")
    words = ["--worlds", "3", "--seed", "3", "--params", "point", "--format", "pdf", "--out", str(tmp_path / "command")]
    assert call(["run", files[1], *words]) == 0
    ours = output_hashes(tmp_path / "python")
    assert ours == output_hashes(tmp_path / "command")
    assert {name for name in ours if name.startswith("figures/")} == {
        "figures/timeline.png", "figures/timeline.pdf", "figures/ladder.png", "figures/ladder.pdf",
    }  # fmt: skip
    assert call(["reproduce", str(tmp_path / "command")]) == 0, "which draws it in the same formats"


def test_what_is_there_is_not_written_over(run: RunResult, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "notes.txt").write_text("mine")
    with pytest.raises(InputError, match="holds something else than a run"):
        run.save(tmp_path / "mine", force=True)
    run.save(tmp_path / "run", format="png")
    with pytest.raises(InputError, match="already holds a run"):
        run.save(tmp_path / "run")
    run.save(tmp_path / "run", force=True)
    with pytest.raises(InputError, match="unknown format of figures 'gif'"):
        run.save(tmp_path / "new", format="gif")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["mine", "run"]


def test_nothing_half_written_is_left(run: RunResult, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("sim.run_folders.write_report", broken)
    with pytest.raises(OSError, match="No space"):
        run.save(tmp_path / "run")
    assert list(tmp_path.iterdir()) == []
