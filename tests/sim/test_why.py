"""The card of an event: chain, shares, brakes and sources in words."""

from __future__ import annotations

from datetime import date

import pandas as pd

from sim.explain.chain import Step
from sim.explain.explanation import KEPT, Explanation, MotiveShare, RestraintFactor, Said
from sim.explain.trace import traced
from sim.page import template
from sim.why import HOW, NO_RULE, card, row_of

KILLING = "2020-01-03-us-targeted-killing"
SIEGE = "2019-12-31-kataib-hezbollah-embassy-assault"
LAUNCH = Step(
    1, date(2020, 1, 8), "iran", "launch_missiles", "us", "", "avenge_commander", "act", "", False, "It is answered.", 0
)
KILLED = Step(0, date(2020, 1, 3), "us", "kill_leader", "iran", KILLING, "lethal", "standing", "", False, "A death.", None)
NOBODY = {"count": 1, "us_killed": 0, "us_wounded": 0, "militia_killed": 0}
EVENTS = pd.DataFrame(
    [
        {**NOBODY, "actor": "us", "action": "kill_leader", "target": "iran", "militia_killed": 5},
        {**NOBODY, "actor": "iran", "action": "launch_missiles", "target": "us", "us_wounded": 2},
    ]
)
WHY = Explanation(
    "s", 0, LAUNCH.date, "iran", "iran", "launch_missiles", 1, "", KEPT, 1, 0.1, LAUNCH.motive, 0, (LAUNCH, KILLED),
    (
        MotiveShare("avenge_commander", "act", 0.2, 0.6, 0.7, "It is answered <at once>.", "a-2020", ()),
        MotiveShare("war", "act", 0.1, 0.3, 0.297, "War.", "", ()),
        MotiveShare("floor", "standing", 0.0, 0.1, 0.003, "Never.", "", ()),
    ),
    (RestraintFactor("fear_of_war", 0.25, "Fear.", "b-2020"), RestraintFactor("truce", 1.0, "A truce.", "")),
    (Said("x", SIEGE, "actor", "sole"), Said("x", "context:maximum_pressure", "sequence", "background")),
)  # fmt: skip


def test_what_is_told_of_an_event() -> None:
    found = card(EVENTS, traced((LAUNCH, KILLED), {1: WHY}))
    assert found.how == HOW[KEPT]
    assert [(each.day, each.sure) for each in found.causes] == [("8 January 2020", "70 %"), ("3 January 2020", "")]
    assert found.causes[0].text == "Tehran fires missiles at an American base, 2 Americans wounded"
    assert found.causes[0].row is None
    assert found.causes[1].row == row_of(KILLING)
    assert [(bar.word, bar.name) for bar in found.motives] == [("70 %", "avenge commander"), ("30 %", "war")]
    assert [(bar.word, bar.name, bar.share) for bar in found.held] == [("25 %", "fear of war", 0.25)]
    row, context = found.answered
    assert row.row == row_of(SIEGE)
    assert row.speaker == "the actor itself"
    assert (context.row.id, context.row.links) == ("context:maximum_pressure", ())


def test_an_event_that_no_rule_stands_behind() -> None:
    found = card(EVENTS, traced((KILLED,), {}))
    assert (found.how, found.motives, found.held, found.answered) == (NO_RULE, (), (), ())


def test_the_page_holds_it_and_nothing_in_it_is_markup() -> None:
    page = template("why.html.j2").render(card=card(EVENTS, traced((LAUNCH, KILLED), {1: WHY})))
    assert "It is answered &lt;at once&gt;." in page
    assert '<div class="bar" style="width:70.0%"></div>' in page
    row = row_of(KILLING)
    assert row is not None
    assert all(f'href="{link}"' in page for link in row.links)
    assert "Said by the actor itself; sole." in page


def test_a_row_that_is_none() -> None:
    assert row_of("") is None
