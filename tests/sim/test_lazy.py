"""Names that are loaded when they are first asked for."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import calibration
import sim
from sim import api, lazy, model
from sim.scenario import definition

ROOT = Path(__file__).resolve().parents[2]


def test_a_name_is_what_its_module_holds() -> None:
    get, names = lazy.attributes("sim", {"InputError": "sim.errors"})
    from sim.errors import InputError

    assert get("InputError") is InputError
    assert {"InputError", "__doc__"} <= set(names())
    with pytest.raises(AttributeError, match="module 'sim' has no attribute 'nonsense'"):
        get("nonsense")


@pytest.mark.parametrize("package", [sim, calibration])
def test_every_public_name_is_listed_and_there(package: object) -> None:
    public = package.__all__  # type: ignore[attr-defined]
    assert set(public) <= set(dir(package))
    assert all(callable(getattr(package, name)) for name in public)
    assert not hasattr(package, "nonsense")


def test_public_functions_are_not_the_modules_they_come_from() -> None:
    """Importing `sim.x` binds the module to the name `x`; no public name may be that of a module."""
    assert sim.compare is api.compare
    assert sim.simulate is api.simulate
    assert sim.EscalationModel is model.EscalationModel
    assert sim.load_scenario is definition.load_scenario
    for package in (sim, calibration):
        assert not {path.stem for path in (ROOT / package.__name__).iterdir()} & set(package.__all__)


def test_importing_sim_loads_no_library() -> None:
    code = "import sys, sim; print(sorted(m for m in ('numpy', 'pandas', 'mesa', 'pydantic', 'typer') if m in sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == "[]"
