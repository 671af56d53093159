"""A Mesa model, whichever of Mesa's versions is installed."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

import mesa

SEEDS = 2**32
"""How many seeds there are to draw from, for who names none."""


class MesaModel(mesa.Model):  # type: ignore[misc]
    """What every version of Mesa from 3.3 on agrees with.

    Parameters
    ----------
    seed
        A non-negative integer; None: any, another each time, as Mesa itself takes it.
    """

    seed: int
    """The seed in use; of a model that was given none, the one that was drawn for it."""

    def __init__(self, seed: int | None) -> None:
        self.seed = secrets.randbelow(SEEDS) if seed is None else int(seed)
        super().__init__(rng=self.seed)

    if not TYPE_CHECKING:

        @property
        def scenario(self) -> Any:
            """What is asked. From 3.5 on Mesa writes into it which model it belongs to; ours may belong to many."""
            return self._scenario

        @scenario.setter
        def scenario(self, scenario: Any) -> None:
            self._scenario = scenario

    def close(self) -> None:
        """Let go of the agents. Mesa 3.3 counts them in a table that holds every model for ever; a closed one can be freed."""
        getattr(mesa.Agent, "_ids", {}).pop(self, None)
