"""What the tests of the commands share: small scenario files, a finished comparison, a run that stops, input that is refused."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sim import ensemble
from sim.cli import call
from sim.ensemble import Task
from sim.results import Block
from sim.scenario import load_scenario

Refused = Callable[..., str]


@pytest.fixture(scope="package")
def arms(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    """Two small scenario files: January 2020 as documented, and without the strike on Soleimani."""
    folder = tmp_path_factory.mktemp("scenarios")
    known = load_scenario("documented").edit(name="known", start="2019-12-20", end="2020-01-31", warm_up=10)
    calm = known.edit(name="calm", branch="2020-01-02", interventions=[{"remove_event": "2020-01-03-us-targeted-killing"}])
    paths = []
    for scenario in (known, calm):
        path = folder / f"{scenario.name}.yaml"
        path.write_text(scenario.text)
        paths.append(str(path))
    return paths[0], paths[1]


@pytest.fixture(scope="package")
def compared(arms: tuple[str, str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a finished comparison of the two, in twelve worlds."""
    out = tmp_path_factory.mktemp("results") / "out"
    assert call(["compare", *arms, "--worlds", "12", "--out", str(out)]) == 0
    return out


@pytest.fixture
def refused(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Refused:
    """Call a command that must refuse its input: exit code 2, one line, nothing written; gives the line."""

    def line(*words: str) -> str:
        empty = tmp_path / "empty"
        empty.mkdir()
        monkeypatch.chdir(empty)
        capsys.readouterr()
        assert call(words) == 2
        captured = capsys.readouterr()
        assert captured.out == ""
        assert list(empty.iterdir()) == []
        (only,) = captured.err.splitlines()
        return str(only)

    return line


@pytest.fixture
def stop_at(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Let blocks of worlds fail from a world on, or before it."""
    original = ensemble.run_task

    def stop(world: int, failure: BaseException, *, before: bool = False) -> None:
        def run_task(task: Task) -> Block:
            if (task.first_world < world) is before:
                raise failure
            return original(task)

        monkeypatch.setattr(ensemble, "run_task", run_task)

    return stop
