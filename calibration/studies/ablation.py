"""`python -m calibration.studies.ablation`: which mechanisms does the record support?

Each mechanism is switched off in turn, and two things are asked on the training window.

- How much does the log evidence change? A bridge of particles leads from the posterior of the whole rules to that of the rules
  without the mechanism (`calibration.fit.bridge`); all arms of an island start from the same draws with the same seed. The whole
  rules are fitted anew for this, with every term taken to be there: a posterior that doubts single terms has already half left
  them out.
- How much worse is the future foreseen? The whole rules are fitted to the days before the last two years alone, a bridge leads
  from there to the arm, and its draws forecast each of the days left out, given the days before it and, as in the likelihood,
  with answers that know the day's attacks.

The error of the first is the scatter over islands; to that of the second comes the scatter over blocks of days.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from joblib import Parallel, delayed
from rich.console import Console

from calibration import program as door
from calibration.fit.blocks import check, sweep, touched
from calibration.fit.bridge import SAME, Crossing, cross
from calibration.fit.parameter_space import Space, certain, default_space
from calibration.fit.posterior import Plan, islands
from calibration.fit.smc import Cloud, guide, next_power, temper, walk
from calibration.reference import REFERENCE
from calibration.studies.arms import ARMS, WHOLE, Arm, Likelihood, Span
from calibration.studies.verdicts import SPAN, Unit, tabulate
from sim.commands.options import Jobs, Seed
from sim.errors import InputError, unknown
from sim.paths import RESULTS
from sim.results.provenance import input_hashes
from sim.types import Floats

OUT = REFERENCE / "ablation.csv"
KEEP = 1.0 / 3.0
"""Share of the particles that the effective sample size keeps at each power of a bridge."""
SEED = 2021
SETTLE = 4
"""Sweeps after the last power where the fit starts from the prior."""
FAR = 0.05
"""A first power below this means a bridge of so many powers that the way from the prior is shorter."""
POINTS = 2
"""Draws around which it is tried who touches what; a dependence missed stops the arm."""
Answer = dict[str, np.ndarray]
"""What one arm says in one island, by name; kept in a file."""
Place = tuple[Arm, int]
"""An arm in an island."""


def evidence(arm: Arm, space: Space, span: Span, whole: Floats, seed: Sequence[int], moves: int) -> Answer:
    """Lead from draws of the whole rules' posterior, shape `(n, d)`, to the arm's: the change in log evidence.

    A likelihood too far from the whole one for a bridge is reached from the prior, and so is the whole one, with the same luck.
    """
    rng = np.random.default_rng(seed)
    likelihood = Likelihood.of(arm, space, span)
    gap = _gap(likelihood, whole)
    if _is_nothing(gap):
        return {"change": np.array(0.0), "inert": np.array(True)}
    if _is_far(whole, gap):
        clouds = [
            _from_prior(Likelihood.of(one, space, span), len(whole), np.random.default_rng(seed), moves) for one in (arm, WHOLE)
        ]
        change = clouds[0].log_evidence - clouds[1].log_evidence
    else:
        change = _bridge(likelihood, whole, rng, moves).log_ratio
    return {"change": np.array(change), "inert": np.array(False)}


def leave_future_out(space: Space, span: Span, particles: int, seed: Sequence[int], moves: int) -> Answer:
    """The whole rules fitted to the days before the split alone, from the prior: draws, and log scores of the days after it.

    Taking the future out of the whole posterior would be the wrong way: particles would have to find their way into the tails.
    """
    whole = Likelihood.of(WHOLE, space, span)
    cloud = _from_prior(Likelihood.of(WHOLE, space, span.past()), particles, np.random.default_rng(seed), moves)
    return {"past": cloud.x, "future": whole.future(cloud.x)}


def forecasts(arm: Arm, space: Space, span: Span, past: Floats, seed: Sequence[int], moves: int) -> Answer:
    """Lead from draws of the whole rules fitted to the days before the split to the arm's: log scores of the days after it."""
    rng = np.random.default_rng((*seed, 1))
    before = Likelihood.of(arm, space, span.past())
    gap = _gap(before, past)
    if _is_nothing(gap):
        draws = past
    elif _is_far(past, gap):
        draws = _from_prior(before, len(past), rng, moves).x
    else:
        draws = _bridge(before, past, rng, moves).x
    return {"future": Likelihood.of(arm, space, span).future(draws)}


def _gap(likelihood: Likelihood, x: Floats) -> Floats:
    """By decision, the arm's log likelihood less the whole rules', shape `(n, decisions)`."""
    whole, arm = np.split(likelihood.ends(x), 2, axis=1)
    return np.asarray(arm - whole)


def _is_nothing(gap: Floats) -> bool:
    return np.allclose(gap, 0.0, rtol=0.0, atol=SAME)


def _is_far(x: Floats, gap: Floats) -> bool:
    return next_power(Cloud(x, gap.sum(axis=1)), KEEP) < FAR


def _bridge(likelihood: Likelihood, x: Floats, rng: np.random.Generator, moves: int) -> Crossing:
    touches = touched(likelihood.ends, x.shape[1], rng, POINTS)
    return cross(likelihood.ends, x, rng, touches=touches, moves=moves, keep=KEEP)


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
    foresee: bool = True,
    progress: Callable[[str], None] = lambda text: None,
) -> dict[str, list[Unit]]:
    """All arms in all islands, first the evidence and then, if asked for, the forecasts.

    Parameters
    ----------
    clouds
        Draws of the whole rules' posterior, an array of shape `(n, d)` for each island.
    work
        Finished answers are kept there and not looked for again.
    """
    space = certain(default_space())
    folder = work / _key(clouds, moves, seed, span, space)
    folder.mkdir(parents=True, exist_ok=True)
    desk = _Desk(folder, moves, seed, jobs, progress)
    places = [(arm, i) for arm in arms if arm.off for i in range(len(clouds))]
    wholes = [(WHOLE, i) for i in range(len(clouds))]
    changes = desk.answers("evidence", evidence, {(arm, i): (arm, space, span, clouds[i]) for arm, i in places})
    units = {place: Unit(0.0) for place in wholes}
    units |= {place: Unit(float(answer["change"]), bool(answer["inert"])) for place, answer in changes.items()}
    if foresee:
        starts = desk.answers("forecasts", leave_future_out, {(WHOLE, i): (space, span, len(clouds[i])) for _, i in wholes})
        asked = {(arm, i): (arm, space, span, starts[WHOLE, i]["past"]) for arm, i in places if not units[arm, i].inert}
        for place, answer in (starts | desk.answers("forecasts", forecasts, asked)).items():
            units[place] = replace(units[place], future=answer["future"])
    return {arm.name: [units[arm, i] for i in range(len(clouds))] for arm in dict.fromkeys(arm for arm, _ in units)}


@dataclass(frozen=True)
class _Desk:
    """Where questions about arms are answered, several at once, and answers are kept."""

    folder: Path
    moves: int
    seed: int
    jobs: int
    progress: Callable[[str], None]

    def answers(self, kind: str, ask: Callable[..., Answer], cases: Mapping[Place, tuple[object, ...]]) -> dict[Place, Answer]:
        """One answer for each arm and island; the values of `cases` are what is asked about them."""
        calls = (
            delayed(_kept)(self.folder / f"{arm.name.replace(' ', '_')}_{i}.{kind}.npz", ask, *about, (self.seed, i), self.moves)
            for (arm, i), about in cases.items()
        )
        found = {}
        for (arm, i), answer in zip(cases, Parallel(n_jobs=self.jobs, return_as="generator")(calls), strict=True):
            self.progress(f"{kind} of island {i + 1}, {arm.name}: {_told(answer)}")
            found[arm, i] = answer
        return found


def _key(clouds: Sequence[Floats], moves: int, seed: int, span: Span, space: Space) -> str:
    """What answers depend on: another of any of these is another folder."""
    draws = [hashlib.sha256(x.tobytes()).hexdigest() for x in clouds]
    key = [asdict(span), moves, seed, space.names, space.base.sha256(), draws, space.priors(), input_hashes()]
    return hashlib.sha256(json.dumps(key, default=str).encode()).hexdigest()[:12]


def _told(answer: Answer) -> str:
    if answer.get("inert"):
        return "changes nothing here"
    return f"log evidence {float(answer['change']):+.2f}" if "change" in answer else f"log score {answer['future'].sum():.2f}"


def _kept(path: Path, ask: Callable[..., Answer], *about: object) -> Answer:
    """The answer from its file; it is looked for if there is none."""
    if not path.exists():
        part = path.with_suffix(".part.npz")
        np.savez(part, **ask(*about))  # type: ignore[arg-type]
        part.replace(path)
    with np.load(path) as saved:
        return dict(saved)


def chosen(only: Sequence[str] | None) -> list[Arm]:
    """The whole rules and the arms of these names, by default all; raises `InputError` for a name that no arm has."""
    names = [arm.name for arm in ARMS if arm.off]
    for name in only or ():
        if name not in names:
            raise InputError(f"--only: {unknown('arm', name, names)}")
    return [arm for arm in ARMS if not only or arm.name in only or not arm.off]


def main(
    particles: Annotated[int, typer.Option(min=32, max=door.MOST, help="Particles in each island.")] = 256,
    n_islands: Annotated[
        int, typer.Option("--islands", min=2, max=door.MOST, help="Independent repetitions; their scatter is the error.")
    ] = 2,
    moves: Annotated[int, typer.Option(min=1, max=door.MOST, help="Sweeps after each power.")] = 1,
    seed: Seed = SEED,
    jobs: Jobs = 2,
    foresee: Annotated[
        bool,
        typer.Option(
            "--forecasts/--no-forecasts", help="Also ask how the years left out are foreseen; takes half as long again."
        ),
    ] = True,
    only: Annotated[list[str] | None, typer.Option(help="Only these arms; may be given several times.")] = None,
    out: door.Table = OUT,
    work: door.Work = RESULTS / "ablation",
) -> None:
    """Switch each mechanism off and say what the record makes of it."""
    console = Console(stderr=True, highlight=False)
    arms = chosen(only)
    plan = Plan(islands=n_islands, particles=particles, moves=moves, seed=seed, doubt=False)
    clouds = [cloud.x for cloud in islands(plan, work / "whole", jobs=jobs, progress=console.print)]
    units = run(arms, clouds, work, moves=moves, seed=seed, jobs=jobs, foresee=foresee, progress=console.print)
    table = tabulate(units, arms)
    out.parent.mkdir(parents=True, exist_ok=True)
    table.to_csv(out, index=False, float_format="%.3f")
    console.print(table.drop(columns="meaning").round(2).to_string(index=False))


if __name__ == "__main__":
    door.run(main)
