"""What the classroom costs: `python -m tests.bench.app --sessions 10 --minutes 120`, by a browser that clicks as a class would.

**The page.** `escalation app` is started; so many sessions, each with a browser context of its own, open a lesson each with a
bet in the address, and go on for so many minutes: move the lever, look at another view, come back. Once all settings were seen a
session takes another seed, so that worlds are run anew. Printed are the first paint of the empty page, how long it took from the
click until a lever's move or another view was drawn whole, and the memory of the server with its processes as time goes on.

**The lesson's file.** Its size; opened by `file://` the first paint, and from a lever's move to the next frame drawn.

Beside each figure stands what the project promises. Figures are wall time: run it where nothing else runs. It measures, and is
no test.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

from sim.app.state import LESSON, LEVERS, NO_BET, State
from sim.lessons.reading import load_lessons
from sim.paths import ROOT
from sim.wording import rounded
from tests.chromium import ARGUMENTS, PATIENCE, program
from tests.live_page import at, served

VIEWS = (("play", "3 Play"), ("ladder", "Ladder"), ("effect", "Effect"))
"""As the address says it, and as the page does."""
LONGEST = 600_000
"""Milliseconds that a move may take before the bench gives up."""
PAINT = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? null"
DRAWN = "([key, value]) => new URLSearchParams(location.search).get(key) === value && !!document.querySelector('.limits')"
MOVE = """value => new Promise((done) => {
  const input = document.querySelector(`input[name=setting][value="${value}"]`), begun = performance.now();
  input.click();
  requestAnimationFrame(() => setTimeout(() => done(performance.now() - begun)));
})"""
"""From a click to the first frame after it."""
MB = 1_000_000


@dataclass
class Noted:
    """Seconds that things took, and megabytes held, as they came."""

    moves: list[float] = field(default_factory=list)
    looks: list[float] = field(default_factory=list)
    memory: list[tuple[float, float]] = field(default_factory=list)


def write(line: str) -> None:
    """A line, at once."""
    sys.stdout.write(line.rstrip() + "\n")
    sys.stdout.flush()


def spread(seconds: Sequence[float], unit: str = "s") -> str:
    """Median, the nine in ten below, and the longest."""
    if not seconds:
        return "none"
    ordered = sorted(seconds)
    ninety = ordered[min(int(0.9 * len(ordered)), len(ordered) - 1)]
    middle, below, most = (f"{rounded(each)} {unit}" for each in (statistics.median(ordered), ninety, ordered[-1]))
    return f"median {middle}, 90 % below {below}, longest {most}, of {len(ordered)}"


# The page ---------------------------------------------------------------------------------------------------------------------


def held(server: psutil.Process) -> float:
    """Megabytes that the server and its processes hold: what each has to itself, and its part of what they share."""
    whole = 0
    for each in (server, *server.children(recursive=True)):
        try:
            whole += each.memory_full_info().pss
        except psutil.NoSuchProcess:  # it has just ended
            continue
    return whole / MB


async def page_bench(driver: Any, sessions: int, minutes: float, worlds: int) -> None:
    """Open the sessions, let them click, print what was noted."""
    noted = Noted()
    with served() as (home, started):
        server = psutil.Process(started.pid)
        browser = await driver.chromium.launch(executable_path=program(), args=list(ARGUMENTS), timeout=PATIENCE)
        paints = [await _paint(browser, home) for _ in range(5)]
        write(f"first paint of the page       {spread(paints)} (promised: under 3 s)")
        begun = time.monotonic()
        noted.memory.append((0.0, held(server)))
        watch = asyncio.create_task(_watch(server, noted, begun, minutes))
        await asyncio.gather(*(_session(browser, home, at, begun + 60 * minutes, worlds, noted) for at in range(sessions)))
        await watch
        noted.memory.append(((time.monotonic() - begun) / 60, held(server)))
        await browser.close()
    write(f"lever moved, {worlds} worlds       {spread(noted.moves)} ({sessions} sessions; new worlds and remembered ones)")
    write(f"another view                  {spread(noted.looks)}")
    for minute, megabytes in noted.memory:
        write(f"memory after {minute:6.1f} min       {megabytes:,.0f} MB")


async def _watch(server: psutil.Process, noted: Noted, begun: float, minutes: float) -> None:
    """Note the memory at each tenth of the time."""
    for tenth in range(1, 10):
        await asyncio.sleep(max(begun + 6 * minutes * tenth - time.monotonic(), 0))
        noted.memory.append(((time.monotonic() - begun) / 60, held(server)))


async def _paint(browser: Any, address: str) -> float:
    """Seconds to the first paint in a browser that has never been here."""
    context = await browser.new_context()
    page = await context.new_page()
    page.set_default_timeout(LONGEST)
    await page.goto(address)
    await page.wait_for_function(PAINT.replace("?? null", "> 0"))
    seconds = float(await page.evaluate(PAINT)) / 1_000
    await context.close()
    return seconds


async def _session(browser: Any, home: str, number: int, end: float, worlds: int, noted: Noted) -> None:
    """One student: every setting of a lesson with looks at other views, then the same with other luck."""
    lessons = load_lessons()
    lesson, dice = lessons[number % len(lessons)].lesson, random.Random(number)
    context = await browser.new_context(viewport={"width": 1366, "height": 768})
    page = await context.new_page()
    page.set_default_timeout(LONGEST)
    for seed in itertools.count(7 + 1_000 * (number // len(lessons))):
        await page.goto(at(home, State(LESSON, lesson.name, view=LEVERS, bet=NO_BET, worlds=worlds, seed=seed)))
        await page.locator(".js-plotly-plot").first.wait_for()
        for setting in dice.sample(lesson.lever.settings, len(lesson.lever.settings)):
            if time.monotonic() > end:
                await context.close()
                return
            lever = page.get_by_test_id("stRadio").get_by_text(setting.label, exact=True)
            noted.moves.append(await _timed(page, lever, "setting", setting.id))
            view, label = dice.choice(VIEWS)
            noted.looks.append(await _timed(page, page.get_by_role("radio", name=label, exact=True), "view", view))
            noted.looks.append(await _timed(page, page.get_by_role("radio", name="2 Lever", exact=True), "view", "levers"))


async def _timed(page: Any, choice: Any, key: str, value: str) -> float:
    """Seconds from a click on a choice until the address holds it, which it does once all is drawn."""
    begun = time.monotonic()
    await choice.click()
    await page.wait_for_function(DRAWN, arg=[key, value])
    return time.monotonic() - begun


# The lesson's file ------------------------------------------------------------------------------------------------------------


async def file_bench(driver: Any, path: Path) -> None:
    """Open a lesson's file a few times, move its lever through all settings, print what that took."""
    write(f"the file                      {path.stat().st_size / MB:.2f} MB (promised: under 2 MB)")
    browser = await driver.chromium.launch(executable_path=program(), args=list(ARGUMENTS), timeout=PATIENCE)
    paints = [await _paint(browser, path.as_uri()) for _ in range(5)]
    write(f"first paint of the file       {spread(paints)} (promised: under 1 s)")
    page = await browser.new_page()
    await page.goto(f"{path.as_uri()}#step=lever&bet=none")
    settings = await page.evaluate("[...document.querySelectorAll('input[name=setting]')].map((each) => each.value)")
    moves = [float(await page.evaluate(MOVE, each)) for each in [*settings, *settings[::-1]]]
    write(f"a lever's move in the file    {spread(moves, 'ms')} (promised: under 100 ms)")
    await browser.close()


def made(folder: Path, worlds: int) -> Path:
    """A lesson's file, made by its command."""
    path = folder / "lesson.html"
    words = [sys.executable, "-m", "sim", "lesson", "red_line", "--worlds", str(worlds), "--jobs", "2", "--out", str(path)]
    subprocess.run(words, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, check=True, stdout=subprocess.DEVNULL)
    return path


async def bench(given: argparse.Namespace) -> None:
    """Both parts, as far as they are asked for."""
    from playwright.async_api import async_playwright

    async with async_playwright() as driver:
        if given.minutes > 0:
            await page_bench(driver, given.sessions, given.minutes, given.worlds)
        with tempfile.TemporaryDirectory() as folder:
            await file_bench(driver, given.lesson.resolve() if given.lesson else made(Path(folder), given.worlds))


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.app", description="The classroom in wall time and memory.")
    parser.add_argument("--sessions", type=int, default=10, help="students on the page at once")
    parser.add_argument("--minutes", type=float, default=10.0, help="how long they go on; 0: the file alone")
    parser.add_argument("--worlds", type=int, default=300, help="of each setting")
    parser.add_argument("--lesson", type=Path, metavar="FILE", help="a lesson's file; default: one is made")
    asyncio.run(bench(parser.parse_args()))


if __name__ == "__main__":
    main()
