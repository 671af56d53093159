"""Chromium as the tests of pages drive it, by Playwright: Debian's own browser, and a note of all that it asks for."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from typing import Any

from sim.paths import ROOT

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
ARGUMENTS = (
    "--no-sandbox", "--disable-quic", "--disable-background-networking", "--no-first-run", "--disable-component-update",
    "--disable-sync",
)  # fmt: skip
PATIENCE = 60_000
"""Milliseconds; a machine under load takes half a minute to start a browser."""
AXE = ROOT / "build" / "axe" / "node_modules" / "axe-core" / "axe.min.js"
"""Where `.ci/run` puts axe-core, which finds what keeps people out of a page."""
GRAVE = ("serious", "critical")
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


def barriers(page: Any) -> list[str]:
    """What axe-core finds on a page that is serious or worse, each in a line; it has looked at something."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("async () => { const { violations, passes } = await axe.run(); return { violations, passes } }")
    assert len(found["passes"]) > 5
    return [f"{each['id']}: {each['nodes'][0]['html'][:200]}" for each in found["violations"] if each["impact"] in GRAVE]
