"""Libraries that only some commands need: what to install if one is missing."""

from __future__ import annotations

import re
from importlib.metadata import PackageNotFoundError, requires

PROJECT = "escalation-simulator"


def how_to_install(error: BaseException) -> str | None:
    """One line, if an extra of this project would install what was not found; None for any other failure.

    >>> how_to_install(ModuleNotFoundError("No module named 'arviz'", name="arviz"))
    "this needs arviz; install it with: pip install 'escalation-simulator[calibration]'"
    """
    if not isinstance(error, ModuleNotFoundError) or error.name is None:
        return None
    library = error.name.partition(".")[0]
    try:
        requirements = requires(PROJECT) or []
    except PackageNotFoundError:
        return None
    for requirement in requirements:
        extra = re.search(rf"""^{re.escape(library)}\b.*extra == ['"]([\w-]+)['"]""", requirement)
        if extra is not None:
            return f"this needs {library}; install it with: pip install '{PROJECT}[{extra[1]}]'"
    return None
