"""What an intervention changes around the actors: a number of the rules, or a dated fact."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from pydantic import Field

from sim.errors import ParameterError, unknown
from sim.scenario.faults import Fault
from sim.scenario.interventions.base import SINCE, Day, Intervention, ScenarioSpan, Word, span_in_words
from sim.scenario.interventions.dated import Setting
from sim.scenario.recorded import context_names
from sim.vocabulary.decisions import MILITIAS
from sim.vocabulary.readers import LINKS_ONLY, PRIORS_ONLY, contexts_read, mechanisms_of_context, mechanisms_of_parameter

if TYPE_CHECKING:
    from sim.record.contexts import Contexts


class Set(Intervention):
    """A parameter takes another value from one day (default: the first) to another (default: the last)."""

    needs_branch: ClassVar[bool] = False
    kind: Literal["set"] = "set"
    parameter: Word
    value: float
    since: Day | None = Field(default=None, validation_alias=SINCE, serialization_alias="from")
    until: Day | None = None

    def name_faults(self, scenario: ScenarioSpan) -> Iterator[Fault]:
        """The parameter exists, the value lies within its bounds, and a rule that is on reads it."""
        from sim.parameters import load_parameters

        parameters = load_parameters()
        if self.parameter not in parameters.names:
            yield Fault(("parameter",), unknown("parameter", self.parameter, parameters.names))
            return
        try:
            parameters.check(self.parameter, self.value)
        except ParameterError as error:
            yield Fault(("value",), str(error))
        why = self._unread(scenario)
        if why:
            yield Fault(("parameter",), f"no rule reads {self.parameter} here, so that setting it changes nothing: {why}")

    def _unread(self, scenario: ScenarioSpan) -> str:
        """Why nothing in this scenario reads it, and what would be allowed; empty if something does."""
        if self.parameter.startswith(PRIORS_ONLY):
            return "it shapes the priors of the groups' traits; allowed: the traits themselves, such as badr.share_of_bases"
        if self.parameter.startswith(LINKS_ONLY) and scenario.luck == "fresh" and scenario.branch == scenario.start:
            return "it weighs what sources say of documented acts, and no day is documented; allowed: a parameter of an actor"
        if any(self.parameter in item.parameters_read for item in scenario.interventions):
            return ""
        return switched_off_in_words(mechanisms_of_parameter(self.parameter, MILITIAS, scenario.switch_off))

    def settings(self) -> Iterator[Setting]:
        """The parameter, over its days."""
        yield Setting(self.parameter, self.value, self.since, self.until)

    def in_words(self) -> str:
        """The value, and when."""
        return f"{span_in_words(self.since, self.until)} the parameter {self.parameter} is {self.value:g}{self._meaning()}."

    def _meaning(self) -> str:
        from sim.parameters import load_parameters

        parameters = load_parameters()
        return f" ({parameters.entry(self.parameter).meaning})" if self.parameter in parameters.names else ""


class ContextChange(Intervention):
    """A dated context, such as a war, has another level from one day to another (or to the end)."""

    kind: Literal["context"] = "context"
    name: Word
    level: Annotated[float, Field(ge=0, le=100)]
    since: Day = Field(validation_alias=SINCE, serialization_alias="from")
    until: Day | None = None

    def name_faults(self, scenario: ScenarioSpan) -> Iterator[Fault]:
        """The context exists, and a rule that is on, or something in the scenario, reads it."""
        if self.name not in context_names():
            yield Fault(("name",), unknown("context", self.name, context_names()))
            return
        why = why_unread(self.name, scenario)
        if why:
            yield Fault(("name",), f"no rule reads the context {self.name} here, so that changing it changes nothing: {why}")

    def in_words(self) -> str:
        """The level, and when."""
        recorded = " in place of what is recorded" if self.level else ", as if it were off"
        return f"{span_in_words(self.since, self.until)} the context {self.name} has the level {self.level:g}{recorded}."

    def change_contexts(self, contexts: Contexts) -> Contexts:
        """The context has the stated level over its days; later changes win."""
        return contexts.with_span(self.name, self.level, self.since, self.until)


def why_unread(context: str, scenario: ScenarioSpan) -> str:
    """Why nothing in a scenario reads a context, and what would be allowed; empty if a rule, or something in it, does."""
    if context in {name for item in scenario.interventions for name in item.contexts_read}:
        return ""
    if context not in contexts_read():
        return f"it is kept for people; allowed: {', '.join(name for name in context_names() if name in contexts_read())}"
    return switched_off_in_words(mechanisms_of_context(context, scenario.switch_off))


def switched_off_in_words(mechanisms: tuple[str, ...]) -> str:
    """What a lever lacks without these mechanisms; empty if there are none."""
    if not mechanisms:
        return ""
    names = ", ".join(mechanisms)
    return f"switch_off leaves out all that does ({names}); allowed: it with {'one of them' if len(mechanisms) > 1 else names} on"
