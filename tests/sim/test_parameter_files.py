"""Which parameter values a run uses: one rule for Python and the command line."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sim import parameter_files
from sim.errors import InputError, ParameterError
from sim.parameter_files import choose, for_worlds
from sim.parameters import load_parameters
from sim.paths import POSTERIOR_DRAWS

NAME, OTHER = "militia.branching", "militia.fear"
POINT = load_parameters()


def test_nothing_and_posterior_are_the_draws_that_are_kept() -> None:
    draws = pd.read_parquet(POSTERIOR_DRAWS)
    for chosen in (choose(), choose(None), choose("posterior")):
        assert set(chosen.values) == set(POINT.values)
        np.testing.assert_array_equal(np.asarray(chosen.values[NAME]), draws[NAME])
        left = set(POINT.values) - set(draws.columns)
        assert left
        assert {name: chosen.values[name] for name in left} == {name: POINT.values[name] for name in left}


def test_values_set_by_hand_come_only_when_asked_for() -> None:
    assert choose("point").values == POINT.values
    assert isinstance(choose({OTHER: 0.5}).values[NAME], np.ndarray)
    assert isinstance(choose(changes={OTHER: 0.5}).values[NAME], np.ndarray)


def test_changes_lie_on_top_and_the_last_word_counts() -> None:
    assert choose({NAME: 0.1}).values[NAME] == 0.1
    assert choose({NAME: 0.1, OTHER: 0.3}, {NAME: 0.2}).values[NAME] == 0.2
    assert choose({NAME: 0.1, OTHER: 0.3}, {NAME: 0.2}).values[OTHER] == 0.3
    assert choose("point", {NAME: 0.2}).values == {**POINT.values, NAME: 0.2}
    own = POINT.replace({NAME: 0.4})
    assert choose(own) == own
    assert choose(own, {NAME: 0.2}).values[NAME] == 0.2


def test_files_of_values_and_of_draws(tmp_path: Path) -> None:
    texts = {"a.yaml": f"{NAME}: 0.2\n", "a.json": f'{{"{NAME}": 0.2}}', "a.csv": f"{NAME}\n0.2\n0.7\n"}
    for name, text in texts.items():
        (tmp_path / name).write_text(text)
    pd.DataFrame({NAME: [0.2, 0.7]}).to_parquet(tmp_path / "a.parquet")
    assert choose(tmp_path / "a.yaml").values == choose(str(tmp_path / "a.json")).values == {**POINT.values, NAME: 0.2}
    for name in ("a.csv", "a.parquet"):
        assert np.asarray(choose(tmp_path / name).values[NAME]).tolist() == [0.2, 0.7]
    assert choose(tmp_path / "a.csv", {NAME: 0.3}).values[NAME] == 0.3


@pytest.mark.parametrize(
    ("file", "text", "says"),
    [
        ("a.yaml", f"{NAME}: high\n", r"militia\.branching is 'high'; allowed: a number"),
        ("a.yaml", f"{NAME}: true\n", "is True; allowed: a number"),
        ("a.yaml", "- 1\n", "allowed: a list of name: value"),
        ("a.yaml", "{", "not readable"),
        ("a.yaml", f"{NAME}: {'9' * 400}\n", "not readable"),
        ("a.yaml", "militia.brnching: 0.2\n", r"did you mean 'militia\.branching'"),
        ("a.csv", f"{NAME}\n0.2\n3\n", "3.0 in row 2 is outside its bounds"),
        ("a.csv", f"{NAME}\n", "there is no row in it"),
        ("a.parquet", "no parquet", "not readable"),
    ],
)
def test_a_wrong_file_is_one_line_that_names_it(file: str, text: str, says: str, tmp_path: Path) -> None:
    (tmp_path / file).write_text(text)
    with pytest.raises(ParameterError, match=says) as caught:
        choose(tmp_path / file)
    assert str(caught.value).startswith(f"{tmp_path / file}: ")
    assert "\n" not in str(caught.value)


def test_columns_that_hold_no_numbers_are_wrong_input(tmp_path: Path) -> None:
    pd.DataFrame({NAME: [{"a": 1}]}).to_parquet(tmp_path / "nested.parquet")
    with pytest.raises(ParameterError, match=r"nested\.parquet: not readable"):
        choose(tmp_path / "nested.parquet")


def test_what_is_no_set_of_parameters(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InputError, match=r"'postrior' is none of: point, posterior, a file ending in \.csv"):
        choose("postrior")
    with pytest.raises(ParameterError, match=r"missing\.csv: there is no such file"):
        choose(tmp_path / "missing.csv")
    with pytest.raises(ParameterError, match="outside its bounds"):
        choose({NAME: 3.0})
    monkeypatch.setattr(parameter_files, "POSTERIOR_DRAWS", tmp_path / "none.parquet")
    with pytest.raises(InputError, match="fit it with `escalation calibrate`"):
        choose()


def test_draws_are_dealt_round_to_worlds() -> None:
    dealt = for_worlds(POINT.replace({NAME: np.array([0.1, 0.2, 0.3])}), 5).values
    assert np.asarray(dealt[NAME]).tolist() == [0.1, 0.2, 0.3, 0.1, 0.2]
    assert dealt[OTHER] == POINT.values[OTHER]
    assert np.asarray(for_worlds(POINT.replace({NAME: np.array([0.1, 0.2, 0.3])}), 2).values[NAME]).tolist() == [0.1, 0.2]
