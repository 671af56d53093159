"""A mechanism that is off for a span of days, for everybody, for one kind of actor, or for one of the groups."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from sim.errors import unknown
from sim.scenario.faults import Fault
from sim.scenario.interventions.base import SINCE, Day, Intervention, ScenarioSpan, Text, span_in_words
from sim.scenario.interventions.dated import Switch
from sim.vocabulary.decisions import ACTORS, MILITIAS, kind_of
from sim.vocabulary.mechanisms import MECHANISMS
from sim.vocabulary.readers import FELT_BY, WHOLE

WHO = ("militia", *ACTORS)
Mechanism = Annotated[Text, Field(json_schema_extra={"enum": list(MECHANISMS)})]
Who = Annotated[Text, Field(json_schema_extra={"enum": list(WHO)})]


class SwitchOff(Intervention):
    """A mechanism is off from one simulated day (default: the branch) to another (default: the last).

    For `actor` alone, a state, `militia` for all the groups, or one group: its rules are without it, and what everybody can see
    goes on. Without `actor`, for everybody, as the scenario's own `switch_off` from the branch on.
    """

    simulated_only: ClassVar[bool] = True
    kind: Literal["switch_off"] = "switch_off"
    mechanism: Mechanism
    actor: Who | None = None
    since: Day | None = Field(default=None, validation_alias=SINCE, serialization_alias="from")
    until: Day | None = None

    def name_faults(self, scenario: ScenarioSpan) -> Iterator[Fault]:
        """The mechanism exists, is not off anyway, and the actor has a part in it that it can be without."""
        if self.mechanism not in MECHANISMS:
            yield Fault(("mechanism",), unknown("mechanism", self.mechanism, MECHANISMS))
        elif self.mechanism in scenario.switch_off:
            message = f"{self.mechanism} is off for all by switch_off, so that nothing reads this; allowed: one of the two"
            yield Fault(("mechanism",), message)
        elif self.actor is not None:
            yield from self._of_another(self.actor)
        if self.actor is not None and self.actor not in WHO:
            yield Fault(("actor",), unknown("actor", self.actor, WHO))

    def _of_another(self, actor: str) -> Iterator[Fault]:
        kinds, is_militia = FELT_BY[self.mechanism], kind_of(actor) == "militia"
        allowed = ", ".join([*kinds, *(["one of the groups"] if "militia" in kinds and self.mechanism not in WHOLE else [])])
        if is_militia and self.mechanism in WHOLE and (actor in MILITIAS or "militia" not in kinds):
            message = (
                f"{actor} alone cannot be without {self.mechanism}: {WHOLE[self.mechanism]}; allowed: {allowed}, or no actor"
            )
            yield Fault(("actor",), message)
        elif actor in WHO and kind_of(actor) not in kinds:
            message = f"no rule of {actor} reads {self.mechanism}; allowed: {allowed}, or no actor"
            yield Fault(("actor",), message)

    def switches(self) -> Iterator[Switch]:
        """The mechanism, over its days."""
        yield Switch(self.mechanism, self.actor or "", self.since, self.until)

    def in_words(self) -> str:
        """What is off, for whom, and when."""
        whose = f" of {self.actor}" if self.actor else ""
        when = span_in_words(self.since, self.until) if self.since or self.until else "From the first simulated day on"
        return f"{when} the mechanism {self.mechanism}{whose} is switched off: {MECHANISMS[self.mechanism]}."
