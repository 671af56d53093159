"""What worlds hold beyond the record: sums over a month, limits by hand, two measures at once, blocks added up."""

from __future__ import annotations

import numpy as np
import pytest

from sim.api import simulate
from sim.record.counts import ONCE_A_DAY
from sim.results.beyond import ANY, JOINT, WATCHED, WINDOW, Beyond, Column, Limits, documented_limits, recent
from sim.types import Ints
from sim.vocabulary.measures import MEASURES

ATTACKS, STRIKES = "attacks_on_us", "us_strikes"
BOTH = f"{ATTACKS} & {STRIKES}"


def limits(**states: list[int]) -> Limits:
    days = len(next(iter(states.values())))
    return Limits.of({name: np.array(states.get(name, [0] * days)) for name in WATCHED})


def columns(**counts: list[list[int]]) -> Column:
    """Counts by world and day of some measures; none of the others."""
    shape = np.shape(next(iter(counts.values())))
    by_column = {MEASURES[name].column: np.array(values) for name, values in counts.items()}
    return lambda column: by_column.get(column, np.zeros(shape, dtype=np.int64))


def test_a_state_is_what_the_last_month_brought() -> None:
    counts = np.zeros((1, WINDOW + 5), dtype=np.int64)
    counts[0, [0, 3]] = 2, 1
    found = recent(counts)[0]
    assert found[:5].tolist() == [2, 2, 2, 3, 3]
    assert found[WINDOW - 1 : WINDOW + 4].tolist() == [3, 1, 1, 1, 0]


def test_limits_are_the_most_of_each_and_of_two_at_once() -> None:
    """The record had two strikes beside four attacks, and six attacks beside one strike."""
    found = limits(attacks_on_us=[4, 6, 1], us_strikes=[2, 1, 2])
    assert (found.most[ATTACKS], found.most[STRIKES], found.most["raids"]) == (6, 2, 0)
    assert found.beside[BOTH].tolist() == [2, 2, 2, 2, 2, 1, 1]


def test_a_day_is_beyond_by_one_measure_or_by_two_that_never_were_as_many_at_once() -> None:
    beyond = Beyond(2, limits(attacks_on_us=[4, 6, 1], us_strikes=[2, 1, 2]))
    beyond.add(columns(attacks_on_us=[[4, 0], [6, 0], [6, 1], [0, 0]], us_strikes=[[2, 0], [1, 1], [0, 0], [2, 0]]))
    assert beyond.counts[ATTACKS].tolist() == [0, 1]  # the third world's seven
    assert beyond.counts[STRIKES].tolist() == [0, 0]
    assert beyond.counts[BOTH].tolist() == [0, 1]  # the second world's six and two
    assert beyond.counts[ANY].tolist() == [0, 2]
    assert beyond.shares().tolist() == [0.0, 0.5]
    assert beyond.shares(BOTH).tolist() == [0.0, 0.25]


def test_what_the_record_never_holds_is_beyond_at_once() -> None:
    beyond = Beyond(1, limits(attacks_on_us=[4]))
    beyond.add(columns(raids=[[1], [0]]))
    assert beyond.counts["raids"].tolist() == [1]


def test_days_before_the_span_are_remembered_and_not_counted() -> None:
    beyond = Beyond(2, limits(attacks_on_us=[4]))
    beyond.add(columns(attacks_on_us=[[5, 0, 0, 0]]))
    assert beyond.counts[ATTACKS].tolist() == [1, 1]


def test_blocks_add_up() -> None:
    rng = np.random.default_rng(4)
    counts = {name: rng.poisson(0.3, (6, 50)).tolist() for name in WATCHED}
    some = limits(**{name: rng.integers(0, 12, 30).tolist() for name in WATCHED})
    whole, parts = Beyond(40, some), Beyond(40, some)
    whole.add(columns(**counts))
    for rows in (slice(0, 2), slice(2, 6)):
        parts.add(columns(**{name: values[rows] for name, values in counts.items()}))
    assert whole.worlds == parts.worlds == 6
    assert all(np.array_equal(whole.counts[name], parts.counts[name]) for name in whole.counts)
    assert whole.counts[ANY].any()


def test_the_record_itself_is_never_beyond_it() -> None:
    """Not on any of its days, by any measure or pair."""
    run = simulate("documented", worlds=1, seed=1, params="point")
    daily = run.daily

    def column(name: str) -> Ints:
        found: Ints = daily[name].to_numpy(dtype=np.int64)[None]
        return found

    beyond = Beyond(len(daily))
    beyond.add(column)
    assert not beyond.counts[ANY].any()
    found = documented_limits()
    most = {name: int(recent(column(MEASURES[name].column)).max()) for name in WATCHED}
    del most["counter_fire"]  # there was more of it in the summer after this scenario ends
    assert all(found.most[name] == many for name, many in most.items())
    assert {MEASURES[name].column for name in ("us_strikes", "counter_fire")} == ONCE_A_DAY


@pytest.mark.parametrize(("name", "pair"), JOINT.items())
def test_pairs_are_of_watched_measures(name: str, pair: tuple[str, str]) -> None:
    assert name == " & ".join(pair)
    assert set(pair) < set(WATCHED)
