"""Pick-freeze designs: whose values stand where, that no draw is in both sets, and what is refused."""

from __future__ import annotations

import numpy as np
import pytest

from sim.errors import InputError
from sim.parameter_files import choose, n_draws
from sim.parameters import Parameters
from sim.results.draws import draws
from sim.sensitivities.designs import PickFreeze, included, pick_freeze, varying


def test_the_two_sets_share_no_draw(made: PickFreeze) -> None:
    assert len({*made.a, *made.b}) == 2 * len(made.a)
    assert made.names == ("A", "B", "war", "the rest")
    assert made.size == len(made.a) * made.worlds


def test_a_group_is_swapped_whole_and_nothing_else(made: PickFreeze) -> None:
    a, b, war = (draws(made.parameters_of(name)) for name in ("A", "B", "war"))
    table = draws(made.parameters)
    assert len(varying(made.parameters)) > 100
    for name in table:
        assert a[name].tolist() == np.repeat(table[name][made.a], made.worlds).tolist()
        assert war[name].tolist() == (b if name in made.groups["war"] else a)[name].tolist()
        assert b[name].tolist() == np.repeat(table[name][made.b], made.worlds).tolist()


def test_values_and_variants_follow_the_draws(made: PickFreeze) -> None:
    names, inside = included(made.parameters, made.draws)
    assert inside.shape == (2 * len(made.a), len(names))
    at = names.index("militia.fear")
    assert inside[:, at].tolist() == (made.values()["militia.fear"] > 0).tolist()
    assert 0 < inside[:, at].mean() < 1


def test_the_seed_chooses(posterior: Parameters, made: PickFreeze) -> None:
    again, other = (pick_freeze(posterior, made.groups, 24, 4, seed) for seed in (7, 8))
    assert again.a.tolist() == made.a.tolist()
    assert other.a.tolist() != made.a.tolist()


@pytest.mark.parametrize(
    ("rows", "worlds", "says"),
    [
        (19, 4, "--draws is 19; allowed: 20 to"),
        (100_000, 4, "half of the"),
        (24, 1, "--worlds is 1; allowed: 2 or more"),
    ],
)
def test_what_is_refused(rows: int, worlds: int, says: str, posterior: Parameters, made: PickFreeze) -> None:
    assert n_draws(posterior) > 40
    with pytest.raises(InputError, match=says):
        pick_freeze(posterior, made.groups, rows, worlds, 7)


def test_one_vector_is_refused(made: PickFreeze) -> None:
    with pytest.raises(InputError, match="there are 1 draws of the parameters; allowed: 40 or more"):
        pick_freeze(choose("point"), made.groups, 24, 4, 7)


def test_parameters_without_spikes_have_no_variants() -> None:
    names, inside = included(choose("point", {"us.tolerance_trump": np.array([1.0, 2.0])}), np.arange(2))
    assert names == ()
    assert inside.shape == (2, 0)
