"""The folder: whole, ours, and never over another's."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from sim.errors import InputError
from sim.results.manifest import listed_files
from sim.sensitivities.answering import Answer
from sim.sensitivities.saving import save_answer
from sim.sensitivities.words import sentences


def test_everything_is_written(answer: Answer, tmp_path: Path) -> None:
    out = tmp_path / "out"
    save_answer(answer, out)
    files = {path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()}
    figures = {"figures/sensitivity.png", "figures/sensitivity.svg"}
    assert files == {"sensitivity.csv", "dependence.csv", "words.txt", "manifest.json", "parameters.parquet", *figures}
    assert listed_files(out) == files
    table = pd.read_csv(out / "sensitivity.csv")
    pd.testing.assert_frame_equal(table, answer.table, check_dtype=False)
    assert (out / "words.txt").read_text().split("\n\n")[0] == sentences(answer)[0]
    ties = pd.read_csv(out / "dependence.csv")
    assert (ties["group"][0], ties["other_group"][0]) == answer.ties[0].groups
    assert ties["rank_correlation"][0] == pytest.approx(answer.ties[0].rho)


def test_nothing_is_replaced_unasked(answer: Answer, tmp_path: Path) -> None:
    save_answer(answer, tmp_path / "out")
    with pytest.raises(InputError, match="--force"):
        save_answer(answer, tmp_path / "out")
    save_answer(answer, tmp_path / "out", force=True)
