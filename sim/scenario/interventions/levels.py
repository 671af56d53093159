"""How much there is of something that the record does not date: the presence of Americans, the pay of the groups."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from sim.errors import unknown
from sim.scenario.faults import Fault
from sim.scenario.interventions.base import SINCE, Day, Intervention, ScenarioSpan, Text, span_in_words
from sim.scenario.interventions.circumstances import switched_off_in_words
from sim.scenario.interventions.dated import Dosage
from sim.vocabulary.levels import AS_DOCUMENTED, LEVELS, OF_PLACE
from sim.vocabulary.readers import mechanisms_of_level

LevelName = Annotated[Text, Field(json_schema_extra={"enum": list(LEVELS)})]


class Level(Intervention):
    """There is another share of something (0: nothing; 1: as documented) from one simulated day to another (or to the end)."""

    simulated_only: ClassVar[bool] = True
    kind: Literal["level"] = "level"
    name: LevelName
    value: Annotated[float, Field(ge=0, le=AS_DOCUMENTED)]
    since: Day = Field(validation_alias=SINCE, serialization_alias="from")
    until: Day | None = None

    def name_faults(self, scenario: ScenarioSpan) -> Iterator[Fault]:
        """The level exists, and a rule that is on reads it."""
        if self.name not in LEVELS:
            yield Fault(("name",), unknown("level", self.name, LEVELS))
            return
        why = switched_off_in_words(mechanisms_of_level(self.name, scenario.switch_off))
        if why:
            yield Fault(("name",), f"no rule reads the level {self.name} here, so that changing it changes nothing: {why}")

    @property
    def is_of_place(self) -> bool:
        """Where the level is that of a place, and not as it was documented."""
        return self.name in OF_PLACE and self.value != AS_DOCUMENTED

    def dosages(self) -> Iterator[Dosage]:
        """The share, over its days."""
        yield Dosage(self.name, self.value, self.since, self.until)

    def in_words(self) -> str:
        """How much there is, and when."""
        meaning = LEVELS.get(self.name, f"the level {self.name}")
        return f"{span_in_words(self.since, self.until)} {meaning} is {_how_much(self.value)}."


def _how_much(share: float) -> str:
    if share == AS_DOCUMENTED:
        return "as it was documented"
    return f"{share:.4g} times what was documented" if share else "nothing"
