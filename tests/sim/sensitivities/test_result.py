"""The result in Python: table, figure, words, folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.errors import InputError
from sim.sensitivities.answering import Answer
from sim.sensitivities.result import SensitivityResult


def test_table_words_and_figure(answer: Answer, tmp_path: Path) -> None:
    found = SensitivityResult(answer)
    assert found.table.equals(answer.table)
    assert len(found.dependence) == 1
    assert repr(found) == "<sensitivity of the level of short: 48 draws, 2 measures>"
    assert found._repr_html_().count("<p>") == len(found.words)
    texts = {text.get_text() for text in found.plot("attacks_on_us").texts}
    assert "Attacks on US sites" in texts
    assert "Highest rung" not in texts
    found.save(tmp_path / "out")
    assert (tmp_path / "out" / "sensitivity.csv").is_file()


def test_a_measure_that_there_is_not(answer: Answer) -> None:
    with pytest.raises(InputError, match="did you mean 'attacks_on_us'"):
        SensitivityResult(answer).plot("attack_on_us")
