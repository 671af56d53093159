"""The calibration: how probable the rules make the record, and what is fitted to it.

>>> import numpy as np
>>> from calibration import log_likelihood, prior_draws
>>> theta = prior_draws(4, np.random.default_rng(7))  # (4, n_parameters), unconstrained
>>> scores = log_likelihood(theta)  # (4,), nats over the training window

Both are loaded when they are first asked for, so that a command that needs neither starts at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

__all__ = ["log_likelihood", "prior_draws"]

if TYPE_CHECKING:
    from calibration.fit.likelihood import log_likelihood
    from calibration.fit.parameter_space import prior_draws
else:
    from sim.lazy import attributes

    __getattr__, __dir__ = attributes(
        __name__, {"log_likelihood": "calibration.fit.likelihood", "prior_draws": "calibration.fit.parameter_space"}
    )
