r"""The campaign over Gaza as a phase, with a start and an end, and the halts that hold everybody.

A campaign begins in full with the war. An open-ended halt of the groups that lead ends it, for good, as far as they lead:

    on today  =  on yesterday x (1 - lead)                    campaign  =  war x [left + (1 - left) x on]

*lead* is the share of attacks of the groups that the halt binds, as against that of the group that does most of the attacking,
no more than one; *left* is what goes on all the same. Words that end a truce do not bring the campaign back: after those of
February 2024 it stayed over. Another war does, and no halt from before it binds in it.

Beside, such a halt holds all fire at bases for a time, whoever fires, whatever is said or fired meanwhile (`held`).
"""

from __future__ import annotations

from sim.environment import Environment
from sim.types import Number
from sim.worlds import is_nothing, reduced

WAR = "gaza_war"
"""Without it, the groups do not know of the war in Gaza."""
HALTS = "truces"
"""Without it, nobody calls a halt."""


def war_in_gaza(environment: Environment) -> float:
    """1 while the war in Gaza is on and not paused, else 0; for the militias."""
    if WAR in environment.off.of("militia"):
        return 0.0
    return environment.context("gaza_war") * max(1.0 - environment.context("gaza_truce"), 0.0)


def called_off(environment: Environment) -> Number:
    """The share of the campaign that halts have ended, in [0, 1]."""
    ended = environment.scene.called_off
    if is_nothing(ended) or HALTS in environment.off.of("militia"):
        return 0.0
    return (1.0 - environment.parameters.values["militia.campaign_left"]) * ended


def campaign(environment: Environment) -> Number:
    """What there is of the campaign over Gaza today, in [0, 1]: all while the war is on, but for what was called off."""
    return reduced(war_in_gaza(environment), called_off(environment))


def held(environment: Environment) -> Number:
    """What halts of the groups that lead hold back of all fire at bases, in log units."""
    halted = environment.scene.halted.level
    return 0.0 if is_nothing(halted) else environment.parameters.values["militia.halt_followed"] * halted
