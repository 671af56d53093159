"""What `from sim import sensitivity, seat` offers: what drives an answer, a seat at the table.

Arguments named as in `sim.api` are the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sim.machine import BLOCK, SEED, Machine, Progress
from sim.parameter_files import POSTERIOR, Changes, Params, choose
from sim.scenario import Scenario, load_scenario

if TYPE_CHECKING:
    from sim.seats.schema import SeatData
    from sim.seats.seat import Seat
    from sim.sensitivities.result import SensitivityResult


def sensitivity(
    what: Scenario | str | Path,
    reference: Scenario | str | Path | None = None,
    *,
    draws: int = 256,
    worlds: int = 4,
    seed: int = SEED,
    groups: Sequence[str] = (),
    coverage: bool = True,
    params: Params = POSTERIOR,
    changes: Changes | None = None,
    jobs: int = 1,
    block: int = BLOCK,
    scheduler: str | None = None,
    progress: Progress | None = None,
) -> SensitivityResult:
    """What drives the answer of a scenario: chance, parameters, rule variants; groups of parameters, doubted terms, priors.

    Parameters
    ----------
    what
        A scenario, which is run at pick-freeze designs; or a folder that `run`, `compare` or `batch` wrote, as it is: then only
        `seed`, `coverage` and the machine's arguments count, and there are no indices of groups.
    reference
        What the effect is measured against; default: the level itself.
    draws, worlds
        Draws of each of two sets of them, and worlds of a draw.
    groups
        `NAME=PATTERN,PATTERN` each; default: by owner.
    coverage
        Whether the record is replayed under other reporting probabilities, and the draws reweighed.
    seed, params, changes, jobs, block, scheduler, progress
        Those of `simulate`.

    Raises
    ------
    InputError
        For a name, number, group or folder that is none, with what is allowed.

    >>> found = sensitivity("no_soleimani_strike", jobs=2)
    >>> found.table[found.table["kind"] == "total order"]
    """
    from sim.sensitivities.of_folder import is_of_ours, of_folder
    from sim.sensitivities.result import SensitivityResult
    from sim.sensitivities.running import Question, run

    machine = Machine(jobs, block, scheduler)
    if not isinstance(what, Scenario) and is_of_ours(Path(what)):
        return SensitivityResult(of_folder(Path(what), seed=seed, coverage=coverage, machine=machine))
    other = None if reference is None else loaded(reference)
    question = Question(loaded(what), choose(params, changes), other, draws, worlds, seed, groups, coverage)
    return SensitivityResult(run(question, machine, progress))


def seat(
    name: SeatData | str | Path,
    *,
    seed: int = SEED,
    world: int = 0,
    choices: Sequence[str] = (),
    params: Params = POSTERIOR,
    changes: Changes | None = None,
) -> Seat:
    """A seat at the table: you decide for one actor, evening by evening, and the others follow the rules.

    Parameters
    ----------
    name
        A seat (`escalation seat` lists them), or its file.
    seed, world
        Which world: the same world gives the same days for the same choices.
    choices
        Ids of options that are chosen and played at once.
    params, changes
        Those of `simulate`.

    Returns
    -------
    See `sim.seats.seat.Seat`: `options`, `advice`, `choose`, `play`, `rewind`, `debrief`.

    Raises
    ------
    InputError
        For a name, number or option that is none, with what is allowed.

    >>> place = seat("washington")
    >>> place.choose("words")
    >>> [each.text for each in place.play().happenings]
    """
    from sim.seats.seat import Seat

    return Seat(name, seed=seed, world=world, choices=choices, params=params, changes=changes)


def loaded(scenario: Scenario | str | Path) -> Scenario:
    """A scenario, or what its name or file stands for."""
    return scenario if isinstance(scenario, Scenario) else load_scenario(scenario)
