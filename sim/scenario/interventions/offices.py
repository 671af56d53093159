"""Who holds an office: president, prime minister, commander of the Quds Force."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from pydantic import Field

from sim.errors import unknown
from sim.scenario.faults import Fault
from sim.scenario.interventions.base import SINCE, Day, Intervention, ScenarioSpan, Text, Word, span_in_words
from sim.scenario.recorded import deaths_in_office, office_holders
from sim.vocabulary.offices import OFFICES, TITLES

if TYPE_CHECKING:
    from sim.record.contexts import Contexts

Role = Annotated[Text, Field(json_schema_extra={"enum": list(OFFICES)})]


class Office(Intervention):
    """Somebody holds an office from one simulated day to another (or to the end): `administration`, `government`, `commander`.

    A commander who is not the one of the start bounds as the successor does, and can no more be killed in office; he who was
    replaced commands again once the change has lapsed.
    """

    simulated_only: ClassVar[bool] = True
    kind: Literal["office"] = "office"
    role: Role
    holder: Word
    since: Day = Field(validation_alias=SINCE, serialization_alias="from")
    until: Day | None = None

    def name_faults(self, scenario: ScenarioSpan) -> Iterator[Fault]:
        """The office exists, its holder is one whom the parameters know, and he was not killed before the branch."""
        if self.role not in OFFICES:
            yield Fault(("role",), unknown("office", self.role, OFFICES))
            return
        allowed = office_holders(self.role)
        if self.holder not in allowed:
            yield Fault(("holder",), unknown(f"holder of {self.role}", self.holder, allowed))
            return
        died = deaths_in_office(self.role).get(self.holder, "")
        if died and scenario.branch is not None and died[:10] < scenario.branch.isoformat():
            others = ", ".join(name for name in allowed if name != self.holder)
            yield Fault(("holder",), f"{self.holder} was killed before the branch ({died}); allowed: {others}")

    def change_contexts(self, contexts: Contexts) -> Contexts:
        """He holds the office over his days; later changes win."""
        return contexts.with_holder(self.role, self.holder, self.since, self.until)

    def in_words(self) -> str:
        """Who holds it, and when."""
        return f"{span_in_words(self.since, self.until)} {TITLES[self.role]} is that of {self.holder}."
