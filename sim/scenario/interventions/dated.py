"""What interventions hand to the schedule of a run: dated settings, levels, switches, splits, prohibitions, policies.

All days are inclusive; None is open.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from sim.scenario.conditions import Condition


class Setting(NamedTuple):
    """A parameter has another value from one day to another, both inclusive; None is open."""

    parameter: str
    value: float
    since: date | None
    until: date | None


class Dosage(NamedTuple):
    """A level has another share of what was documented from one day to another, both inclusive; None is open."""

    level: str
    share: float
    since: date | None
    until: date | None


class Switch(NamedTuple):
    """A mechanism is off from one day to another, both inclusive; None is open.

    `actor` is a state, `militia` for all the groups, one of the groups, or empty for all and for what everybody can see.
    """

    mechanism: str
    actor: str
    since: date | None
    until: date | None


class Split(NamedTuple):
    """A new group splits off from one of the model's on a day, with a share of what its parent wants.

    `traits` holds the traits in which it is unlike its parent.
    """

    name: str
    parent: str
    share: float
    since: date
    traits: Mapping[str, float]


class Prohibition(NamedTuple):
    """An actor may not take a decision from one day to another, both inclusive; None is open."""

    actor: str
    decision: str
    since: date
    until: date | None


class Instruction(NamedTuple):
    """A policy: what an actor does about a decision in place of his own rule, from one day to another, both inclusive.

    Attributes
    ----------
    condition
        On which days the decision is taken.
    rate
        Events a day on those.
    else_rules
        Whether the actor's own rule speaks on the others; else the decision is not taken.
    until
        None is open.
    """

    actor: str
    decision: str
    condition: Condition
    rate: float
    else_rules: bool
    since: date
    until: date | None
