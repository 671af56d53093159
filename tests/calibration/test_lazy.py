"""ArviZ is loaded when it is asked for, and without its notice."""

from __future__ import annotations

import subprocess
import sys

from calibration import lazy


def test_arviz_is_there_when_asked_for() -> None:
    assert lazy.arviz() is lazy.arviz() is sys.modules["arviz"]
    assert hasattr(lazy.arviz(), "rhat")


def test_it_is_not_loaded_before_and_its_notice_is_not_shown() -> None:
    """In a fresh interpreter, so that the import is the first one; any other warning would be an error."""
    code = (
        "import sys, warnings\n"
        "import calibration.fit.posterior\n"
        "assert 'arviz' not in sys.modules\n"
        "warnings.simplefilter('error', FutureWarning)\n"
        "from calibration import lazy\n"
        "lazy.arviz()\n"
        "assert 'arviz' in sys.modules\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "FutureWarning" not in done.stderr
