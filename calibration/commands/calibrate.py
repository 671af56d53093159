"""`escalation calibrate`: fit the posterior to the whole record, or to its training window."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape

from calibration import lazy, program
from sim.commands import options as opt
from sim.errors import InputError, unknown
from sim.paths import Posterior

if TYPE_CHECKING:
    from calibration.fit.posterior import Plan

MOST_RUNS = 64
"""Enough for any check; each gives its share of the draws that are kept."""
OUT, WORK = Path("results") / "posterior", Path("results") / "calibration"
"""The windows have folders of their own in them, so that two fits are never in each other's way."""
POSTERIOR, DRAWS, CHECKS = "posterior.nc", "draws.parquet", "posterior.csv"
LIBRARIES = ("arviz", "h5netcdf")


def calibrate(
    window: Annotated[
        str,
        typer.Option(
            metavar="|".join(Posterior),
            help="Days to fit to: the whole record (about an hour on two cores), or its training window (about half of that).",
        ),
    ] = Posterior.WHOLE.value,
    particles: Annotated[int, typer.Option(min=64, max=program.MOST, help="Particles in each run.")] = 1024,
    runs: Annotated[
        int, typer.Option(min=2, max=MOST_RUNS, help="Independent runs; their agreement is the check of convergence.")
    ] = 4,
    final_moves: Annotated[
        int, typer.Option(min=1, max=program.MOST, help="Moves after the last power; more where runs do not agree yet.")
    ] = 12,
    seed: Annotated[
        int | None,
        typer.Option(help="Seed of the sampler; default: that of the committed posterior.", callback=program.a_small_seed),
    ] = None,
    jobs: opt.Jobs = 2,
    checkpoints: Annotated[
        Path | None,
        typer.Option(
            help="Where finished parts are kept; the same command goes on from them.",
            callback=program.a_folder,
            show_default=f"{WORK}/WINDOW",
        ),
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Folder to write.", show_default=f"{OUT}/WINDOW")] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace the fit that the folder holds.")] = False,
) -> None:
    """Fit the posterior by tempering, say whether independent runs agree, and write it.

    Example: escalation calibrate --window train --particles 256 --out results/trial
    """
    from sim.record.windows import load_windows
    from sim.results.folders import new_folder
    from sim.results.manifest import write_manifest

    fitted_to = load_windows()[_checked(window)]
    checkpoints, out = checkpoints or WORK / window, out or OUT / window
    lazy.need(*LIBRARIES)
    from calibration.fit.posterior import SEED, Plan, diagnose, fit
    from calibration.fit.posterior_files import save

    check_places(out, checkpoints, force)
    days = fitted_to.since, fitted_to.until
    plan = Plan(runs=runs, particles=particles, final_moves=final_moves, seed=SEED if seed is None else seed, window=days)
    began = time.monotonic()
    what_is_safe = (
        f"every finished power, and every few final moves, are kept in {checkpoints}; the same command goes on from there"
    )
    with opt.unfinished(lambda: what_is_safe), new_folder(out, force=force) as partial:
        posterior = fit(plan, checkpoints, jobs=jobs, progress=lambda text: opt.err.print(escape(text)))
        table = diagnose(posterior)
        save(posterior, plan, partial / POSTERIOR, partial / DRAWS)
        table.to_csv(partial / CHECKS, index_label="parameter", float_format="%.5g", lineterminator="\n")
        write_manifest(partial, manifest_of(window, plan, time.monotonic() - began))
    worst = table.iloc[0]
    opt.err.print(f"worst split R-hat {worst['r_hat']:.3f} ({table.index[0]}), smallest bulk ESS {table['ess_bulk'].min():.0f}")
    opt.err.print(escape(f"posterior of {days[0]} to {days[1]}: {out}"))
    opt.err.print(escape(f"to use it: --params {out / DRAWS}"))


def _checked(window: str) -> Posterior:
    """The window of that name; raises `InputError` if nothing is fitted to it."""
    if window not in list(Posterior):
        raise InputError(f"--window: {unknown('window to fit to', window, Posterior)}")
    return Posterior(window)


def check_places(out: Path, checkpoints: Path, force: bool) -> None:
    """Raise `InputError` if the fit cannot be written to `out`, or what is kept meanwhile would lie in its way."""
    from sim.results.folders import check_output, check_target

    check_output(out, "folder")
    check_target(out, force)
    written, kept = out.resolve(), checkpoints.resolve()
    if written == kept or written in kept.parents or kept in written.parents:
        raise InputError(f"--out {out} and --checkpoints {checkpoints} lie in each other; allowed: two folders side by side")


def manifest_of(window: str, plan: Plan, seconds: float) -> dict[str, Any]:
    """What went into a fit, in the words of a run's manifest; `created` and `seconds` say when and how long."""
    from dataclasses import asdict
    from importlib.metadata import version

    from sim.results.provenance import commit, input_hashes, versions

    return {
        "command": "calibrate",
        "window": window,
        "plan": {**asdict(plan), "window": [str(day) for day in plan.window]},
        "seed": plan.seed,
        "parameters": {"sha256": plan.space.base.sha256()},
        "inputs": input_hashes(),
        "versions": {**versions(), **{name: version(name) for name in LIBRARIES}},
        "commit": commit(),
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
        "seconds": round(seconds, 1),
    }
