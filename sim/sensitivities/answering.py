"""From worlds that share draws to all that is said of them: split, doubted terms, priors and coverage varied."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from sim.parameters import Parameters
from sim.sensitivities.groups import Tie
from sim.sensitivities.priors import MOST, inclusion_weights, prior_weights, strong_priors
from sim.sensitivities.reweighing import reweighed
from sim.sensitivities.rows import EFFECTIVE, EVERY, Row, of_kind, table_of
from sim.sensitivities.split import moves, split
from sim.sensitivities.terms import doubted, term_rows
from sim.types import Bools, Floats, Ints


@dataclass(frozen=True)
class Answer:
    """What drives the measures of a scenario or a folder.

    Attributes
    ----------
    rows
        See `sim.sensitivities.rows`.
    measures
        In order.
    means, variances, spread
        By measure: the mean over worlds, their variance, and whether luck and parameters are told apart, or why not.
    ties
        How far the posterior ties groups to each other, the strongest first; none without groups.
    terms
        How many doubted terms there are.
    strong
        How many priors are strong.
    about
        `scenario`, `title`, `reference` (None for a level), `span`, `draws`, `worlds` (of a draw), `seed`, `runs`, `left_out`,
        `coverage` (whether it was varied).
    manifest
        What all was made from.
    parameters
        Those that were drawn from.
    source
        The folder that was read, if one was.
    """

    rows: tuple[Row, ...]
    measures: tuple[str, ...]
    means: Mapping[str, float]
    variances: Mapping[str, float]
    spread: Mapping[str, str]
    ties: tuple[Tie, ...]
    terms: int
    strong: int
    about: Mapping[str, Any]
    manifest: dict[str, Any] = field(default_factory=dict)
    parameters: Parameters | None = None
    source: Path | None = None

    @property
    def table(self) -> pd.DataFrame:
        """The rows as a table."""
        return table_of(self.rows)

    def of(self, kind: str, measure: str) -> list[Row]:
        """The rows of a kind and a measure."""
        return of_kind(self.rows, kind, measure)

    @property
    def effective(self) -> list[Row]:
        """How many of the draws count under each change."""
        return of_kind(self.rows, EFFECTIVE, EVERY)


def answer_of(
    values: Mapping[str, Floats],
    draws: Ints,
    columns: Mapping[str, Floats],
    variants: tuple[Sequence[str], Bools],
    parameters: Parameters,
    rng: np.random.Generator,
    *,
    units: Ints | None = None,
    weights: Mapping[str, Floats] | None = None,
    indices: Sequence[Row] = (),
    ties: Sequence[Tie] = (),
    about: Mapping[str, Any] | None = None,
    manifest: dict[str, Any] | None = None,
    source: Path | None = None,
) -> Answer:
    """All that worlds say which share draws.

    Parameters
    ----------
    values, draws
        By measure the value in each world, and the world's draw, from 0 on, shape `(worlds,)`.
    columns
        The parameters that vary, by name, shape `(draws,)`.
    variants
        The weights that may be zero, and which each draw has in, shape `(draws, terms)`.
    units
        See `sim.sensitivities.split.split`.
    weights
        Log weights of other coverage by what is changed, shape `(draws,)`.
    indices, ties
        Of groups, if pick-freeze designs were run.
    about, manifest, source
        See `Answer`.
    """
    names, included = variants
    splits = {measure: split(measure, of, draws, included, rng, units) for measure, of in values.items()}
    sizes = np.bincount(draws, minlength=len(included))
    means = {measure: np.bincount(draws, of, minlength=len(included)) / sizes for measure, of in values.items()}
    moving = {measure: of for measure, of in means.items() if moves(values[measure])}
    terms = [row for measure, of in moving.items() for row in term_rows(measure, names, of, included)]
    strong = strong_priors(parameters.entries, columns, next(iter((moving or means).values())))
    changes = {
        **(weights or {}),
        **prior_weights(parameters.entries, columns, strong[:MOST]),
        **(inclusion_weights(parameters.entries, names, included) if doubted(included).any() else {}),
    }
    rows = [row for each in splits.values() for row in each.rows]
    return Answer(
        (*rows, *indices, *terms, *reweighed(moving, changes, rng)), tuple(values),
        {measure: float(of.mean()) for measure, of in values.items()},
        {measure: each.variance for measure, each in splits.items()},
        {measure: each.says for measure, each in splits.items()},
        tuple(ties), int(doubted(included).sum()), len(strong), dict(about or {}), dict(manifest or {}), parameters, source,
    )  # fmt: skip
