"""The calibration: how probable the rules make the record, and what is fitted to it.

>>> import numpy as np
>>> from calibration import log_likelihood, prior_draws
>>> theta = prior_draws(4, np.random.default_rng(7))  # (4, n_parameters), unconstrained
>>> scores = log_likelihood(theta)  # (4,), nats over the training window

Both are loaded when they are first asked for, so that a command that needs neither starts at once.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

__all__ = ["log_likelihood", "prior_draws"]

if TYPE_CHECKING:
    from calibration.fit.likelihood import log_likelihood
    from calibration.fit.parameter_space import prior_draws
else:
    _HOMES = {"log_likelihood": "calibration.fit.likelihood", "prior_draws": "calibration.fit.parameter_space"}

    def __getattr__(name: str) -> object:
        """A public function from the module it lives in."""
        if name not in _HOMES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return getattr(importlib.import_module(_HOMES[name]), name)

    def __dir__() -> list[str]:
        """What is there, with what is not loaded yet."""
        return sorted({*globals(), *__all__})
