"""From a folder to its tables of effects: worlds are read stretch by stretch, so that events and days need little memory."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import pyarrow.parquet as pq

from sim.effect_table import coupling_of, estimand
from sim.estimates.edited import COLUMNS, edits_between, own_part
from sim.estimates.folders import POINTS, SWEPT, Opened, open_folder, span_against
from sim.estimates.pairing import Months, Pair, by_month, counts_of, over, values_of
from sim.estimates.table import effect_rows, effect_table, month_rows, month_table
from sim.record.evidence import Evidence, load_evidence
from sim.results.beyond import Beyond, Column
from sim.results.digest import MISSING
from sim.results.per_world import Counts
from sim.results.spans import Span
from sim.scenario import Scenario
from sim.scenario.contrast import contrast
from sim.types import Ints
from sim.vocabulary.measures import MEASURES

STRETCH = 512
"""Worlds of which events and days are in memory at a time."""
DAYS = tuple(dict.fromkeys(about.column for about in MEASURES.values()))


@dataclass(frozen=True)
class Estimate:
    """What a folder says of effects.

    Attributes
    ----------
    opened
        The folder.
    table, monthly
        See `sim.estimates.table`; `monthly` is empty for a sweep, which keeps no days.
    beside
        Folders over which the range was taken (`sim.estimates.ranged`).
    beyond
        By arm, on how many days its worlds have more than the record ever shows; empty for a sweep.
    """

    opened: Opened
    table: pd.DataFrame
    monthly: pd.DataFrame
    beside: tuple[Opened, ...] = ()
    beyond: Mapping[str, Beyond] = field(default_factory=dict)

    @property
    def reference(self) -> str:
        """The name of the reference in the tables."""
        return str(self.table["reference"].iloc[0])

    @property
    def arms(self) -> list[str]:
        """The names of the others in the tables, in their order."""
        names = list(dict.fromkeys(self.table["scenario"]))
        return [name for name in names if name != self.reference]

    def rows_of(self, arm: str) -> pd.DataFrame:
        """The rows of an arm, by measure."""
        return self.table[self.table["scenario"] == arm].set_index("measure")

    def rows_by_measure(self, arm: str) -> dict[str, pd.Series[Any]]:
        """The same one by one."""
        rows = self.rows_of(arm)
        return {str(name): rows.iloc[at] for at, name in enumerate(rows.index)}

    def scenario_of(self, arm: str) -> Scenario:
        """The scenario of an arm; of a sweep's point the one that is swept."""
        return next(each for each in self.opened.scenarios if each.name == arm.partition("#")[0])


def estimate(folder: str | Path, reference: str | int | None = None) -> Estimate:
    """The effects of a folder; arguments and errors are those of `sim.estimates.folders.open_folder`."""
    opened = open_folder(Path(folder), reference)
    rows: list[dict[str, Any]] = []
    months: list[dict[str, Any]] = []
    beyond: dict[str, Beyond] = {}
    for pair in _points(opened) if opened.is_sweep else _arms(opened, load_evidence()):
        rows += effect_rows(pair)
        months += month_rows(pair)
        if pair.beyond is not None:
            beyond[pair.scenario] = pair.beyond
    return Estimate(opened, effect_table(rows), month_table(months), beyond=beyond)


def about_of(scenario: Scenario, reference: Scenario) -> dict[str, str]:
    """What a table of effects says of a scenario beside a reference: estimand, coupling and contrast, by column."""
    return {"estimand": estimand(scenario), "coupling": coupling_of(scenario), "contrast": contrast(scenario, reference)}


# Runs -------------------------------------------------------------------------------------------------------------------------


def _arms(opened: Opened, evidence: Evidence) -> Iterator[Pair]:
    """Span by span the reference, then the arms that are counted over these days."""
    by_name = {each.name: each for each in opened.scenarios}
    reference = by_name.pop(str(opened.reference))
    spans = dict.fromkeys(span_against(scenario, reference) for scenario in by_name.values())
    for span in spans:
        yield _alone(opened, reference, span)
        for scenario in by_name.values():
            if span_against(scenario, reference) == span:
                yield _against(opened, scenario, reference, span, evidence)


def _alone(opened: Opened, reference: Scenario, span: Span) -> Pair:
    values = [values_of(over(_counts(opened, reference.name, part), span)) for part in _stretches(opened)]
    about, draws = about_of(reference, reference), _draws(opened)
    return Pair(reference.name, reference.name, span, np.concatenate(values), None, draws, opened.n_draws, about=about)


def _against(opened: Opened, scenario: Scenario, reference: Scenario, span: Span, evidence: Evidence) -> Pair:
    edits = edits_between(scenario, reference, evidence)
    ours, theirs, own = [], [], []
    our_months, their_months = [], []
    beyond = Beyond((span.until - span.since).days + 1)
    for part in _stretches(opened):
        whole = _counts(opened, scenario.name, part)
        here, there = over(whole, span), over(_counts(opened, reference.name, part), span)
        beyond.add(_until(whole, span))
        ours.append(values_of(here))
        theirs.append(values_of(there))
        names, days, values = by_month(here)
        our_months.append(values)
        their_months.append(by_month(there)[2])
        events, before = (_events(opened, each.name, part) for each in (scenario, reference))
        own.append(own_part(events, before, edits, span, part.first, part.last - part.first))
    months = Months(names, days, np.concatenate(our_months), np.concatenate(their_months))
    return Pair(
        scenario.name, reference.name, span, np.concatenate(ours), np.concatenate(theirs), _draws(opened), opened.n_draws,
        np.concatenate(own), months, about_of(scenario, reference), beyond,
    )  # fmt: skip


def _until(counts: Counts, span: Span) -> Column:
    """The counts of a column up to the last day of a span."""
    until = int((np.datetime64(span.until, "D") - counts.days[0]).astype(np.int64)) + 1
    return lambda name: counts.columns[name][:, :until]


class _Stretch(NamedTuple):
    """Worlds `first` to `last`, that one left out, of a seed; None if there is but one."""

    seed: int | None
    first: int
    last: int


def _stretches(opened: Opened) -> list[_Stretch]:
    """All worlds, seed by seed."""
    seeds, worlds = opened.seeds if len(opened.seeds) > 1 else (None,), opened.worlds_of_a_seed
    return [_Stretch(seed, first, min(first + STRETCH, worlds)) for seed in seeds for first in range(0, worlds, STRETCH)]


def _draws(opened: Opened) -> Ints:
    """The draw of each world, shape `(worlds,)`: world 17 has the same one under every seed."""
    return np.tile(np.arange(opened.worlds_of_a_seed, dtype=np.int64) % opened.n_draws, len(opened.seeds))


def _counts(opened: Opened, name: str, part: _Stretch) -> Counts:
    return counts_of(_read(opened.folder / "daily.parquet", name, part, ("world", "date", *DAYS)))


def _events(opened: Opened, name: str, part: _Stretch) -> pd.DataFrame:
    return _read(opened.folder / "events.parquet", name, part, COLUMNS)


def _read(file: Path, name: str, part: _Stretch, columns: Sequence[str]) -> pd.DataFrame:
    wanted = [("scenario", "==", name), ("world", ">=", part.first), ("world", "<", part.last)]
    if part.seed is not None:
        wanted.append(("seed", "==", part.seed))
    frame: pd.DataFrame = pq.read_table(file, columns=list(columns), filters=wanted).to_pandas()
    return frame


# Sweeps -----------------------------------------------------------------------------------------------------------------------


def _points(opened: Opened) -> Iterator[Pair]:
    """The reference point, then the others."""
    (scenario,) = opened.scenarios
    file, reference = opened.folder / SWEPT, int(opened.reference)
    said = pd.read_csv(opened.folder / POINTS).drop_duplicates("point").set_index("point")
    base = pq.read_table(file, filters=[("point", "==", reference)]).to_pandas()
    theirs = _measures(base)
    others = (frame for frame in _by_point(file, opened.worlds) if int(frame["point"].iloc[0]) != reference)
    for frame in itertools.chain([base], others):
        point = int(frame["point"].iloc[0])
        design = {name: frame[name].iloc[0] for name in opened.manifest["varied"]}
        about = {
            "estimand": str(said.loc[point, "estimand"]), "coupling": _coupling_at(scenario, design), "contrast": "",
            "point": point, **design,
        }  # fmt: skip
        yield Pair(
            f"{scenario.name}#{point}",
            f"{scenario.name}#{reference}",
            Span(frame["since"].iloc[0].date(), frame["until"].iloc[0].date()),
            _measures(frame),
            None if point == reference else theirs,
            frame["draw"].to_numpy(dtype=np.int64),
            opened.n_draws,
            about=about,
        )


def _by_point(file: Path, worlds: int) -> Iterator[pd.DataFrame]:
    """The rows of each point, which stand together, read once from the first to the last."""
    waiting: list[pd.DataFrame] = []
    there = 0
    for batch in pq.ParquetFile(file).iter_batches(batch_size=max(worlds, 1 << 14)):
        waiting.append(batch.to_pandas())
        there += batch.num_rows
        if there >= worlds:
            whole = pd.concat(waiting, ignore_index=True)
            ends = there // worlds * worlds
            for first in range(0, ends, worlds):
                yield whole.iloc[first : first + worlds].reset_index(drop=True)
            waiting, there = [whole.iloc[ends:]], there - ends


def _measures(frame: pd.DataFrame) -> Ints:
    values: Ints = frame[list(MEASURES)].fillna(MISSING).to_numpy(dtype=np.int64)
    return values


def _coupling_at(scenario: Scenario, design: dict[str, Any]) -> str:
    """The coupling at a point: arms of a sweep that draw fresh luck draw it motive by motive, unless something else is said."""
    if scenario.branch is None:
        return "none"
    return str(design.get("coupling") or scenario.coupling or "causes")
