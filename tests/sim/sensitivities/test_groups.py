"""Groups by owner or by pattern, refusals, and ties between groups that are found where they are."""

from __future__ import annotations

import numpy as np
import pytest

from sim.errors import InputError
from sim.parameters import load_parameters
from sim.sensitivities.groups import ARMED, OWNERS, REST, dependence, groups_of

NAMES = load_parameters().names


@pytest.mark.parametrize("asked", [[], [OWNERS]])
def test_by_owner_the_armed_groups_are_one(asked: list[str]) -> None:
    found = groups_of(NAMES, asked)
    assert set(found) == {"us", "iran", "iraq_government", "militia", "marks", "scene", "links", ARMED}
    assert sorted(name for members in found.values() for name in members) == sorted(NAMES)
    assert {"badr.share_of_bases", "groups.spread_of_bases"} <= set(found[ARMED])


def test_by_patterns_and_what_none_names_is_the_rest() -> None:
    found = groups_of(NAMES, ["deterrence = us.tolerance_*, militia.fear", "tehran=iran.*"])
    assert list(found) == ["deterrence", "tehran", REST]
    assert "militia.fear" in found["deterrence"]
    assert all(name.startswith("iran.") for name in found["tehran"])
    assert sum(map(len, found.values())) == len(NAMES)


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        (["us"], "allowed, each name once: owners, or NAME=PATTERN"),
        (["a=us.*", "a=iran.*"], "each name once"),
        (["a=us.tolerance_trmp"], "did you mean 'us.tolerance_trump'"),
        (["a=us.*", "b=us.tolerance_*"], "stands in two groups; allowed: one"),
        (["a=*"], "makes 1 group"),
    ],
)
def test_what_is_refused(asked: list[str], says: str) -> None:
    with pytest.raises(InputError, match=says.replace("(", "\\(").replace("*", "\\*")):
        groups_of(NAMES, asked)


def test_ties_are_found_and_chance_is_told() -> None:
    rng = np.random.default_rng(4)
    draws = {name: rng.normal(size=300) for name in ("us.a", "us.b", "iran.a", "iran.b", "scene.a")}
    draws["iran.b"] = np.exp(-3 * draws["us.a"] + 0.5 * rng.normal(size=300))
    ties = dependence(draws, groups_of(list(draws)), rng)
    assert ties[0].groups == ("us", "iran")
    assert ties[0].names == ("us.a", "iran.b")
    assert ties[0].rho < -0.9
    assert all(abs(tie.rho) < 0.25 for tie in ties[1:])
    assert all(0.05 < tie.chance < 0.25 for tie in ties)
