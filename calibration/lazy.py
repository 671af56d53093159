"""Libraries that are loaded only where they are needed."""

from __future__ import annotations

import importlib
import importlib.util
import warnings
from typing import Any


def arviz() -> Any:
    """ArviZ, without the notice of its coming refactoring that it prints on the first import of each day."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)
        return importlib.import_module("arviz")


DISTRIBUTIONS = {"sklearn": "scikit-learn"}
"""Under which name a library is installed, where that is another."""


def module(name: str) -> Any:
    """A module that carries no types; raises `ModuleNotFoundError` if its library is not installed."""
    need(name.partition(".")[0])
    return importlib.import_module(name)


def is_there(library: str) -> bool:
    """Whether a library is installed; it is not loaded for that."""
    try:
        return importlib.util.find_spec(library) is not None
    except ModuleNotFoundError:
        return False


def need(*libraries: str) -> None:
    """Raise `ModuleNotFoundError`, by the name to install, if a library is not there: before the work, not at its end."""
    for name in libraries:
        if not is_there(name):
            wanted = DISTRIBUTIONS.get(name, name)
            raise ModuleNotFoundError(f"No module named {wanted!r}", name=wanted)
