"""What an actor may no longer do: one decision, or any."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from sim.errors import unknown
from sim.scenario.faults import Fault
from sim.scenario.interventions.base import SINCE, Actor, Day, Decision, Intervention, ScenarioSpan, span_in_words
from sim.scenario.interventions.dated import Prohibition
from sim.vocabulary.decisions import ACTION_TYPE, ACTORS, DECISIONS, decisions_of

if TYPE_CHECKING:
    from sim.record.acts import Act


class Forbid(Intervention):
    """An actor does not take a decision from one day to another (or to the end): its rate is zero on simulated days."""

    moot_before_branch: ClassVar[bool] = True
    kind: Literal["forbid"] = "forbid"
    actor: Actor
    decision: Decision
    since: Day = Field(validation_alias=SINCE, serialization_alias="from")
    until: Day | None = None

    def name_faults(self, scenario: ScenarioSpan) -> Iterator[Fault]:
        """The actor exists, the decision exists, and it is the actor's to take."""
        yield from unknown_actor(self.actor)
        yield from unknown_decision(self.actor, self.decision)

    def in_words(self) -> str:
        """Who does not do what, and when."""
        meaning = f" ({ACTION_TYPE[self.decision].meaning})" if self.decision in ACTION_TYPE else ""
        return f"{span_in_words(self.since, self.until)} {self.actor} does not take the decision {self.decision}{meaning}."

    def prohibitions(self, scenario: ScenarioSpan, acts: Sequence[Act]) -> Iterator[Prohibition]:
        """The decision, on simulated days."""
        if scenario.branch is not None:
            yield Prohibition(self.actor, self.decision, max(self.since, scenario.branch), self.until)


class RemoveActor(Intervention):
    """An actor takes no decision from the branch on."""

    short: ClassVar[str | None] = "actor"
    kind: Literal["remove_actor"] = "remove_actor"
    actor: Actor

    def name_faults(self, scenario: ScenarioSpan) -> Iterator[Fault]:
        """The actor exists."""
        yield from unknown_actor(self.actor)

    def in_words(self) -> str:
        """Who is gone."""
        return f"From the first simulated day {self.actor} takes no decision any more."

    def prohibitions(self, scenario: ScenarioSpan, acts: Sequence[Act]) -> Iterator[Prohibition]:
        """Every decision of the actor, on simulated days."""
        if scenario.branch is not None:
            yield from (Prohibition(self.actor, decision, scenario.branch, None) for decision in decisions_of(self.actor))


def unknown_actor(name: str) -> Iterator[Fault]:
    """A fault of the key `actor` if the model has no such actor."""
    if name not in ACTORS:
        yield Fault(("actor",), unknown("actor", name, ACTORS))


def unknown_decision(actor: str, decision: str) -> Iterator[Fault]:
    """A fault of the key `decision` if the model has no such decision, or not for this actor."""
    if decision not in DECISIONS:
        yield Fault(("decision",), unknown("decision", decision, decisions_of(actor) if actor in ACTORS else DECISIONS))
    elif actor in ACTORS and decision not in decisions_of(actor):
        yield Fault(("decision",), not_theirs(actor, decision))


def not_theirs(actor: str, decision: str) -> str:
    """A decision that another kind of actor takes."""
    return f"{actor} has no decision {decision!r}; allowed: {', '.join(decisions_of(actor))}"
