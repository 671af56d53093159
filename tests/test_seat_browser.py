"""A seat in a browser: choose, see what came of it, go back, the debrief; what it shows is what was counted."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sim.lessons.answers import HIGH, LOW, nearest
from sim.seats.page import LIMITS, seat_page
from sim.seats.tree import Tree
from sim.wording import percents
from tests.browser import Browser, Page, found
from tests.sim.seats.made import grown_in, patched, short

PROGRAM = found()
pytestmark = [pytest.mark.slow, pytest.mark.skipif(PROGRAM is None, reason="no browser here: install chromium")]
STEPS = ("read", "play", "debrief", "talk", "teacher")


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tree]:
    with pytest.MonkeyPatch.context() as patch:
        patched(patch, short)
        yield grown_in(tmp_path_factory.getbasetemp())


@pytest.fixture(scope="module")
def address(tree: Tree, tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("page") / "made.html"
    path.write_text(seat_page(tree), encoding="utf-8")
    return path.as_uri()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    assert PROGRAM is not None
    with Browser(PROGRAM) as started:
        yield started


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    with browser.fresh() as opened:
        opened.size(1366, 768)
        opened.open(address)
        yield opened
        assert opened.errors == []
        assert [each for each in opened.requests if not each.startswith(("file:", "data:", "about:"))] == []


def shown(page: Page) -> list[str]:
    """The steps that can be seen."""
    return [step for step in STEPS if page.run(f"document.getElementById('{step}').offsetParent !== null")]


def test_from_the_seat_to_the_talk(page: Page, tree: Tree) -> None:
    assert shown(page) == ["read"]
    page.click("#read .go")
    assert shown(page) == ["play"]
    assert page.text("#h-evening") == "27 December 2019, in the evening"
    assert "An American death is the red line" in page.text("#advice")
    page.click("[data-option=strike]")
    assert page.text("#ask") == "The embassy is stormed. Do you kill a leader?"
    assert "(your order)" in page.text("#since")
    assert page.text("#crumbs").startswith("27 December 2019: Strike")
    page.click("[data-option=spare]")
    assert not page.run("document.getElementById('evening').offsetParent !== null")
    page.click("#ended .go")
    assert shown(page) == ["debrief"]
    assert "You: Spare. What was done: Kill." in page.text("#did")
    page.click("#finished .next .go")
    assert shown(page) == ["talk"]


@pytest.mark.parametrize("leaf", [0, 1, 2])
@pytest.mark.parametrize("measure", ["attacks_on_us", "leaders_killed", "peak_rung"])
def test_the_debrief_holds_the_worlds(page: Page, tree: Tree, address: str, leaf: int, measure: str) -> None:
    page.open(f"{address}#step=debrief&path={'%2C'.join(tree.leaves[leaf].path)}&measure={measure}")
    here, there = tree.final(leaf, measure), tree.final(tree.historical, measure)
    less, same, more = percents(float((here < there).mean()), float((here == there).mean()), float((here > there).mean()))
    said = f"fewer in {less} of 6 worlds, as many in {same}, more in {more}; middle world {nearest(here, 0.5)}, "
    said += f"90 % of worlds {nearest(here, LOW)} to {nearest(here, HIGH)}"
    assert said in page.text("#numbers")
    assert page.run("document.querySelectorAll('#table tbody tr').length") == 3
    drawn = page.run("document.querySelector('#fan [data-line=record]').getAttribute('d').split('L').length")
    assert drawn == tree.record.shape[1] + 1


def test_going_back_drops_what_came_after(page: Page, address: str) -> None:
    page.open(f"{address}#step=play&path=strike%2Ckill")
    page.click("#crumbs li:nth-child(1) button")
    assert page.run("S.path") == ""
    page.click("[data-option=wait]")
    assert page.run("S.path") == "wait"
    assert "Washington strikes" not in page.text("#since")


def test_an_event_says_why_and_its_shares_are_one_whole(page: Page, address: str, tree: Tree) -> None:
    number = max(tree.leaves[1].told)
    page.open(f"{address}#step=play&path=strike%2Cspare&event={number}")
    assert page.text("#why h3").startswith("Why?")
    shares = page.run("[...document.querySelectorAll('#why .bars li > span')].map((each) => parseInt(each.textContent))")
    assert sum(shares) == 100
    ordered = next(at for at, event in enumerate(tree.leaves[1].events["action"]) if event == "strike")
    page.open(f"{address}#step=play&path=strike%2Cspare&event={ordered}")
    assert "It came from your order." in page.text("#why")


def test_a_game_in_the_address_goes_on_in_a_fresh_browser(browser: Browser, page: Page) -> None:
    page.click("#read .go")
    page.click("[data-option=strike]")
    page.click("#large")
    there = page.run("location.href")
    with browser.fresh() as other:
        other.size(390, 844)
        other.open(there)
        assert shown(other) == ["play"]
        assert other.run("S.path") == "strike"
        assert other.run("document.documentElement.classList.contains('large')")
        assert other.errors == []


def test_an_address_that_says_nonsense_is_left_aside(page: Page, address: str) -> None:
    page.open(f"{address}#step=nowhere&path=strike%2Cfly%2Ckill&event=-1&measure=x")
    assert shown(page) == ["read"]
    assert page.run("[S.path, S.event, S.measure]") == ["strike", "", "attacks_on_us"]


def test_keys_alone_are_enough(page: Page) -> None:
    def reach(condition: str) -> None:
        for _ in range(60):
            page.press("Tab")
            if page.run(f"((here) => {condition})(document.activeElement)"):
                return
        pytest.fail(f"cannot be reached by keys: {condition}")

    reach("here.dataset.step === 'play'")
    page.press("Enter")
    assert page.run("document.activeElement.id") == "h-play"
    reach("here.dataset.option === 'wait'")
    page.press("Enter")
    assert page.run("S.path") == "wait"
    assert page.run("document.activeElement.id") == "h-since"
    reach("here.dataset.step === 'debrief' && here.closest('nav') === null")
    page.press("Enter")
    assert shown(page) == ["debrief"]


@pytest.mark.parametrize(("width", "height"), [(1366, 768), (1920, 1080), (390, 844)])
def test_nothing_runs_over_the_edge_and_the_limits_are_seen(page: Page, address: str, width: int, height: int) -> None:
    page.size(width, height)
    for large in ("", "1"):
        for step, path in [*((each, "strike%2Ckill") for each in STEPS), ("play", "")]:
            page.open(f"{address}#step={step}&path={path}&large={large}")
            assert page.run("document.documentElement.scrollWidth") <= width, step
            assert page.text("#limits") == LIMITS


def test_names_for_those_who_do_not_see(page: Page) -> None:
    for step in STEPS:
        page.click(f"#steps [data-step={step}]")
    nameless = page.run(
        "[...document.querySelectorAll('button, input, select, svg')].filter((each) => !(each.textContent.trim() || "
        "each.getAttribute('aria-label') || (each.labels && each.labels.length))).map((each) => each.outerHTML.slice(0, 80))"
    )
    assert nameless == []


def test_what_is_printed_is_a_book(page: Page, tree: Tree) -> None:
    assert not page.run("document.getElementById('book').offsetParent !== null")
    page.call("Emulation.setEmulatedMedia", media="print")
    assert shown(page) == ["read", "talk", "teacher"]
    assert page.run("document.getElementById('book').offsetParent !== null")
    assert page.run("document.querySelectorAll('.section').length") == len(tree.nodes) + len(tree.leaves)


def test_the_file_of_a_picture_can_be_written(page: Page, tmp_path: Path) -> None:
    page.picture(tmp_path / "seen.png")
    assert (tmp_path / "seen.png").stat().st_size > 10_000
