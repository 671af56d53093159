"""`python -m calibration.studies.ablation`: which mechanisms does the record support?

Each mechanism is switched off in turn, and two things are asked on the training window.

- How much does the log evidence change? A bridge of particles leads from the posterior of the whole rules to that of the rules
  without the mechanism (`calibration.fit.bridge`); all variants of a run start from the same draws with the same seed. The whole
  rules are fitted anew for this under priors without spikes: a posterior in which single terms may be left out has already half
  left them out.
- How much worse is the future foreseen? The whole rules are fitted to the days before the last two years alone, a bridge leads
  from there to the variant, and its draws forecast each of the days left out, given the days before it and, as in the likelihood,
  with answers that know the day's attacks.

The error of the first is the scatter over independent runs; to that of the second comes the scatter over blocks of days.
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

from calibration import program
from calibration.fit.blocks import check_independence, find_dependence, sweep_of
from calibration.fit.bridge import SAME, Crossing, cross
from calibration.fit.checkpoints import keep, kept, say_what_is_damaged
from calibration.fit.ess import next_power
from calibration.fit.parameter_space import Space, default_space, without_spikes
from calibration.fit.posterior import Plan, independent_runs
from calibration.fit.smc import Particles, fit_proposal, pcn_move, temper
from calibration.reference import REFERENCE
from calibration.studies.rule_variants import RULE_VARIANTS, WHOLE_RULES, Likelihood, RuleVariant, Split
from calibration.studies.verdicts import SPLIT, Unit, tabulate
from sim.commands.options import Jobs, Seed
from sim.errors import InputError, unknown
from sim.paths import RESULTS
from sim.results.provenance import input_hashes
from sim.types import Floats

OUT = REFERENCE / "ablation.csv"
TARGET_ESS = 1.0 / 3.0
"""Share of the particles that the effective sample size keeps at each power of a bridge."""
SEED = 2021
FINAL_MOVES = 4
"""pCN moves after the last power where the fit starts from the prior."""
FAR = 0.05
"""A first power below this means a bridge of so many powers that the way from the prior is shorter."""
POINTS = 2
"""Points around which it is tried what depends on which parameter; a dependence missed stops the variant."""
Answer = dict[str, np.ndarray]
"""What one variant says in one run, by name; kept in a file."""
Case = tuple[RuleVariant, int]
"""A variant in a run."""


def evidence(variant: RuleVariant, space: Space, split: Split, whole: Floats, seed: Sequence[int], moves: int) -> Answer:
    """Lead from draws of the whole rules' posterior, shape `(n, d)`, to the variant's: the change in log evidence.

    A likelihood too far from the whole one for a bridge is reached from the prior, and so is the whole one, with the same luck.
    """
    rng = np.random.default_rng(seed)
    likelihood = Likelihood.of(variant, space, split)
    gap = _gap(likelihood, whole)
    if _is_nothing(gap):
        return {"change": np.array(0.0), "inert": np.array(True)}
    if _is_far(gap):
        without, within = (
            _from_prior(Likelihood.of(rules, space, split), len(whole), np.random.default_rng(seed), moves)
            for rules in (variant, WHOLE_RULES)
        )
        change = without.log_evidence - within.log_evidence
    else:
        change = _bridge(likelihood, whole, rng, moves).log_ratio
    return {"change": np.array(change), "inert": np.array(False)}


def leave_future_out(space: Space, split: Split, n_particles: int, seed: Sequence[int], moves: int) -> Answer:
    """The whole rules fitted to the past alone, from the prior: draws, and log scores of the days of the future.

    Taking the future out of the whole posterior would be the wrong way: particles would have to find their way into the tails.
    """
    whole, past = (Likelihood.of(WHOLE_RULES, space, days) for days in (split, split.past()))
    particles = _from_prior(past, n_particles, np.random.default_rng(seed), moves)
    return {"past": particles.x, "future": whole.future(particles.x)}


def forecasts(variant: RuleVariant, space: Space, split: Split, past: Floats, seed: Sequence[int], moves: int) -> Answer:
    """Lead from draws of the whole rules fitted to the past to the variant's: log scores of the days of the future."""
    rng = np.random.default_rng((*seed, 1))
    before = Likelihood.of(variant, space, split.past())
    gap = _gap(before, past)
    if _is_nothing(gap):
        draws = past
    elif _is_far(gap):
        draws = _from_prior(before, len(past), rng, moves).x
    else:
        draws = _bridge(before, past, rng, moves).x
    return {"future": Likelihood.of(variant, space, split).future(draws)}


def _gap(likelihood: Likelihood, x: Floats) -> Floats:
    """By decision, the variant's log likelihood less the whole rules', shape `(n, decisions)`."""
    whole, variant = np.split(likelihood.ends(x), 2, axis=1)
    return np.asarray(variant - whole)


def _is_nothing(gap: Floats) -> bool:
    return np.allclose(gap, 0.0, rtol=0.0, atol=SAME)


def _is_far(gap: Floats) -> bool:
    return next_power(gap.sum(axis=1), 0.0, TARGET_ESS) < FAR


def _bridge(likelihood: Likelihood, x: Floats, rng: np.random.Generator, moves: int) -> Crossing:
    dependence = find_dependence(likelihood.ends, x.shape[1], rng, POINTS)
    return cross(likelihood.ends, x, rng, dependence=dependence, moves=moves, target_ess=TARGET_ESS)


def _from_prior(likelihood: Likelihood, n_particles: int, rng: np.random.Generator, moves: int) -> Particles:
    """Fit a variant by tempering, and move its particles on until copies have parted."""
    d = len(likelihood.space.names)
    sweep = sweep_of(find_dependence(likelihood.parts, d, rng, POINTS))
    particles = temper(likelihood.parts, rng.standard_normal((n_particles, d)), rng, sweep=sweep, moves=moves)
    for _ in range(FINAL_MOVES):
        pcn_move(particles, likelihood.parts, rng, sweep, fit_proposal(particles, sweep))
    check_independence(likelihood.parts, particles.x, particles.parts)
    return particles


# The work -------------------------------------------------------------------------------------------------------------------


def ablate(
    variants: Sequence[RuleVariant],
    draws: Sequence[Floats],
    work: Path,
    *,
    moves: int = 1,
    seed: int = SEED,
    jobs: int = 2,
    split: Split = SPLIT,
    foresee: bool = True,
    progress: Callable[[str], None] = lambda text: None,
) -> dict[str, list[Unit]]:
    """All variants in all runs, first the evidence and then, if asked for, the forecasts.

    Parameters
    ----------
    draws
        Of the whole rules' posterior, an array of shape `(n, d)` for each independent run.
    work
        Finished answers are kept there and not looked for again.

    Returns
    -------
    By the variant's name, one unit for each run.
    """
    space = without_spikes(default_space())
    folder = work / _key(draws, moves, seed, split, space)
    folder.mkdir(parents=True, exist_ok=True)
    desk = _Desk(folder, moves, seed, jobs, progress)
    runs = range(len(draws))
    cases = [(variant, i) for variant in variants if variant.off for i in runs]
    changes = desk.answers("evidence", evidence, {(variant, i): (variant, space, split, draws[i]) for variant, i in cases})
    units: dict[Case, Unit] = {(WHOLE_RULES, i): Unit(0.0) for i in runs}
    units |= {case: Unit(float(answer["change"]), bool(answer["inert"])) for case, answer in changes.items()}
    if foresee:
        answers = desk.answers("forecasts", leave_future_out, {(WHOLE_RULES, i): (space, split, len(draws[i])) for i in runs})
        past = {i: answer["past"] for (_, i), answer in answers.items()}
        active = {(variant, i): (variant, space, split, past[i]) for variant, i in cases if not units[variant, i].inert}
        answers |= desk.answers("forecasts", forecasts, active)
        units |= {case: replace(units[case], future=answer["future"]) for case, answer in answers.items()}
    return {variant.name: [units[variant, i] for i in runs] for variant in dict.fromkeys(variant for variant, _ in units)}


@dataclass(frozen=True)
class _Desk:
    """Where questions about variants are answered, several at once, and answers are kept."""

    folder: Path
    moves: int
    seed: int
    jobs: int
    progress: Callable[[str], None]

    def answers(self, kind: str, ask: Callable[..., Answer], cases: Mapping[Case, tuple[object, ...]]) -> dict[Case, Answer]:
        """One answer for each variant and run; the values of `cases` are what is asked about them."""
        say_what_is_damaged((self._file(case, kind) for case in cases), self.progress)
        calls = (
            delayed(_from_file)(self._file(case, kind), ask, *about, (self.seed, case[1]), self.moves)
            for case, about in cases.items()
        )
        answers = {}
        for (variant, i), answer in zip(cases, Parallel(n_jobs=self.jobs, return_as="generator")(calls), strict=True):
            self.progress(f"{kind} of run {i + 1}, {variant.name}: {_in_words(answer)}")
            answers[variant, i] = answer
        return answers

    def _file(self, case: Case, kind: str) -> Path:
        return self.folder / f"{case[0].name.replace(' ', '_')}_{case[1]}.{kind}.npz"


def _key(draws: Sequence[Floats], moves: int, seed: int, split: Split, space: Space) -> str:
    """What answers depend on: another of any of these is another folder."""
    hashes = [hashlib.sha256(x.tobytes()).hexdigest() for x in draws]
    key = [asdict(split), moves, seed, space.names, space.base.sha256(), hashes, space.priors(), input_hashes()]
    return hashlib.sha256(json.dumps(key, default=str).encode()).hexdigest()[:12]


def _in_words(answer: Answer) -> str:
    if answer.get("inert"):
        return "changes nothing here"
    return f"log evidence {float(answer['change']):+.2f}" if "change" in answer else f"log score {answer['future'].sum():.2f}"


def _from_file(path: Path, ask: Callable[..., Answer], *about: object) -> Answer:
    """The answer from its file; it is looked for if there is none, or the file is not as it was written."""
    answer = kept(path)
    if answer is None:
        answer = ask(*about)
        keep(path, answer)
    return answer


def chosen(only: Sequence[str] | None) -> list[RuleVariant]:
    """The whole rules and the variants of these names, by default all; raises `InputError` for a name that none has."""
    names = [variant.name for variant in RULE_VARIANTS if variant.off]
    for name in only or ():
        if name not in names:
            raise InputError(f"--only: {unknown('rule variant', name, names)}")
    return [variant for variant in RULE_VARIANTS if not only or variant.name in only or not variant.off]


def main(
    particles: Annotated[int, typer.Option(min=32, max=program.MOST, help="Particles in each run.")] = 256,
    runs: Annotated[int, typer.Option(min=2, max=program.MOST, help="Independent runs; their scatter is the error.")] = 2,
    moves: Annotated[int, typer.Option(min=1, max=program.MOST, help="pCN moves after each power.")] = 1,
    seed: Seed = SEED,
    jobs: Jobs = 2,
    foresee: Annotated[
        bool,
        typer.Option(
            "--forecasts/--no-forecasts", help="Also ask how the years left out are foreseen; takes half as long again."
        ),
    ] = True,
    only: Annotated[list[str] | None, typer.Option(help="Only these variants; may be given several times.")] = None,
    out: program.Table = OUT,
    work: program.Work = RESULTS / "ablation",
) -> None:
    """Switch each mechanism off and say what the record makes of it."""
    console = Console(stderr=True, highlight=False)
    variants = chosen(only)
    plan = Plan(runs=runs, particles=particles, moves=moves, seed=seed, spikes=False)
    fitted = independent_runs(plan, work / "whole", jobs=jobs, progress=console.print)
    draws = [run.x for run in fitted]
    units = ablate(variants, draws, work, moves=moves, seed=seed, jobs=jobs, foresee=foresee, progress=console.print)
    table = tabulate(units, variants)
    program.write(table, out, "%.3f")
    console.print(table.drop(columns="meaning").round(2).to_string(index=False))


if __name__ == "__main__":
    program.run(main)
