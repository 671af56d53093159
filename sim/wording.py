"""Numbers and seeds as tables and pages say them, whoever prints them."""

from __future__ import annotations

import math
from collections.abc import Sequence

from sim.errors import NAME, cut


def rounded(value: float, form: str = "") -> str:
    """A number to about three digits: whole from 100 up or where it is whole, one decimal from 10, else two; never minus nothing.

    Parameters
    ----------
    form
        Begins the format specification: `+` for a sign, `,` for thousands apart.

    >>> rounded(1234.4, ","), rounded(10.52), rounded(0.6), rounded(-2.0), rounded(-0.001)
    ('1,234', '10.5', '0.60', '-2', '0')
    """
    size = abs(value)
    digits = 0 if size >= 99.5 or float(value).is_integer() else 1 if size >= 9.95 else 2
    text = f"{value:{form}.{digits}f}"
    return "0" if float(text.replace(",", "")) == 0 else text


def percents(*shares: float | None) -> tuple[str, ...]:
    """Shares of one whole as whole per cents that add up to 100: what rounding takes goes where most was cut; a dash for none.

    >>> percents(0.974, 0.013, 0.013)
    ('98 %', '1 %', '1 %')
    """
    known = [share for share in shares if share is not None and not math.isnan(share)]
    if len(known) < len(shares):
        return ("-",) * len(shares)
    whole = [math.floor(100 * share + 1e-9) for share in known]
    most_cut = sorted(range(len(known)), key=lambda at: whole[at] - 100 * known[at])
    for at in most_cut[: round(100 * sum(known)) - sum(whole)]:
        whole[at] += 1
    return tuple(f"{part} %" for part in whole)


def percent(share: float) -> str:
    """A share by itself as whole per cents, never minus nothing: an estimate of a share may lie below zero.

    >>> percent(0.304), percent(-0.004)
    ('30 %', '0 %')
    """
    return f"{share:.0%}".replace("%", " %").replace("-0 %", "0 %")


def spaced(name: str) -> str:
    """A name of the rules as words.

    >>> spaced("standing_will")
    'standing will'
    """
    return name.replace("_", " ")


def seeds_in_words(seeds: Sequence[int]) -> str:
    """Seeds by number, those of a long list cut.

    >>> seeds_in_words([7]), seeds_in_words([7, 8, 9])
    ('seed 7', 'seeds 7, 8, 9')
    """
    return f"seed {seeds[0]}" if len(seeds) == 1 else f"seeds {cut(', '.join(map(str, seeds)), NAME)}"
