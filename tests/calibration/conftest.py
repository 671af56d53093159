"""What the tests of the calibration share."""

from __future__ import annotations

import pytest

from calibration.baselines import registry

FEW = ("constant", "ewma", "hawkes", "mutual_hawkes")


@pytest.fixture
def few_baselines(monkeypatch: pytest.MonkeyPatch) -> tuple[str, ...]:
    """The names of the only baselines while a test lasts: none has a hidden state, which takes seconds to fit.

    For tests of what is done with baselines, whichever they are; `tests/calibration/commands/test_score.py` scores all of them.
    """
    few = tuple(baseline for baseline in registry.BASELINES if baseline.name in FEW)
    assert len(few) == len(FEW)
    monkeypatch.setattr(registry, "BASELINES", few)
    return FEW
