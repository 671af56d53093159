"""`python -m calibration.studies.recovery`: are known parameters recovered?

Core parameters are drawn from their priors, the rules simulate a record with them, and the record's replay likelihood is fitted
as the real one is. If simulation, likelihood and sampler agree, the posterior probability below the truth is uniform over many
records (simulation-based calibration; Talts et al. 2018), and a 90 % interval holds the truth nine times in ten.

By default the records do not say which group made an attack, as most rows of the real one do not. The likelihood then shares each
attack among the groups, which is an approximation; with `--authors named` it is exact.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import numpy as np
import pandas as pd
import typer
from joblib import Parallel, delayed
from rich.console import Console
from scipy.stats import binom, chi2

from calibration import program
from calibration.fit.checkpoints import keep, kept, say_what_is_damaged
from calibration.fit.importance import adapt
from calibration.fit.likelihood import log_likelihoods
from calibration.fit.parameter_space import Space
from calibration.reference import REFERENCE
from calibration.studies.synthetic import empty_start, synthetic_records
from sim.commands.options import Jobs, Seed
from sim.parameters import load_parameters
from sim.paths import RESULTS
from sim.results.provenance import input_hashes
from sim.types import Floats

CORE = (
    "militia.base_attacks",
    "militia.branching",
    "scene.momentum_half_life",
    "militia.base_dispersion",
    "militia.reprisal",
    "us.strikes_per_lethal_attack",
    "us.answer_half_life",
    "militia.truce_hold",
)
WINDOW = (date(2019, 7, 1), date(2020, 12, 31))
"""Contexts of eighteen months with protests, maximum pressure, both commanders' terms and Baghdad's raids in them."""
LEVEL = 0.9
BINS = 10
OUT = REFERENCE / "recovery.csv"


class Authors(StrEnum):
    """Whether the synthetic records name the authors of attacks."""

    NAMED = "named"
    UNNAMED = "unnamed"


@dataclass(frozen=True)
class Design:
    """What is recovered, on what records, how carefully: per record at most `rounds` of `draws` likelihoods each."""

    names: tuple[str, ...] = CORE
    window: tuple[date, date] = WINDOW
    authors: Authors = Authors.UNNAMED
    draws: int = 768
    rounds: int = 10
    seed: int = 2018
    batch: int = 20

    @property
    def space(self) -> Space:
        """The core parameters are free, all others keep their files' values."""
        return Space(self.names, load_parameters())


def fit_batch(design: Design, batch: int, size: int) -> pd.DataFrame:
    """Simulate and fit `size` records; one row per record and parameter (`record, parameter, truth, mean, rank, draws`).

    `truth` and `mean` are prior scores (standard normal), `rank` the posterior probability below the truth, `draws` the effective
    number of draws. A batch depends on the design and its number only.
    """
    space = design.space
    rng = np.random.Generator(np.random.Philox(key=np.array([design.seed, batch], dtype=np.uint64)))
    truths = space.prior_draws(size, rng)
    seed = int(rng.integers(2**31))
    records = synthetic_records(space.parameters(truths), size, design.window, seed, named=design.authors is Authors.NAMED)
    scenario = empty_start(design.window)
    rows = []
    for index, (truth, evidence) in enumerate(zip(truths, records, strict=True)):

        def like(theta: Floats, evidence=evidence) -> Floats:  # type: ignore[no-untyped-def]
            by_decision = log_likelihoods(space.parameters(theta), len(theta), scenario, evidence)
            total = np.sum(list(by_decision.values()), axis=0)
            return np.where(np.isfinite(total), total, -1e9)

        posterior = adapt(like, len(space.names), rng, draws=design.draws, rounds=design.rounds)
        columns = {"parameter": space.names, "truth": truth, "mean": posterior.mean(), "rank": posterior.rank(truth)}
        rows.append(pd.DataFrame({"record": batch * design.batch + index, **columns, "draws": posterior.effective_sample_size}))
    return pd.concat(rows, ignore_index=True)


def fit_records(
    design: Design, n_records: int, work: Path, *, jobs: int = 2, progress: Callable[[str], None] = lambda text: None
) -> pd.DataFrame:
    """Fit `n_records` synthetic records in batches; finished batches are kept in `work` and not done again."""
    sizes = [min(design.batch, n_records - first) for first in range(0, n_records, design.batch)]
    folder = work / f"{_key(design)}"
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"batch_{batch:03d}_{size}.npz" for batch, size in enumerate(sizes)]
    say_what_is_damaged(paths, progress)
    tasks = (delayed(_from_file)(design, batch, size, paths[batch]) for batch, size in enumerate(sizes))
    finished: list[pd.DataFrame] = []
    for table in _in_order(tasks, jobs):
        finished.append(table)
        done = pd.concat(finished)
        share = covered(done["rank"]).mean()
        progress(f"{done['record'].nunique()} of {n_records} records, {LEVEL:.0%} intervals cover {share:.1%}")
    return pd.concat(finished, ignore_index=True)


def _in_order(tasks: Iterator[object], jobs: int) -> Iterator[pd.DataFrame]:
    yield from Parallel(n_jobs=jobs, return_as="generator")(tasks)


def _from_file(design: Design, batch: int, size: int, path: Path) -> pd.DataFrame:
    """The fits of a batch from their file; they are made if there is none, or the file is not as it was written."""
    saved = kept(path)
    if saved is None:
        text = fit_batch(design, batch, size).to_csv(index=False, float_format="%.6g")
        saved = {"table": np.array(text)}
        keep(path, saved)
    return pd.read_csv(io.StringIO(str(saved["table"])))


def _key(design: Design) -> str:
    """A short name for everything that the fits depend on."""
    space = design.space
    text = json.dumps([asdict(design), space.priors(), space.base.sha256(), input_hashes()], default=str, sort_keys=True)
    return f"recovery_{hashlib.sha256(text.encode()).hexdigest()[:12]}"


def covered(ranks: pd.Series[float], level: float = LEVEL) -> pd.Series[bool]:
    """Whether the central interval of that level holds the truth."""
    return (ranks >= 0.5 - level / 2) & (ranks <= 0.5 + level / 2)


def chi_square(ranks: Sequence[float] | Floats, bins: int = BINS) -> tuple[float, float]:
    """Statistic and p-value for the ranks in [0, 1] being uniform, by a histogram of `bins` bins."""
    counts, _ = np.histogram(np.asarray(ranks), bins=bins, range=(0.0, 1.0))
    expected = counts.sum() / bins
    statistic = float(((counts - expected) ** 2 / expected).sum())
    return statistic, float(chi2.sf(statistic, bins - 1))


def summarise(fits: pd.DataFrame, bins: int = BINS) -> pd.DataFrame:
    """One row per parameter, and `all`.

    Columns: `records`; `coverage` of the 90 % interval with `low, high`, where 95 % of such shares would lie if it were exact
    (for `all` as if parameters of one record were independent); `chi_square, p_value` of the ranks; `correlation` of truth and
    posterior mean (1: found exactly, 0: nothing learnt); `draws`, the smallest effective number; `bin_1` ... counts of ranks.
    """
    groups = [(str(name), part) for name, part in fits.groupby("parameter", sort=False)]
    return pd.DataFrame([_row(name, part, bins) for name, part in [*groups, ("all", fits)]])


def _row(name: str, part: pd.DataFrame, bins: int) -> dict[str, float | str]:
    n = len(part)
    statistic, p_value = chi_square(part["rank"].to_numpy(), bins)
    low, high = (float(binom.ppf(q, n, LEVEL)) / n for q in (0.025, 0.975))
    counts, _ = np.histogram(part["rank"], bins=bins, range=(0.0, 1.0))
    return {
        "parameter": name,
        "records": n if name != "all" else int(part["record"].nunique()),
        "coverage": float(covered(part["rank"]).mean()),
        "low": low,
        "high": high,
        "chi_square": statistic,
        "p_value": p_value,
        "correlation": float(np.corrcoef(part["truth"], part["mean"])[0, 1]) if n > 1 else float("nan"),
        "draws": float(part["draws"].min()),
        **{f"bin_{i + 1}": int(count) for i, count in enumerate(counts)},
    }


def main(
    records: Annotated[int, typer.Option(min=1, max=program.MOST, help="Synthetic records.")] = 200,
    authors: Annotated[Authors, typer.Option(help="Whether the records name the authors of attacks.")] = Authors.UNNAMED,
    draws: Annotated[int, typer.Option(min=64, max=program.MOST, help="Likelihoods in each round of the sampler.")] = 768,
    rounds: Annotated[int, typer.Option(min=2, max=program.MOST, help="Rounds for each record, at most.")] = 10,
    seed: Seed = 2018,
    jobs: Jobs = 2,
    out: program.Table = OUT,
    work: program.Work = RESULTS / "recovery",
) -> None:
    """Recover core parameters from synthetic records, and write coverage and rank histograms."""
    console = Console(stderr=True, highlight=False)
    design = Design(authors=authors, draws=draws, rounds=rounds, seed=seed)
    fits = fit_records(design, records, work, jobs=jobs, progress=console.print)
    table = summarise(fits)
    out.parent.mkdir(parents=True, exist_ok=True)
    table.to_csv(out, index=False, float_format="%.4g")
    console.print(table.loc[:, :"draws"].round(3).to_string(index=False))
    console.print(f"table: {out}")


if __name__ == "__main__":
    program.run(main)
