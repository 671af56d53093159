"""The pictures of pages that the README shows, made anew: `make pictures`, or `python -m tests.pictures`.

Both show the lesson of the war next door, whose worlds are run for it (a few minutes); Chromium takes them. What captions in
the README say of numbers is printed beside them.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from PIL import Image

from sim.app.state import LESSON, LEVERS, State
from sim.paths import ROOT
from tests.chromium import fresh, load, missing, started
from tests.live_page import at, served

FIGURES = ROOT / "docs" / "figures"
NAME, SETTING, BET = "war_next_door", "no_war", "125"
COLOURS = 128
"""Of a picture: enough for letters and two bands, and a third of the bytes."""
LONG = 900_000
"""Milliseconds that worlds may take."""


def lesson(browser: Any, path: Path) -> Path:
    """The lesson's file at its lever, with a bet placed."""
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / "lesson.html"
        words = [sys.executable, "-m", "sim", "lesson", NAME, "--out", str(made), "--jobs", "2"]
        subprocess.run(words, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, check=True, stdout=subprocess.DEVNULL)
        with fresh(browser, 1100, 775) as page:
            load(page, f"{made.as_uri()}#step=lever&bet={BET}&setting={SETTING}&singles=1")
            said(page.inner_text("#numbers"))
            page.screenshot(path=path)
    return small(path)


def live(browser: Any, path: Path) -> Path:
    """The live page at the same place."""
    with served() as (home, _), fresh(browser, 1280, 795) as page:
        page.set_default_timeout(LONG)
        page.goto(at(home, State(LESSON, NAME, view=LEVERS, setting=SETTING, bet=BET)))
        page.locator(".js-plotly-plot").first.wait_for()
        page.wait_for_timeout(2_000)  # it is drawn whole
        said(page.locator(".js-plotly-plot").first.locator("xpath=following::strong[1]").inner_text())
        page.screenshot(path=path)
    return small(path)


def small(path: Path) -> Path:
    """The same picture in few colours."""
    with Image.open(path) as picture:
        picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)
    return path


def said(text: str) -> None:
    """Print a line."""
    sys.stdout.write(f"{text.strip()}\n")


def main() -> None:
    """Make them."""
    reason = missing()
    if reason:
        raise SystemExit(reason)
    with started() as browser:
        for make, name in ((lesson, "lesson"), (live, "live_page")):
            path = make(browser, FIGURES / f"{name}.png")
            said(f"{path.relative_to(ROOT)}: {path.stat().st_size / 1_000:.0f} kB")


if __name__ == "__main__":
    main()
