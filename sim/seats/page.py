"""A seat as one file of HTML: all paths in one world, what came of each in many, and the same as a book to print.

The program of a lesson's page (`sim/templates/lesson`) counts, draws and explains here too: a leaf is a setting of it, and the
historical choices are what others are compared with.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sim.figures.style import plain_day
from sim.lessons.answers import answer_of
from sim.lessons.page import Texts, made_from, options_for, script, shared_by_pages, shared_by_programs, told_event, told_why
from sim.page import template
from sim.record.incidents import known_rows
from sim.scenario.interventions.base import day_in_words
from sim.seats.happenings import Happening
from sim.seats.orders import ONE_DAY, labels, ordered
from sim.seats.tree import Leaf, Path, Tree
from sim.vocabulary.measures import MEASURES
from sim.wording import percents

FROM_ORDER = "from your order."
NOTHING_CHOSEN = "begin"
"""The key of the path without any choice."""


def seat_page(tree: Tree) -> str:
    """The whole page."""
    seat = tree.seat
    return template("seat/page.html.j2").render(
        seat=seat,
        span=f"{plain_day(seat.day + ONE_DAY)} to {plain_day(seat.end)}",
        **shared_by_pages(seat),
        orders=_orders(tree),
        sections=sections(tree),
        made=_made(tree),
        data=script(data_of(tree)),
    )


def key(path: Path) -> str:
    """A path as the page names it."""
    return ",".join(path) or NOTHING_CHOSEN


def data_of(tree: Tree) -> dict[str, Any]:
    """What the page's program reads."""
    seat, texts = tree.seat, Texts()
    return {
        **shared_by_programs(seat, (seat.start, seat.day + ONE_DAY, seat.end), tree.step, tree.counts, tree.record),
        "settings": [{"id": key(leaf.path), "label": "; ".join(labels(seat, leaf.choices))} for leaf in tree.leaves],
        "reference": key(tree.leaves[tree.historical].path),
        "points": {
            point.id: {
                "ask": point.ask,
                "tells": point.tells,
                "historical": point.historical.id,
                "options": [{"id": each.id, "label": each.label, "says": each.says} for each in point.options],
            }
            for point in seat.decisions
        },
        "nodes": {key(path): _node(tree, path, texts) for path in tree.nodes},
        "plays": [_play(leaf, own, seat.start, texts) for leaf, own in zip(tree.leaves, tree.happenings, strict=True)],
        "texts": texts.all(),
    }


def _node(tree: Tree, path: Path, texts: Texts) -> dict[str, Any]:
    """An evening: day, decision, and what advisers say, a list for each decision of the model."""
    standing = tree.nodes[path]
    assert standing.point is not None
    advice = [[texts(line) for line in each.in_words()] for each in standing.advice]
    return {"day": (standing.day - tree.seat.start).days, "point": standing.point.id, "advice": advice}


def _play(leaf: Leaf, own: Sequence[Happening], start: date, texts: Texts) -> dict[str, Any]:
    """What happens on the path to a leaf, and why; `own` are its events as the player is told them."""
    rows, events = known_rows(), []
    for row, step, happening in zip(leaf.events.to_dict("records"), leaf.steps, own, strict=True):
        told = told_event(row, step, start, texts, rows)
        if happening.ordered:
            told[3] = texts(FROM_ORDER)
        events.append(told)
    return {"events": events, "why": {number: told_why(why, texts) for number, why in leaf.told.items()}}


# The book: every evening and every end as a section, to play with nothing but paper ------------------------------------------


def sections(tree: Tree) -> list[dict[str, Any]]:
    """The sections, evening after evening, so that a path jumps: what happened since the one before, what may be chosen."""
    paths = sorted([*tree.nodes, *(leaf.path for leaf in tree.leaves)], key=lambda path: (len(path), _place(tree, path)))
    numbers = {path: number for number, path in enumerate(paths, 1)}
    return [_section(tree, path, numbers) for path in paths]


def _place(tree: Tree, path: Path) -> list[int]:
    """Where a path stands: by the options that it takes, one evening after the other."""
    found = []
    for at in range(len(path)):
        point = tree.nodes[path[:at]].point
        assert point is not None
        found.append([option.id for option in point.options].index(path[at]))
    return found


def _section(tree: Tree, path: Path, numbers: dict[Path, int]) -> dict[str, Any]:
    seat = tree.seat
    leaf = next(number for number, leaf in enumerate(tree.leaves) if leaf.path[: len(path)] == path)
    node = tree.nodes.get(path)
    since = tree.nodes[path[:-1]].day if path else seat.day
    until = seat.end if node is None else node.day
    happened = [each for each in tree.happenings[leaf] if since < each.date <= until]
    choices = labels(seat, tree.leaves[leaf].choices[: len(path)])
    return {
        "number": numbers[path],
        "path": key(path),
        "chosen": choices[-1] if choices else "",
        "happened": [_in_book(each) for each in happened],
        "day": day_in_words(until),
        "point": None if node is None else node.point,
        "advice": [] if node is None else [each.in_words() for each in node.advice],
        "to": {} if node is None or node.point is None else {o.id: numbers[*path, o.id] for o in node.point.options},
        "outcome": _outcome(tree, leaf) if node is None else [],
    }


def _in_book(each: Happening) -> str:
    return f"{day_in_words(each.date)}: {each.text}{' (your order)' if each.ordered else ''}."


def _outcome(tree: Tree, leaf: int) -> list[tuple[str, ...]]:
    """A row for each measure: label, middle and 90 % of worlds, fewer, same, more than with the historical choices, record."""
    rows = []
    for name in tree.seat.watch:
        came = answer_of(tree.final(leaf, name), tree.final(tree.historical, name), tree.recorded(name))
        sides = percents(came.less, came.same, came.more)
        rows.append((MEASURES[name].label, f"{came.median} ({came.low} to {came.high})", *sides, str(came.record)))
    return rows


# The teacher's part ---------------------------------------------------------------------------------------------------------


def _orders(tree: Tree) -> dict[str, dict[str, list[str]]]:
    """What each option changes, as a scenario says it, on the first evening on which it may be chosen."""
    seat = tree.seat
    return {
        point.id: {option.id: [item.in_words() for item in ordered(option, seat.span(point)[0])] for option in point.options}
        for point in seat.decisions
    }


def _made(tree: Tree) -> list[tuple[str, str]]:
    seed, parameters = tree.world.seed, tree.world.parameters
    return [
        ("World that is played", f"{tree.world.number} of seed {seed}: it runs nearest to the middle of all worlds"),
        ("Worlds of each path", f"{tree.worlds:,}, the same luck on all paths"),
        *made_from(parameters),
        ("Made by", f"escalation seat {tree.seat.name} --worlds {tree.worlds}{options_for(seed, parameters)} --out FILE.html"),
    ]
