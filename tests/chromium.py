"""Chromium as the tests of pages drive it, by Playwright: Debian's own browser, and a note of all that it asks for."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from typing import Any

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
ARGUMENTS = (
    "--no-sandbox", "--disable-quic", "--disable-background-networking", "--no-first-run", "--disable-component-update",
    "--disable-sync",
)  # fmt: skip
PATIENCE = 60_000
"""Milliseconds; a machine under load takes half a minute to start a browser."""
LOCAL = ("http://127.0.0.1:", "ws://127.0.0.1:", "data:", "blob:", "about:", "file:")


def missing() -> str:
    """Why there is no browser to drive; empty if there is."""
    if find_spec("playwright") is None:
        return "Playwright is missing: pip install '.[dev]'"
    return "" if program() else "no browser here: install chromium"


def program() -> str | None:
    """The browser of this machine, or None."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


@contextmanager
def started() -> Iterator[Any]:
    """A browser without a window."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=program(), args=list(ARGUMENTS), timeout=PATIENCE)
        yield browser
        browser.close()


@contextmanager
def fresh(browser: Any, width: int = 1366, height: int = 768) -> Iterator[Any]:
    """A page of a browser that has never been here; at its end nothing may have gone wrong, and nothing have left the machine."""
    context = browser.new_context(viewport={"width": width, "height": height}, accept_downloads=True)
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    errors: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    page.on("websocket", lambda socket: asked.append(socket.url))
    yield page
    context.close()
    assert errors == []
    assert [url for url in asked if not url.startswith(LOCAL)] == []
    assert asked
