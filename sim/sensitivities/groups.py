"""Groups of parameters whose columns pick-freeze designs swap whole, and how far the posterior ties one group to another.

Swapping the columns of a group between independent draws keeps what ties parameters within it (shares that sum to one, a weight
that stands in for another) and cuts what ties it to other groups. Indices of groups take the groups to be independent, which is
an assumption: `dependence` says how far the posterior keeps to it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from itertools import combinations

import numpy as np

from sim.errors import NAME, InputError, cut, unknown
from sim.types import Floats
from sim.vocabulary.decisions import MILITIAS

OWNERS, REST = "owners", "the rest"
ARMED = "groups"
"""The traits of all armed groups, and what they have in common: they share out attacks among them, so that none moves alone."""
FORM = f"{OWNERS}, or NAME=PATTERN,PATTERN such as 'deterrence=us.*,militia.fear'"
SHUFFLES = 20
Groups = dict[str, tuple[str, ...]]
"""Names of parameters by group."""


def groups_of(names: Sequence[str], asked: Sequence[str] = ()) -> Groups:
    """Groups of parameters.

    Parameters
    ----------
    names
        The parameters that draws differ in.
    asked
        `NAME=PATTERN,PATTERN` each, patterns as of file names; what none names is `the rest`. None, or `owners` alone: by owner.

    Raises
    ------
    InputError
        For a text of another form, a pattern that no parameter fits, a parameter in two groups, and fewer than two groups.
    """
    found = _by_owner(names) if list(asked) in ([], [OWNERS]) else _asked(names, asked)
    if len(found) < 2:
        raise InputError(f"--groups makes {len(found)} group of the parameters that vary; allowed: {FORM}, two groups or more")
    return found


def _by_owner(names: Sequence[str]) -> Groups:
    found: dict[str, list[str]] = {}
    for name in names:
        owner = name.partition(".")[0]
        found.setdefault(ARMED if owner in MILITIAS else owner, []).append(name)
    return {owner: tuple(members) for owner, members in found.items()}


def _asked(names: Sequence[str], asked: Sequence[str]) -> Groups:
    found: Groups = {}
    for text in asked:
        group, sign, patterns = (part.strip() for part in text.partition("="))
        if not (group and sign and patterns) or group in found:
            raise InputError(f"--groups {cut(text, NAME)!r}: allowed, each name once: {FORM}")
        members = tuple(name for name in names if any(fnmatchcase(name, each.strip()) for each in patterns.split(",")))
        if not members:
            raise InputError(f"--groups {cut(group, NAME)}: {unknown('parameter that varies', patterns, names)}")
        twice = next((name for name in members for others in found.values() if name in others), None)
        if twice is not None:
            raise InputError(f"--groups: {twice} stands in two groups; allowed: one")
        found[group] = members
    rest = tuple(name for name in names if not any(name in members for members in found.values()))
    return {**found, REST: rest} if rest else found


# Whether they are independent -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Tie:
    """The strongest rank correlation between a parameter of one group and one of another.

    Attributes
    ----------
    groups, names
        The two groups, and the two parameters.
    rho
        Spearman's rank correlation, in [-1, 1].
    chance
        What the strongest of as many pairs reaches in 19 of 20 shuffled tables, where nothing ties the groups.
    """

    groups: tuple[str, str]
    names: tuple[str, str]
    rho: float
    chance: float


def dependence(draws: dict[str, Floats], groups: Groups, rng: np.random.Generator) -> list[Tie]:
    """The strongest tie of each two groups in the draws, the strongest first.

    Parameters
    ----------
    draws
        The values of each parameter, shape `(draws,)`.
    """
    ranks = {group: _ranks([draws[name] for name in members]) for group, members in groups.items()}
    ties = []
    for one, other in combinations(groups, 2):
        left, right = ranks[one], ranks[other]
        found = left.T @ right
        at, to = np.unravel_index(int(np.abs(found).argmax()), found.shape)
        shuffled = [float(np.abs(rng.permutation(left).T @ right).max()) for _ in range(SHUFFLES)]
        chance = float(np.quantile(shuffled, 0.95))
        ties.append(Tie((one, other), (groups[one][at], groups[other][to]), float(found[at, to]), chance))
    return sorted(ties, key=lambda tie: -abs(tie.rho))


def _ranks(columns: Sequence[Floats]) -> Floats:
    """Ranks with mean zero and length one, so that products are correlations; shape `(draws, columns)`."""
    from scipy.stats import rankdata

    ranks = rankdata(np.stack(columns, axis=1), axis=0)
    apart = ranks - ranks.mean(axis=0)
    length = np.sqrt((apart**2).sum(axis=0))
    return np.asarray(apart / np.where(length > 0, length, 1.0))
