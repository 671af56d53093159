"""What sources say an act answered, put together for the rules: the acts and contexts named, and whose word it is.

A link that is our own order in time (`sequence`) is no statement. Where several speak of one act, it is the actor's own word that
counts, else that of reporters and officials, else his opponent's; what any of them names is named.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sim.record.acts import Act
from sim.record.links import CONTEXT, Link, Links

VOICES = ("actor", "source", "opponent")
"""Who may say so, the best word first."""


@dataclass(frozen=True)
class Stated:
    """What is said of one act.

    Attributes
    ----------
    acts
        Ids of the rows that it is said to have answered; its own, which may also stand for something earlier the same day, such
        as the mediation behind a truce.
    contexts
        Names of the contexts.
    said_by
        One of `VOICES`.
    """

    acts: frozenset[str]
    contexts: frozenset[str]
    said_by: str


def stated_cause(act: Act, links: Links) -> Stated | None:
    """What is said of an act; None if nothing is."""
    spoken = [link for name in act.rows for link in links.causes(name) if link.said_by in VOICES]
    acts = frozenset(link.named for link in spoken if link.named) | frozenset(act.rows)
    contexts = frozenset(link.cause.removeprefix(CONTEXT) for link in spoken if link.cause.startswith(CONTEXT))
    return Stated(acts, contexts, _best_voice(spoken)) if spoken else None


def stated_causes(acts: Iterable[Act], links: Links) -> Mapping[tuple[str, str], Stated]:
    """What is said of each act, by id and decision."""
    said = {(act.id, act.decision): stated_cause(act, links) for act in acts}
    return {key: stated for key, stated in said.items() if stated is not None}


def _best_voice(links: Iterable[Link]) -> str:
    return min((link.said_by for link in links), key=VOICES.index)
