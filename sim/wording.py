"""Numbers as tables and pages say them, whoever prints them."""

from __future__ import annotations

import math


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
