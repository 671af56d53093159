"""Structures against the rules without them: what is taken out, what is fitted, what is logged, what the table says."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.special import ndtr

from calibration import program
from calibration.fit.likelihood import TRAIN
from calibration.fit.parameter_space import default_space
from calibration.fit.posterior import Plan
from calibration.forecasts.scores import ALL, RULES
from calibration.forecasts.series import SERIES
from calibration.studies import structures as study
from calibration.studies.rolling import ORIGINS, Study, variants_of
from calibration.studies.rolling_scores import ALL_YEARS, Judged, keep_judged
from calibration.studies.structures import STRUCTURES, alike_across_administrations, differences
from sim.errors import InputError
from sim.parameters import Parameters, load_parameters
from sim.types import Floats

LEVEL = {(): -0.5, (("militia.campaign_left", 1.0),): -0.7, (("militia.halt_followed", 0.0),): -0.6}
"""Mean log score of base attacks by what was taken out."""


FITTED = [name for name, structure in STRUCTURES.items() if structure.without]
"""Those that a value of parameters takes out."""


@pytest.fixture
def fitted(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str, tuple[tuple[str, float], ...]]]:
    """In place of fits and forecasts, made-up scores; which year and variant were asked for, without what."""
    asked: list[tuple[str, str, tuple[tuple[str, float], ...]]] = []

    def rules(self: Study, year: str, variant: str) -> Judged:
        asked.append((year, variant, self.plan.fixed))
        since, until = ORIGINS[year]
        n = (until - since) // timedelta(days=1) + 1
        days = {name: np.zeros((n, 3)) for name in SERIES}
        days["attack_base"][:, 0] = LEVEL[self.plan.fixed]
        return {RULES: days}

    monkeypatch.setattr(Study, "rules", rules)
    return asked


@pytest.mark.parametrize("name", FITTED)
def test_what_is_taken_out_is_no_longer_free(name: str) -> None:
    structure = STRUCTURES[name]
    space = Plan(fixed=structure.without).space
    for parameter, value in structure.without:
        assert parameter in default_space().names
        assert parameter not in space.names
        assert space.parameters(np.zeros((2, len(space.names)))).values[parameter] == value
    assert len(space.names) == len(default_space().names) - len(structure.without)


@pytest.mark.parametrize("name", FITTED)
def test_years_and_all_of_them_every_series_and_all_together(tmp_path: Path, fitted: list[object], name: str) -> None:
    structure = STRUCTURES[name]
    gain = LEVEL[()] - LEVEL[structure.without]
    full = Study(ORIGINS, Plan(), tmp_path, tmp_path / "log.csv")
    table = pd.DataFrame(differences(structure, full, log=tmp_path / "log.csv"))
    assert list(dict.fromkeys(table["year"])) == [*structure.years, ALL_YEARS]
    for series, rows in table.groupby("series"):
        expected = gain if series in ("attack_base", ALL) else 0.0
        assert rows["difference"].to_numpy() == pytest.approx(expected, abs=1e-12)
    days = {year: (until - since).days + 1 for year, (since, until) in ORIGINS.items()}
    whole = table[(table["year"] == ALL_YEARS) & (table["series"] == ALL)]
    assert whole["n_days"].item() == sum(days[year] for year in structure.years)


def test_both_are_fitted_with_all_that_is_known_and_looks_at_test_windows_are_logged(
    tmp_path: Path, fitted: list[tuple[str, str, tuple[tuple[str, float], ...]]]
) -> None:
    out, log = tmp_path / "table.csv", tmp_path / "log.csv"
    words = ["--name", "halts_bind", "--work", str(tmp_path / "work"), "--out", str(out), "--log", str(log)]
    assert program.call(study.structures, words) == 0
    without = STRUCTURES["halts_bind"].without
    assert fitted == [
        (year, variant, fixed)
        for year, variant in (("2021", "plain"), ("2022", "plain"), ("2023", "contexts_known"), ("2024", "contexts_known"))
        for fixed in ((), without)
    ]
    looks = [f"{since}:{until}" for since, until in ORIGINS.values() if until > TRAIN[1]]
    assert pd.read_csv(log)["window"].tolist() == looks
    assert set(pd.read_csv(out)["structure"]) == {"halts_bind"}


def test_some_years_alone_in_their_order_and_no_others(
    tmp_path: Path, fitted: list[tuple[str, str, tuple[tuple[str, float], ...]]], capsys: pytest.CaptureFixture[str]
) -> None:
    out, log = tmp_path / "table.csv", tmp_path / "log.csv"
    words = ["--name", "halts_bind", "--work", str(tmp_path / "work"), "--out", str(out), "--log", str(log)]
    assert program.call(study.structures, [*words, "--year", "2024", "--year", "2022"]) == 0
    assert [year for year, _, _ in fitted] == ["2022", "2022", "2024", "2024"]
    assert list(dict.fromkeys(pd.read_csv(out)["year"].astype(str))) == ["2022", "2024", ALL_YEARS]
    assert program.call(study.structures, [*words, "--year", "2020"]) == 2
    assert "--year unknown year of halts_bind '2020'" in capsys.readouterr().err


def test_a_structure_that_there_is_not(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["--name", "halts_bnd", "--work", str(tmp_path), "--out", str(tmp_path / "t.csv"), "--log", str(tmp_path / "l.csv")]
    assert program.call(study.structures, words) == 2
    assert "halts_bind" in capsys.readouterr().err


def test_what_no_value_takes_out_is_held_against_the_scores_of_an_earlier_study(tmp_path: Path, fitted: list[object]) -> None:
    (name,) = (name for name, each in STRUCTURES.items() if not each.without and each.log_weights is None)
    structure, log = STRUCTURES[name], tmp_path / "log.csv"
    full = Study(ORIGINS, Plan(), tmp_path / "now", log)
    with pytest.raises(InputError, match="--before is missing"):
        list(differences(structure, full, log=log))
    for year in structure.years:
        variant = variants_of(ORIGINS[year])[-1]
        scores = full.rules(year, variant)
        earlier = {RULES: {series: days - 0.25 for series, days in scores[RULES].items()}}
        keep_judged(Study(ORIGINS, Plan(), tmp_path / "then", log).file(year, f"{RULES}_{variant}"), earlier, "another key")
    table = pd.DataFrame(differences(structure, full, log=log, before=tmp_path / "then"))
    assert table[table["series"] == "raid"]["difference"].to_numpy() == pytest.approx(0.25)
    assert table[table["series"] == ALL]["difference"].to_numpy() == pytest.approx(0.25 * len(SERIES))
    with pytest.raises(InputError, match="missing or damaged"):
        list(differences(structure, full, log=log, before=tmp_path))


def draws_of(trump: list[float], biden: list[float]) -> Parameters:
    return load_parameters().replace({"us.tolerance_trump": np.array(trump), "us.tolerance_biden": np.array(biden)})


def test_a_hierarchical_prior_weighs_a_draw_by_how_near_both_tolerances_lie() -> None:
    logs = alike_across_administrations(draws_of([2.0, 2.0, 2.0, 0.0], [2.0, 3.0, 0.0, 0.0]))
    about, present = np.array([0.0, -0.5, -2.0, 0.0]), np.array([-0.5, -1.125, 0.0, 0.0])  # exponents of both normal densities
    above_zero = np.array([ndtr(2.0), ndtr(2.0), ndtr(2.0), 0.5])
    expected = about - np.log(above_zero) - present
    assert logs - logs[0] == pytest.approx(expected - expected[0])


def test_what_a_prior_alone_would_bring_is_the_fit_weighed_anew_less_the_fit(
    tmp_path: Path, fitted: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    draws, seen = draws_of([1.0, 1.0], [1.0, 5.0]), []

    def scored(self: Study, year: str, variant: str, parameters: Parameters, weights: Floats) -> Judged:
        seen.append((parameters is draws, weights))
        found = self.rules(year, variant)[RULES]
        return {RULES: {name: days + 0.125 for name, days in found.items()}}

    monkeypatch.setattr(Study, "fitted", lambda self, year, variant: draws)
    monkeypatch.setattr(Study, "scored", scored)
    structure = STRUCTURES["learning_across"]
    full = Study(ORIGINS, Plan(), tmp_path, tmp_path / "log.csv")
    table = pd.DataFrame(differences(structure, full, log=tmp_path / "log.csv"))
    assert table[table["series"] == "strike"]["difference"].to_numpy() == pytest.approx(0.125)
    assert table["year"].unique().tolist() == [*structure.years, ALL_YEARS]
    assert len(seen) == len(structure.years)
    for same, weights in seen:
        assert same
        assert weights.sum() == pytest.approx(1.0)
        assert weights[0] > 100 * weights[1]
    assert not (tmp_path / "log.csv").exists()  # no day of a test window is looked at


def test_the_table_keeps_what_it_says_of_the_others(tmp_path: Path, fitted: list[object]) -> None:
    out = tmp_path / "table.csv"
    words = ["--work", str(tmp_path / "work"), "--out", str(out), "--log", str(tmp_path / "log.csv")]
    for name in ("halts_bind", "campaign_ends", "halts_bind"):
        assert program.call(study.structures, ["--name", name, *words]) == 0
    table = pd.read_csv(out)
    assert table["structure"].unique().tolist() == ["campaign_ends", "halts_bind"]
    assert not table.duplicated(["structure", "year", "series"]).any()
