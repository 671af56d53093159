"""What an explained event may have come from, as shares of one whole."""

from __future__ import annotations

from dataclasses import dataclass

from sim.explain.explanation import Explanation
from sim.explain.kinds import NONE

UNEXPLAINED = "no motive that the rules know"
ROUNDING = 1e-6


@dataclass(frozen=True)
class Share:
    """A motive of an explained event and the probability that the event came from it; the shares of an event add up to one."""

    motive: str
    kind: str
    share: float
    sentence: str
    source: str


def shares_of(why: Explanation) -> list[Share]:
    """What an event may have come from, the likeliest first; what no motive explains is one of them."""
    shares = [Share(m.name, m.kind, m.share, m.sentence, m.source) for m in why.motives if m.share > ROUNDING]
    rest = 1.0 - sum(share.share for share in shares)
    return [*shares, Share(NONE, NONE, rest, UNEXPLAINED, "")] if rest > ROUNDING or not shares else shares
