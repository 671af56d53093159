"""Which days a scenario reports and which are counted."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from sim.results.spans import Span, counted_span, reported_span
from sim.scenario import load_scenario

DOCUMENTED = load_scenario("documented").edit(start="2019-10-01", end="2020-12-31")
A_DAY = st.dates(date(2020, 1, 1), date(2020, 1, 9))
SPANS = st.tuples(A_DAY, A_DAY).map(lambda two: Span(min(two), max(two)))


def test_what_is_simulated_is_counted_and_all_of_what_is_documented() -> None:
    whole = Span(date(2019, 10, 1), date(2020, 12, 31))
    assert counted_span(DOCUMENTED) == reported_span(DOCUMENTED) == whole
    branched = DOCUMENTED.edit(branch="2020-01-02")
    assert reported_span(branched) == whole
    assert counted_span(branched) == Span(date(2020, 1, 2), date(2020, 12, 31))
    assert str(counted_span(branched)) == "2020-01-02 to 2020-12-31"


@given(SPANS, SPANS)
def test_a_span_covers_another_if_each_of_its_days_is_its_own(one: Span, other: Span) -> None:
    days = [set(range(span.since.toordinal(), span.until.toordinal() + 1)) for span in (one, other)]
    assert one.covers(other) is (days[1] <= days[0])
