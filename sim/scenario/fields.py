"""The fields of a scenario, with their types, and what follows from them alone."""

from __future__ import annotations

import io
from functools import cached_property
from typing import Annotated, Any, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationInfo, field_validator
from ruamel.yaml import YAML

from sim.scenario.interventions.base import Day, Text, Word, readable
from sim.scenario.interventions.registry import Typed
from sim.types import ONE_DAY, as_day
from sim.vocabulary.answers import ANSWERS
from sim.vocabulary.measures import DEFAULT_WATCH, MEASURES

Measures = Annotated[Text, Field(json_schema_extra={"enum": list(MEASURES)})]
Answered = Annotated[Text, Field(json_schema_extra={"enum": list(ANSWERS)})]
MOST_INTERVENTIONS, MOST_LISTED = 100, 100
"""Items of lists. A scenario that changes a hundred things asks nothing any more; and each is compared with the record."""


class ScenarioFields(BaseModel):
    """One history to run: documented days, then simulated days if it branches.

    Attributes
    ----------
    name
        The file's name without `.yaml`; the column `scenario` of every table, and a part of files' names: at most 100 letters.
    title, question
        For people.
    start, end
        First and last reported day, both inclusive; at most `checks.MOST_DAYS` apart.
    branch
        First simulated day; days before it are documented. None: documented throughout.
    luck
        `abducted`: the luck of simulated days is conditional on what really happened; `fresh`: new luck.
    coupling
        How two arms are tied together. Abducted luck: `causes` (the default: a documented act happens where what it answered is
        there, see `sim.history.by_cause`) or `inversion` (while its rate is as high, see `sim.history.branched.Abducted`). Fresh
        luck: `causes` (each motive draws by luck of its own, see `sim.history.sampled_by_motive`) or `inversion` (each decision
        does, the default where a scenario runs alone). Couplings are not identified by what happened (Haugh and Singal 2022).
    contexts
        `recorded`: dated facts (wars, governments) as they were; `none`: all of them off.
    reporting
        `as_recorded`: months that the record covers in part count as such; `complete`: the record is taken as whole.
    switch_off
        Names of mechanisms (`sim.vocabulary.mechanisms`) that are off.
    switch_off_in
        Under abducted luck: `both_arms` (the luck is abducted under the rules without them, too) or `this_arm` (that they are
        missing is itself a change). None: both arms if there are interventions, else this one; see `is_off_in_both`.
    warm_up
        Days before `start` that are replayed to build up memories and are not reported.
    interventions
        What is changed, in the order of the files.
    watch
        Names of measures (`sim.vocabulary.measures`) that reports show.
    theme, answer
        What it stands under in a list of questions; what came of it against the scenario that it extends, in words of
        `sim.vocabulary.answers`. Neither is taken over from a scenario that is extended.
    sources, notes
        Ids of the record or titles with dates; notes for a class.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    name: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]*$", max_length=100)]
    title: Annotated[str, Field(min_length=1, max_length=200), AfterValidator(readable)]
    question: Word
    start: Day
    end: Day
    branch: Day | None = None
    luck: Literal["abducted", "fresh"] = "abducted"
    coupling: Literal["causes", "inversion"] | None = None
    contexts: Literal["recorded", "none"] = "recorded"
    reporting: Literal["as_recorded", "complete"] = "as_recorded"
    switch_off: Annotated[tuple[Text, ...], Field(max_length=MOST_LISTED)] = ()
    switch_off_in: Literal["both_arms", "this_arm"] | None = None
    warm_up: Annotated[int, Field(ge=0, le=3650)] = 365
    interventions: Annotated[tuple[Typed, ...], Field(max_length=MOST_INTERVENTIONS)] = ()
    watch: Annotated[tuple[Measures, ...], Field(min_length=1, max_length=MOST_LISTED)] = DEFAULT_WATCH
    theme: Annotated[str, Field(max_length=100), AfterValidator(readable)] = ""
    answer: Annotated[tuple[Answered, ...], Field(max_length=MOST_LISTED)] = ()
    sources: Annotated[tuple[Word, ...], Field(max_length=MOST_LISTED)] = ()
    notes: Annotated[str, Field(max_length=20_000), AfterValidator(readable)] = ""

    @field_validator("switch_off", "interventions", "watch", "answer", "sources", mode="before")
    @classmethod
    def _as_tuple(cls, value: object, info: ValidationInfo) -> object:
        """A YAML list is a tuple here; an empty key is an empty tuple; of too long a list no item is looked at."""
        if value is None:
            return ()
        most = MOST_INTERVENTIONS if info.field_name == "interventions" else MOST_LISTED
        if isinstance(value, list | tuple) and len(value) > most:
            raise ValueError(f"{info.field_name} has {len(value):,} items; allowed: at most {most}")
        return tuple(value) if isinstance(value, list) else value

    @field_validator("notes", "theme", mode="before")
    @classmethod
    def _as_text(cls, value: object) -> object:
        return "" if value is None else value

    @property
    def days(self) -> NDArray[np.datetime64]:
        """The reported days, shape `(days,)`, `datetime64[D]`, from start to end inclusive."""
        return np.arange(as_day(self.start), as_day(self.end) + ONE_DAY, ONE_DAY, dtype="datetime64[D]")

    @property
    def stepped_days(self) -> NDArray[np.datetime64]:
        """The days that a run goes through: those of the warm-up, which a free run does without, then the reported ones."""
        start = as_day(self.start) - (0 if self.is_free else self.warm_up) * ONE_DAY
        return np.arange(start, as_day(self.end) + ONE_DAY)

    @property
    def is_documented(self) -> bool:
        """Whether every day is documented: nothing is simulated."""
        return self.branch is None

    @property
    def is_free(self) -> bool:
        """Whether every reported day is simulated with fresh luck."""
        return self.branch == self.start and self.luck == "fresh"

    @property
    def is_off_in_both(self) -> bool:
        """Whether the mechanisms that are off are so in the factual arm of the abduction too, from the branch on."""
        if not self.switch_off or self.branch is None or self.luck == "fresh":
            return False
        return bool(self.interventions) if self.switch_off_in is None else self.switch_off_in == "both_arms"

    def as_dict(self) -> dict[str, Any]:
        """Plain data in the YAML form, every field stated; `Scenario.from_dict` reads it back."""
        plain: dict[str, Any] = {key: getattr(self, key) for key in type(self).model_fields}
        plain["interventions"] = [item.as_yaml() for item in self.interventions]
        return {key: list(value) if isinstance(value, tuple) else value for key, value in plain.items()}

    @cached_property
    def text(self) -> str:
        """Canonical YAML of the resolved scenario: equal scenarios have equal text, and reading it gives an equal scenario."""
        yaml: Any = YAML(typ="safe", pure=True)
        yaml.default_flow_style, yaml.sort_base_mapping_type_on_output, yaml.width = False, False, 4096
        yaml.allow_unicode = True
        yaml.representer.ignore_aliases = lambda data: True  # a day that occurs twice is written twice
        stream = io.StringIO()
        yaml.dump(self.as_dict(), stream)
        return stream.getvalue()
