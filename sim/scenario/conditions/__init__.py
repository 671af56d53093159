"""Conditions: what a policy asks of a day, read by a small grammar into a typed tree, and never executed as a program."""

from sim.scenario.conditions.grammar import parse
from sim.scenario.conditions.tree import Condition, Known, Quantity, quantities_of

__all__ = ["Condition", "Known", "Quantity", "parse", "quantities_of"]
