"""The folder of `sensitivity`: table, words, figure and manifest, whoever asks for it.

=================== ======================================================================================================
`sensitivity.csv`   a row for each measure, factor and kind of index (`sim.sensitivities.rows`)
`dependence.csv`    how far the posterior ties groups of parameters; not of a folder
`words.txt`         the same in sentences
`figures/`          `sensitivity`, `sensitivity_2` ..., a page for every few measures, as PNG and SVG
`manifest.json`     what all was made from
=================== ======================================================================================================
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from sim.figures.shares import write_share_figures
from sim.results.draws import write_draws
from sim.results.folders import new_folder
from sim.results.manifest import source_of, write_manifest
from sim.results.tables import write_csv
from sim.sensitivities.answering import Answer
from sim.sensitivities.words import sentences

TABLE, TIES, WORDS, FIGURES = "sensitivity.csv", "dependence.csv", "words.txt", "figures"


def save_answer(answer: Answer, folder: Path, *, force: bool = False) -> None:
    """Write everything, whole or not at all.

    Raises
    ------
    InputError
        If the folder holds something already; with `force` it may replace a result of ours.
    """
    with new_folder(folder, force=force) as partial:
        write_files(answer, partial)
        stated = answer.manifest
        of = {} if answer.source is None else {"of": source_of(stated["of"], answer.source, folder)}
        write_manifest(partial, {**stated, **of})


def write_files(answer: Answer, folder: Path) -> None:
    """Write everything but the manifest into a folder that is there."""
    write_csv(answer.table, folder / TABLE)
    if answer.ties:
        write_csv(ties_table(answer), folder / TIES)
    (folder / WORDS).write_text("\n\n".join(sentences(answer)) + "\n", encoding="utf-8", newline="\n")
    write_share_figures(answer, folder / FIGURES)
    if answer.parameters is not None and answer.about["runs"]:
        write_draws(folder, answer.parameters)


def ties_table(answer: Answer) -> pd.DataFrame:
    """One row for each two groups: the pair of parameters that is tied most, its rank correlation, and what chance reaches."""
    rows = [(*tie.groups, *tie.names, tie.rho, tie.chance) for tie in answer.ties]
    return pd.DataFrame(rows, columns=["group", "other_group", "parameter", "other_parameter", "rank_correlation", "by_chance"])
