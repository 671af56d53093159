"""The escalation model: a Mesa model whose every step moves all its worlds forward by one day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from mesa.datacollection import DataCollector
from numpy.typing import NDArray

from sim.actors import Actor, Group, Iran, IraqiGovernment, Militias, UnitedStates
from sim.arms import Arms
from sim.circumstances import Circumstances
from sim.decision import Decision
from sim.event_log import EventLog
from sim.history.outcome import force
from sim.luck import Luck
from sim.mesa_model import MesaModel
from sim.parameter_files import Params, of_world, of_worlds
from sim.parameters import Parameters
from sim.perception import Perceiver
from sim.policies import Policies
from sim.record.acts import day_number
from sim.record.evidence import Evidence, load_evidence
from sim.reporters import REPORTERS, Totals
from sim.scenario import Scenario, load_scenario
from sim.scenario.schedule import Schedule
from sim.scene import Scene
from sim.splits import divided, evidence_for, groups_with, splits_of
from sim.tally import Tally
from sim.types import Number
from sim.vocabulary.day import PARTS


class EscalationModel(Arms, Circumstances, MesaModel):
    """The United States, Iran, Baghdad and the militias, day by day, in many worlds at once.

    Parameters
    ----------
    scenario
        A scenario or the name of one.
    worlds, first_world
        How many worlds, and the number of the first: world 17 of a seed has the same luck however it is run.
    rng
        The seed, a non-negative integer. Same seed, scenario and parameters: the same worlds. None: any (`seed` says which).
    parameters
        Values for all worlds or one per world (see `sim.parameter_files.choose`); by default draws of the posterior, draw w for
        world w: a model of one world has the first, whatever its seed, so vary `first_world` to vary them.
    evidence
        Record, contexts and reporting; by default the project's own.
    authors
        How a documented act without a named author is treated (see `sim.history.documented.Documented`).
    keep_log
        Whether to keep events and the daily table; a likelihood needs neither.
    collect
        Whether Mesa's data collector is fed each day; who makes tables from the log alone does without.
    factual_twin
        For internal use: build the factual arm (`Scenario.factual`), without the scenario's changes.

    Attributes
    ----------
    event_log
        Events and daily table over the reported days.
    off
        What is switched off today: nothing on the documented days before a branch.
    log_probability
        By decision, the log probability of the documented days reported so far, shape `(worlds,)` or one number.
    """

    scenario: Scenario
    days: NDArray[np.datetime64]
    factual: EscalationModel | None
    iran: Iran
    iraq: IraqiGovernment

    def __init__(
        self,
        scenario: Scenario | str = "documented",
        worlds: int = 1,
        rng: int | None = 7,
        *,
        parameters: Params = None,
        first_world: int = 0,
        evidence: Evidence | None = None,
        authors: str = "shared",
        factual_twin: bool = False,
        keep_log: bool = True,
        collect: bool = True,
    ) -> None:
        super().__init__(rng)
        whole = load_scenario(scenario) if isinstance(scenario, str) else scenario
        self.scenario = whole.factual() if factual_twin else whole
        self.splits = splits_of(whole)
        self.group_names = groups_with(self.splits)
        self.evidence = evidence_for(load_evidence() if evidence is None else evidence, self.group_names)
        self.parameters = self._own_parameters = of_worlds(parameters, first_world, worlds)
        self.worlds = worlds
        self.luck = Luck(self.seed, worlds, first_world)
        self.schedule = Schedule(self.scenario, self.evidence)
        self.policies = Policies(self.schedule.instructions)
        self.days = self.schedule.days
        self.day = day_number(self.days[0])
        self.clock = 0
        self.keep_log = keep_log
        self.history = self._set_out(authors, factual_twin=factual_twin)
        self.branch_day = self.day if self.scenario.branch is None else day_number(self.scenario.branch)
        self.off = self.schedule.off(0)
        self.event_log = EventLog(
            whole.name, whole.days[: None if keep_log else 0], worlds, first_world, self.perceivers, self.group_names
        )
        self._set_up_actors()
        self.yesterday, self.today = Tally(), Tally()
        self.totals = Totals()
        self.datacollector = DataCollector(model_reporters=REPORTERS)
        self._collects = collect and (worlds == 1 or keep_log) and not factual_twin
        self._own = frozenset(vars(self))

    def _twin(self) -> EscalationModel:
        """The factual arm by itself, not stepped yet."""
        luck, own = self.luck, self._own_parameters
        twin = type(self)(
            self.scenario, self.worlds, luck.seed, parameters=own, first_world=luck.first_world, evidence=self.evidence,
            factual_twin=True, keep_log=False,
        )  # fmt: skip
        twin.luck = luck
        return twin

    def _set_up_actors(self) -> None:
        """Set up the public scene and the actors."""
        self.parameters = self._parameters_today(0)
        self.scene = Scene(self.parameters, self.off.for_all, self.group_names)
        if self.evidence.contexts.office("commander", self.days[0]) != "soleimani":
            self.scene.commander_lives = 0.0
        self.militias = Militias(self)
        self.groups = [Group(self, name, self.militias) for name in self.group_names]
        self.iran = Iran(self, "iran")
        self.us = UnitedStates(self, "us")
        self.iraq = IraqiGovernment(self, "iraq_government")
        self.actors: Sequence[Actor] = (self.militias, self.iran, self.us, self.iraq)

    def step(self) -> None:
        """One day. The order is part of the model.

        === ========== =============================================================================================
        1   context    dated facts come into force: wars, cease-fires, governments, settings of the scenario
        2   perceive   the public scene and every actor take in the events up to yesterday
        3   words      Tehran orders, Baghdad mediates and gives notice
        4   blows      militias attack, march, announce truces or end them; Iran fires
        5   answers    Washington answers by force
        6   reactions  Baghdad condemns, raids, moves; militias threaten; Washington warns and moves troops
        7   close      open war or not; the day is handed on to tomorrow's memories
        === ========== =============================================================================================

        In each part (`sim.vocabulary.day` says why this order) actors decide knowing what the earlier parts did and not each
        other's acts, the history turns rates into counts and marks and scores them, and events go to the log.
        """
        if self.clock == self.parts_at:
            self._part()
        self._live()

    def _live(self) -> None:
        """One day of this model and before it of its factual arm, which keeps no clock of Mesa's."""
        if self.factual is not None:
            self.factual._live()
        self.day = day_number(self.days[self.clock])
        if self.clock and (self.day == self.branch_day or self.schedule.changes_on(self.clock)):
            self._tune()
        self.scene.perceive(self.yesterday, *self.schedule.told_of(self.clock))
        for actor in self.actors:
            actor.perceive(self.yesterday)
        self.today = Tally()
        self.policies.pass_day(self.day - 1, self.yesterday)
        self.history.begin(self, self.yesterday)
        if self.clock == self.schedule.warm_up:
            self.history.log_probability.clear()
        for part in PARTS:
            self._take(part)
        reported = self.clock >= self.schedule.warm_up
        if self.keep_log and reported:
            self.event_log.close_day(self.clock - self.schedule.warm_up)
        self.yesterday = self.today
        self.clock += 1
        self.running = self.clock < len(self.days)
        if self._collects:
            if reported:
                self.totals.add(self.yesterday)
            self.datacollector.collect(self)

    def run(self) -> Iterator[np.datetime64]:
        """Step to the end; yields each reported day once it has been stepped, warm-up days in silence.

        >>> for day in EscalationModel("free_run").run():
        ...     print(day)
        """
        while self.running:
            self.step()
            if self.clock > self.schedule.warm_up:
                yield self.date

    def close(self) -> None:
        """Let go of the agents, so that the model can be freed."""
        if self.factual is not None:
            self.factual.close()
        super().close()

    def _take(self, part: str) -> None:
        """Weigh, resolve, record the decisions of a part of the day."""
        decisions = [each for actor in self.actors for each in actor.decisions_of(part)]
        self.schedule.forbid(decisions, self.clock)
        self.policies.instruct(self, decisions, self.clock)
        for actor in self.actors:
            actor.decide(part)
        entries = self.history.resolve(self, decisions)
        entries += force(self, decisions, self.edits.get(self.day, {}))
        if self.keep_log and self.clock >= self.schedule.warm_up and entries:
            self.event_log.note(self.clock - self.schedule.warm_up, entries)

    def _tune(self) -> None:
        """Settings of the scenario come into force, or lapse; mechanisms are switched off on the branch day, not before."""
        self.parameters = self._parameters_today(self.clock)
        self.off = self.schedule.off(self.clock)
        self.scene.tune(self.parameters, self.off.for_all)
        for actor in self.actors:
            actor.tune()

    def _parameters_today(self, index: int) -> Parameters:
        """The run's own, with what the scenario sets by a day, divided among parents and groups that have split off."""
        settled = self._own_parameters.replace(self.schedule.settings(index))
        return divided(settled, self.splits, self.schedule.split_off(index))

    # What others ask of the model -----------------------------------------------------------------------------------------

    def decisions(self) -> dict[tuple[str, str], Decision]:
        """Every decision as it was weighed last, by author and name; that of a group holds the group's own numbers."""
        return {
            (name, decision.name): decision.of(name)
            for actor in self.actors
            for decision in actor.decisions
            for name in decision.actors
        }

    def perceivers(self) -> Sequence[Perceiver]:
        """All who keep memories: the public scene and the actors."""
        return (self.scene, *self.actors)

    def owner_of(self, decision: Decision) -> Actor:
        """The actor whose rules a decision follows; of a group's, all the militias."""
        return next(actor for actor in self.actors if decision.actors[0] in actor.names)

    # What actors and histories ask for (and `Circumstances`) --------------------------------------------------------------

    @property
    def date(self) -> np.datetime64:
        """The day just stepped."""
        return np.datetime64(self.days[self.clock - 1], "D")

    @property
    def authority(self) -> Number:
        """Tehran's authority over its clients today."""
        return self.iran.authority()

    @property
    def last(self) -> Tally:
        """The tally of the day just stepped."""
        return self.yesterday

    @property
    def log_probability(self) -> dict[str, Number]:
        """Log probability of the documented days so far, by decision."""
        return self.history.log_probability


def alone(scenario: Scenario, seed: int, world: int, parameters: Parameters) -> EscalationModel:
    """World `world` of a seed by itself, with the draw of its number, not stepped yet: it comes out as among all others."""
    return EscalationModel(scenario, 1, seed, parameters=of_world(parameters, world), first_world=world)
