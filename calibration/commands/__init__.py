"""The calibration's commands; the command line finds them by the entry point `escalation.commands`."""

from __future__ import annotations

from collections.abc import Callable

COMMANDS = (
    (
        "calibrate",
        "Fit the posterior by tempering, say whether independent runs agree, and write it.",
        "calibration.commands.calibrate:calibrate",
    ),
    (
        "score",
        "Score one-step-ahead forecasts of a window: the rules and the baselines, by series and together.",
        "calibration.commands.score:score",
    ),
    (
        "ahead",
        "Look ahead from the last day of a record: how probable strikes, deaths and truces are within 7, 30 and 90 days.",
        "calibration.commands.ahead:ahead",
    ),
    (
        "check",
        "Compare documented patterns with the 95 % of worlds that the model predicts; exit 1 if one is missed unexpectedly.",
        "calibration.commands.check:check_targets",
    ),
)
"""Name, one sentence for the list, and `module:function`; the sentence is the first of the function's docstring."""


def register(add: Callable[[str, str, str], None]) -> None:
    """Add every command to the command line, by name; none is imported for it."""
    for name, sentence, target in COMMANDS:
        add(name, sentence, target)
