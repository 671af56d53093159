"""Events as they are said: with what they came from, and links to those who say so; nothing in them is markup."""

from __future__ import annotations

from datetime import date
from typing import Any

from sim.app.events import all_told, days_with, escaped, in_markdown, next_day


def test_a_documented_event_has_its_row_and_the_addresses_of_its_sources(found: Any) -> None:
    kept = [each for each in all_told(found.here.events_of(0)) if each.record_id == "2019-12-31-kataib-hezbollah-embassy-assault"]
    (siege,) = kept
    assert siege.text.startswith("Kataib Hezbollah leads a crowd into the American embassy")
    assert siege.summary
    assert all(link.startswith(("https://", "http://", "doc:")) for link in siege.links)
    said = in_markdown(siege)
    assert "`2019-12-31-kataib-hezbollah-embassy-assault`" in said
    assert all(f"]({link})" in said for link in siege.links if link.startswith("http"))


def test_a_drawn_event_says_that_it_is_in_no_record(found: Any) -> None:
    drawn = [each for world in range(found.worlds) for each in all_told(found.here.events_of(world)) if not each.record_id]
    assert drawn
    assert all("in no record" in in_markdown(each) for each in drawn)


def test_steps_go_from_day_to_day_with_an_event(found: Any) -> None:
    days = days_with(all_told(found.here.events_of(0)))
    assert days == sorted(set(days))
    assert next_day(days, days[0], 1) == days[1]
    assert next_day(days, days[1], -1) == days[0]
    assert next_day(days, days[-1], 1) == days[-1]
    assert next_day([], date(2020, 1, 1), 1) == date(2020, 1, 1)


def test_nothing_in_a_text_is_markup() -> None:
    assert escaped("a *b* [c](d) <i> $x$ :red: `e`") == r"a \*b\* \[c\](d) \<i\> \$x\$ \:red\: \`e\`"
