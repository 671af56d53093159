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


def need(*libraries: str) -> None:
    """Raise `ModuleNotFoundError` if a library is not installed: before the work, not at its end."""
    for name in libraries:
        if importlib.util.find_spec(name) is None:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
