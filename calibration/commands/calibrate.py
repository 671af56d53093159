"""`escalation calibrate`: fit the posterior on the training window."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sim.commands import options as opt
from sim.paths import RESULTS


def calibrate(
    particles: Annotated[int, typer.Option(min=64, help="Particles in each island.")] = 1024,
    islands: Annotated[int, typer.Option(min=2, help="Independent clouds; their agreement is the check of convergence.")] = 4,
    seed: Annotated[int | None, typer.Option(help="Seed of the sampler; default: that of the committed posterior.")] = None,
    jobs: opt.Jobs = 2,
    checkpoints: Annotated[Path, typer.Option(help="Where unfinished work is kept; the same command goes on from it.")] = (
        RESULTS / "calibration"
    ),
    out: Annotated[Path | None, typer.Option(help="Folder for posterior.nc and draws.parquet; default: the project's.")] = None,
) -> None:
    """Fit the posterior by tempering, say whether the islands agree, and write it.

    Example: escalation calibrate --particles 256 --out results/trial
    """
    from calibration.posterior import POSTERIOR, SEED, Plan, diagnose, fit, keep
    from calibration.reference import REFERENCE

    plan = Plan(islands=islands, particles=particles, seed=SEED if seed is None else seed)
    with opt.unfinished(lambda: f"every finished power is kept in {checkpoints}; the same command goes on from there"):
        found = fit(plan, checkpoints, jobs=jobs, progress=opt.err.print)
    table = diagnose(found)
    folder = POSTERIOR.parent if out is None else out
    keep(found, plan, folder / POSTERIOR.name, folder / "draws.parquet")
    checks = (REFERENCE if out is None else out) / "posterior.csv"
    table.to_csv(checks, index_label="parameter", float_format="%.5g", lineterminator="\n")
    worst = table.iloc[0]
    opt.err.print(f"worst split R-hat {worst['r_hat']:.3f} ({table.index[0]}), smallest bulk ESS {table['ess_bulk'].min():.0f}")
    opt.err.print(f"posterior: {folder}")
