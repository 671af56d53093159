"""The days over which a world's measures are counted."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from sim.scenario import Scenario


class Span(NamedTuple):
    """Days from `since` to `until`, both included."""

    since: date
    until: date

    def __str__(self) -> str:
        """As `2020-01-02 to 2020-12-31`."""
        return f"{self.since} to {self.until}"

    def covers(self, other: Span) -> bool:
        """Whether all days of another span are among these."""
        return self.since <= other.since and other.until <= self.until


def reported_span(scenario: Scenario) -> Span:
    """All days that a scenario reports: those of its events and daily tables."""
    return Span(scenario.start, scenario.end)


def counted_span(scenario: Scenario) -> Span:
    """The days that its measures count: from the first simulated one, or from the first if all are documented, to the last.

    The days before are the same in every world and in the record; they would only hide what differs.
    """
    return Span(scenario.branch or scenario.start, scenario.end)
