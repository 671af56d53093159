"""`python -m calibration.studies.recovery`: are known parameters recovered?

Core parameters are drawn from their priors, the rules simulate a record with them, and the record's replay likelihood is fitted
as the real one is. If simulation, likelihood and sampler agree, the posterior probability below the truth is uniform over many
records (simulation-based calibration; Talts et al. 2018), and a 90 % interval holds the truth nine times in ten.

With `--links` each record is fitted twice, with what is said of the causes of its acts and without: what is said tells more of
how readily the United States answer blood, Baghdad strikes, and the militias blows.

By default the records do not say which group made an attack, as most rows of the real one do not. The likelihood then shares each
attack among the groups, which is an approximation; with `--authors named` it is exact.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import pandas as pd
import typer
from rich.console import Console

from calibration import program
from calibration.fit.importance import Weighted
from calibration.fit.parameter_space import Space
from calibration.reference import REFERENCE
from calibration.studies.batches import records_in_batches, study_name
from calibration.studies.ranks import BINS, LEVEL, chi_square, covered, expected_share, histogram
from calibration.studies.synthetic import as_evidence, posterior_of, simulated, with_authors
from calibration.studies.synthetic_links import Said, drawn_links, linked, true_causes
from sim.commands.options import Jobs, Seed
from sim.parameters import Parameters, load_parameters
from sim.paths import RESULTS
from sim.record.evidence import Evidence
from sim.record.links import Links

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
ANSWERS = ("us.strikes_per_lethal_attack", "iraq_government.protests_per_strike", "militia.threats_per_blow", "militia.reprisal")
"""What links speak of: the American answer to blood, Baghdad's to strikes, the militias' to their dead."""
LINKED = tuple(dict.fromkeys((*CORE, *ANSWERS)))
"""What is recovered from records with links."""
WINDOW = (date(2019, 7, 1), date(2020, 12, 31))
"""Contexts of eighteen months with protests, maximum pressure, both commanders' terms and Baghdad's raids in them."""
OUT = REFERENCE / "recovery.csv"
OUT_LINKS = REFERENCE / "recovery_links.csv"


class Authors(StrEnum):
    """Whether the synthetic records name the authors of attacks."""

    NAMED = "named"
    UNNAMED = "unnamed"


@dataclass(frozen=True)
class Design:
    """What is recovered, on what records, how carefully: per record at most `rounds` of `draws` likelihoods each.

    With `links`, every record is fitted twice, with what is said of the causes of its acts and without.
    """

    names: tuple[str, ...] = CORE
    window: tuple[date, date] = WINDOW
    authors: Authors = Authors.UNNAMED
    draws: int = 768
    rounds: int = 10
    seed: int = 2018
    batch: int = 20
    links: Said | None = None

    @property
    def space(self) -> Space:
        """The core parameters are free, all others keep their files' values."""
        return Space(self.names, load_parameters())


def fit_batch(design: Design, batch: int, size: int) -> pd.DataFrame:
    """Simulate and fit `size` records; one row per record and parameter.

    Columns: `record, parameter, truth, mean, rank, width, draws`, with links also `width_without`. `truth`, `mean` and `width`,
    of the 90 % interval, are in prior scores (standard normal), `rank` is the posterior probability below the truth, `draws` the
    effective number of draws. A batch depends on the design and its number only.
    """
    space = design.space
    rng = np.random.Generator(np.random.Philox(key=np.array([design.seed, batch], dtype=np.uint64)))
    truths = space.prior_draws(size, rng)
    seed = int(rng.integers(2**31))
    rows = []
    for index, (truth, record) in enumerate(zip(truths, _records(design, space.parameters(truths), size, seed), strict=True)):

        def fitted(evidence: Evidence) -> Weighted:
            return posterior_of(evidence, space, design.window, rng, draws=design.draws, rounds=design.rounds)

        posterior = fitted(record)
        table = pd.DataFrame({"record": batch * design.batch + index, "parameter": space.names, "truth": truth})
        table["mean"], table["rank"] = posterior.mean(), posterior.rank(truth)
        table["width"], table["draws"] = posterior.width(LEVEL), posterior.effective_sample_size
        if design.links is not None:
            table["width_without"] = fitted(linked(record, Links(()))).width(LEVEL)
        rows.append(table)
    return pd.concat(rows, ignore_index=True)


def _records(design: Design, parameters: Parameters, size: int, seed: int) -> list[Evidence]:
    """One record for each world, with links if the design has them."""
    named = design.authors is Authors.NAMED
    _, kept = simulated(parameters, size, design.window, seed, named=named)
    records = [as_evidence(acts) for acts in kept.acts]
    if design.links is None:
        return records
    rng, linked_records = np.random.default_rng(seed), []
    for world, (record, whose) in enumerate(zip(records, kept.whose, strict=True)):
        own = parameters.rows(world, world + 1)
        causes = true_causes(with_authors(record, whose), own, design.window, seed, world)
        linked_records.append(linked(record, drawn_links(causes, design.links.believed(own), rng)))
    return linked_records


def fit_records(
    design: Design, n_records: int, work: Path, *, jobs: int = 2, progress: Callable[[str], None] = lambda text: None
) -> pd.DataFrame:
    """Fit `n_records` synthetic records in batches; finished batches are kept in `work` and not done again."""
    folder = work / study_name("recovery", asdict(design), design.space)
    return records_in_batches(partial(fit_batch, design), n_records, design.batch, folder, jobs=jobs, progress=progress)


def summarise(fits: pd.DataFrame, bins: int = BINS) -> pd.DataFrame:
    """One row per parameter, and `all`.

    Columns: `records`; `coverage` of the 90 % interval with `low, high`, where 95 % of such shares would lie if it were exact
    (for `all` as if parameters of one record were independent); `chi_square, p_value` of the ranks; `correlation` of truth and
    posterior mean (1: found exactly, 0: nothing learnt); `width`, the mean width of the 90 % interval in prior scores (3.29:
    nothing learnt), and with links `width_ratio`, that over the mean width without them; `draws`, the smallest effective number;
    `bin_1` ... counts of ranks.
    """
    groups = [(str(name), part) for name, part in fits.groupby("parameter", sort=False)]
    return pd.DataFrame([_row(name, part, bins) for name, part in [*groups, ("all", fits)]])


def _row(name: str, part: pd.DataFrame, bins: int) -> dict[str, float | str]:
    n = len(part)
    statistic, p_value = chi_square(part["rank"].to_numpy(), bins)
    low, high = expected_share(n)
    return {
        "parameter": name,
        "records": n if name != "all" else int(part["record"].nunique()),
        "coverage": float(covered(part["rank"]).mean()),
        "low": low,
        "high": high,
        "chi_square": statistic,
        "p_value": p_value,
        "correlation": float(np.corrcoef(part["truth"], part["mean"])[0, 1]) if n > 1 else float("nan"),
        "width": float(part["width"].mean()),
        **({"width_ratio": float(part["width"].mean() / part["width_without"].mean())} if "width_without" in part else {}),
        "draws": float(part["draws"].min()),
        **histogram(part["rank"], bins),
    }


def main(
    records: Annotated[int, typer.Option(min=1, max=program.MOST, help="Synthetic records.")] = 200,
    authors: Annotated[Authors, typer.Option(help="Whether the records name the authors of attacks.")] = Authors.UNNAMED,
    draws: Annotated[int, typer.Option(min=64, max=program.MOST, help="Likelihoods in each round of the sampler.")] = 768,
    rounds: Annotated[int, typer.Option(min=2, max=program.MOST, help="Rounds for each record, at most.")] = 10,
    links: Annotated[
        bool, typer.Option("--links", help="With links between acts: is more learnt, and is it still true?")
    ] = False,
    seed: Seed = 2018,
    jobs: Jobs = 2,
    out: Annotated[
        Path | None, typer.Option(help="Table; by default recovery.csv, or recovery_links.csv.", callback=program.a_file)
    ] = None,
    work: program.Work = RESULTS / "recovery",
) -> None:
    """Recover core parameters from synthetic records, and write coverage and rank histograms."""
    console = Console(stderr=True, highlight=False)
    told: dict[str, Any] = {"names": LINKED, "links": Said()} if links else {}
    design = Design(authors=authors, draws=draws, rounds=rounds, seed=seed, **told)
    out = out or (OUT_LINKS if links else OUT)
    fits = fit_records(design, records, work, jobs=jobs, progress=console.print)
    table = summarise(fits)
    program.write(table, out)
    console.print(table.loc[:, :"draws"].round(3).to_string(index=False))
    console.print(f"table: {out}")


if __name__ == "__main__":
    program.run(main)
