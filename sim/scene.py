"""What everybody can see: memories of public events that several actors share, kept once.

Private memories (who struck *me*) live in the actors. The half-lives are parameters of `scene.yaml`.
"""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from sim.memory import Kernel, Trace
from sim.parameters import Parameters
from sim.tally import ATTACKS, Tally
from sim.types import Number
from sim.worlds import is_nothing, plus


class Scene:
    """Shared memories, updated once a day before the actors perceive.

    Attributes
    ----------
    attacks, convoys
        Kernels of all attacks on bases, and of all convoy bombs (mass one).
    harassment
        Slower kernel of all attacks, as the Americans count provocations.
    strikes
        Kernel of American strikes and killings, as the struck side's allies feel them.
    fear
        Trace of American strikes and killings, as a deterrent.
    revenge
        Kernel of killed leaders.
    sovereignty
        Trace of American strikes and killings on Iraqi soil.
    pressed, held
        Traces of Tehran's orders to press and to hold fire.
    israeli
        Kernel of Israeli strikes on the militias and their patrons.
    commander_alive
        1 while the Quds Force commander of the start is in office, 0 after he was killed.
    exposure_lost
        Targets within reach that cuts and hand-overs have taken away, as a share.
    noticed
        Trace of Baghdad's warnings that a strike is coming.
    blows_on_no_group
        Yesterday's strikes that hit none of the model's groups (Iranian or unnamed sites); shared by standing blame.
    """

    def __init__(self, parameters: Parameters, off: Collection[str]) -> None:
        self.off = off
        p = parameters.owned_by("scene")
        self.attacks = Kernel(p.momentum_half_life)
        self.convoys = Kernel(p.convoy_half_life)
        self.harassment = Kernel(p.harassment_half_life)
        self.strikes = Kernel(p.reprisal_half_life)
        self.fear = Trace(p.fear_half_life)
        self.revenge = Kernel(0.0 if "retaliation_delay" in off else p.revenge_half_life)
        self.sovereignty = Trace(p.sovereignty_half_life)
        self.pressed = Trace(p.order_half_life)
        self.held = Trace(p.order_half_life)
        self.israeli = Kernel(p.israeli_half_life)
        self.exposure_lost = Trace(p.exposure_half_life)
        self.noticed = Trace(p.notice_half_life)
        self.blows_on_no_group: Number = 0.0
        self.commander_alive: Number = 1.0
        self.draw_down_share: Number = p.draw_down_share

    def tune(self, parameters: Parameters, off: Collection[str]) -> None:
        """Read the half-lives again, after an intervention has set one, and which mechanisms are off."""
        self.off = off
        p = parameters.owned_by("scene")
        for memory, half_life in (
            (self.attacks, p.momentum_half_life), (self.convoys, p.convoy_half_life), (self.harassment, p.harassment_half_life),
            (self.strikes, p.reprisal_half_life), (self.fear, p.fear_half_life), (self.sovereignty, p.sovereignty_half_life),
            (self.pressed, p.order_half_life), (self.held, p.order_half_life), (self.israeli, p.israeli_half_life),
            (self.exposure_lost, p.exposure_half_life), (self.noticed, p.notice_half_life),
        ):  # fmt: skip
            memory.tune(half_life)
        self.revenge.tune(0.0 if "retaliation_delay" in off else p.revenge_half_life)
        self.draw_down_share = p.draw_down_share

    def perceive(self, yesterday: Tally, israeli_strikes: float) -> None:
        """Take in yesterday's events; `israeli_strikes` is the dated context's count."""
        unseen = yesterday.total_mark("unseen", "attack_base"), yesterday.total_mark("unseen", "attack_convoy")
        bases = plus(yesterday.total("attack_base"), unseen[0])
        convoys = plus(yesterday.total("attack_convoy"), unseen[1])
        blows = plus(yesterday.total("strike"), yesterday.total("kill_leader"))
        self.attacks.feed(bases)
        self.convoys.feed(convoys)
        self.harassment.feed(yesterday.total(*ATTACKS))
        self.strikes.feed(blows)
        self.fear.feed(blows)
        self.revenge.feed(yesterday.total("kill_leader"))
        self.sovereignty.feed(yesterday.total_mark("in_iraq", "strike", "kill_leader"))
        self.pressed.feed(yesterday.total("order_pressure"))
        self.held.feed(yesterday.total("order_restraint"))
        self.israeli.feed(0.0 if "israeli_strikes" in self.off else israeli_strikes)
        self.noticed.feed(yesterday.total("warn_militia"))
        self.blows_on_no_group = blows if is_nothing(blows) else np.maximum(blows - hits_on_groups(yesterday), 0.0)
        self.exposure_lost.feed(self._lost_targets(yesterday))
        if "decapitation" not in self.off:
            killed = yesterday.mark("us", "kill_leader", "of_commander")
            if not is_nothing(killed):
                self.commander_alive = self.commander_alive * (1.0 - np.minimum(killed, 1.0))

    def _lost_targets(self, yesterday: Tally) -> Number:
        """What yesterday's cuts and hand-overs took from the targets within reach."""
        cuts = yesterday.total("draw_down")
        return 0.0 if is_nothing(cuts) else self.draw_down_share * cuts


def hits_on_groups(yesterday: Tally) -> Number:
    """How many of yesterday's strikes and killings hit a group of the model."""
    return yesterday.total_mark_starting("hit_", "strike", "kill_leader")
