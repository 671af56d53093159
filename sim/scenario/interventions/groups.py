"""A group that splits off from one of the model's."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from sim.errors import unknown
from sim.scenario.faults import Fault
from sim.scenario.interventions.base import SINCE, Day, Intervention, ScenarioSpan, Text
from sim.scenario.interventions.dated import Split
from sim.vocabulary.decisions import ACTORS, MILITIAS, STATES
from sim.vocabulary.front_names import CLAIM_NAMES

Share = Annotated[float, Field(ge=0, le=1)]
NEW = r"^[a-z][a-z0-9_]*$"
OWN_TRAITS = ("obedience", "heeds_general_truces", "on_payroll")
"""Traits that a new group need not have from its parent."""


class AddActor(Intervention):
    """A group splits off from one of the model's on a day, with a share of what its parent wants, and with traits of its own.

    Truces and arrests of the days before stay with its parent. `obedience`, `heeds_general_truces` and `on_payroll` are its
    parent's unless they are given.
    """

    simulated_only: ClassVar[bool] = True
    kind: Literal["add_actor"] = "add_actor"
    name: Annotated[Text, Field(min_length=1, max_length=60)]
    parent: Annotated[Text, Field(json_schema_extra={"enum": list(MILITIAS)})]
    share: Annotated[float, Field(gt=0, le=1)]
    since: Day = Field(validation_alias=SINCE, serialization_alias="from")
    obedience: Share | None = None
    heeds_general_truces: Share | None = None
    on_payroll: Share | None = None

    def own_faults(self) -> Iterator[Fault]:
        """A name that could be taken for another's, or that no column could have."""
        import re

        if not re.match(NEW, self.name):
            yield Fault(("name",), f"name is {self.name!r}; allowed: small letters, digits and _, such as kataib_al_jadida")
        elif self.name in (*ACTORS, *CLAIM_NAMES, "militia", "groups", "scene", "marks"):
            yield Fault(("name",), f"{self.name} is taken; allowed: a name that the model does not know")

    def name_faults(self, scenario: ScenarioSpan) -> Iterator[Fault]:
        """The parent is a group of the model, and nobody else in the scenario has the name."""
        if self.parent in STATES:
            yield Fault(("parent",), f"{self.parent} is no militia; allowed: {', '.join(MILITIAS)}")
        elif self.parent not in MILITIAS:
            yield Fault(("parent",), unknown("militia", self.parent, MILITIAS))
        if [split.name for item in scenario.interventions for split in item.splits()].count(self.name) > 1:
            yield Fault(("name",), f"{self.name} splits off twice; allowed: each name once")

    def splits(self) -> Iterator[Split]:
        """Itself."""
        stated = {trait: getattr(self, trait) for trait in OWN_TRAITS}
        traits = {trait: value for trait, value in stated.items() if value is not None}
        yield Split(self.name, self.parent, self.share, self.since, traits)

    def in_words(self) -> str:
        """Who splits off from whom, when, and with what."""
        own = ", ".join(f"{trait} {value:g}" for split in self.splits() for trait, value in split.traits.items())
        along = f" and has traits of its own ({own})" if own else ", with its parent's other traits"
        return f"From {self.since} {self.name} splits off from {self.parent}: it takes {self.share:g} of its shares along{along}."
