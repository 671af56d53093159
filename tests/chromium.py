"""Chromium as the tests of pages drive it, by Playwright: Debian's own browser, and a note of all that it asks for."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from typing import Any

import pytest

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
"""How addresses begin that do not leave the machine."""
OFFLINE = ("file:", "data:", "about:")
"""The same of a page that is a file and asks nobody for anything."""
PHONE = 600
"""Pixels; a narrower window is a phone's, which heeds what the page says of its width."""


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
def fresh(browser: Any, width: int = 1366, height: int = 768, local: tuple[str, ...] = LOCAL) -> Iterator[Any]:
    """A page of a browser that has never been here; at its end nothing may have gone wrong, and nothing have left the machine.

    With `local` as `OFFLINE` the network is off.
    """
    context = browser.new_context(viewport={"width": width, "height": height}, accept_downloads=True)
    context.set_default_timeout(PATIENCE)
    context.set_offline(local == OFFLINE)
    page = context.new_page()
    resize(page, width, height)
    errors: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    page.on("websocket", lambda socket: asked.append(socket.url))
    yield page
    context.close()
    assert errors == []
    assert [url for url in asked if not url.startswith(local)] == []
    assert asked


def resize(page: Any, width: int, height: int) -> None:
    """The size of the window."""
    page.set_viewport_size({"width": width, "height": height})
    given = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < PHONE}
    page.context.new_cdp_session(page).send("Emulation.setDeviceMetricsOverride", given)


def load(page: Any, address: str) -> None:
    """A page anew, even if only what follows the `#` is another."""
    page.goto("about:blank")
    page.goto(address)


def seen(page: Any, names: Sequence[str]) -> list[str]:
    """Those of some elements, by their ids, that can be seen."""
    return [name for name in names if page.evaluate(f"document.getElementById('{name}').offsetParent !== null")]


def reach(page: Any, condition: str) -> None:
    """Go on by Tab until an expression about the focused element `here` is true."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate(f"((here) => {condition})(document.activeElement)"):
            return
    pytest.fail(f"cannot be reached by keys: {condition}")


def nameless(page: Any) -> list[str]:
    """Elements that one can do something with, and that have no name for those who do not see."""
    found: list[str] = page.evaluate(
        "[...document.querySelectorAll('button, input, select, svg')].filter((each) => !(each.textContent.trim() || "
        "each.getAttribute('aria-label') || (each.labels && each.labels.length))).map((each) => each.outerHTML.slice(0, 80))"
    )
    return found


def barriers(page: Any) -> list[str]:
    """What axe-core finds on a page that is serious or worse, each in a line; it has looked at something."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("async () => { const { violations, passes } = await axe.run(); return { violations, passes } }")
    assert len(found["passes"]) > 5
    return [f"{each['id']}: {each['nodes'][0]['html'][:200]}" for each in found["violations"] if each["impact"] in GRAVE]
