"""What the tests of the calibration share."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from calibration.baselines import fitting, registry
from calibration.baselines.fitting import Fitted, RateModel, SeriesData
from calibration.fit import likelihood

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


@pytest.fixture(scope="module")
def short_memories() -> Iterator[None]:
    """The replay likelihood is warmed up on ten days in place of 120, for tests of how it is used and not of what it is."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(likelihood, "WARM_UP", 10)
        yield


@pytest.fixture(scope="session")
def made_fits() -> dict[Any, Fitted]:
    """What was fitted so far, by all that a fit hangs on."""
    return {}


@pytest.fixture
def fits_once(made_fits: dict[Any, Fitted], monkeypatch: pytest.MonkeyPatch) -> None:
    """A baseline that was fitted to the same numbers before, from the same start, is not fitted again."""
    fit = fitting.fit

    def once(model: RateModel, data: SeriesData, since: int, **how: Any) -> Fitted:
        arrays = (data.counts, data.reported, data.covariate, data.exciter)
        others = None if data.others is None else data.others.tobytes()
        free = tuple((each.name, each.start, each.share) for each in model.free)
        form = tuple((name, tuple(value.items()) if isinstance(value, dict) else value) for name, value in sorted(how.items()))
        key = model.name, free, tuple(array.tobytes() for array in arrays), others, data.once, since, form
        if key not in made_fits:
            made_fits[key] = fit(model, data, since, **how)
        return made_fits[key]

    monkeypatch.setattr(fitting, "fit", once)
