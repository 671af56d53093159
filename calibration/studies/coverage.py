"""`python -m calibration.studies.coverage`: do intervals of a counterfactual hold what would have happened?

Parameters are drawn from their priors and the rules simulate a record with them. The same world is then lived again under an
edit, all that the record does not tell being known (`calibration.studies.relived`): the true effect. The analysis sees the record
alone, where no attack has an author and no act a cause: it finds the posterior of the parameters, and branches the record under
the edit with the same coupling, one world for each posterior draw, as scenarios do. If all of that is right, the truth is one
more draw of the posterior predictive distribution of the effect, and its rank is uniform.

Truths are drawn from the priors, not from the posterior of the real record, since ranks are uniform only if the analysis begins
from the distribution that the truth came from. Which records are asked is another matter: those that hold an act for every
edit, whatever else they hold. That is chosen by the record alone, on all of which the analysis is conditional, so that it
takes nothing from coverage.

Effects are whole numbers, often zero. Ranks break ties at random (`randomised_rank`), and coverage is that of the intervals which
these ranks define; closed intervals from quantile to quantile, as tables print them, cover more (`closed_90`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Annotated

import numpy as np
import pandas as pd
import typer
from rich.console import Console

from calibration import program
from calibration.fit.importance import Weighted
from calibration.fit.parameter_space import Space
from calibration.reference import REFERENCE
from calibration.studies.batches import records_in_batches, study_name
from calibration.studies.ranks import LEVEL, chi_square, covered, expected_share, histogram, randomised_rank
from calibration.studies.recovery import CORE, WINDOW
from calibration.studies.relived import MEASURES, QUESTIONS, Coupling, Edit, Lived, live, totals
from calibration.studies.synthetic import empty_start, posterior_of
from sim.commands.options import Jobs, Seed
from sim.errors import InputError, unknown
from sim.model import EscalationModel
from sim.parameters import Parameters, load_parameters
from sim.paths import RESULTS
from sim.types import Floats, Ints

NAMES = (*CORE, "militia.convoy_attacks", "militia.convoy_branching", "militia.convoy_reprisal")
"""The core of the recovery, and what convoys depend on; all others keep their files' values in truth and analysis."""
WARM_IN, ROOM = 92, 92
"""Days of the window before the first act that may be taken out, and after the last."""
TRIES = 100
"""Blocks of worlds that are simulated at most to find a batch's records."""
OUT = REFERENCE / "counterfactual_coverage.csv"


@dataclass(frozen=True)
class Design:
    """What is asked, of what records, how carefully: `worlds` draws for each interval."""

    coupling: Coupling = Coupling.CAUSES
    names: tuple[str, ...] = NAMES
    window: tuple[date, date] = WINDOW
    edits: tuple[str, ...] = tuple(QUESTIONS)
    worlds: int = 200
    draws: int = 768
    rounds: int = 10
    seed: int = 2022
    batch: int = 10

    @property
    def space(self) -> Space:
        """The free parameters; all others keep their files' values."""
        return Space(self.names, load_parameters())


def ask_batch(design: Design, batch: int, size: int) -> pd.DataFrame:
    """Simulate `size` records and ask each its counterfactuals; one row per record, edit and measure.

    Columns: `record, edit, measure`; `truth`, `rank`, the interval `low, high`, and with fresh luck `fresh_rank, fresh_low,
    fresh_high`; `draws`, the effective number of posterior draws. A batch depends on the design and its number only.
    """
    rng = np.random.Generator(np.random.Philox(key=np.array([design.seed, batch], dtype=np.uint64)))
    rows = []
    for index, (lived, edits) in enumerate(_records(design, size, rng)):
        posterior = posterior_of(lived.record, design.space, design.window, rng, draws=design.draws, rounds=design.rounds)
        parameters = design.space.parameters(resampled(posterior, design.worlds, rng))
        for name, edit in edits.items():
            table = _asked(design, lived, edit, parameters, rng)
            table.insert(0, "record", batch * design.batch + index)
            rows.append(table.assign(edit=name, draws=posterior.effective_sample_size))
    return pd.concat(rows, ignore_index=True)


def _records(design: Design, size: int, rng: np.random.Generator) -> Iterator[tuple[Lived, dict[str, Edit]]]:
    """The first `size` worlds whose records hold an act for every edit.

    Raises
    ------
    RuntimeError
        If hardly any world does: a design without sense.
    """
    found = 0
    for _ in range(TRIES):
        truths = design.space.prior_draws(2 * design.batch, rng)
        seed = int(rng.integers(2**31))
        for lived in live(design.space.parameters(truths), len(truths), design.window, seed, design.coupling):
            edits = edits_of(lived, design)
            if edits is not None and found < size:
                found += 1
                yield lived, edits
        if found == size:
            return
    raise RuntimeError(f"of {TRIES * 2 * design.batch} worlds {found} hold an act for every edit; {size} are needed")


def edits_of(lived: Lived, design: Design) -> dict[str, Edit] | None:
    """The edits by name; None if the record lacks an act for one of them."""
    since, until = design.window[0] + timedelta(WARM_IN), design.window[1] - timedelta(ROOM)
    edits = {name: QUESTIONS[name].of(lived.record.acts, since, until) for name in design.edits}
    found = {name: edit for name, edit in edits.items() if edit is not None}
    return found if len(found) == len(edits) else None


def resampled(posterior: Weighted, n: int, rng: np.random.Generator) -> Floats:
    """`n` equally likely draws of weighted ones (systematic resampling), in random order; shape `(n, d)`."""
    places = (np.arange(n) + rng.uniform()) / n
    chosen = np.searchsorted(np.cumsum(posterior.weights), places).clip(max=len(posterior.x) - 1)
    return np.asarray(posterior.x[rng.permutation(chosen)])


def _asked(design: Design, lived: Lived, edit: Edit, parameters: Parameters, rng: np.random.Generator) -> pd.DataFrame:
    """Truth, ranks and intervals of an edit's effect, one row per measure."""
    seed = int(rng.integers(2**31))
    truth = lived.effect(edit)
    rows: dict[str, Floats | Ints] = {"truth": truth}
    for luck, prefix in (("abducted", ""), ("fresh", "fresh_")):
        effects = effects_of(lived, edit, parameters, design.worlds, seed, luck)
        broken = zip(truth, effects, rng.uniform(size=len(MEASURES)), strict=True)
        rows[f"{prefix}rank"] = np.array([randomised_rank(true, drawn, u) for true, drawn, u in broken])
        ends = np.quantile(effects, [0.5 - LEVEL / 2, 0.5 + LEVEL / 2], axis=1, method="inverted_cdf")
        rows[f"{prefix}low"], rows[f"{prefix}high"] = ends
    return pd.DataFrame({"measure": MEASURES, **rows})


def effects_of(lived: Lived, edit: Edit, parameters: Parameters, worlds: int, seed: int, luck: str) -> Ints:
    """The effect of an edit as the analysis draws it: totals from its day on, edited minus what the record has.

    Parameters
    ----------
    luck
        `abducted` from the record, or `fresh`: then all that the record has after the branch is forgotten but for the parameters.

    Returns
    -------
    Shape `(len(MEASURES), worlds)`.
    """
    changes = {"luck": luck, "coupling": str(lived.coupling), "interventions": list(edit.on_record)}
    scenario = empty_start(lived.window, branch=edit.day, **changes)
    model = EscalationModel(scenario, worlds, seed, parameters=parameters, evidence=lived.record)
    for _ in model.run():
        pass
    model.close()
    return totals(model.event_log.daily, lived.window, edit.day) - totals(lived.daily, lived.window, edit.day)[:, None]


def ask_records(
    design: Design, n_records: int, work: Path, *, jobs: int = 2, progress: Callable[[str], None] = lambda text: None
) -> pd.DataFrame:
    """Ask `n_records` synthetic records in batches; finished batches are kept in `work` and not done again."""
    folder = work / study_name("coverage", asdict(design), design.space)
    return records_in_batches(partial(ask_batch, design), n_records, design.batch, folder, jobs=jobs, progress=progress)


def summarise(asked: pd.DataFrame) -> pd.DataFrame:
    """One row per edit and measure, then one per edit for `all` measures.

    Columns: `records`; `moved`, the share of records whose true effect is not zero; `coverage_90, coverage_50` by randomised
    ranks, each with `low_*, high_*`, where 95 % of such shares would lie if it were exact (for `all` as if measures of one record
    were independent); `closed_90`, coverage of the closed interval; `width`, its mean width, `fresh_width`, that with fresh luck,
    `ratio`, the first over the second; `fresh_90`, coverage with fresh luck; `chi_square, p_value` of the ranks; `draws`, the
    smallest effective number; `bin_1` ... counts of ranks.
    """
    by_measure = [(str(edit), str(measure), part) for (edit, measure), part in asked.groupby(["edit", "measure"], sort=False)]
    by_edit = [(str(edit), "all", part) for edit, part in asked.groupby("edit", sort=False)]
    return pd.DataFrame([_row(*group) for group in (*by_measure, *by_edit)])


def _row(edit: str, measure: str, part: pd.DataFrame) -> dict[str, float | str]:
    row: dict[str, float | str] = {"edit": edit, "measure": measure, "records": int(part["record"].nunique())}
    row["moved"] = float((part["truth"] != 0).mean())
    for level in (LEVEL, 0.5):
        low, high = expected_share(len(part), level)
        share = float(covered(part["rank"], level).mean())
        row |= {f"coverage_{level:.0%}"[:-1]: share, f"low_{level:.0%}"[:-1]: low, f"high_{level:.0%}"[:-1]: high}
    width, fresh = (part[f"{prefix}high"] - part[f"{prefix}low"] for prefix in ("", "fresh_"))
    row["closed_90"] = float(part["truth"].between(part["low"], part["high"]).mean())
    row |= {"width": float(width.mean()), "fresh_width": float(fresh.mean())}
    row["ratio"] = float(width.mean() / fresh.mean()) if fresh.any() else float("nan")
    row["fresh_90"] = float(covered(part["fresh_rank"]).mean())
    row["chi_square"], row["p_value"] = chi_square(part["rank"].to_numpy())
    row["draws"] = float(part["draws"].min())
    return row | histogram(part["rank"])


def main(
    records: Annotated[int, typer.Option(min=1, max=program.MOST, help="Synthetic records.")] = 200,
    coupling: Annotated[Coupling, typer.Option(help="What the two arms of the truth share.")] = Coupling.CAUSES,
    worlds: Annotated[int, typer.Option(min=20, max=program.MOST, help="Draws for each interval.")] = 200,
    edit: Annotated[list[str] | None, typer.Option(help="An edit to ask about; may be repeated; default: all.")] = None,
    seed: Seed = 2022,
    jobs: Jobs = 2,
    out: program.Table = OUT,
    work: program.Work = RESULTS / "coverage",
) -> None:
    """Ask synthetic records what would have happened, and write how often intervals hold the truth."""
    console = Console(stderr=True, highlight=False)
    for name in edit or ():
        if name not in QUESTIONS:
            raise InputError(f"--edit: {unknown('edit', name, QUESTIONS)}")
    design = Design(coupling=coupling, edits=tuple(edit or QUESTIONS), worlds=worlds, seed=seed)
    asked = ask_records(design, records, work, jobs=jobs, progress=console.print)
    table = summarise(asked)
    program.write(table, out)
    console.print(table.loc[:, :"p_value"].round(3).to_string(index=False))
    console.print(f"table: {out}")


if __name__ == "__main__":
    program.run(main)
