"""The help of the calibration's commands comes at once: nothing that computes is imported for it."""

from __future__ import annotations

import subprocess
import sys

import pytest

SLOW = ("scipy", "pandas", "mesa", "matplotlib", "pyarrow", "arviz")


@pytest.mark.parametrize("command", ["calibrate", "score", "check"])
def test_help_imports_nothing_that_computes(command: str) -> None:
    code = (
        "import sys\n"
        "from sim.cli import call\n"
        f"assert call([{command!r}, '--help']) == 0\n"
        f"print('imported:', *[name for name in {SLOW!r} if name in sys.modules])\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1].strip() == "imported:"
    assert "Example: escalation" in done.stdout
