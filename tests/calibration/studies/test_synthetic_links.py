"""Links drawn for acts with known causes: true as often as the credibility says, never of what came later."""

from __future__ import annotations

import numpy as np
import pytest

from calibration.studies.synthetic import Kept
from calibration.studies.synthetic_links import Caused, Said, drawn_links, true_causes
from sim.history.sampled import Sampled

EVERY_DAY = [Caused(str(day), day, str(day - 3) if day % 2 and day >= 3 else "") for day in range(4000)]
"""An act a day; every second one answers the act of three days before."""


def test_with_full_credibility_every_stated_link_names_the_true_cause() -> None:
    links = drawn_links(EVERY_DAY, Said(stated=1.0, actor=1.0, source=1.0), np.random.default_rng(1))
    assert [(link.id, link.cause) for link in links.links] == [(act.id, act.cause) for act in EVERY_DAY if act.cause]
    assert {(link.strength, link.coders, link.note) for link in links.links} == {("sole", "both", "")}


def test_links_are_as_many_as_stated_and_said_by_whom_it_says() -> None:
    links = drawn_links(EVERY_DAY, Said(stated=0.25, by_actor=0.6), np.random.default_rng(2)).links
    assert len(links) == pytest.approx(0.25 * 2000, abs=60)
    assert np.mean([link.said_by == "actor" for link in links]) == pytest.approx(0.6, abs=0.07)
    assert {link.said_by for link in links} == {"actor", "source"}
    assert len(drawn_links(EVERY_DAY, Said(stated=0.0), np.random.default_rng(2))) == 0


def test_a_pretext_is_any_act_of_the_days_before_and_the_true_cause_comes_with_its_credibility() -> None:
    said = Said(stated=1.0, actor=0.8, source=0.2, days=10)
    links = drawn_links(EVERY_DAY, said, np.random.default_rng(3)).links
    back = np.array([int(link.id) - int(link.cause) for link in links])
    assert set(back[50:]) == set(range(1, 11))
    for who, credible in (("actor", 0.8), ("source", 0.2)):
        mine = np.array([link.said_by == who for link in links])
        assert np.mean(back[mine] == 3) == pytest.approx(credible + (1 - credible) / 10, abs=0.04)


def test_of_one_day_only_what_came_before_can_be_named() -> None:
    acts = [Caused("a", 5, ""), Caused("b", 5, "a"), Caused("c", 5, "b"), Caused("d", 5, "")]
    for seed in range(30):
        for link in drawn_links(acts, Said(stated=1.0, actor=0.0, source=0.0), np.random.default_rng(seed)).links:
            assert link.cause < link.id
    old = [Caused("a", 0, ""), Caused("b", 90, "a")]
    (link,) = drawn_links(old, Said(stated=1.0, actor=0.0, source=0.0), np.random.default_rng(1)).links
    assert link.cause == "a"  # nothing else came before it within thirty days


def test_a_link_of_one_act_does_not_change_those_of_others_with_the_same_luck() -> None:
    """Three uniforms for every act, whether it answered anything or not."""
    said = Said(stated=0.5, actor=1.0, source=1.0)
    fewer = [Caused(act.id, act.day, "" if act.id == "3" else act.cause) for act in EVERY_DAY[:99]]
    whole, part = (drawn_links(acts, said, np.random.default_rng(4)).links for acts in (EVERY_DAY[:99], fewer))
    assert [link for link in whole if link.id != "3"] == list(part)


def test_worlds_do_not_keep_their_causes_yet() -> None:
    with pytest.raises(NotImplementedError, match="does not keep the causes"):
        true_causes(Kept(Sampled(), 1, named=False), 0)
