"""What everybody can see: memories of public events that several actors share, kept once.

Private memories (who struck *me*) live in the actors. The half-lives are parameters of `scene.yaml`.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import ClassVar

import numpy as np

from sim.parameters import Parameters
from sim.perception import Perceiver, acts, kernel, trace
from sim.tally import ATTACKS, FORCE, Tally
from sim.types import Number
from sim.vocabulary.decisions import MILITIAS
from sim.worlds import TINY, is_nothing, over_groups


class Scene(Perceiver):
    """Shared memories, updated once a day before the actors perceive.

    Attributes
    ----------
    attacks, convoys
        Kernels of all attacks on bases, and of all convoy bombs (mass one).
    attacks_in_iraq, attacks_abroad
        Kernels of the attacks on bases that are known of, by where they fell (mass one).
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
    exposure_lost
        Targets within reach that cuts and hand-overs have taken away, as a share.
    noticed
        Trace of Baghdad's warnings that a strike is coming.
    patron_struck
        Kernel of American strikes on Iranian soil, as the clients feel them.
    grudge
        Trace of the killing of the Quds Force commander, over years: what its anniversaries call up.
    halted
        Trace of open-ended halts, as far as the groups that they bind lead: a halt of the group that leads counts in full.
    called_off
        How far such halts have ended the campaign over Gaza, in [0, 1]; nothing of it fades while the war goes on.
    lead
        Each group's share of attacks on bases as against the largest, shape `(groups, 1)` or `(groups, worlds)`.
    commander_lives
        1 until the Quds Force commander of the start is killed, 0 afterwards.
    commander_replaced
        Whether a scenario has put another into his office today.
    """

    kind: ClassVar[str] = "scene"

    attacks = kernel(acts("attack_base", with_unseen=True), "momentum_half_life")
    convoys = kernel(acts("attack_convoy", with_unseen=True), "convoy_half_life")
    attacks_in_iraq = kernel(acts("attack_base", mark="in_iraq"), "momentum_half_life")
    attacks_abroad = kernel(acts("attack_base", mark="abroad"), "momentum_half_life")
    harassment = kernel(acts(*ATTACKS), "harassment_half_life")
    strikes = kernel(acts(*FORCE), "reprisal_half_life")
    fear = trace(acts(*FORCE), "fear_half_life")
    revenge = kernel(acts("kill_leader"), "revenge_half_life", delayed=True)
    sovereignty = trace(acts(*FORCE, mark="in_iraq"), "sovereignty_half_life")
    pressed = trace(acts("order_pressure"), "order_half_life")
    held = trace(acts("order_restraint"), "order_half_life")
    israeli = kernel(acts(also="israeli_strikes_yesterday"), "israeli_half_life")
    exposure_lost = trace(acts("draw_down", weight="draw_down_share"), "exposure_half_life")
    noticed = trace(acts("warn_militia"), "notice_half_life")
    patron_struck = kernel(acts("strike_iran"), "patron_half_life", delayed=True)
    grudge = trace(acts("kill_leader", mark="of_commander"), "grudge_half_life")
    halted = trace(acts(also="halting_yesterday"), "halt_half_life")

    def __init__(self, parameters: Parameters, off: Collection[str], groups: tuple[str, ...] = MILITIAS) -> None:
        self._groups = groups
        self.commander_lives: Number = 1.0
        self.commander_replaced = False
        self.called_off: Number = 0.0
        self._israeli_strikes = 0.0
        self._halting: Number = 0.0
        self.build_memories()
        self.tune(parameters, off)

    def tune(self, parameters: Parameters, off: Collection[str]) -> None:
        """Read the half-lives again, after an intervention has set one, and which mechanisms are off."""
        self.off = off
        shares = parameters.by_group(self._groups).share_of_bases
        self.lead = shares / np.maximum(np.max(shares, axis=0), TINY)
        self.tune_memories(parameters, off)

    @property
    def commander_alive(self) -> Number:
        """1 while the Quds Force commander of the start is alive and in office, 0 once he was killed or while he is replaced."""
        return 0.0 if self.commander_replaced else self.commander_lives

    def perceive(self, yesterday: Tally, israeli_strikes: float, replaced: bool = False, war_begins: bool = False) -> None:
        """Take in yesterday's events; `israeli_strikes` is the dated context's count, `replaced` of today's commander, and
        `war_begins` says whether a war in Gaza begins today: no earlier halt binds in it.
        """
        self._israeli_strikes, self._halting = israeli_strikes, self._halted_by(yesterday)
        self.feed_memories(yesterday)
        if not is_nothing(self._halting):
            self.called_off = 1.0 - (1.0 - self.called_off) * (1.0 - self._halting)
        if war_begins:
            self.halted.forget(1.0)
            self.called_off = 0.0
        if "decapitation" not in self.off and not self.commander_replaced:
            killed = yesterday.total_mark("of_commander", "kill_leader")
            if not is_nothing(killed):
                self.commander_lives = self.commander_lives * (1.0 - np.minimum(killed, 1.0))
        self.commander_replaced = replaced

    def _halted_by(self, happened: Tally) -> Number:
        """How far those who lead have called a halt, in [0, 1]: the groups that open-ended truces bind, each by its share of
        attacks as against that of the group that does most of the attacking.
        """
        bound = happened.total_mark("open_ended", "announce_truce", by_group=True)
        return bound if is_nothing(bound) else np.minimum(over_groups(self.lead * bound), 1.0)

    def halting_yesterday(self, _: Tally) -> Number:
        """How far those who lead called a halt yesterday, which is worked out once a day."""
        return self._halting

    def israeli_strikes_yesterday(self, _: Tally) -> float:
        """Israeli strikes on the militias and their patrons; no actor of the model brings them about."""
        return 0.0 if "israeli_strikes" in self.off else self._israeli_strikes


def blows_on_no_group(happened: Tally) -> Number:
    """Strikes and killings that hit none of the model's groups (Iranian or unnamed sites); standing blame shares them out."""
    blows = happened.total(*FORCE)
    return blows if is_nothing(blows) else np.maximum(blows - happened.total_mark("hit", *FORCE), 0.0)
