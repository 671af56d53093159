"""`escalation app`: what is wrong is one line; else the page is served where it was asked for."""

from __future__ import annotations

import builtins
import socket
from typing import Any

import pytest

from sim.cli import call
from sim.commands import extras

pytest.importorskip("streamlit")
pytest.importorskip("plotly")


def test_it_is_served_where_it_was_asked_for(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    served: list[Any] = []
    monkeypatch.setattr("sim.app.server.serve", lambda port, *, browser: served.append((port, browser)))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    assert call(["app", "--port", str(port), "--no-browser"]) == 0
    assert served == [(port, False)]
    assert capsys.readouterr().out.startswith(f"The page is at http://127.0.0.1:{port}")


def test_a_port_that_is_taken_is_told_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        assert call(["app", "--port", str(taken.getsockname()[1])]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert "is taken" in line


@pytest.mark.parametrize("library", ["streamlit", "plotly"])
def test_without_the_extra_it_says_what_to_install(
    library: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    real = builtins.__import__

    def without(name: str, *rest: Any, **more: Any) -> Any:
        if name == library:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
        return real(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", without)
    monkeypatch.setattr(extras, "requires", lambda _: [f"{library}>=1; extra == 'app'"])
    assert call(["app"]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line == f"this needs {library}; install it with: pip install 'escalation-simulator[app]'"
