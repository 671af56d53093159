"""The peer: the same rules as a plain Mesa model with one world to a model, written as its users commonly would.

One agent class to each kind, floats for states, `random` for luck, memories that leak once a day; the free run only. It reads
dated facts through `sim.record` and shares no rule, memory, mark or history with `sim`, so it measures what many worlds in one
model are worth, and is checked against them (`tests/bench/test_peer.py`).
"""

from .facts import Facts, calendar, draw
from .model import PeerModel

__all__ = ["Facts", "PeerModel", "calendar", "draw"]
