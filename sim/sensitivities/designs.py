"""Pick-freeze designs made of draws of the posterior: which parameters each world has in A, B and every AB_k.

Worlds stand row by row: row i has the worlds i n to i n + n - 1, the same luck and the same draw in all of them, so that a run of
one design is a plain run of as many worlds, with a column of values for each parameter.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.errors import InputError
from sim.parameter_files import n_draws
from sim.parameters import Parameters
from sim.results.draws import draws as draws_of
from sim.sensitivities.groups import Groups
from sim.types import Bools, Floats, Ints

LEAST_ROWS, LEAST_WORLDS = 20, 2


@dataclass(frozen=True)
class PickFreeze:
    """Two sets of draws, and the groups whose columns go from the one to the other.

    Attributes
    ----------
    parameters
        With all draws.
    groups
        Names of parameters by group.
    a, b
        The draws of each row, shape `(rows,)`; no draw is in both.
    worlds
        Worlds of each row.
    """

    parameters: Parameters
    groups: Groups
    a: Ints
    b: Ints
    worlds: int

    @property
    def size(self) -> int:
        """Worlds of each design."""
        return len(self.a) * self.worlds

    @property
    def names(self) -> tuple[str, ...]:
        """The designs: A, B, and one for each group."""
        return ("A", "B", *self.groups)

    @property
    def draws(self) -> Ints:
        """The draws of A, then of B, shape `(2 rows,)`."""
        return np.concatenate([self.a, self.b])

    def values(self) -> dict[str, Floats]:
        """What varies: the values of A's draws, then of B's, by name, shape `(2 rows,)`."""
        return {name: column[self.draws] for name, column in varying(self.parameters).items()}

    def parameters_of(self, design: str) -> Parameters:
        """The parameters of a design, one entry for each of its worlds."""
        swapped = frozenset(self.groups[design]) if design in self.groups else frozenset()
        base = self.b if design == "B" else self.a
        rows = {name: self.b if name in swapped else base for name in draws_of(self.parameters)}
        columns = {name: np.repeat(column[rows[name]], self.worlds) for name, column in draws_of(self.parameters).items()}
        return self.parameters.with_values({**self.parameters.values, **columns})


def varying(parameters: Parameters) -> dict[str, Floats]:
    """The parameters that draws differ in, shape `(draws,)` each."""
    return {name: values for name, values in draws_of(parameters).items() if np.ptp(values) > 0}


def included(parameters: Parameters, draws: Ints) -> tuple[tuple[str, ...], Bools]:
    """The weights that may be zero, and in which of some draws each is not, shape `(draws, terms)`.

    A posterior's draw is the variant of the rules whose weights are not zero.
    """
    columns = {name: values for name, values in draws_of(parameters).items() if name in parameters.with_spike}
    inside = [values[draws] > 0 for values in columns.values()]
    return tuple(columns), np.stack(inside, axis=1) if inside else np.zeros((len(draws), 0), dtype=np.bool_)


def pick_freeze(parameters: Parameters, groups: Groups, rows: int, worlds: int, seed: int) -> PickFreeze:
    """Two sets of draws without a draw in common, chosen by the seed.

    Raises
    ------
    InputError
        For fewer draws than both need, and for fewer than `LEAST_ROWS` rows or `LEAST_WORLDS` worlds.
    """
    most = most_rows(parameters)
    if not LEAST_ROWS <= rows <= most:
        raise InputError(f"--draws is {rows}; allowed: {LEAST_ROWS} to {most}, half of the {n_draws(parameters)} there are")
    if worlds < LEAST_WORLDS:
        raise InputError(f"--worlds is {worlds}; allowed: {LEAST_WORLDS} or more, for luck is told by worlds that share a draw")
    order = np.random.default_rng(seed).permutation(n_draws(parameters))
    return PickFreeze(parameters, groups, order[:rows], order[rows : 2 * rows], worlds)


def most_rows(parameters: Parameters) -> int:
    """Half of the draws there are; raises `InputError` if that is less than a design needs."""
    most = n_draws(parameters) // 2
    if most < LEAST_ROWS:
        raise InputError(
            f"there are {n_draws(parameters)} draws of the parameters; allowed: {2 * LEAST_ROWS} or more, as in the posterior"
        )
    return most
