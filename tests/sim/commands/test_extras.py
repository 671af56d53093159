"""What to install if a library is missing that only some commands need."""

from __future__ import annotations

import tomllib
from importlib.metadata import PackageNotFoundError

import pytest

from sim.commands import extras
from sim.commands.extras import how_to_install
from sim.paths import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
LINES = [
    *PROJECT["dependencies"],
    *(f"{text}; extra == '{extra}'" for extra, texts in PROJECT["optional-dependencies"].items() for text in texts),
]


def missing(name: str | None) -> ModuleNotFoundError:
    return ModuleNotFoundError(f"No module named {name!r}", name=name)


@pytest.fixture(autouse=True)
def _metadata(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extras, "requires", lambda project: LINES if project == PROJECT["name"] else None)


@pytest.mark.parametrize("library", ["arviz", "cma", "emcee", "h5netcdf", "arviz.stats", "scikit-learn"])
def test_a_library_of_the_calibration(library: str) -> None:
    name = library.partition(".")[0]
    assert how_to_install(missing(library)) == (
        f"this needs {name}; install it with: pip install 'escalation-simulator[calibration]'"
    )


@pytest.mark.parametrize("library", ["numpy", "nonsense", "arvi", "arvizz", None])
def test_what_no_extra_would_install(library: str | None) -> None:
    assert how_to_install(missing(library)) is None


def test_other_failures_are_none_of_its_business() -> None:
    assert how_to_install(ImportError("cannot import", name="arviz")) is None
    assert how_to_install(ZeroDivisionError()) is None


def test_a_project_that_is_not_installed_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def requires(project: str) -> list[str]:
        raise PackageNotFoundError(project)

    monkeypatch.setattr(extras, "requires", requires)
    assert how_to_install(missing("arviz")) is None
