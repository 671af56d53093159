"""`escalation calibrate`: fit the posterior on the training window."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from calibration import lazy, program
from sim.commands import options as opt
from sim.paths import RESULTS

MOST_RUNS = 64
"""Enough for any check; each gives its share of the draws that are kept."""


def calibrate(
    particles: Annotated[int, typer.Option(min=64, max=program.MOST, help="Particles in each run.")] = 1024,
    runs: Annotated[
        int, typer.Option(min=2, max=MOST_RUNS, help="Independent runs; their agreement is the check of convergence.")
    ] = 4,
    seed: Annotated[
        int | None,
        typer.Option(help="Seed of the sampler; default: that of the committed posterior.", callback=program.a_small_seed),
    ] = None,
    jobs: opt.Jobs = 2,
    checkpoints: program.Work = RESULTS / "calibration",
    out: Annotated[Path | None, typer.Option(help="Folder for posterior.nc and draws.parquet; default: the project's.")] = None,
) -> None:
    """Fit the posterior by tempering, say whether independent runs agree, and write it.

    Example: escalation calibrate --particles 256 --out results/trial
    """
    from sim.results.folders import check_output

    lazy.need("arviz", "h5netcdf")
    from calibration.fit.posterior import POSTERIOR_FILE, SEED, Plan, diagnose, fit, save
    from calibration.reference import REFERENCE

    plan = Plan(runs=runs, particles=particles, seed=SEED if seed is None else seed)
    folder, checks = (POSTERIOR_FILE.parent, REFERENCE) if out is None else (out, out)
    for written in (folder, checks):
        check_output(written, "folder")
    with opt.unfinished(lambda: f"every finished power is kept in {checkpoints}; the same command goes on from there"):
        posterior = fit(plan, checkpoints, jobs=jobs, progress=opt.err.print)
        table = diagnose(posterior)
        save(posterior, plan, folder / POSTERIOR_FILE.name, folder / "draws.parquet")
        checks.mkdir(parents=True, exist_ok=True)
        table.to_csv(checks / "posterior.csv", index_label="parameter", float_format="%.5g", lineterminator="\n")
    worst = table.iloc[0]
    opt.err.print(f"worst split R-hat {worst['r_hat']:.3f} ({table.index[0]}), smallest bulk ESS {table['ess_bulk'].min():.0f}")
    opt.err.print(f"posterior: {folder}")
