"""What a batch runs: scenarios over their own days, sweeps, so many worlds of each seed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

from sim.comparison import arms_alone
from sim.ensemble import Strand
from sim.errors import NAME, InputError, cut
from sim.machine import check_seed, check_worlds
from sim.parameters import Parameters
from sim.results.tabulation import Arm
from sim.scenario import Scenario
from sim.sweeps.asked import Vary
from sim.sweeps.design_files import is_file_name
from sim.sweeps.factors import in_words
from sim.sweeps.planning import plan_sweep
from sim.sweeps.running import Plan

AT = "@"
"""Between a scenario's name and the file of a design: `no_gaza_war@design.csv`."""
MOST_SEEDS = 1000


class Swept(NamedTuple):
    """A sweep of a batch, and the name of its folder."""

    name: str
    plan: Plan

    def point(self, at: int) -> str:
        """The values at a point, in words."""
        design = self.plan.design
        return ", ".join(f"{f.name}={in_words(value)}" for f, value in zip(design.factors, design.rows[at], strict=True))


@dataclass(frozen=True)
class Batch:
    """Scenarios and sweeps that share their worlds.

    Attributes
    ----------
    arms
        The scenarios, each over its own days.
    sweeps
        Sweeps of the same worlds and seeds.
    worlds
        How many there are of each seed.
    """

    arms: tuple[Arm, ...]
    sweeps: tuple[Swept, ...]
    worlds: int
    seeds: tuple[int, ...]
    parameters: Parameters

    @property
    def scenarios(self) -> list[Scenario]:
        """Those that run by themselves, in their order."""
        return [arm.scenario for arm in self.arms]

    def strands(self) -> Iterator[Strand]:
        """What is run, in its order: scenarios, then sweeps, each seed by seed."""
        for arm in self.arms:
            yield from (Strand(arm.scenario, arm.spans, seed) for seed in self.seeds)
        for swept in self.sweeps:
            yield from swept.plan.strands()

    def places(self) -> Iterator[tuple[Swept | None, int]]:
        """Of each strand the sweep and its point; None and 0 for a scenario."""
        yield from ((None, 0) for _ in self.arms for _ in self.seeds)
        for swept in self.sweeps:
            yield from ((swept, point) for point in swept.plan.order for _ in self.seeds)


def make_batch(
    scenarios: Sequence[Scenario], plans: Sequence[Plan], worlds: int, seeds: Sequence[int], parameters: Parameters
) -> Batch:
    """Scenarios and sweeps as a batch; worlds and seeds of the plans are those of the batch.

    Raises
    ------
    InputError
        If there is nothing to run, two scenarios share a name, a seed stands twice, or a number is out of range.
    """
    check_worlds(worlds)
    if not seeds or len(seeds) > MOST_SEEDS:
        raise InputError(f"there are {len(seeds):,} seeds; allowed: 1 to {MOST_SEEDS:,}")
    twice = [seed for at, seed in enumerate(seeds) if seed in seeds[:at]]
    if twice:
        raise InputError(f"seed {twice[0]} stands twice; allowed: each seed once")
    for seed in seeds:
        check_seed(seed)
    first, *more = seeds
    named: list[Swept] = []
    for plan in plans:
        before = sum(each.plan.scenario.name == plan.scenario.name for each in named)
        name = plan.scenario.name + (f"_{before + 1}" if before else "")
        named.append(Swept(name, replace(plan, worlds=worlds, seed=first, more_seeds=tuple(more))))
    if len({each.name for each in named}) < len(named):
        raise InputError("two sweeps would have one folder; allowed: scenarios of other names")
    if not scenarios and not named:
        raise InputError("nothing is asked for; allowed: scenarios, SCENARIO@DESIGN.csv, or both")
    return Batch(arms_alone(scenarios), tuple(named), worlds, tuple(seeds), parameters)


def counted(scenarios: int, sweeps: int) -> list[str]:
    """How many scenarios and sweeps there are, in words; nothing of what there is none."""
    kinds = (("scenario", scenarios), ("sweep", sweeps))
    return [f"{number} {kind}{'s' if number > 1 else ''}" for kind, number in kinds if number]


def parse_seeds(text: str) -> tuple[int, ...]:
    """`7,8,9`, `1:20` (both ends included), or both: the seeds in their order; raises `InputError` for anything else."""
    found: list[int] = []
    for part in text.split(","):
        ends = part.strip().split(":")
        if not all(end.strip().isascii() and end.strip().isdigit() for end in ends) or len(ends) > 2:
            raise InputError(f"--seeds {cut(text, NAME)!r} are no seeds; allowed: such as 7,8,9 or 1:20")
        low, high = check_seed(int(ends[0])), check_seed(int(ends[-1]))
        if low > high:
            raise InputError(f"--seeds {cut(part.strip(), NAME)} does not rise; allowed: LO:HI with LO at most HI")
        if len(found) + high - low + 1 > MOST_SEEDS:
            raise InputError(f"--seeds {cut(text, NAME)} are too many; allowed: at most {MOST_SEEDS:,}")
        found += range(low, high + 1)
    return tuple(found)


def split_design(name: str) -> tuple[str, Path | None]:
    """`no_gaza_war@design.csv` as the scenario's name and the file of the design; a name alone has none."""
    before, sign, after = name.rpartition(AT)
    return (before, Path(after)) if sign and is_file_name(after) else (name, None)


class Designed(NamedTuple):
    """The design of scenarios that name no file of their own; without `vary` and with a plain kind there is none."""

    vary: Vary | None
    kind: str
    points: int | None

    @property
    def is_any(self) -> bool:
        """Whether scenarios that name no file are swept at all."""
        return bool(self.vary) or is_file_name(self.kind)


def plans_of(
    asked: Sequence[tuple[Scenario, Path | None]], design: Designed, worlds: int, seed: int, parameters: Parameters
) -> tuple[list[Scenario], list[Plan]]:
    """The scenarios that run by themselves, and the sweeps; raises `InputError` for what makes none."""
    if not design.is_any and (design.points is not None or design.kind != "grid"):
        raise InputError("--design and --points say how to vary; allowed: with --vary, or a design of SCENARIO@DESIGN.csv alone")
    if (design.is_any or design.points is not None) and all(file is not None for _, file in asked):
        raise InputError("all scenarios name designs of their own; allowed: no --vary, --design and --points, or one without @")
    alone: list[Scenario] = []
    plans: list[Plan] = []
    for scenario, file in asked:
        if file is not None:
            plans.append(plan_sweep(scenario, None, str(file), None, worlds, seed, parameters))
        elif design.is_any:
            plans.append(plan_sweep(scenario, design.vary, design.kind, design.points, worlds, seed, parameters))
        else:
            alone.append(scenario)
    return alone, plans
