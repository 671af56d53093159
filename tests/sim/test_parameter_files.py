"""Which parameter values a run uses: one rule for Python and the command line."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sim import paths
from sim.errors import LONGEST, InputError, ParameterError
from sim.parameter_files import FITTED_TO, Params, choose, fitted_to, for_worlds, n_draws, of_block, of_world, of_worlds
from sim.parameters import Origin, load_parameters
from sim.paths import Posterior

NAME, OTHER = "militia.branching", "militia.fear"
POINT = load_parameters()


@pytest.mark.parametrize(
    ("words", "posterior"), [((None, "posterior", "whole", {}), Posterior.WHOLE), (("train",), Posterior.TRAIN)]
)
def test_the_words_for_the_posteriors_are_the_draws_that_are_kept(words: tuple[Params, ...], posterior: Posterior) -> None:
    draws = pd.read_parquet(posterior.draws)
    for chosen in map(choose, words):
        assert chosen.origin.name == posterior
        assert chosen.origin.fitted_to == fitted_to(posterior.draws)
        assert set(chosen.values) == set(POINT.values)
        np.testing.assert_array_equal(np.asarray(chosen.values[NAME]), draws[NAME])
        left = set(POINT.values) - set(draws.columns)
        assert left
        assert {name: chosen.values[name] for name in left} == {name: POINT.values[name] for name in left}


def test_a_fit_is_read_once_unless_its_file_changes_and_nobody_writes_into_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert choose() is choose("whole") is choose({})
    with pytest.raises(ValueError, match="read-only"):
        np.asarray(choose().values[NAME])[0] = 0.5
    monkeypatch.setattr(paths, "POSTERIORS", tmp_path)
    for values in ([0.1, 0.2], [0.3, 0.2]):
        Posterior.WHOLE.draws.parent.mkdir(exist_ok=True)
        pd.DataFrame({NAME: values}).to_parquet(Posterior.WHOLE.draws)
        assert np.asarray(choose().values[NAME]).tolist() == values


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
        ("a.yaml", f"{NAME}: high\n", r"a\.yaml:1: militia\.branching is 'high'; allowed: a number"),
        ("a.yaml", f"\n{NAME}: true\n", r"a\.yaml:2: militia\.branching is True; allowed: a number"),
        ("a.yaml", f"{NAME}: !!int ''\n", r"a\.yaml:1: the tag !!int is not used here"),
        ("a.yaml", f"{NAME}: [0.1]\n", r"is \[0\.1\]; allowed: a number"),
        ("a.yaml", f"{NAME}: .nan\n", r"militia\.branching = nan is outside its bounds"),
        ("a.yaml", f"{NAME}: 0.1\n{NAME}: 0.2\n", r"a\.yaml:2: duplicate key"),
        ("a.yaml", "a: &a [x]\nb: *a\n", "anchors and aliases are not used here"),
        ("a.yaml", "a: " + "[" * 300, "nested too deeply"),
        ("a.yaml", "- 1\n", "allowed: a list of name: value"),
        ("a.yaml", "{", "this is not YAML"),
        ("a.yaml", f"{NAME}: {'9' * 400}\n", "= inf is outside its bounds"),
        ("a.yaml", f"{NAME}: {'9' * 5000}\n", r"militia\.branching is '99+\.\.\.9+'; allowed: a number"),
        ("a.yaml", "militia.brnching: 0.2\n", r"did you mean 'militia\.branching'"),
        ("a.yaml", f"{'x' * 900}: 0.2\n", "unknown parameter 'xxx"),
        ("a.json", f'{{"{NAME}": NaN}}', "NaN is no finite number"),
        ("a.json", f'{{"{NAME}": 0.1, "{NAME}": 0.2}}', "duplicate key"),
        ("a.json", "[" * 9000, "nested too deeply|not JSON"),
        ("a.json", "3", "allowed: a list of name: value"),
        ("a.csv", f"{NAME}\n0.2\n3\n", "3.0 in row 2 is outside its bounds"),
        ("a.csv", f"{NAME}\n", "there is no row in it"),
        ("a.csv", "", "there is no column in it|not readable"),
        ("a.csv", f"{NAME},{OTHER}\n0.1,\n", r"militia\.fear = nan in row 1 is outside its bounds"),
        ("a.csv", f"{NAME}\n0.1,0.2\n", "a row has more cells than the header; allowed: 1, one for each name"),
        ("a.csv", f"{NAME},{NAME}\n0.1,0.2\n", r"the column militia\.branching stands twice"),
        ("a.csv", f"{NAME}\nhigh\n", "not readable as a table of numbers"),
        ("a.csv", f"{NAME}\n0.1\x00\n", "not readable as a table of numbers"),
        ("a.csv", '"' + "x" * 200_000, "not readable as a table of numbers: field larger than field limit"),
        ("a.parquet", "no parquet", "not readable as a table of numbers"),
    ],
)
def test_a_wrong_file_is_one_line_that_names_it(file: str, text: str, says: str, tmp_path: Path) -> None:
    (tmp_path / file).write_text(text)
    with pytest.raises(ParameterError, match=says) as caught:
        choose(tmp_path / file)
    assert str(caught.value).startswith(f"{tmp_path / file}:")
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) <= LONGEST


def test_a_small_file_that_grows_without_end_is_refused_at_once(tmp_path: Path) -> None:
    levels = "".join(f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 9)}]\n" for n in range(1, 10))
    (tmp_path / "laughs.yaml").write_text(f"l0: &l0 [a]\n{levels}")
    with pytest.raises(ParameterError, match="anchors and aliases are not used here"):  # written out it has 9**9 entries
        choose(tmp_path / "laughs.yaml")


def test_what_is_no_set_of_parameters(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    allowed = r"is none of: posterior, whole, train, point, a file ending in \.csv, .*; did you mean "
    for wrong, right in {"postrior": "posterior", "hole": "whole", "trane": "train", "piont": "point"}.items():
        with pytest.raises(InputError, match=f"'{wrong}' {allowed}'{right}'"):
            choose(wrong)
    with pytest.raises(ParameterError, match=r"missing\.csv: there is no such file"):
        choose(tmp_path / "missing.csv")
    with pytest.raises(ParameterError, match="outside its bounds"):
        choose({NAME: 3.0})
    monkeypatch.setattr(paths, "POSTERIORS", tmp_path)
    for params, window in {"posterior": "whole", "train": "train"}.items():
        says = f"--params {params}: there is none here; fit one with `escalation calibrate --window {window}`"
        with pytest.raises(InputError, match=says):
            choose(params)


def test_how_many_vectors_of_parameters_worlds_share() -> None:
    assert n_draws(POINT) == 1
    assert n_draws(POINT.replace({NAME: np.full(7, 0.1), OTHER: np.full(7, 0.5)})) == 7


def test_draws_are_dealt_round_to_worlds() -> None:
    dealt = for_worlds(POINT.replace({NAME: np.array([0.1, 0.2, 0.3])}), 5).values
    assert np.asarray(dealt[NAME]).tolist() == [0.1, 0.2, 0.3, 0.1, 0.2]
    assert dealt[OTHER] == POINT.values[OTHER]
    assert np.asarray(for_worlds(POINT.replace({NAME: np.array([0.1, 0.2, 0.3])}), 2).values[NAME]).tolist() == [0.1, 0.2]


@pytest.mark.parametrize(("first", "last"), [(0, 2), (1, 9), (7, 8)])
def test_a_block_has_the_draws_of_its_worlds(first: int, last: int) -> None:
    drawn = POINT.replace({NAME: np.array([0.1, 0.2, 0.3])})
    assert of_block(drawn, first, last).digest() == for_worlds(drawn, 20).rows(first, last).digest()


# Where they come from


def test_where_values_come_from_goes_with_them() -> None:
    train = choose("train", {OTHER: 0.5})
    assert train.origin == Origin("train", fitted_to(Posterior.TRAIN.draws))
    for kept in (train.rows(0, 2), for_worlds(train, 3), of_world(train, 1), of_worlds(train, 0, 1), choose(train)):
        assert kept.origin == train.origin
    assert of_worlds("train", 5, 1).origin == train.origin
    assert choose({NAME: 0.5}).origin.name == "whole"
    assert choose("point", {NAME: 0.5}).origin == Origin("point")
    assert load_parameters().origin == Origin()


def drawn(path: Path, stated: bytes | None) -> Path:
    table = pa.table({NAME: [0.1, 0.2]})
    pq.write_table(table if stated is None else table.replace_schema_metadata({FITTED_TO: stated}), path)
    return path


def test_a_file_of_draws_says_which_days_it_was_fitted_to(tmp_path: Path) -> None:
    file = drawn(tmp_path / "mine.parquet", b"2018-09-01:2020-12-31")
    assert choose(file).origin == Origin("mine.parquet", (date(2018, 9, 1), date(2020, 12, 31)))
    assert choose(drawn(tmp_path / "b.parquet", None)).origin == Origin("b.parquet")
    pd.read_parquet(file).to_csv(tmp_path / "c.csv", index=False)
    assert choose(tmp_path / "c.csv").origin == Origin("c.csv")


@pytest.mark.parametrize("stated", [b"", b"2018-09-01:2017-09-01", b"2018-09-01:2018-13-01", b"20180901:20181231", b"\xff"])
def test_days_of_a_fit_that_are_none_are_one_line_that_names_the_file(stated: bytes, tmp_path: Path) -> None:
    with pytest.raises(ParameterError, match=r"a\.parquet: it was fitted to .*; allowed: START:END") as caught:
        choose(drawn(tmp_path / "a.parquet", stated))
    assert "\n" not in str(caught.value)
