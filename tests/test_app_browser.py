"""The live page in a browser, from bet to download: what it shows is what was counted; nothing leaves the machine."""

from __future__ import annotations

import io
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import psutil
import pytest

from sim import compare
from sim.run_results import ComparisonResult
from tests.chromium import AXE, barriers, fresh, missing, started
from tests.sim.app.conftest import SMALL, WORLDS

if not SMALL:
    pytest.skip("the extra `app` is missing", allow_module_level=True)

from sim.app.events import Told, all_told
from sim.app.frame import VIEWS
from sim.app.state import State
from sim.app.subjects import read_own
from tests.live_page import asked, at, rests, seen, served, stands, traces

pytestmark = [pytest.mark.slow, pytest.mark.skipif(bool(missing()), reason=missing())]
STATE = State("file", text=SMALL, worlds=WORLDS, view="bet")
MANY = 1_200
"""Worlds that take long enough to be stopped half-way."""


@pytest.fixture(scope="module")
def server() -> Iterator[tuple[str, int]]:
    """The page's address and the process that serves it, started by its command, which ends as it is told to."""
    with served() as (home, process):
        yield home, process.pid


@pytest.fixture(scope="module")
def address(server: tuple[str, int]) -> str:
    home, _ = server
    return home


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with started() as found:
        yield found


@pytest.fixture(scope="module")
def compared() -> ComparisonResult:
    """The worlds that the page should show."""
    arm = read_own(SMALL)
    return compare(["documented", arm], WORLDS)


def look(page: Any, name: str) -> None:
    """Go to a view, and wait until it is drawn whole."""
    page.get_by_role("radio", name=name, exact=True).click()
    stands(page, "view", {label: view for view, (label, _) in VIEWS.items()}[name])


def downloaded(page: Any, label: str) -> bytes:
    with page.expect_download() as waited:
        page.get_by_role("button", name=label, exact=True).click()
    return Path(waited.value.path()).read_bytes()


def test_from_bet_to_download(browser: Any, address: str, compared: ComparisonResult) -> None:
    small = compared.runs["small"]
    with fresh(browser) as page:
        world, told = _world(small)
        page.goto(at(address, replace(STATE, world=str(world))))
        seen(page, "Your bet")
        look(page, "2 Lever")
        seen(page, "First the bet")
        look(page, "1 Bet")
        page.get_by_text("More", exact=True).click()
        page.get_by_role("button", name="Place the bet").click()
        stands(page, "bet", "more")
        _lever(page, small)
        _play(page, world, told)
        _others(page, small)
        _take(page, compared)
        there = page.url
    with fresh(browser, 390, 844) as other:
        other.goto(there)
        seen(other, "The address of this page")
        assert other.get_by_role("radio", name="Take away", exact=True).is_checked()
        look(other, "3 Play")
        assert other.url == there.replace("view=take", "view=play")
        other.get_by_role("heading", name="Why?").wait_for()
        assert other.evaluate("document.documentElement.scrollWidth") <= 390


def _lever(page: Any, small: Any) -> None:
    seen(page, "You bet:")
    shown = traces(page)
    daily = small.daily[small.daily["date"] >= "2020-01-02"]
    totals = daily["attack_base"].to_numpy().reshape(WORLDS, -1).cumsum(axis=1)
    ends = sorted(totals[:, -1].tolist())
    assert shown["middle world"][0][-1] in ends
    assert len(shown["middle world"][1]) == totals.shape[1]
    assert max(shown["90 % of worlds"][0]) <= ends[-1]
    page.get_by_text("More screws").click()
    screw = page.get_by_role("combobox", name="Another screw")
    screw.wait_for()
    page.wait_for_timeout(1_000)  # it slides open
    screw.click()
    screw.press_sequentially("branch")
    page.get_by_role("option", name="branch", exact=True).wait_for()
    screw.press("Enter")
    box = page.get_by_label("To", exact=True)
    box.fill("2020-01-03")
    box.press("Enter")
    page.get_by_role("button", name="Turn it").click()
    stands(page, "lever", "branch=2020-01-03")
    assert len(traces(page)["middle world"][1]) == totals.shape[1] - 1, "it begins a day later"
    page.get_by_role("button", name="Back").click()
    stands(page, "lever", None)


def _world(small: Any) -> tuple[int, list[Told]]:
    """A world in which something documented happens as well, not on its first day, and its events since the branch."""
    for world in range(WORLDS):
        events = small.events[small.events["world"] == world].reset_index(drop=True)
        told = all_told(events.assign(cause_event=events["cause_event"].astype("Int32")))
        since = [each for each in told if str(each.date) >= "2020-01-02"]
        if any(each.links and each.date > since[0].date for each in since):
            return world, since
    pytest.fail("no world is like that")


def _play(page: Any, world: int, told: list[Told]) -> None:
    look(page, "3 Play")
    name = f"world {world}"
    before = traces(page)
    stood = asked(page, "day")
    page.get_by_role("button", name="Next ▶").click()
    page.wait_for_function("day => new URLSearchParams(location.search).get('day') !== day", arg=stood)
    now = traces(page)
    assert len(now[name][0]) > len(before[name][0]), "the world has gone on"
    today = [each for each in told if str(each.date) == asked(page, "day")]
    seen(page, today[0].text)
    documented = next(each for each in told if each.links and each.date > told[0].date)
    while asked(page, "day") != str(documented.date):
        stood = asked(page, "day")
        page.get_by_role("button", name="Next ▶").click()
        page.wait_for_function("day => new URLSearchParams(location.search).get('day') !== day", arg=stood)
    seen(page, documented.record_id)
    shown = {each.get_attribute("href") for each in page.locator("a[href^='http']").all()}
    assert {link for link in documented.links if link.startswith("http")} <= shown
    _click_the_last_marker(page)
    page.get_by_role("heading", name="Why?").wait_for()
    page.wait_for_function("new URLSearchParams(location.search).get('event') !== null")
    assert int(asked(page, "event") or -1) in [each.number for each in told]
    seen(page, "It may have come from")
    said = page.locator(".why .bars.moved strong").all_inner_texts()
    assert sum(int(each.split()[0]) for each in said) == 100


def _click_the_last_marker(page: Any) -> None:
    page.locator(".js-plotly-plot").first.scroll_into_view_if_needed()
    box = page.locator(".js-plotly-plot .scatterlayer .points path").last.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.locator(".js-plotly-plot .hoverlayer .hovertext").wait_for()
    page.mouse.down()
    page.mouse.up()


def _others(page: Any, small: Any) -> None:
    look(page, "Actors")
    seen(page, "Moved by")
    look(page, "Ladder")
    (bars, _) = traces(page, 0)["A small one"]
    assert len(bars) == 10
    (rungs, _) = next(value for name, value in traces(page, 2).items() if name.startswith("world "))
    assert max(rungs) <= 9
    assert len(rungs) == 11
    look(page, "Effect")
    (counts, _) = traces(page)["worlds"]
    assert sum(counts) == WORLDS
    seen(page, "Estimand: given all that followed")


def _take(page: Any, compared: ComparisonResult) -> None:
    look(page, "Take away")
    assert downloaded(page, "Timeline, PNG").startswith(b"\x89PNG")
    assert b"</svg>" in downloaded(page, "Ladder, SVG")
    effects = pd.read_csv(io.BytesIO(downloaded(page, "Effects of all measures, CSV")))
    theirs = compared.effects[compared.effects["scenario"] == "small"]["difference"].to_numpy()
    ours = effects[effects["scenario"] == "small"]["difference"].to_numpy()
    assert ours == pytest.approx(theirs, nan_ok=True)
    assert b"branch: 2020-01-02" in downloaded(page, "Scenario, YAML")


@pytest.mark.skipif(not AXE.exists(), reason="axe-core is not here: npm install --prefix build/axe axe-core")
def test_nothing_keeps_people_out(browser: Any, address: str) -> None:
    with fresh(browser) as page:
        for view in VIEWS:
            page.goto(at(address, replace(STATE, bet="less", view=view)))
            page.locator(".limits").wait_for()
            page.wait_for_timeout(500)
            assert barriers(page) == [], view


def test_an_address_that_says_nonsense_is_told_and_the_page_goes_on(browser: Any, address: str) -> None:
    with fresh(browser) as page:
        page.goto(f"{at(address, replace(STATE, bet='less'))}&day=never")
        seen(page, "allowed: a day such as 2020-01-03")
        look(page, "Effect")
        seen(page, "All measures")


def test_a_broken_file_is_told_line_by_line_and_the_page_goes_on(browser: Any, address: str) -> None:
    with fresh(browser) as page:
        page.goto(address)
        page.get_by_role("tab", name="Your own").click()
        rests(page)
        broken = {"name": "mine.yaml", "mimeType": "application/yaml", "buffer": SMALL.replace("branch:", "brunch:").encode()}
        page.locator("input[type=file]").set_input_files(broken)
        seen(page, "This scenario cannot be run")
        seen(page, "did you mean 'branch'")
        rests(page)
        page.locator("input[type=file]").set_input_files({**broken, "buffer": SMALL.encode()})
        page.get_by_role("button", name="Open the scenario").click()
        seen(page, "Your bet")


def kill_workers(server: int) -> None:
    """Kill the processes in which the worlds of a page are run."""
    for each in psutil.Process(server).children(recursive=True):
        with suppress(psutil.NoSuchProcess):
            if "popen_loky" in " ".join(each.cmdline()):
                each.kill()


def test_a_run_whose_processes_are_killed_is_told_and_the_page_goes_on(browser: Any, server: tuple[str, int]) -> None:
    home, pid = server
    with fresh(browser) as page:
        page.goto(at(home, replace(STATE, bet="less", view="effect", worlds=MANY)))
        end = time.monotonic() + 60
        while not page.get_by_test_id("stAlert").first.is_visible():  # they may not be there yet, or at nothing yet
            assert time.monotonic() < end, "nothing is told"
            kill_workers(pid)
            page.wait_for_timeout(100)
        assert "ended" in page.get_by_test_id("stAlert").first.inner_text()
        look(page, "Ladder")
        seen(page, f"of {MANY:,} worlds")
