"""What tests of scores share."""

from __future__ import annotations

import pytest

from calibration.baselines import registry

DEAR = {"hawkes_two_phases", "hawkes_three_phases", "drifting_hawkes", "boosted"}
"""Baselines that take longer to fit than all others together; each has tests of its own."""


@pytest.fixture
def few_baselines(monkeypatch: pytest.MonkeyPatch) -> tuple[str, ...]:
    """Only the baselines that are fitted at once, for tests that ask nothing of a single one; their names."""
    few = tuple(one for one in registry.BASELINES if one.name not in DEAR)
    monkeypatch.setattr(registry, "BASELINES", few)
    return tuple(one.name for one in few)
