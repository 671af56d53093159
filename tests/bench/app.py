"""What the classroom costs: `python -m tests.bench.app --sessions 10 --minutes 120`, by a browser that clicks as a class would.

**The page.** `escalation app` is started; so many sessions, each with a browser context of its own, open a lesson each with a
bet in the address, and go on for so many minutes: move the lever, look at another view, come back, and think for a while after
each click. Once all settings were seen a session takes another seed, so that worlds are run anew; no two sessions share theirs.
Printed are the first paint of the empty page, how long it took from the click until a lever's move or another view was drawn
whole, and the memory of the server with its processes as time goes on.

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
    """Seconds that things took, as they came."""

    moves: list[float] = field(default_factory=list)
    looks: list[float] = field(default_factory=list)


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


async def page_bench(driver: Any, given: argparse.Namespace) -> None:
    """Open the sessions, let them click, print what was noted."""
    noted, sessions, minutes = Noted(), given.sessions, given.minutes
    with served() as (home, started):
        server = psutil.Process(started.pid)
        browser = await driver.chromium.launch(executable_path=program(), args=list(ARGUMENTS), timeout=PATIENCE)
        paints = [await _paint(browser, home) for _ in range(5)]
        write(f"first paint of the page       {spread(paints)} (promised: under 3 s)")
        begun = time.monotonic()
        write(f"memory before anybody came    {held(server):,.0f} MB")
        watch = asyncio.create_task(_watch(server, noted, begun, minutes))
        end = begun + 60 * minutes
        await asyncio.gather(*(Student(number, home, end, given, noted).sit(browser) for number in range(sessions)))
        await watch
        await browser.close()
    write(f"lever moved, {given.worlds} worlds       {spread(noted.moves)} ({sessions} sessions)")
    write(f"another view                  {spread(noted.looks)}")


async def _watch(server: psutil.Process, noted: Noted, begun: float, minutes: float) -> None:
    """Note the memory at each tenth of the time, and say so."""
    for tenth in range(1, 11):
        await asyncio.sleep(max(begun + 6 * minutes * tenth - time.monotonic(), 0))
        write(
            f"memory after {(time.monotonic() - begun) / 60:6.1f} min       {held(server):,.0f} MB"
            f" ({len(noted.moves)} moves, {len(noted.looks)} looks)"
        )


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


@dataclass
class Student:
    """One who goes through every setting of a lesson with looks at other views, then through the same with other luck."""

    number: int
    home: str
    end: float
    given: argparse.Namespace
    noted: Noted

    def __post_init__(self) -> None:
        lessons = load_lessons()
        self.lesson, self.dice = lessons[self.number % len(lessons)].lesson, random.Random(self.number)

    async def sit(self, browser: Any) -> None:
        """Click until the time is over."""
        context = await browser.new_context(viewport={"width": 1366, "height": 768})
        page = await context.new_page()
        page.set_default_timeout(LONGEST)
        await self._think()  # a class does not come through the door at once
        for seed in itertools.count(7 + 1_000 * self.number):
            state = State(LESSON, self.lesson.name, view=LEVERS, bet=NO_BET, worlds=self.given.worlds, seed=seed)
            await page.goto(at(self.home, state))
            await page.locator(".js-plotly-plot").first.wait_for()
            for setting in self.dice.sample(self.lesson.lever.settings, len(self.lesson.lever.settings)):
                if time.monotonic() > self.end:
                    await context.close()
                    return
                if await page.get_by_role("radio", name=setting.label, exact=True).is_checked():
                    continue  # a click on what is chosen moves nothing
                lever = page.get_by_test_id("stRadio").get_by_text(setting.label, exact=True)
                await self._clicked(page, lever, "setting", setting.id, self.noted.moves)
                view, label = self.dice.choice(VIEWS)
                for name, says in ((view, label), ("levers", "2 Lever")):
                    radio = page.get_by_role("radio", name=says, exact=True)
                    await self._clicked(page, radio, "view", name, self.noted.looks)

    async def _clicked(self, page: Any, choice: Any, key: str, value: str, noted: list[float]) -> None:
        """Note the seconds from a click on a choice until the address holds it, which it does once all is drawn; then think."""
        begun = time.monotonic()
        await choice.click()
        await page.wait_for_function(DRAWN, arg=[key, value])
        noted.append(time.monotonic() - begun)
        await self._think()

    async def _think(self) -> None:
        await asyncio.sleep(max(min(self.dice.uniform(0.5, 1.5) * self.given.think, self.end - time.monotonic()), 0.0))


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
            await page_bench(driver, given)
        with tempfile.TemporaryDirectory() as folder:
            await file_bench(driver, given.lesson.resolve() if given.lesson else made(Path(folder), given.worlds))


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.app", description="The classroom in wall time and memory.")
    parser.add_argument("--sessions", type=int, default=10, help="students on the page at once")
    parser.add_argument("--minutes", type=float, default=10.0, help="how long they go on; 0: the file alone")
    parser.add_argument("--think", type=float, default=20.0, help="seconds between two clicks of a student, about")
    parser.add_argument("--worlds", type=int, default=300, help="of each setting")
    parser.add_argument("--lesson", type=Path, metavar="FILE", help="a lesson's file; default: one is made")
    asyncio.run(bench(parser.parse_args()))


if __name__ == "__main__":
    main()
