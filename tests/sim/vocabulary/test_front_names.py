"""Front names: told apart from the groups, and each of them one that the coding rules know."""

from __future__ import annotations

from datetime import date

import pytest

from sim.record.coding import load_coding
from sim.vocabulary.decisions import MILITIAS
from sim.vocabulary.front_names import CLAIM_NAMES, FRONT_NAMES, UMBRELLA


def test_no_claim_comes_first_and_no_name_is_a_groups() -> None:
    assert CLAIM_NAMES[0] == ""
    assert set(CLAIM_NAMES) == {"", *FRONT_NAMES, UMBRELLA}
    assert len(set(CLAIM_NAMES)) == len(CLAIM_NAMES)
    assert set(CLAIM_NAMES).isdisjoint(MILITIAS)


@pytest.mark.parametrize("name", [*FRONT_NAMES, UMBRELLA])
def test_somebody_stands_behind_each(name: str) -> None:
    assert load_coding().candidates(name, date(2024, 1, 1))
