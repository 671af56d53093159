"""The live page as tests, benches and pictures drive it: served by its command, and what is read from it in a browser."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlencode

from sim.app.state import State, to_query
from sim.lessons.page import LIMITS
from sim.paths import ROOT

PATIENCE = 180.0
"""Seconds until the server answers, on a machine under load."""


@contextmanager
def served() -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """The page's address and its server, which ends as it is told to."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = [sys.executable, "-m", "sim", "app", "--port", str(port), "--no-browser"]
    server = subprocess.Popen(words, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=subprocess.DEVNULL)
    home = f"http://127.0.0.1:{port}"
    try:
        _wait(f"{home}/_stcore/health", server)
        yield home, server
    finally:
        server.terminate()
        assert server.wait(60) == 0


def _wait(url: str, server: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + PATIENCE
    while True:
        try:
            with urllib.request.urlopen(url) as answer:
                assert answer.status == 200
                return
        except OSError:
            assert server.poll() is None, "the server has ended"
            assert time.monotonic() < end, "the server does not answer"
            time.sleep(0.2)


def at(home: str, state: State) -> str:
    """The address of a state."""
    return f"{home}/?{urlencode(to_query(state), doseq=True)}"


def stands(page: Any, key: str, value: str | None) -> None:
    """Wait until the address says so, which it does once all is drawn."""
    page.wait_for_function("([key, value]) => new URLSearchParams(location.search).get(key) === value", arg=[key, value])
    assert LIMITS in page.locator(".limits").first.inner_text()


def seen(page: Any, text: str) -> None:
    """Wait until a text is there to be read."""
    page.get_by_text(text).first.wait_for()


def rests(page: Any) -> None:
    """Wait until the page has nothing left to draw: a file that is given before may be lost."""
    page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]').wait_for()


def asked(page: Any, key: str) -> str | None:
    """What the address says."""
    said: str | None = page.evaluate("key => new URLSearchParams(location.search).get(key)", key)
    return said


def traces(page: Any, at: int = 0) -> dict[str, Any]:
    """The data of a figure by the names of its traces."""
    page.locator(".js-plotly-plot").nth(at).wait_for()
    script = "at => document.querySelectorAll('.js-plotly-plot')[at].data.map(t => [t.name, Array.from(t.y), Array.from(t.x)])"
    return {name: (y, x) for name, y, x in page.evaluate(script, at)}
