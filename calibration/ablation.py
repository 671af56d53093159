"""`python -m calibration.ablation`: which mechanisms does the record support?

Each mechanism is switched off in turn, and two things are asked on the training window.

- How much does the log evidence change? A bridge of particles leads from the posterior of the whole rules to that of the rules
  without the mechanism (`calibration.bridge`); all arms of an island start from the same draws with the same seed. The whole
  rules are fitted anew for this, with every term taken to be there: a posterior that doubts single terms has already half left
  them out.
- How much worse is the future foreseen? The whole rules are fitted to the days before the last two years alone, a bridge leads
  from there to the arm, and its draws forecast each of the days left out, given the days before it.

The error of the first is the scatter over islands; to that of the second comes the scatter over blocks of days.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from joblib import Parallel, delayed
from rich.console import Console

from calibration import door
from calibration.arms import ARMS, WHOLE, Arm, Likelihood, Span
from calibration.blocks import check, sweep, touched
from calibration.bridge import SAME, cross
from calibration.posterior import Plan, islands
from calibration.sampler import Cloud, guide, next_power, temper, walk
from calibration.space import Space, certain, default_space
from calibration.verdicts import SPAN, Unit, tabulate
from sim.paths import RESULTS
from sim.types import Floats

OUT = RESULTS / "reference" / "ablation.csv"
KEEP = 1.0 / 3.0
"""Share of the particles that the effective sample size keeps at each power of a bridge."""
SEED = 2021
SETTLE = 4
"""Sweeps after the last power where the fit starts from the prior."""
FAR = 0.05
"""A first power below this means a bridge of so many powers that the way from the prior is shorter."""
POINTS = 2
"""Draws around which it is tried who touches what; a dependence missed stops the arm."""
NOTHING: Floats = np.empty(0)


def leave_future_out(space: Space, span: Span, particles: int, seed: Sequence[int], moves: int) -> Unit:
    """The whole rules fitted to the days before the split alone, from the prior, and their forecasts of the days after it.

    Taking the future out of the whole posterior would be the wrong way: particles would have to find their way into the tails.
    """
    whole = Likelihood.of(WHOLE, space, span)
    cloud = _from_prior(Likelihood.of(WHOLE, space, span.past()), particles, np.random.default_rng(seed), moves)
    return Unit(0.0, (0, 0), False, whole.future(cloud.x), cloud.x)


def switch_off(arm: Arm, space: Space, span: Span, start: Floats, past: Floats | None, seed: Sequence[int], moves: int) -> Unit:
    """Lead from the whole rules' posterior to the arm's, with the future (`start`) and without it (`past`, if asked for).

    A likelihood too far from the whole one for a bridge is reached from the prior, and so is the whole one, with the same luck.
    """
    rng = np.random.default_rng(seed)
    likelihood, without_future = Likelihood.of(arm, space, span), Likelihood.of(arm, space, span.past())
    ends = likelihood.ends(start)
    whole, other = np.split(ends, 2, axis=1)
    if np.allclose(whole, other, rtol=0.0, atol=SAME):
        return Unit(0.0, (0, 0), True, NOTHING, NOTHING if past is None else past)
    if next_power(Cloud(start, (other - whole).sum(axis=1)), KEEP) < FAR:
        clouds = [
            _from_prior(Likelihood.of(one, space, span), len(start), np.random.default_rng(seed), moves) for one in (arm, WHOLE)
        ]
        change, powers = clouds[0].log_evidence - clouds[1].log_evidence, (0, 0)
        before = None if past is None else _from_prior(without_future, len(start), rng, moves).x
    else:
        touches = touched(likelihood.ends, len(space.names), rng, POINTS)
        crossed = cross(likelihood.ends, start, rng, touches=touches, moves=moves, keep=KEEP)
        change, powers, before = crossed.log_ratio, (crossed.powers, 0), None
        if past is not None:
            second = cross(without_future.ends, past, rng, touches=touches, moves=moves, keep=KEEP)
            powers, before = (crossed.powers, second.powers), second.x
    return Unit(
        change, powers, False, NOTHING if before is None else likelihood.future(before), NOTHING if before is None else before
    )


def _from_prior(likelihood: Likelihood, particles: int, rng: np.random.Generator, moves: int) -> Cloud:
    """Fit an arm by tempering, and let it settle."""
    d = len(likelihood.space.names)
    rounds = sweep(touched(likelihood.parts, d, rng, POINTS))
    cloud = temper(likelihood.parts, rng.standard_normal((particles, d)), rng, sweep=rounds, moves=moves)
    for _ in range(SETTLE):
        walk(cloud, likelihood.parts, rng, rounds, guide(cloud, rounds))
    check(likelihood.parts, cloud.x, cloud.parts)
    return cloud


# The work -------------------------------------------------------------------------------------------------------------------


def run(
    arms: Sequence[Arm],
    clouds: Sequence[Floats],
    work: Path,
    *,
    moves: int = 1,
    seed: int = SEED,
    jobs: int = 2,
    span: Span = SPAN,
    forecasts: bool = True,
    progress: Callable[[str], None] = lambda text: None,
) -> dict[str, list[Unit]]:
    """All arms in all islands; finished units are kept in `work` and not done again. Forecasts cost as much again."""
    space = certain(default_space())
    key = [
        asdict(span),
        moves,
        seed,
        forecasts,
        space.names,
        space.base.sha256(),
        [hashlib.sha256(x.tobytes()).hexdigest() for x in clouds],
    ]
    folder = work / hashlib.sha256(json.dumps([key, space.priors()], default=str).encode()).hexdigest()[:12]
    folder.mkdir(parents=True, exist_ok=True)
    n = len(clouds)
    report = _Report(progress, n)
    first = (
        delayed(_kept)(_file(folder, WHOLE, i), leave_future_out, space, span, len(clouds[i]), (seed, i), moves) for i in range(n)
    )
    wholes = [Unit(0.0, (0, 0), False, NOTHING, NOTHING)] * n
    if forecasts:
        wholes = [report(WHOLE, i, unit) for i, unit in enumerate(Parallel(n_jobs=jobs, return_as="generator")(first))]
    past = [whole.past if forecasts else None for whole in wholes]
    places = [(arm, i) for arm in arms if arm.off for i in range(n)]
    rest = (
        delayed(_kept)(_file(folder, arm, i), switch_off, arm, space, span, clouds[i], past[i], (seed, i), moves)
        for arm, i in places
    )
    found: dict[str, list[Unit]] = {WHOLE.name: wholes}
    for (arm, i), unit in zip(places, Parallel(n_jobs=jobs, return_as="generator")(rest), strict=True):
        found.setdefault(arm.name, []).append(report(arm, i, unit))
    return found


@dataclass(frozen=True)
class _Report:
    """A line of progress for each unit."""

    progress: Callable[[str], None]
    islands: int

    def __call__(self, arm: Arm, island: int, unit: Unit) -> Unit:
        text = "changes nothing here" if unit.inert else f"log evidence {unit.change:+.2f}, powers {unit.powers}"
        self.progress(f"island {island + 1} of {self.islands}, {arm.name}: {text}")
        return unit


def _file(folder: Path, arm: Arm, island: int) -> Path:
    return folder / f"{arm.name.replace(' ', '_')}_{island}.npz"


def _kept(path: Path, work: Callable[..., Unit], *arguments: object) -> Unit:
    """The unit's result from its file; the work is done if there is none."""
    if not path.exists():
        unit = work(*arguments)
        part = path.with_suffix(".part.npz")
        np.savez(part, change=unit.change, powers=np.array(unit.powers), inert=unit.inert, future=unit.future, past=unit.past)
        part.replace(path)
    with np.load(path) as saved:
        first, second = (int(n) for n in saved["powers"])
        return Unit(float(saved["change"]), (first, second), bool(saved["inert"]), saved["future"], saved["past"])


def main(
    particles: Annotated[int, typer.Option(min=32, help="Particles in each island.")] = 256,
    n_islands: Annotated[int, typer.Option("--islands", min=2, help="Independent repetitions; their scatter is the error.")] = 2,
    moves: Annotated[int, typer.Option(min=1, help="Sweeps after each power.")] = 1,
    seed: Annotated[int, typer.Option(help="Seed, the same for all arms.")] = SEED,
    jobs: Annotated[int, typer.Option(help="Processes; the result does not depend on them.")] = 2,
    forecasts: Annotated[bool, typer.Option(help="Also ask how the years left out are foreseen; takes twice as long.")] = True,
    only: Annotated[list[str] | None, typer.Option(help="Only these arms; may be given several times.")] = None,
    out: Annotated[Path, typer.Option(help="Table to write.")] = OUT,
    work: Annotated[Path, typer.Option(help="Where finished arms are kept; the same command goes on.")] = RESULTS / "ablation",
) -> None:
    """Switch each mechanism off and say what the record makes of it."""
    console = Console(stderr=True, highlight=False)
    arms = [arm for arm in ARMS if only is None or arm.name in only or not arm.off]
    plan = Plan(islands=n_islands, particles=particles, moves=moves, seed=seed, doubt=False)
    clouds = [cloud.x for cloud in islands(plan, work / "whole", jobs=jobs, progress=console.print)]
    units = run(arms, clouds, work, moves=moves, seed=seed, jobs=jobs, forecasts=forecasts, progress=console.print)
    table = tabulate(units, arms)
    out.parent.mkdir(parents=True, exist_ok=True)
    table.to_csv(out, index=False, float_format="%.3f")
    console.print(table.drop(columns="meaning").round(2).to_string(index=False))


if __name__ == "__main__":
    door.run(main)
