"""`python -m calibration.pages.parameters_page`: write `docs/parameters.md` from parameter files, posterior, bibliography."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import typer
from ruamel.yaml import YAML

from calibration import program
from calibration.fit.parameter_space import POOLED
from calibration.fit.prior_only import names_of
from calibration.fit.shrinkage import fitted_draws, movements
from calibration.pages.markdown import short, table
from sim.parameters import Entry, Parameters, load_parameters
from sim.paths import ROOT, Posterior
from sim.vocabulary.decisions import MILITIAS

PAGE = ROOT / "docs" / "parameters.md"
SOURCES = ROOT / "sim" / "sources.yaml"
OWNERS = {
    "militia": "What all militias share",
    "us": "The United States",
    "iran": "Iran and the commander of the Quds Force",
    "iraq_government": "The Iraqi government",
    "scene": "What everybody can see",
    "marks": "What an attack or a salvo does",
    "groups": "How far the groups stray from what is set by hand",
}
"""Titles by owner, in the page's order; an owner not named here comes after them under its own name."""
HEAD = """# Parameters

Written by `python -m calibration.pages.parameters_page` from `sim/parameters/*.yaml` and `calibration/posterior/whole/`;
do not edit it by hand.

*Value*: what a run uses with `--params point`. *Posterior*: median and central 90 % of the draws that `--params posterior` uses.
*Moved*: mean of the posterior in standard deviations of the prior, and its width as a share of the prior's; "+0.0, 1.0" means
that the record taught nothing. *Inclusion*: a weight whose prior has a spike at zero may be left out; this is the posterior
probability that it is not, as the share of these draws; [calibration-terms.md](calibration-terms.md) has it from all particles of
the fit, and says more. *Prior only*: no documented count
depends on it, so that each draw has a value of its own from the prior. A dash: not fitted (floors), or never left out. Sources
are listed at the end.
"""
Moved = dict[str, dict[str, float]]
"""By parameter, a row of `calibration.fit.shrinkage.movements`."""
COLUMNS = ("name", "value", "unit", "prior", "bounds", "posterior", "moved", "inclusion", "source", "meaning")


def page(parameters: Parameters, draws: pd.DataFrame | None, sources: Mapping[str, Mapping[str, Any]]) -> str:
    """The whole page as Markdown."""
    moved: Moved = {} if draws is None else movements(draws, parameters).to_dict("index")  # type: ignore[assignment]
    owners = dict.fromkeys(name.partition(".")[0] for name in parameters.names)
    shared = [owner for owner in (*OWNERS, *sorted(owners)) if owner in owners and owner not in MILITIAS]
    parts = [HEAD, _fitted(draws)]
    for owner in dict.fromkeys(shared):
        names = [name for name in parameters.names if name.partition(".")[0] == owner]
        rows = [_row(name, parameters.entry(name), moved) for name in names]
        parts += [f"## {OWNERS.get(owner, owner)}: `{owner}`\n", table(COLUMNS, rows)]
    parts += list(_groups(parameters, draws))
    cited = dict.fromkeys(parameters.entry(name).source for name in parameters.names)
    parts += ["## Sources\n", "\n".join(_reference(key, sources[key]) for key in sources if key in cited) + "\n"]
    return "\n".join(parts)


def prior(entry: Entry) -> str:
    """The prior in words: a spike at zero if there is one, then the family and its arguments; a log-normal by its median and the
    deviation of the logarithm.
    """
    return _family(entry) if entry.spike == 0.0 else f"0 with probability {short(entry.spike)}, else {_family(entry)}"


def _family(entry: Entry) -> str:
    ((family, arguments),) = entry.prior.items()
    if family == "lognormal":
        return f"log-normal, median {short(2.718281828459045 ** arguments[0])}, log sd {short(arguments[1])}"
    if family == "beta":
        return f"Beta({', '.join(short(value) for value in arguments)})"
    if family == "logistic_normal":
        return "logistic-normal about the groups' values"
    return f"{family}, {'mean' if family == 'exponential' else 'scale'} {short(arguments[0])}"


def _fitted(draws: pd.DataFrame | None) -> str:
    if draws is None:
        return "**No posterior has been fitted yet: every value is set by hand.**\n"
    return f"The posterior: {len(draws):,} draws of {draws.shape[1]} parameters.\n"


def _row(name: str, entry: Entry, moved: Moved) -> list[str]:
    row = moved.get(name)
    unknown = "prior only" if name in names_of(load_parameters()) else "-"
    posterior = unknown if row is None else f"{short(row['median'])} ({short(row['low'])} to {short(row['high'])})"
    change = "-" if row is None else f"{round(row['shift'], 1) + 0.0:+.1f}, {row['width']:.1f}"
    inclusion = "-" if row is None or pd.isna(row["inclusion"]) else f"{row['inclusion']:.2f}"
    low, high = entry.bounds
    own = name.partition(".")[2]
    return [
        f"`{own}`", short(entry.value), entry.unit, prior(entry), f"{short(low)} to {short(high)}",
        posterior, change, inclusion, entry.source, entry.meaning,
    ]  # fmt: skip


def _groups(parameters: Parameters, draws: pd.DataFrame | None) -> Iterator[str]:
    """Traits of single groups: what each means, a row of values for each group, and what the fit made of their shares."""
    traits = list(dict.fromkeys(name.partition(".")[2] for name in parameters.names if name.partition(".")[0] in MILITIAS))
    yield "## Traits of single groups\n"
    yield (
        "Most attacks name no group, so the record identifies these weakly. Shares of attacks are fitted together, about the "
        "values below; the other traits are kept as they are set by hand.\n"
    )
    entries = [(trait, parameters.entry(f"{MILITIAS[0]}.{trait}")) for trait in traits]
    yield table(
        ("trait", "unit", "prior", "bounds", "source", "meaning"),
        [
            [f"`{trait}`", e.unit, prior(e), f"{short(e.bounds[0])} to {short(e.bounds[1])}", e.source, e.meaning]
            for trait, e in entries
        ],
    )
    yield table(
        ("group", *traits),
        [[f"`{group}`", *(short(parameters.entry(f"{group}.{trait}").value) for trait in traits)] for group in MILITIAS],
    )
    known = () if draws is None else draws.columns
    pooled = [trait for trait in POOLED if any(f"{group}.{trait}" in known for group in MILITIAS)]
    if draws is not None and pooled:
        yield "The posterior of the shares, median and central 90 %:\n"
        yield table(
            ("group", *pooled),
            [[f"`{group}`", *(_interval(draws, f"{group}.{trait}") for trait in pooled)] for group in MILITIAS],
        )


def _interval(draws: pd.DataFrame, name: str) -> str:
    """Median and central 90 %; a dash for a group that came after the fit."""
    if name not in draws:
        return "-"
    low, middle, high = draws[name].quantile([0.05, 0.5, 0.95])
    return f"{middle:.3f} ({low:.3f} to {high:.3f})"


def _reference(key: str, source: Mapping[str, Any]) -> str:
    words = [str(source[field]) for field in ("author", "title", "journal", "publisher", "date") if field in source]
    where = f" In `{source['in']}`." if "in" in source else ""
    return f"- **{key}**: {', '.join(words)}.{where}"


def current() -> str:
    """The page as it should be now."""
    sources = YAML(typ="safe").load(SOURCES.read_text(encoding="utf-8"))
    return page(load_parameters(), fitted_draws(Posterior.WHOLE.draws), sources)


def write(path: Path = PAGE) -> Path:
    """Write the page and return its path."""
    path.write_text(current(), encoding="utf-8", newline="\n")
    return path


def main() -> None:
    """Write docs/parameters.md from the parameter files, the posterior and the bibliography."""
    typer.echo(write())


if __name__ == "__main__":
    program.run(main)
