"""The order of the day: every decision has its part, and no other place for it would respect more links of one day."""

from __future__ import annotations

import functools
from collections.abc import Mapping

from sim.record.evidence import load_evidence
from sim.record.stated import VOICES
from sim.vocabulary.day import PART_OF, PARTS, comes_before
from sim.vocabulary.decisions import DECISIONS

ORDER = tuple(PARTS)


@functools.cache
def same_day() -> tuple[tuple[str, str, str], ...]:
    """What answered what on the day itself, by sources and not by sequence alone: both decisions, and the link in words.

    A row may stand for several decisions, as a row may be counted with another: each pair of decisions of a link counts once.
    """
    decisions: dict[str, set[str]] = {}
    days: dict[tuple[str, str], int] = {}
    for act in load_evidence().acts:
        for row in act.rows:
            decisions.setdefault(row, set()).add(act.decision)
            days[row, act.decision] = act.day
    return tuple(
        (cause, answer, f"{link.id} ({answer}) answered {link.cause} ({cause})")
        for link in load_evidence().links.links
        if link.said_by in VOICES and link.named
        for cause in sorted(decisions.get(link.named, ()))
        for answer in sorted(decisions.get(link.id, ()))
        if days[link.named, cause] == days[link.id, answer]
    )


def respected(part_of: Mapping[str, str]) -> list[bool]:
    """For each link of one day, whether the cause's part comes before the answer's."""
    return [ORDER.index(part_of[cause]) < ORDER.index(part_of[answer]) for cause, answer, _ in same_day()]


def test_every_decision_stands_in_exactly_one_part() -> None:
    named = [decision for decisions in PARTS.values() for decision in decisions]
    assert sorted(named) == sorted(DECISIONS)
    assert {decision: part for part, decisions in PARTS.items() for decision in decisions} == PART_OF


def test_a_decision_comes_before_those_of_later_parts_and_not_before_its_own() -> None:
    assert ORDER == ("words", "blows", "answers", "reactions")
    assert comes_before("broker_truce", "announce_truce")
    assert comes_before("attack_base", "strike")
    assert comes_before("warn_militia", "strike")
    assert comes_before("strike", "condemn_us")
    assert not comes_before("strike", "attack_base")
    assert not comes_before("warn", "threaten")
    assert not comes_before("strike", "strike")


NOT_TAKEN = {
    # The vote of 5 January 2020 was answered by a threat of sanctions the same day: one link against Baghdad's knowing of the
    # day's blows when it moves.
    ("move_expulsion", "words"): 1,
    ("move_expulsion", "blows"): 1,
    ("move_expulsion", "answers"): 1,
    # The rockets of 28 June 2021 answered the strike of the night before, by local date of the same day. No link says that an
    # announced strike answered an attack of its day, but the killing of Americans may be answered the same night.
    ("strike", "words"): 1,
}
"""Moves of one decision that would respect more links, and how many more; why they are not made."""


def test_no_other_place_for_one_decision_would_respect_more_links() -> None:
    ours = respected(PART_OF)
    missed = [told for ok, (*_, told) in zip(ours, same_day(), strict=True) if not ok]
    moves = ((decision, part) for decision in DECISIONS for part in ORDER)
    gains = {(name, part): sum(respected({**PART_OF, name: part})) - sum(ours) for name, part in moves}
    better = {move: gain for move, gain in gains.items() if gain > 0}
    assert better == NOT_TAKEN, f"{sum(ours)} of {len(ours)} links of one day are respected; not: {missed}"


def test_the_links_of_one_day_are_many_and_most_are_respected() -> None:
    ours = respected(PART_OF)
    assert len(ours) > 40
    assert sum(ours) / len(ours) > 0.8
