"""Traces of Iran, small enough to check by hand; all numbers from `tests.handmade.PINNED`."""

from __future__ import annotations

import numpy as np
import pytest

from tests.handmade import KH, Row
from tests.traces import extra, seen, series

BLOW = Row(10, "us", "strike", {f"hit_{KH}": 1.0})


def test_its_commander_is_avenged_by_missiles_within_days() -> None:
    # Half-life 2: d = 2^(-1/2). 0.8 lag (1 - d)^2 d^(lag - 1): largest on days 2 to 4, five days in January 2020.
    d = 2**-0.5
    killed = Row(10, "us", "kill_leader", {"of_commander": 1.0})
    launches = extra((killed,), "iran", "launch_missiles")
    assert launches[11:17] == pytest.approx([0.8 * lag * (1 - d) ** 2 * d ** (lag - 1) for lag in range(1, 7)])
    assert 12 <= launches.argmax() <= 14
    another = Row(10, "us", "kill_leader", {f"hit_{KH}": 1.0})
    assert extra((another,), "iran", "launch_missiles") == pytest.approx(0.0)


def test_it_fires_at_kurdish_groups_in_unrest_only() -> None:
    kept = series(seen((), spans={"unrest_in_iran": (10, 12)}), "iran", "strike_in_iraq")
    assert kept[[9, 10, 12, 13]] == pytest.approx([0.002, 0.102, 0.102, 0.002])


def test_a_blow_halves_boldness_at_sea() -> None:
    # 0.0005 + 0.01 x 0.8, then x 1/2 the day after the blow.
    kept = series(seen((BLOW,), spans={"maximum_pressure": (0, 99)}), "iran", "attack_shipping")
    assert kept[[10, 11]] == pytest.approx([0.0085, 0.0045])
    off = series(seen((BLOW,), spans={"maximum_pressure": (0, 99)}, off=("underestimation",)), "iran", "attack_shipping")
    assert off == pytest.approx(0.0005)


def test_a_bold_tehran_calls_for_less_caution_after_a_death() -> None:
    # Half-life 5: 1 - d = 1 - 2^(-1/5). Weights 0.3 for the death and 0.005 for the attack, of which 1 - 0.8 unless it does not
    # underestimate at all; an attack without dead calls for the second alone, and a bomb on a road for none.
    death, attack, bomb = ((Row(10, KH, name, marks),) for name, marks in (
        ("attack_base", {"lethal": 1.0}), ("attack_base", {}), ("attack_convoy", {}),
    ))  # fmt: skip
    first = 1 - 2**-0.2
    assert extra(death, "iran", "order_restraint")[11] == pytest.approx(0.2 * 0.305 * first)
    assert extra(death, "iran", "order_restraint", off=("underestimation",))[11] == pytest.approx(0.305 * first)
    assert extra(attack, "iran", "order_restraint")[11] == pytest.approx(0.2 * 0.005 * first)
    assert extra(bomb, "iran", "order_restraint") == pytest.approx(0.0)


def test_a_blow_sends_the_commander_to_calm_the_clients_or_brings_the_order_to_step_up() -> None:
    for decision, weight in (("order_restraint", 0.08), ("order_pressure", 0.03)):
        orders = extra((BLOW,), "iran", decision)
        assert orders[10:12] == pytest.approx([0.0, weight * (1 - 2**-0.2)])


def test_an_american_warning_is_heeded() -> None:
    orders = extra((Row(10, "us", "warn"),), "iran", "order_restraint")
    assert orders[10:12] == pytest.approx([0.0, 0.03 * (1 - 2**-0.2)])


def test_orders_are_felt_for_a_month_and_by_authority() -> None:
    # Restraint on Kataib Hezbollah: 1 x 0.8 x (0.9 + 0.1 x 0.4) x 2^(-lag / 30), as a log of the ratio of rates.
    order = (Row(5, "iran", "order_restraint"),)
    ratio = series(seen(order), KH, "attack_convoy") / series(seen(()), KH, "attack_convoy")
    assert -np.log(ratio[6]) == pytest.approx(0.8 * 0.94)
    assert -np.log(ratio[36]) == pytest.approx(0.8 * 0.94 / 2)


def test_a_halt_is_called_in_the_last_months_of_an_american_term() -> None:
    floor = series(seen(()), "iran", "order_restraint")[0]
    kept = series(seen((), spans={"us_transition": (10, 12)}), "iran", "order_restraint")
    assert kept[[9, 10, 12, 13]] - floor == pytest.approx([0.0, 0.005, 0.005, 0.0])


def test_what_is_borne_makes_it_press_and_harass_at_sea_until_a_blow_halves_its_boldness() -> None:
    # Half-life 25: 1 - d of 0.006 and of 0.004 on the day after, at 0.8; at 0.4 from the day after the blow of day 10.
    d = 2 ** (-1 / 25)
    for provocation in (Row(9, KH, "attack_base"), Row(9, KH, "attack_convoy"), Row(9, "iran", "attack_shipping")):
        for decision, weight in (("order_pressure", 0.006), ("attack_shipping", 0.004)):
            borne = extra((provocation,), "iran", decision)
            assert borne[9:12] == pytest.approx([0.0, 0.8 * weight * (1 - d), 0.8 * weight * (1 - d) * d])
            answered = series(seen((provocation, BLOW)), "iran", decision) - series(seen((BLOW,)), "iran", decision)
            assert answered[10:12] == pytest.approx([borne[10], borne[11] / 2])
            assert extra((provocation,), "iran", decision, off=("underestimation",)) == pytest.approx(0.0)
