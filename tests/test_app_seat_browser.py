"""A seat on the live page in a browser: decide, go on, rewind, the debrief; what it shows is one whole, at every size."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.chromium import AXE, barriers, fresh, missing, resize, started
from tests.sim.app.conftest import SMALL

if not SMALL:
    pytest.skip("the extra `app` is missing", allow_module_level=True)

from sim.app.state import SEAT, State
from sim.app.views.seat import SHOWN
from sim.seats.reading import load_seat
from sim.vocabulary.measures import MEASURES
from tests.live_page import asked, at, seen, served, stands, traces

pytestmark = [pytest.mark.slow, pytest.mark.skipif(bool(missing()), reason=missing())]
NAME, WORLDS = "washington", 10
STATE = State(view=SEAT, seat=NAME, worlds=WORLDS)
DATA = load_seat(NAME)
SIZES = ((1366, 768), (1920, 1080), (390, 844))
LONG = 240_000
"""Milliseconds of a debrief on a machine under load."""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with served() as (home, _):
        yield home


@pytest.fixture(scope="module")
def page(address: str) -> Iterator[Any]:
    with started() as browser, fresh(browser) as opened:
        opened.set_default_timeout(LONG)
        opened.goto(at(address, STATE))
        yield opened


def choices(page: Any) -> list[str]:
    """What was chosen, as the address says it."""
    found: list[str] = page.evaluate("new URLSearchParams(location.search).getAll('choice')")
    return found


def decide(page: Any, label: str, made: int) -> None:
    """Choose, and go on to the next evening."""
    page.get_by_test_id("stRadio").get_by_text(label, exact=True).click()
    seen(page, "What this orders")
    page.get_by_role("button", name="Decide, and go on").click()
    page.wait_for_function(f"new URLSearchParams(location.search).getAll('choice').length === {made}")


def fits_everywhere(page: Any) -> None:
    """Nothing runs over the edge at any size, and nothing keeps people out."""
    for width, height in SIZES:
        resize(page, width, height)
        page.wait_for_timeout(300)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, width
    resize(page, *SIZES[0])
    page.wait_for_timeout(500)
    if AXE.exists():
        assert barriers(page) == []


def test_decide_go_on_and_rewind(page: Any) -> None:
    first, *_ = DATA.decisions
    page.get_by_role("heading", name=first.ask).wait_for()
    page.get_by_text("What advisers say").click()
    seen(page, "An American death is the red line")
    fits_everywhere(page)
    other = next(each for each in first.options if not each.historical)
    decide(page, first.historical.label, 1)
    second = DATA.decisions[1]
    page.get_by_role("heading", name=second.ask).wait_for()
    assert choices(page) == [first.historical.id]
    happened = page.get_by_test_id("stMarkdownContainer").locator("li strong").all_inner_texts()
    assert any(each.startswith("Washington strikes") for each in happened)
    assert len(happened) <= SHOWN
    page.get_by_role("button", name="Rewind").click()
    page.get_by_role("heading", name=first.ask).wait_for()
    stands(page, "choice", None)
    decide(page, other.label, 1)
    assert choices(page) == [other.id]


def test_the_debrief_tells_what_was_done_what_happened_and_what_came_of_it(page: Any, address: str) -> None:
    first, second, *_ = DATA.decisions
    spared = next(each for each in second.options if each.id == "pass")
    other = next(each for each in first.options if not each.historical)
    page.goto(at(address, State(**{**vars(STATE), "choices": (other.id, spared.id)})))
    page.get_by_role("heading", name="Debrief").wait_for()
    seen(page, f"you chose: {other.label}. What was done: {first.historical.label}.")
    seen(page, f"you chose: {spared.label}")
    (found,) = traces(page).values()
    counts = dict(zip(found[1], found[0], strict=True))
    assert sum(counts.values()) == WORLDS
    rows = [row.split("\t") for row in page.get_by_test_id("stTable").locator("tr").all_inner_texts()]
    (row,) = (each for each in rows if each[0].strip() == MEASURES[DATA.watch[0]].label)
    shares = [sum(n for x, n in counts.items() if side(x)) for side in (lambda x: x < 0, lambda x: x == 0, lambda x: x > 0)]
    assert [int(part.split()[0]) for part in row[-1].split("/")] == [100 * share // WORLDS for share in shares]
    assert sum(x * n for x, n in counts.items()) / WORLDS == pytest.approx(float(row[3].replace("\N{MINUS SIGN}", "-")), abs=0.05)
    reason = page.get_by_test_id("stExpander").filter(has=page.locator(".why")).first
    reason.locator("summary").click()
    reason.locator(".why").first.wait_for()
    said = reason.locator(".why .bars.moved").first.locator("strong").all_inner_texts()
    assert not said or sum(int(each.split()[0]) for each in said) == 100
    fits_everywhere(page)
    assert asked(page, "seat") == NAME
