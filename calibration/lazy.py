"""Libraries that are loaded only where they are needed."""

from __future__ import annotations

import importlib
import warnings
from typing import Any


def arviz() -> Any:
    """ArviZ, without the notice of its coming refactoring that it prints on the first import of each day."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)
        return importlib.import_module("arviz")
