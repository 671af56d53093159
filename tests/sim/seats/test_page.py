"""The page of a seat: what its program reads is what was counted, and the book leads from section to section."""

from __future__ import annotations

import json
import re

import numpy as np

from sim.lessons.packing import unpacked
from sim.seats.page import data_of, key, seat_page, sections
from sim.seats.tree import Tree


def test_the_page_holds_the_worlds(tree: Tree) -> None:
    data = data_of(tree)
    assert np.array_equal(unpacked(data["worlds"], tree.counts.shape), tree.counts)
    assert [each["id"] for each in data["settings"]] == ["strike,kill", "strike,spare", "wait"]
    assert data["reference"] == "strike,kill"
    assert set(data["nodes"]) == {"begin", "strike"}
    assert data["nodes"]["strike"] == {**data["nodes"]["strike"], "day": 11, "point": "siege"}
    strike = next(each for each in data["plays"][0]["events"] if "strikes sites" in data["texts"][each[1]])
    assert data["texts"][strike[3]] == "from your order."


def test_the_page_asks_nobody_for_anything_and_is_small(tree: Tree) -> None:
    page = seat_page(tree)
    assert len(page) < 400_000
    assert "default-src 'none'" in page
    links = re.findall(r'(?:src|href)="([^"]*)"', page)
    assert all(each.startswith(("https://", "http://", "data:")) for each in links)
    assert not re.search(r"<(?:img|link rel=\"style|script src)", page)
    assert json.loads(re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)[1])  # type: ignore[index]


def test_the_book_leads_to_every_section_once(tree: Tree) -> None:
    book = sections(tree)
    assert [each["number"] for each in book] == [1, 2, 3, 4, 5]
    led = [number for each in book for number in each["to"].values()]
    assert sorted(led) == [2, 3, 4, 5]
    ends = [each for each in book if each["point"] is None]
    assert {each["path"] for each in ends} == {"strike,kill", "strike,spare", "wait"}
    waited = next(each for each in ends if each["path"] == "wait")
    assert waited["outcome"][1] == ("Days with a US strike", "0 (0 to 0)", "100 %", "0 %", "0 %", "1")


def test_a_path_without_choices_has_a_name() -> None:
    assert (key(()), key(("a", "b"))) == ("begin", "a,b")
