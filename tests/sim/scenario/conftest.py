"""Scenario files written into an empty folder, and the one line that a wrong one gets."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from sim.errors import ScenarioError
from sim.scenario import load_scenario

Write = Callable[..., Path]
Refusal = Callable[..., str]


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """Write a file into an empty folder, which is where the test then stands."""
    monkeypatch.chdir(tmp_path)

    def put(text: str, name: str = "mine.yaml") -> Path:
        path = Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text), encoding="utf-8")
        return path

    return put


@pytest.fixture
def refusal() -> Refusal:
    """The one line that a wrong scenario gets."""

    def refuse(path: Path, **how: Any) -> str:
        with pytest.raises(ScenarioError) as caught:
            load_scenario(path, **how)
        assert caught.value.exit_code == 2
        assert "\n" not in str(caught.value)
        return str(caught.value)

    return refuse


@pytest.fixture
def refused_item(write: Write, refusal: Refusal) -> Callable[[str], str]:
    """The line that a scenario gets whose only intervention, on line 7, is wrong; it branches on 1 December 2019."""
    head = "title: T\nquestion: Q?\nstart: 2019-10-01\nend: 2020-12-31\nbranch: 2019-12-01\ninterventions:\n"
    return lambda item: refusal(write(f"{head}  - {item}\n"))
