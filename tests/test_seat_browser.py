"""A seat in a browser: choose, see what came of it, go back, the debrief; what it shows is what was counted."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sim.lessons.answers import HIGH, LOW, nearest
from sim.lessons.page import LIMITS
from sim.seats.page import seat_page
from sim.seats.tree import Tree
from sim.vocabulary.measures import sides_of
from sim.wording import percents
from tests.chromium import OFFLINE, fresh, load, missing, nameless, reach, resize, seen, started
from tests.sim.seats.made import grown_in, patched, short

pytestmark = [pytest.mark.slow, pytest.mark.skipif(bool(missing()), reason=missing())]
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
def browser() -> Iterator[Any]:
    with started() as opened:
        yield opened


@pytest.fixture
def page(browser: Any, address: str) -> Iterator[Any]:
    with fresh(browser, local=OFFLINE) as opened:
        opened.goto(address)
        yield opened


def shown(page: Any) -> list[str]:
    """The steps that can be seen."""
    return seen(page, STEPS)


def test_from_the_seat_to_the_talk(page: Any, tree: Tree) -> None:
    assert shown(page) == ["read"]
    page.click("#read .go")
    assert shown(page) == ["play"]
    assert page.inner_text("#h-evening") == "27 December 2019, in the evening"
    assert "An American death is the red line" in page.inner_text("#advice")
    page.click("[data-option=strike]")
    assert page.inner_text("#ask") == "The embassy is stormed. Do you kill a leader?"
    assert "(your order)" in page.inner_text("#since")
    assert page.inner_text("#crumbs").startswith("27 December 2019: Strike")
    page.click("[data-option=spare]")
    assert not page.evaluate("document.getElementById('evening').offsetParent !== null")
    page.click("#ended .go")
    assert shown(page) == ["debrief"]
    assert "You: Spare. What was done: Kill." in page.inner_text("#did")
    page.click("#finished .next .go")
    assert shown(page) == ["talk"]


@pytest.mark.parametrize("leaf", [0, 1, 2])
@pytest.mark.parametrize("measure", ["attacks_on_us", "leaders_killed", "peak_rung"])
def test_the_debrief_holds_the_worlds(page: Any, tree: Tree, address: str, leaf: int, measure: str) -> None:
    load(page, f"{address}#step=debrief&path={'%2C'.join(tree.leaves[leaf].path)}&measure={measure}")
    here, there = tree.final(leaf, measure), tree.final(tree.historical, measure)
    less, same, more = percents(float((here < there).mean()), float((here == there).mean()), float((here > there).mean()))
    names = sides_of(measure)
    said = f"{names[0]} in {less} of 6 worlds, {names[1]} in {same}, {names[2]} in {more}; middle world {nearest(here, 0.5)}, "
    said += f"90 % of worlds {nearest(here, LOW)} to {nearest(here, HIGH)}"
    assert said in page.inner_text("#numbers")
    assert page.evaluate("document.querySelectorAll('#table tbody tr').length") == 3
    drawn = page.evaluate("document.querySelector('#fan [data-line=record]').getAttribute('d').split('L').length")
    assert drawn == tree.record.shape[1] + 1


def test_going_back_drops_what_came_after(page: Any, address: str) -> None:
    load(page, f"{address}#step=play&path=strike%2Ckill")
    page.click("#crumbs li:nth-child(1) button")
    assert page.evaluate("S.path") == ""
    page.click("[data-option=wait]")
    assert page.evaluate("S.path") == "wait"
    assert "Washington strikes" not in page.inner_text("#since")


def test_an_event_says_why_and_its_shares_are_one_whole(page: Any, address: str, tree: Tree) -> None:
    number = max(tree.leaves[1].told)
    load(page, f"{address}#step=play&path=strike%2Cspare&event={number}")
    assert page.inner_text("#why h3").startswith("Why?")
    shares = page.evaluate("[...document.querySelectorAll('#why .bars li > span')].map((each) => parseInt(each.textContent))")
    assert sum(shares) == 100
    ordered = next(at for at, event in enumerate(tree.leaves[1].events["action"]) if event == "strike")
    load(page, f"{address}#step=play&path=strike%2Cspare&event={ordered}")
    assert "It came from your order." in page.inner_text("#why")


def test_a_game_in_the_address_goes_on_in_a_fresh_browser(browser: Any, page: Any) -> None:
    page.click("#read .go")
    page.click("[data-option=strike]")
    page.click("#large")
    there = page.evaluate("location.href")
    with fresh(browser, 390, 844, OFFLINE) as other:
        load(other, there)
        assert shown(other) == ["play"]
        assert other.evaluate("S.path") == "strike"
        assert other.evaluate("document.documentElement.classList.contains('large')")


def test_an_address_that_says_nonsense_is_left_aside(page: Any, address: str) -> None:
    load(page, f"{address}#step=nowhere&path=strike%2Cfly%2Ckill&event=-1&measure=x")
    assert shown(page) == ["read"]
    assert page.evaluate("[S.path, S.event, S.measure]") == ["strike", "", "attacks_on_us"]


def test_keys_alone_are_enough(page: Any) -> None:
    reach(page, "here.dataset.step === 'play'")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "h-play"
    reach(page, "here.dataset.option === 'wait'")
    page.keyboard.press("Enter")
    assert page.evaluate("S.path") == "wait"
    assert page.evaluate("document.activeElement.id") == "h-since"
    reach(page, "here.dataset.step === 'debrief' && here.closest('nav') === null")
    page.keyboard.press("Enter")
    assert shown(page) == ["debrief"]


@pytest.mark.parametrize(("width", "height"), [(1366, 768), (1920, 1080), (390, 844)])
def test_nothing_runs_over_the_edge_and_the_limits_are_seen(page: Any, address: str, width: int, height: int) -> None:
    resize(page, width, height)
    for large in ("", "1"):
        for step, path in [*((each, "strike%2Ckill") for each in STEPS), ("play", "")]:
            load(page, f"{address}#step={step}&path={path}&large={large}")
            assert page.evaluate("document.documentElement.scrollWidth") <= width, step
            assert page.inner_text("#limits") == LIMITS


def test_names_for_those_who_do_not_see(page: Any) -> None:
    for step in STEPS:
        page.click(f"#steps [data-step={step}]")
    assert nameless(page) == []


def test_what_is_printed_is_a_book(page: Any, tree: Tree) -> None:
    assert not page.evaluate("document.getElementById('book').offsetParent !== null")
    page.emulate_media(media="print")
    assert shown(page) == ["read", "talk", "teacher"]
    assert page.evaluate("document.getElementById('book').offsetParent !== null")
    assert page.evaluate("document.querySelectorAll('.section').length") == len(tree.nodes) + len(tree.leaves)


def test_the_file_of_a_picture_can_be_written(page: Any, tmp_path: Path) -> None:
    page.screenshot(path=tmp_path / "seen.png")
    assert (tmp_path / "seen.png").stat().st_size > 10_000
