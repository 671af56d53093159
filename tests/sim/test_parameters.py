"""Parameters are data: complete, within bounds, refused by name."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from sim.errors import ParameterError
from sim.parameters import OFFICE_PARAMETERS, Origin, load_parameters, of_holder, parse_days, parse_settings
from sim.vocabulary.decisions import MILITIAS

PARAMETERS = load_parameters()


@pytest.mark.parametrize("name", PARAMETERS.names)
def test_every_entry_says_what_it_is(name: str) -> None:
    entry = PARAMETERS.entry(name)
    assert entry.bounds[0] <= entry.value <= entry.bounds[1]
    assert entry.unit
    assert entry.source
    assert len(entry.meaning) > 15
    (family, arguments), *more = entry.prior.items()
    assert not more
    assert entry.spike == 0.0 or entry.bounds[0] == 0.0
    assert len(arguments) == {"beta": 2, "lognormal": 2, "exponential": 1, "halfnormal": 1, "logistic_normal": 0}[family]


@pytest.mark.parametrize("trait", ["share_of_bases", "share_of_convoys", "share_of_gaza", "blame"])
def test_shares_sum_to_one(trait: str) -> None:
    assert sum(float(PARAMETERS.values[f"{group}.{trait}"]) for group in MILITIAS) == pytest.approx(1.0)


def test_a_group_that_a_fit_did_not_know_keeps_its_share_and_the_others_divide_the_rest() -> None:
    *known, new = (f"{group}.share_of_bases" for group in MILITIAS)
    even = {name: np.array([0.1, 0.5 / 9]) for name in known} | {known[0]: np.array([0.1, 5 / 9])}
    fit = {**even, "militia.branching": np.array([0.2, 0.3])}
    parameters = PARAMETERS.with_fit(fit)
    own = PARAMETERS.entry(new).value  # 0.01 of ten groups' attacks, whatever the draws
    assert parameters.values[new] == own == 0.01
    assert parameters.values[known[1]] == pytest.approx([0.099, 0.055])
    assert parameters.values["militia.branching"] is fit["militia.branching"]
    assert parameters.values["badr.share_of_convoys"] == PARAMETERS.values["badr.share_of_convoys"]  # no draw of convoys at all


def test_the_shares_of_a_fit_that_knew_every_group_are_kept_to_the_last_bit() -> None:
    draws = {f"{group}.share_of_bases": np.array([0.1, 0.3]) for group in MILITIAS}
    kept = PARAMETERS.with_fit(draws)
    assert all(kept.values[name] is values for name, values in draws.items())


def test_a_wrong_name_brings_the_nearest() -> None:
    with pytest.raises(ParameterError, match=r"'militia\.branching'"):
        PARAMETERS.entry("militia.brancing")


def test_a_value_outside_the_bounds_is_refused() -> None:
    with pytest.raises(ParameterError, match=r"allowed: 0 to 0\.999"):
        PARAMETERS.replace({"militia.branching": 1.0})
    with pytest.raises(ParameterError):
        PARAMETERS.replace({"militia.branching": np.array([0.5, 1.5])})
    with pytest.raises(ParameterError):
        PARAMETERS.replace({"militia.branching": float("nan")})


@pytest.mark.parametrize(("bad", "shown"), [(float("nan"), "nan"), (1.5, "1.5"), (-1e-9, "-1e-09")])
def test_one_wrong_value_among_many_is_named_with_its_row(bad: float, shown: str) -> None:
    values = np.full(2000, 0.5)
    values[[1200, 1300]] = bad
    with pytest.raises(ParameterError) as caught:
        PARAMETERS.replace({"militia.branching": values})
    told = str(caught.value)
    assert told.startswith(f"militia.branching = {shown} in row 1201 is outside its bounds; allowed: 0 to 0.999")


def test_a_wrong_number_has_no_row() -> None:
    with pytest.raises(ParameterError, match=r"^militia\.branching = 1\.5 is outside its bounds"):
        PARAMETERS.replace({"militia.branching": 1.5})


def test_replacing_leaves_the_original_alone() -> None:
    changed = PARAMETERS.replace({"militia.branching": 0.1})
    assert changed.owned_by("militia").branching == 0.1
    assert PARAMETERS.owned_by("militia").branching != 0.1
    assert changed.sha256() != PARAMETERS.sha256()


def test_the_digest_knows_names_values_and_shapes() -> None:
    draws = PARAMETERS.replace({"militia.branching": np.array([0.1, 0.2])})
    others = [
        PARAMETERS,
        PARAMETERS.replace({"militia.branching": 0.1}),
        PARAMETERS.replace({"militia.fear": 0.1}),
        draws,
        draws.rows(0, 1),
        draws.replace({"militia.branching": np.array([0.2, 0.1])}),
    ]
    assert len({each.digest() for each in others}) == len(others)
    assert draws.digest() == PARAMETERS.replace({"militia.branching": np.array([0.0, 0.1, 0.2])[1:]}).digest()
    assert draws.digest() == draws.with_values(dict(reversed(draws.values.items()))).digest()


@pytest.mark.parametrize("value", [0, 1, True, np.int64(1), np.float32(0.0), np.array(1)])
def test_a_whole_number_is_a_value_like_any_other(value: float) -> None:
    kept = PARAMETERS.replace({"us.war_floor": value}).values["us.war_floor"]
    assert isinstance(kept, float)
    assert kept == float(value)


def test_whole_numbers_by_world_are_floats_too() -> None:
    kept = np.asarray(PARAMETERS.replace({"us.war_floor": np.array([0, 1])}).values["us.war_floor"])
    assert kept.dtype == np.float64


def test_rows_cut_arrays_only() -> None:
    changed = PARAMETERS.replace({"militia.branching": np.array([0.1, 0.2, 0.3])}).rows(1, 3)
    assert np.asarray(changed.values["militia.branching"]).tolist() == [0.2, 0.3]
    assert changed.values["militia.fear"] == PARAMETERS.values["militia.fear"]


def test_a_holder_of_an_office_nobody_knows_has_the_mean_of_those_known() -> None:
    us = PARAMETERS.replace({"us.tolerance_trump": 3.0, "us.tolerance_biden": np.array([1.0, 0.0])}).owned_by("us")
    assert np.asarray(of_holder(us, "tolerance", "biden")).tolist() == [1.0, 0.0]
    assert np.asarray(of_holder(us, "tolerance", "somebody_else")).tolist() == [2.0, 1.5]


def test_holders_of_one_office_have_parameters_of_every_family() -> None:
    holders: dict[str, set[str]] = {}
    for family, office in OFFICE_PARAMETERS.items():
        known = {name.removeprefix(f"{family}_") for name in PARAMETERS.names if name.startswith(f"{family}_")}
        assert known
        assert holders.setdefault(office, known) == known
    assert {"trump", "biden"} <= holders["administration"]


@pytest.mark.parametrize("text", ["militia.branching", "militia.branching=", "militia.branching=x", "=1"])
def test_settings_need_a_name_and_a_number(text: str) -> None:
    with pytest.raises(ParameterError):
        parse_settings([text])


def test_settings_are_read() -> None:
    assert parse_settings(["militia.branching=0.5", "us.force_floor = 0.1"]) == {"militia.branching": 0.5, "us.force_floor": 0.1}


def test_a_broken_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "us.yaml").write_text("force_floor: {value: x}\n", encoding="utf-8")
    with pytest.raises(ParameterError, match=r"us\.yaml.*force_floor"):
        load_parameters(tmp_path)


def test_a_setting_that_stands_twice_is_refused() -> None:
    with pytest.raises(ParameterError, match=r"--set us\.force_floor stands twice; allowed: each"):
        parse_settings(["us.force_floor=0.1", " us.force_floor =0.2"])


@pytest.mark.parametrize("text", ["", ":", "2020-01-01", "2020-01-01:", "2020-01-02:2020-01-01", "20200101:20200102", "x" * 999])
def test_days_of_a_fit_are_written_in_one_way(text: str) -> None:
    day = date(2020, 1, 1)
    assert parse_days("2020-01-01:2020-01-01") == (day, day)
    assert Origin(fitted_to=(day, day)).days == "2020-01-01:2020-01-01"
    with pytest.raises(ValueError, match=r"."):
        parse_days(text)


def test_where_values_come_from_makes_them_no_others() -> None:
    ours = load_parameters()
    from_elsewhere = ours.coming_from(Origin("mine.csv"))
    assert from_elsewhere == ours
    assert (ours.origin, from_elsewhere.origin.name) == (Origin(), "mine.csv")
    assert from_elsewhere.replace({"militia.fear": 0.1}).in_one_world().origin.name == "mine.csv"
