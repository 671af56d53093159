"""What an intervention changes around the actors: a number of the rules, or a dated fact."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from pydantic import Field

from sim.errors import ParameterError, unknown
from sim.scenario.faults import Fault
from sim.scenario.interventions.base import SINCE, Day, Intervention, ScenarioSpan, Setting, Word
from sim.scenario.recorded import context_names

if TYPE_CHECKING:
    from sim.record.contexts import Contexts


class Set(Intervention):
    """A parameter takes another value from one day (default: the first) to another (default: the last)."""

    needs_branch: ClassVar[bool] = False
    of_rules: ClassVar[bool] = True
    kind: Literal["set"] = "set"
    parameter: Word
    value: float
    since: Day | None = Field(default=None, validation_alias=SINCE, serialization_alias="from")
    until: Day | None = None

    def name_faults(self, scenario: ScenarioSpan) -> Iterator[Fault]:
        """The parameter exists and the value lies within its bounds."""
        from sim.parameters import load_parameters

        parameters = load_parameters()
        if self.parameter not in parameters.names:
            yield Fault(("parameter",), unknown("parameter", self.parameter, parameters.names))
            return
        try:
            parameters.check(self.parameter, self.value)
        except ParameterError as error:
            yield Fault(("value",), str(error))

    def settings(self) -> Iterator[Setting]:
        """The parameter, over its days."""
        yield Setting(self.parameter, self.value, self.since, self.until)


class ContextChange(Intervention):
    """A dated context, such as a war, has another level from one day to another (or to the end)."""

    kind: Literal["context"] = "context"
    name: Word
    level: Annotated[float, Field(ge=0, le=100)]
    since: Day = Field(validation_alias=SINCE, serialization_alias="from")
    until: Day | None = None

    def name_faults(self, scenario: ScenarioSpan) -> Iterator[Fault]:
        """The context exists."""
        if self.name not in context_names():
            yield Fault(("name",), unknown("context", self.name, context_names()))

    def change_contexts(self, contexts: Contexts) -> Contexts:
        """The context has the stated level over its days; later changes win."""
        return contexts.with_span(self.name, self.level, self.since, self.until)
