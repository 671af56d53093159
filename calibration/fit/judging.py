"""The parameters that forecasts are judged with: by default draws that have seen the training window and no day after it.

What says how well the rules foresee takes its parameters from here: `escalation score`, `escalation check`, the studies of a
window. Draws of the whole record have seen the days that are to be foreseen. A file of draws says itself which days it was fitted
to (`sim.parameter_files.fitted_to`), so that whole ones in the place of the others are known, whoever put them there.
"""

from __future__ import annotations

from datetime import date

from sim.errors import InputError
from sim.parameter_files import TRAIN, Changes, Params, choose
from sim.parameters import Parameters
from sim.paths import Posterior
from sim.record.windows import load_windows
from sim.untrusted import shown


def parameters_to_judge(params: Params = TRAIN, changes: Changes | None = None) -> Parameters:
    """The parameters that `params` and `changes` stand for (`sim.parameter_files.choose`).

    Raises
    ------
    InputError
        As `choose` does, and if the draws called `train` were fitted to other days than those of the training window.
    """
    parameters = choose(params, changes)
    origin, train = parameters.origin, load_windows()[TRAIN]
    if origin.name == TRAIN and origin.fitted_to != (train.since, train.until):
        raise InputError(
            f"these draws were fitted to {origin.days or 'days that they do not name'}; needed to judge forecasts: the training "
            f"window, {train.since}:{train.until}; `make posterior` fits them anew",
            file=shown(Posterior.TRAIN.draws),
        )
    return parameters


def days_seen(window: tuple[date, date], parameters: Parameters) -> int:
    """How many days of a window, both ends included, the parameters were fitted to; 0 if nobody says to which they were."""
    if parameters.origin.fitted_to is None:
        return 0
    since, until = parameters.origin.fitted_to
    return max((min(until, window[1]) - max(since, window[0])).days + 1, 0)
