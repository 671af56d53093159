"""What the cases start from: two short scenarios, and a finished run, made once."""

from __future__ import annotations

import atexit
import contextlib
import functools
import io
import os
import shutil
import tempfile
from pathlib import Path

SHORT = """\
extends: documented
title: Ten days
question: What comes of ten days?
start: 2020-01-01
end: 2020-01-10
branch: 2020-01-02
warm_up: 5
"""
"""The shortest scenario on which a run has something to draw."""
MONTH = """\
extends: documented
title: A month
question: What comes of a month without the strike?
start: 2019-12-20
end: 2020-01-18
branch: 2020-01-02
warm_up: 10
interventions:
  - remove_event: 2020-01-03-us-targeted-killing
"""
WORLDS = 3


@functools.cache
def base_run() -> Path:
    """The folder of a finished run of `MONTH` in three worlds; removed when the process ends."""
    from sim.cli import call

    folder = Path(tempfile.mkdtemp(prefix="fuzz-base-")).resolve()
    atexit.register(_removed, folder, os.getpid())
    (folder / "month.yaml").write_text(MONTH, encoding="utf-8")
    silence = io.StringIO()
    with contextlib.redirect_stdout(silence), contextlib.redirect_stderr(silence):
        code = call(["run", str(folder / "month.yaml"), "--worlds", str(WORLDS), "--out", str(folder / "run")])
    assert code == 0, silence.getvalue()
    return folder / "run"


def _removed(folder: Path, owner: int) -> None:
    """A forked process must not remove what its parent made."""
    if os.getpid() == owner:
        shutil.rmtree(folder, ignore_errors=True)


def copy_of_base(folder: Path) -> None:
    """Put a copy of the finished run there."""
    shutil.copytree(base_run(), folder)
