"""What is said of an act: whose word counts, what is named, and what is no statement at all."""

from __future__ import annotations

from collections import Counter

import pytest

from sim.record.acts import Act, by_day, in_order
from sim.record.evidence import load_evidence
from sim.record.links import NO_LINKS, Link, Links
from sim.record.stated import VOICES, Stated, stated_cause, stated_causes

ACT = Act("a", 10, "us", (), "strike", merged=("b",))


def links(*said: tuple[str, str, str]) -> Links:
    """Of (answer, cause, voice)."""
    return Links(tuple(Link(answer, cause, voice, "sole", "both", "") for answer, cause, voice in said))


def stated(*said: tuple[str, str, str], act: Act = ACT) -> Stated | None:
    return stated_cause(act, links(*said))


def test_what_is_named_are_acts_and_contexts() -> None:
    found = stated(("a", "x", "actor"), ("a", "y", "actor"), ("a", "context:gaza_war", "actor"), ("c", "z", "actor"))
    assert found == Stated(frozenset("abxy"), frozenset({"gaza_war"}), "actor")


def test_the_rows_of_one_act_speak_together() -> None:
    assert stated(("a", "x", "source"), ("b", "y", "source")) == Stated(frozenset("abxy"), frozenset(), "source")


def test_its_own_rows_are_named_with_whatever_is() -> None:
    """They may stand for something earlier the same day, such as the mediation behind a truce."""
    assert stated(("a", "b", "actor")) == Stated(frozenset("ab"), frozenset(), "actor")
    assert stated(("a", "missing:2020-01-02:speech", "actor")) == Stated(frozenset("ab"), frozenset(), "actor")


@pytest.mark.parametrize(
    ("voices", "best"),
    [
        (("actor",), "actor"),
        (("source", "actor"), "actor"),
        (("opponent", "source"), "source"),
        (("opponent",), "opponent"),
        (("sequence", "opponent"), "opponent"),
    ],
)
def test_the_best_word_counts_for_all_that_anybody_names(voices: tuple[str, ...], best: str) -> None:
    found = stated(*(("a", f"x-{voice}", voice) for voice in voices))
    assert found is not None
    assert found.said_by == best
    assert found.acts == {"a", "b"} | {f"x-{voice}" for voice in voices if voice in VOICES}


@pytest.mark.parametrize(
    "said",
    [
        (),
        (("a", "x", "sequence"),),  # our own order in time
        (("c", "x", "actor"),),  # of another act
    ],
)
def test_of_an_act_that_nobody_speaks_of_there_is_no_statement(said: tuple[tuple[str, str, str], ...]) -> None:
    assert stated(*said) is None


def test_each_act_of_a_row_has_its_own() -> None:
    """A row may be two acts, such as a truce and its mediation; both are spoken of."""
    truce, mediation = Act("a", 1, "", ("badr",), "announce_truce"), Act("a", 1, "iraq_government", (), "broker_truce")
    silent = Act("c", 1, "us", (), "warn")
    found = stated_causes([truce, mediation, silent], links(("a", "x", "source")))
    assert set(found) == {("a", "announce_truce"), ("a", "broker_truce")}
    assert stated_causes([truce, silent], NO_LINKS) == {}


def test_of_the_record_many_acts_are_spoken_of_and_each_link_is_heard() -> None:
    evidence = load_evidence()
    acts = list(in_order(by_day(list(evidence.acts))))
    found = stated_causes(acts, evidence.links)
    coded = {row for act in acts for row in act.rows}
    spoken = [link for link in evidence.links.links if link.said_by in VOICES and link.id in coded]
    heard = {(row, cause) for stated in found.values() for row in stated.acts for cause in (*stated.acts, *stated.contexts)}
    named = {
        (link.id, link.named or link.cause.removeprefix("context:")) for link in spoken if not link.cause.startswith("missing:")
    }
    assert len(named) > 250
    assert named <= heard
    voices = Counter(stated.said_by for stated in found.values())
    assert set(voices) <= set(VOICES)
    assert voices["actor"] > 100
