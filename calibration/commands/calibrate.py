"""`escalation calibrate`: fit the posterior on the training window."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape

from calibration import lazy, program
from sim.commands import options as opt
from sim.errors import InputError

if TYPE_CHECKING:
    from calibration.fit.posterior import Plan

MOST_RUNS = 64
"""Enough for any check; each gives its share of the draws that are kept."""
OUT, WORK = Path("results") / "posterior", Path("results") / "calibration"
POSTERIOR, DRAWS, CHECKS = "posterior.nc", "draws.parquet", "posterior.csv"
LIBRARIES = ("arviz", "h5netcdf")


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
    checkpoints: program.Work = WORK,
    out: Annotated[Path, typer.Option(help="Folder to write.")] = OUT,
    force: Annotated[bool, typer.Option("--force", help="Replace the fit that the folder holds.")] = False,
) -> None:
    """Fit the posterior by tempering, say whether independent runs agree, and write it.

    Example: escalation calibrate --particles 256 --out results/trial
    """
    from sim.results.folders import new_folder
    from sim.results.manifest import write_manifest

    lazy.need(*LIBRARIES)
    from calibration.fit.posterior import SEED, Plan, diagnose, fit
    from calibration.fit.posterior_files import save

    check_places(out, checkpoints, force)
    plan = Plan(runs=runs, particles=particles, seed=SEED if seed is None else seed)
    began = time.monotonic()
    what_is_safe = f"every finished power is kept in {checkpoints}; the same command goes on from there"
    with opt.unfinished(lambda: what_is_safe), new_folder(out, force=force) as partial:
        posterior = fit(plan, checkpoints, jobs=jobs, progress=lambda text: opt.err.print(escape(text)))
        table = diagnose(posterior)
        save(posterior, plan, partial / POSTERIOR, partial / DRAWS)
        table.to_csv(partial / CHECKS, index_label="parameter", float_format="%.5g", lineterminator="\n")
        write_manifest(partial, manifest_of(plan, time.monotonic() - began))
    worst = table.iloc[0]
    opt.err.print(f"worst split R-hat {worst['r_hat']:.3f} ({table.index[0]}), smallest bulk ESS {table['ess_bulk'].min():.0f}")
    opt.err.print(escape(f"posterior: {out}"))
    opt.err.print(escape(f"to use it: --params {out / DRAWS}"))


def check_places(out: Path, checkpoints: Path, force: bool) -> None:
    """Raise `InputError` if the fit cannot be written to `out`, or what is kept meanwhile would lie in its way."""
    from sim.results.folders import check_output, check_target

    check_output(out, "folder")
    check_target(out, force)
    written, kept = out.resolve(), checkpoints.resolve()
    if written == kept or written in kept.parents or kept in written.parents:
        raise InputError(f"--out {out} and --checkpoints {checkpoints} lie in each other; allowed: two folders side by side")


def manifest_of(plan: Plan, seconds: float) -> dict[str, Any]:
    """What went into a fit, in the words of a run's manifest; `created` and `seconds` say when and how long."""
    from dataclasses import asdict
    from importlib.metadata import version

    from sim.results.provenance import commit, input_hashes, versions

    return {
        "command": "calibrate",
        "plan": {**asdict(plan), "window": [str(day) for day in plan.window]},
        "seed": plan.seed,
        "parameters": {"sha256": plan.space.base.sha256()},
        "inputs": input_hashes(),
        "versions": {**versions(), **{name: version(name) for name in LIBRARIES}},
        "commit": commit(),
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
        "seconds": round(seconds, 1),
    }
