"""The range of a mean effect over couplings, which nothing identifies: the same comparison in folders of another coupling.

A coupling says which of the documented acts a world without their cause would have kept. What happened says nothing about it
(Haugh and Singal 2022), so that an effect is a range over couplings rather than one number. Fresh luck is no coupling but another
question, and against the record its answer holds what the rules get wrong of the record itself: it is not set beside.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from sim.effect_table import coupling_of
from sim.errors import InputError
from sim.estimates.estimating import Estimate, estimate
from sim.estimates.folders import Opened, open_folder
from sim.results.manifest import seeds_of
from sim.scenario import Scenario

FREE = "coupling"
"""The field of a scenario in which the folders differ."""
KEY = ["scenario", "measure", "since", "until"]


def with_range(found: Estimate, beside: Sequence[Path]) -> Estimate:
    """The same effects, with the range of each mean difference over this folder and others.

    Parameters
    ----------
    beside
        Folders of `compare` or `batch` with the same scenarios, worlds, seed and parameters, but for the coupling; none: nothing
        is changed.

    Raises
    ------
    InputError
        If a folder differs in anything else, or two of them are alike.
    """
    if not beside:
        return found
    others = [_same_but_for_coupling(found.opened, path) for path in beside]
    says = [what_ties(each) for each in (found.opened, *others)]
    twice = next((path for at, path in enumerate(beside, start=1) if says[at] in says[:at]), None)
    if twice is not None:
        raise InputError("its coupling is that of another; allowed: another --coupling", file=twice)
    estimates = [estimate(each.folder, each.reference) for each in others]
    means = np.stack([found.table["difference"], *(_in_order(found, each) for each in estimates)])
    ranged = np.isfinite(means).all(axis=0)
    low, high = (np.where(ranged, of(means, axis=0), np.nan) for of in (np.min, np.max))
    table = found.table.assign(coupling_low=low, coupling_high=high, couplings=np.where(ranged, ", ".join(says), ""))
    return dataclasses.replace(found, table=table, beside=tuple(others))


def what_ties(opened: Opened) -> str:
    """What ties the arms of a folder to its reference: a coupling, or several by comma."""
    return ", ".join(dict.fromkeys(coupling_of(each) for each in opened.scenarios if each.branch is not None))


def _same_but_for_coupling(opened: Opened, path: Path) -> Opened:
    """The other folder; raises `InputError` if it is not the same comparison."""
    if opened.is_sweep:
        raise InputError("a sweep has no range of its own; allowed: --vary coupling=causes,inversion, or a comparison", file=path)
    other = open_folder(path, opened.reference)
    ours, theirs = ({each.name: _tied(each) for each in one.scenarios} for one in (opened, other))
    differs = [name for name, of in (("seeds", seeds_of), ("worlds", _worlds)) if of(opened.manifest) != of(other.manifest)]
    differs += ["parameters"] if opened.manifest["parameters"]["sha256"] != other.manifest["parameters"]["sha256"] else []
    differs += ["rules or record"] if opened.manifest["inputs"] != other.manifest["inputs"] else []
    differs += ["scenarios"] if ours != theirs else []
    if differs:
        raise InputError(f"differs in {', '.join(differs)}; allowed: the same but for the coupling", file=path)
    return other


def _worlds(manifest: Mapping[str, Any]) -> int:
    return int(manifest["worlds"])


def _tied(scenario: Scenario) -> dict[str, Any]:
    return {key: value for key, value in scenario.as_dict().items() if key != FREE}


def _in_order(found: Estimate, other: Estimate) -> np.ndarray[Any, np.dtype[np.float64]]:
    """The other's mean differences in the rows of the table; NaN for a row that it has not."""
    by_key = other.table.set_index(KEY)["difference"]
    return by_key.reindex(found.table.set_index(KEY).index).to_numpy(dtype=np.float64)
