"""What the tests of scenarios write and ask for: heads of files, and the types of the fixtures in `conftest.py`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from sim.scenario import Scenario

Write = Callable[..., Path]
Refusal = Callable[..., str]
BASE: dict[str, Any] = {"name": "base", "title": "T", "question": "Q?", "start": "2019-10-01", "end": "2020-12-31"}
STRIKE = "2020-01-03-us-targeted-killing"
HEAD = """\
title: Mine
question: What if?
start: 2019-10-01
end: 2020-12-31
branch: 2020-01-02
"""
PLAIN = "title: T\nquestion: Q?\nstart: 2019-10-01\nend: 2020-12-31\n"
BRANCHED = PLAIN + "branch: 2019-12-01\ninterventions:\n"
PARENT = """\
title: Parent
question: Which?
start: 2019-10-01
end: 2020-12-31
branch: 2020-01-02
switch_off: [fear]
interventions:
  - forbid: {actor: us, decision: strike, from: 2020-02-01}
"""


def branched(luck: str = "abducted") -> Scenario:
    """A scenario that branches early and changes nothing."""
    return Scenario.from_dict({**BASE, "branch": "2019-12-01", "luck": luck})
