"""What is shipped: a wheel that runs without any extra, from any folder; an sdist that holds what its own tests read."""

from __future__ import annotations

import fnmatch
import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pandas as pd
import pytest

from calibration.lazy import DISTRIBUTIONS
from sim import paths
from sim.page import TEMPLATES
from sim.scenario import load_scenario

ROOT = Path(__file__).resolve().parent.parent
SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text())
TARGETS = SETTINGS["tool"]["hatch"]["build"]["targets"]
EXTRA = ("arviz", "cma", "emcee", "h5netcdf", "sklearn", "threadpoolctl")
"""Of the extra `calibration`, by the names under which they are imported."""
ALWAYS_IN_AN_SDIST = {"pyproject.toml", "LICENSE", "README.md", ".gitignore"}

FORBID = f"""
import sys


class Forbid:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {EXTRA}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)


sys.meta_path.insert(0, Forbid())
"""


def without_extras(code: str, *, folder: Path, home: Path) -> subprocess.CompletedProcess[str]:
    """Run code where the libraries of the calibration cannot be imported, in a folder, with the packages of another."""
    environment = {**os.environ, "PYTHONPATH": str(home)}
    words = [sys.executable, "-P", "-c", FORBID + code]
    return subprocess.run(words, capture_output=True, text=True, check=False, cwd=folder, env=environment, timeout=300)


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds what a wheel would put there, and nothing else."""
    home = tmp_path_factory.mktemp("site-packages")
    for package in TARGETS["wheel"]["packages"]:
        shutil.copytree(ROOT / package, home / package, ignore=shutil.ignore_patterns("__pycache__"))
    return home


def test_whatever_the_code_reads_lies_in_the_wheel() -> None:
    packages = [ROOT / name for name in TARGETS["wheel"]["packages"]]
    read = (paths.PARAMETERS, paths.SCENARIOS, paths.RECORD, paths.POSTERIORS, TEMPLATES)
    assert all(any(path.is_relative_to(package) for package in packages) for path in read)
    ignored = [line.rstrip("/") for line in (ROOT / ".gitignore").read_text().splitlines() if line and line[0] not in "#!"]
    data = [path for package in packages for path in package.rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    for path in data:  # what git ignores, the builder leaves out
        parts = path.relative_to(ROOT).parts
        assert not [pattern for pattern in ignored for part in parts if fnmatch.fnmatch(part, pattern)], path


def test_a_run_needs_no_extra_and_no_checkout(installed: Path, tmp_path: Path) -> None:
    scenario = load_scenario("free_run").edit(name="short", start="2019-12-01", end="2019-12-31", branch="2019-12-01")
    (tmp_path / "short.yaml").write_text(scenario.text)
    code = (
        "import sim, calibration\n"
        f"assert all(p.__file__.startswith({str(installed)!r}) for p in (sim, calibration))\n"
        "from sim.cli import call\n"
        "assert call(['run', 'short.yaml', '--worlds', '3', '--out', 'DIR']) == 0\n"
        "assert call(['compare', 'documented', 'short.yaml', '--worlds', '2', '--out', 'TWO']) == 0\n"
        "assert call(['batch', 'short.yaml', '--worlds', '2', '--out', 'MANY']) == 0\n"
        "assert call(['reproduce', 'DIR']) == 0\n"
    )
    done = without_extras(code, folder=tmp_path, home=installed)
    assert done.returncode == 0, done.stderr
    assert len(pd.read_parquet(tmp_path / "DIR" / "worlds.parquet")) == 3
    assert (tmp_path / "TWO" / "report.html").is_file()


def test_every_module_can_be_imported_without_the_extra(installed: Path, tmp_path: Path) -> None:
    code = (
        "import importlib, pkgutil, sim, calibration\n"
        "for package in (sim, calibration):\n"
        "    for module in pkgutil.walk_packages(package.__path__, package.__name__ + '.'):\n"
        "        if not module.name.endswith('__main__'):\n"
        "            importlib.import_module(module.name)\n"
        "print(len(sys.modules))\n"
    )
    done = without_extras(code, folder=tmp_path, home=installed)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 150


def test_what_needs_the_extra_says_so_before_the_work(installed: Path, tmp_path: Path) -> None:
    code = "from sim.cli import call\nsys.exit(call(['calibrate', '--particles', '64', '--checkpoints', 'C', '--out', 'O']))"
    done = without_extras(code, folder=tmp_path, home=installed)
    assert done.returncode in (2, 3)  # 3 where the installed metadata are older than the extra
    assert "arviz" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_the_extra_is_asked_for_by_make_and_by_nothing_that_runs() -> None:
    project = SETTINGS["project"]
    extras = project["optional-dependencies"]
    assert {text.split(">")[0] for text in extras["calibration"]} == {DISTRIBUTIONS.get(name, name) for name in EXTRA}
    assert not [text for text in project["dependencies"] if text.split(">")[0] in EXTRA]
    assert f"'.[{','.join(sorted(extras))}]'" in (ROOT / "Makefile").read_text()


def test_an_sdist_holds_the_whole_tree() -> None:
    included = {path.strip("/").partition("/")[0] for path in TARGETS["sdist"]["include"]} | ALWAYS_IN_AN_SDIST
    ignored = [line.rstrip("/") for line in (ROOT / ".gitignore").read_text().splitlines() if line and line[0] not in "#!"]
    there = {path.name for path in ROOT.iterdir() if path.name not in (".git", "PKG-INFO")}
    assert {name for name in there if not any(fnmatch.fnmatch(name, pattern) for pattern in ignored)} <= included
    assert "/results/reference" in TARGETS["sdist"]["include"]
