"""`python -m calibration.studies.rolling`: rules against baselines on rolling origins, nobody having seen the days it forecasts.

For each year of `ORIGINS` the posterior and every baseline are fitted anew to the days before it, and the year is scored one day
ahead: each year is once the future. What is finished is kept in the work folder, and the same command goes on from there.

The years 2020 to 2022 lie inside the training window: structure and priors are chosen on them (`--year`). Each scoring of a later
year is a look at a test window, and is logged before the scores are seen (`calibration.studies.evaluate`). One structure was
chosen with later years in view (`calibration.studies.structures`); docs/calibration.md says so beside the verdict.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from joblib import Parallel, delayed

from calibration import lazy, program
from calibration.baselines import boosted, registry
from calibration.fit.likelihood import TRAIN
from calibration.fit.posterior import Plan, fit, table_of
from calibration.forecasts import series
from calibration.forecasts.baseline_forecasts import VARIANTS, Refit, Variant, baseline_forecasts
from calibration.forecasts.inputs import PAUSE, WAR, DateRange, without_war
from calibration.forecasts.rule_forecasts import rule_forecaster
from calibration.forecasts.scores import ALL, RULES, observed
from calibration.reference import REFERENCE
from calibration.studies.evaluate import LOG, log_scoring
from calibration.studies.rolling_scores import (
    ALL_YEARS,
    COUNTED,
    Judged,
    Span,
    judged,
    keep_judged,
    kept_judged,
    tabulate,
    write_table,
)
from sim.commands.options import Jobs
from sim.errors import InputError
from sim.machine import check_jobs
from sim.parameters import Origin, Parameters
from sim.paths import RESULTS
from sim.record.evidence import load_evidence
from sim.results.provenance import code_hash, input_hashes, sha256_of
from sim.types import Floats

ORIGINS: dict[str, DateRange] = {
    "2020": (date(2020, 1, 1), date(2020, 12, 31)),
    "2021": (date(2021, 1, 1), date(2021, 12, 31)),
    "2022": (date(2022, 1, 1), date(2022, 12, 31)),
    "2023": (date(2023, 1, 1), date(2024, 2, 29)),
    "2024": (date(2024, 3, 1), date(2024, 12, 31)),
}
"""The years and their days. January and February 2024 belong to 2023, so that no day is left out, the wave of attacks over Gaza
is not cut in two, and the last two are the windows `test` and `test_2024`."""
TRAINING_ORIGINS: tuple[DateRange, ...] = tuple(days for days in ORIGINS.values() if days[1] <= TRAIN[1])
"""Years inside the training window, on which structure and priors are chosen."""
WAR_BEGINS = date(2023, 10, 7)
"""The first day on which it makes a difference whether the war in Gaza is known."""
DRAWS = 512
FINAL_MOVES = 8
QUICK_YEARS, QUICK_DRAWS, QUICK_MOVES = ("2023", "2024"), 64, 1
"""What a trial does: few particles in each run, too few for a result."""
RULES_OF = "rules"
"""Among the hashes of inputs, that of the rules; the others are the record's."""
WHY = "rolling origins: rules and baselines fitted to the days before each year"


# The fits -------------------------------------------------------------------------------------------------------------------


def fitted_before(
    day: date, plan: Plan, checkpoints: Path, *, jobs: int = 2, progress: Callable[[str], None] = lambda text: None
) -> Parameters:
    """Posterior draws of the rules fitted to the days before one, every particle a draw."""
    days = TRAIN[0], day - timedelta(days=1)
    name = "_".join(["before", str(day), *(f"no_{context}" for context in plan.unknown)])
    draws = table_of(fit(replace(plan, window=days), checkpoints / name, jobs=jobs, progress=progress))
    base = plan.space.base
    values = {str(name): np.clip(draws[name].to_numpy(), *base.entry(str(name)).bounds) for name in draws.columns}
    return base.replace(values).coming_from(Origin(name, days))


def fitted_before_each(
    origins: Iterable[DateRange], plan: Plan, checkpoints: Path, *, jobs: int = 2
) -> dict[DateRange, Parameters]:
    """By origin, posterior draws of the rules fitted to the days before it; says how far it is."""
    check_jobs(jobs)
    draws = {}
    for window in origins:
        program.say(f"fitting the days before {window[0]}")
        draws[window] = fitted_before(window[0], plan, checkpoints, jobs=jobs, progress=program.say)
    return draws


def variants_of(window: DateRange) -> tuple[Variant, ...]:
    """The variants that differ in a window: before the war in Gaza nothing is to be known of it."""
    return VARIANTS if window[1] >= WAR_BEGINS else VARIANTS[:1]


# The scores -----------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Study:
    """What is asked: years by name, how the rules are fitted, whether everybody learns on month by month, where parts are kept.

    In the variant `plain` nobody knows of the war in Gaza: not on the scored days, nor, for the rules as for the baselines, on
    the days fitted. So the rules have a fit of their own for it where these hold days of the war.
    """

    years: Mapping[str, DateRange]
    plan: Plan
    work: Path
    log: Path
    refit: Refit = "none"
    jobs: int = 2

    @property
    def how(self) -> str:
        """In the log and in the names of files."""
        return "monthly" if self.refit == "monthly" else "frozen"

    def baselines(self) -> dict[str, dict[Variant, Judged]]:
        """By year and variant, the scores of every baseline; several years at once."""
        calls = (delayed(_baselines)(self, year) for year in self.years)
        return dict(zip(self.years, Parallel(n_jobs=self.jobs)(calls), strict=True))

    def fitted(self, year: str, variant: Variant) -> Parameters:
        """Posterior draws of the rules fitted to the days before a year."""
        window = self.years[year]
        unknown = (WAR, PAUSE) if variant == "plain" and window[0] > WAR_BEGINS else ()
        program.say(f"rules, {year}, {variant}: fitting the days before {window[0]}")
        return fitted_before(window[0], replace(self.plan, unknown=unknown), self.work, jobs=self.jobs, progress=program.say)

    def rules(self, year: str, variant: Variant) -> Judged:
        """The scores of the rules in one year."""
        window, parameters = self.years[year], self.fitted(year, variant)
        path = self.file(year, f"{RULES}_{variant}")
        key = _key(window, self.refit, variant, parameters.sha256(), input_hashes()[RULES_OF])
        found = kept_judged(path, key)
        if found is None:
            if window[1] > TRAIN[1] and variant == VARIANTS[0]:  # one look, whatever is asked of it
                log_scoring(self.log, f"{window[0]}:{window[1]}", self.how, f"before {window[0]}", WHY)
            found = self.scored(year, variant, parameters)
            keep_judged(path, found, key)
        return found

    def scored(self, year: str, variant: Variant, parameters: Parameters, weights: Floats | None = None) -> Judged:
        """The scores of the rules with some draws in one year; `weights` of them, shape `(draws,)`, if they are not equal."""
        window = self.years[year]
        program.say(f"rules, {year}, {variant}: scoring {window[0]} to {window[1]}")
        evidence = load_evidence() if variant == "contexts_known" else without_war(load_evidence())
        forecasts = rule_forecaster(parameters, self.refit)(window, evidence)
        if weights is not None:
            forecasts = {name: each.weighed(weights) for name, each in forecasts.items()}
        return judged({RULES: forecasts}, observed(window, evidence))

    def file(self, year: str, what: str) -> Path:
        """Where the scores of a year are kept."""
        return self.work / f"scores_{self.how}" / f"{year}_{what}.npz"


def _baselines(study: Study, year: str) -> dict[Variant, Judged]:
    """All baselines in one year, fitted to the days before it."""
    window = study.years[year]
    variants, key = variants_of(window), _key(window, study.refit, *registry.NAMES)
    paths = {variant: study.file(year, f"baselines_{variant}") for variant in variants}
    found = {variant: kept_judged(path, key) for variant, path in paths.items()}
    if any(scores is None for scores in found.values()):
        program.say(f"baselines, {year}: fitting the days before {window[0]}")
        eve = window[0] - timedelta(days=1)
        evidence = load_evidence()
        forecasts = baseline_forecasts(window, evidence, study.refit, variants, trained_until=eve)
        found = {variant: judged(forecasts[variant], observed(window, evidence)) for variant in variants}
        for variant, path in paths.items():
            keep_judged(path, found[variant] or {}, key)
        program.say(f"baselines, {year}: done")
    return {variant: scores or {} for variant, scores in found.items()}


def _key(window: DateRange, *about: object) -> str:
    """What scores depend on: the days, what is said of them, the record, and the code that reads it, forecasts and scores.

    Baselines know nothing of the rules, so that they are not fitted anew where these change.
    """
    folders = (Path(registry.__file__).parent, Path(series.__file__).parent)
    code = [sha256_of(path) for folder in folders for path in sorted(folder.glob("*.py"))]
    record = {name: value for name, value in input_hashes().items() if name != RULES_OF}
    return hashlib.sha256(repr((window, about, record, code_hash("record"), code)).encode()).hexdigest()


def _scored(study: Study) -> tuple[list[Span], dict[str, list[Judged]]]:
    """The years, and by variant the scores of everybody in each; a variant that does not differ in a year has the other's."""
    began = time.monotonic()
    baselines = study.baselines()
    program.say(f"baselines took {program.minutes_since(began)}")
    variants: dict[str, list[Judged]] = {variant: [] for variant in VARIANTS}
    for year, window in study.years.items():
        began = time.monotonic()
        found = {str(variant): {**baselines[year][variant], **study.rules(year, variant)} for variant in variants_of(window)}
        program.say(f"rules, {year}: took {program.minutes_since(began)}")
        for variant, parts in variants.items():
            parts.append(found.get(variant, found[VARIANTS[0]]))
    return list(study.years.items()), variants


# The command ----------------------------------------------------------------------------------------------------------------


def chosen(names: Sequence[str] | None, *, quick: bool) -> dict[str, DateRange]:
    """The years of these names in order, by default all, or the last; raises `InputError` for a name that none has."""
    wanted = names or (QUICK_YEARS if quick else tuple(ORIGINS))
    for name in wanted:
        if name not in ORIGINS:
            raise InputError(f"--year {name!r}; allowed: {', '.join(ORIGINS)}")
    return {name: days for name, days in ORIGINS.items() if name in wanted}


def rolling(
    particles: Annotated[int, typer.Option(min=64, max=program.MOST, help="Particles in each of two runs.")] = DRAWS,
    final_moves: Annotated[int, typer.Option(min=0, max=program.MOST, help="pCN moves after the last power.")] = FINAL_MOVES,
    jobs: Jobs = 2,
    out: Annotated[
        Path | None, typer.Option(help="Table to write.", show_default="results/reference/", callback=program.a_file)
    ] = None,
    work: program.Work = RESULTS / "rolling",
    spikes: Annotated[bool, typer.Option(help="Whether weights may be zero; if not, every term is included.")] = True,
    monthly: Annotated[bool, typer.Option("--monthly", help="Refit month by month.")] = False,
    year: Annotated[list[str] | None, typer.Option(help="Only these years; may be given several times.")] = None,
    quick: Annotated[
        bool, typer.Option("--quick", help="The last years by few particles, in minutes: a trial, no result.")
    ] = False,
    log: Annotated[Path, typer.Option(help="Log of looks at the test windows.", callback=program.a_file)] = REFERENCE / LOG,
) -> None:
    """Fit rules and baselines before each year of 2020 to 2024, and score that year."""
    began = time.monotonic()
    check_jobs(jobs)
    lazy.need(boosted.LIBRARY)
    years = chosen(year, quick=quick)
    plan = Plan(runs=2, particles=particles, final_moves=final_moves, spikes=spikes)
    plan = replace(plan, particles=QUICK_DRAWS, final_moves=QUICK_MOVES) if quick else plan
    work = work / ("quick" if quick else "") / ("" if spikes else "no_spikes")
    study = Study(years, plan, work, log, "monthly" if monthly else "none", jobs)
    spans, variants = _scored(study)
    counts = [observed(window, load_evidence()) for _, window in spans]
    same = sum(len(variants_of(window)) == 1 for _, window in spans)
    if same == len(spans):
        variants = {"plain": variants["plain"]}
    table = tabulate(spans, variants, counts, shared=same)
    write_table(table, out or _usual(monthly=monthly, spikes=spikes, whole=not quick and not year))
    own = table[(table["model"] == RULES) & (table["year"].isin([ALL_YEARS, COUNTED]) | (table["series"] == ALL))]
    columns = ["year", "variant", "series", "n_acts", "log_score", "crps", "best_baseline", "rules_ahead", "low", "high"]
    typer.echo(own[columns].to_string(index=False, float_format=lambda value: f"{value:.4f}"))
    program.say(f"took {program.minutes_since(began)}")


def _usual(*, monthly: bool, spikes: bool, whole: bool) -> Path:
    """Where the table goes if nobody says: what is no whole study never takes the place of one."""
    name = f"rolling{'_monthly' if monthly else ''}{'' if spikes else '_no_spikes'}"
    return REFERENCE / f"{name}.json" if whole else RESULTS / f"{name}_in_part.json"


if __name__ == "__main__":
    program.run(rolling)
