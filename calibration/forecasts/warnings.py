"""What a reader of scores has to know of them, in lines: who has seen what, and where record and contexts do not reach."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

from calibration.baselines.registry import BASELINES
from calibration.fit.judging import days_seen
from calibration.forecasts.baseline_forecasts import Refit
from calibration.forecasts.inputs import DateRange, absent_contexts, days_of_rows
from calibration.forecasts.predictive import ENOUGH
from calibration.lazy import DISTRIBUTIONS
from sim.parameter_files import TRAIN, n_draws
from sim.parameters import OFFICE_PARAMETERS, Parameters
from sim.record.contexts import load_contexts
from sim.record.evidence import Evidence, load_evidence
from sim.record.windows import load_windows

ROLLING = "python -m calibration.studies.rolling"
QUIET = 30
"""Days without a row, at either end of a record, that are not taken for a quiet month."""
SILENT = 200
"""Days without a row within a record that are not taken for calm; the longest in the project's own are 162."""


def score_warnings(
    window: DateRange,
    parameters: Parameters,
    *,
    record: Path | None = None,
    contexts: Path | None = None,
    refit: Refit = "none",
) -> list[str]:
    """Lines for whoever scores a window.

    Parameters
    ----------
    record, contexts
        The user's files, if any.
    """
    evidence = load_evidence(record, contexts)
    return [
        *left_out_baselines(),
        *seen_in_fit(window, parameters),
        *([] if record is None else unrecorded_days(window, evidence)),
        *missing_contexts(window, contexts),
        *unknown_holders(evidence, parameters),
        *(few_draws(parameters) if refit == "monthly" else ()),
    ]


def left_out_baselines() -> list[str]:
    """A line for each baseline that cannot be fitted, since a library is not installed: the best one may be among them."""
    return [
        f"the baseline {one.name} is left out: {DISTRIBUTIONS.get(one.library, one.library)} is not installed; "
        "pip install 'escalation-simulator[calibration]'"
        for one in BASELINES
        if one.library is not None and not one.is_there
    ]


def seen_in_fit(window: DateRange, parameters: Parameters) -> list[str]:
    """Whether the draws were fitted to days of the window, which the baselines then have not seen."""
    days, fitted_to = days_seen(window, parameters), parameters.origin.fitted_to
    if not days or fitted_to is None:
        return []
    held_out = window[0] > load_windows()[TRAIN].until
    instead = f"--params {TRAIN} has seen none of it" if held_out else f"Years that neither has seen: {ROLLING}"
    return [
        f"the posterior was fitted to days up to {fitted_to[1]}, {days} of this window among them, the baselines to days before "
        f"it: the comparison flatters the rules. {instead}"
    ]


def unrecorded_days(window: DateRange, evidence: Evidence) -> list[str]:
    """Days of the window, or before it, of which neither the user's record nor the project's says anything."""
    days, windows = days_of_rows(evidence), load_windows()
    own, trained = windows["record"].until, windows["train"].since
    lines = []
    if (window[1] - days[-1]).days > QUIET:
        lines.append(
            f"the record's last row is of {days[-1]}: the days after it, to {window[1]}, are scored as without an incident"
        )
    silences = [(own, days[0])] if (days[0] - own).days > QUIET else []
    silences += [(a, b) for a, b in pairwise(days) if (b - a).days > SILENT and a < window[1] and b > trained]
    return lines + [f"no row from {before} to {after}: these days are taken as without an incident" for before, after in silences]


def missing_contexts(window: DateRange, contexts: Path | None) -> list[str]:
    """Contexts that do not reach as far as the window, or that a file does not name."""
    if contexts is None:
        own = load_windows()["record"].until
        line = f"the project's contexts end on {own}; wars and governments of that day are taken to go on: bring --contexts"
        return [line] if window[1] > own else []
    never, goes_on = absent_contexts(load_contexts(contexts))
    lines = [f"{contexts} does not name {', '.join(never)}: taken as never in force"] if never else []
    return lines + ([f"{contexts} does not name {', '.join(goes_on)}: taken from the project's contexts"] if goes_on else [])


def unknown_holders(evidence: Evidence, parameters: Parameters) -> list[str]:
    """A line for each holder of an office who has no parameters of its own, and so the mean of those known (`of_holder`)."""
    lines = []
    for family, role in OFFICE_PARAMETERS.items():
        known = [name.removeprefix(f"{family}_") for name in parameters.entries if name.startswith(f"{family}_")]
        holders = dict.fromkeys(term.holder for term in evidence.contexts.terms(role))
        text = f"has no parameters of its own; it has the mean of {', '.join(known)}"
        lines += [f"{role} {holder!r} {text}" for holder in holders if holder not in known]
    return list(dict.fromkeys(lines))  # the families of one office know the same holders


def few_draws(parameters: Parameters) -> list[str]:
    """Whether there are too few draws to learn from a window by weighing them anew."""
    n = n_draws(parameters)
    if n >= 2 * ENOUGH:
        return []
    return [f"--refit monthly: of {n} draws {ENOUGH:g} must stay effective, so that the rules learn little or nothing"]
