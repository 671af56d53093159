"""ArviZ is loaded when it is asked for, and without its notice; other warnings are not hidden."""

from __future__ import annotations

import importlib
import subprocess
import sys
import warnings
from types import ModuleType

import pytest

from calibration import lazy


def test_arviz_is_there_when_asked_for() -> None:
    assert lazy.arviz() is lazy.arviz() is sys.modules["arviz"]
    assert hasattr(lazy.arviz(), "rhat")


def test_the_fit_does_not_load_it_before() -> None:
    code = "import sys, calibration.fit.posterior, calibration.pages.fit_blocks; sys.exit('arviz' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize(("kind", "shown"), [(FutureWarning, 0), (UserWarning, 1)])
def test_its_notice_is_hidden_and_nothing_else(monkeypatch: pytest.MonkeyPatch, kind: type[Warning], shown: int) -> None:
    def imported(name: str) -> ModuleType:
        warnings.warn("something", kind, stacklevel=1)
        return ModuleType(name)

    monkeypatch.setattr(importlib, "import_module", imported)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        assert lazy.arviz().__name__ == "arviz"
    assert len(caught) == shown
