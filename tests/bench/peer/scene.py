"""What everybody can see in a peer world: leaky memories of public events, one float each."""

from __future__ import annotations

from types import SimpleNamespace

from .day import Day


class Scene:
    """Shared memories: responses of mass one (`x += gain * (events - x)`) and traces of peak one (`x = decay * x + events`)."""

    def __init__(self, p: SimpleNamespace) -> None:
        self.p = p
        self.attacks = self.attacks_in_iraq = self.attacks_abroad = self.convoys = self.harassment = 0.0
        self.strikes = self.revenge = self.israeli = 0.0
        self.fear = self.sovereignty = self.pressed = self.held = self.exposure_lost = self.noticed = 0.0
        self.grudge = self.patron_struck = self.halted = self.called_off = 0.0
        self.commander_alive = True

    def perceive(self, yesterday: Day, israeli_strikes: float, halting: float, war_begins: bool) -> None:
        """Take in yesterday's events; halts end a campaign, and another war begins one."""
        p, counts = self.p, yesterday.counts
        bases, convoys = counts["attack_base"], counts["attack_convoy"]
        killed = counts["kill_leader"]
        blows = yesterday.blows()
        self.attacks += p.momentum_gain * (bases + yesterday.unseen_bases - self.attacks)
        self.attacks_in_iraq += p.momentum_gain * (yesterday.bases_in_iraq - self.attacks_in_iraq)
        self.attacks_abroad += p.momentum_gain * (yesterday.bases_abroad - self.attacks_abroad)
        self.convoys += p.convoy_gain * (convoys + yesterday.unseen_convoys - self.convoys)
        self.harassment += p.harassment_gain * (bases + convoys - self.harassment)
        self.strikes += p.reprisal_gain * (blows - self.strikes)
        self.revenge += p.revenge_gain * (killed - self.revenge)
        self.patron_struck += p.patron_gain * (counts["strike_iran"] - self.patron_struck)
        self.israeli += p.israeli_gain * (israeli_strikes - self.israeli)
        self.fear = p.fear_decay * self.fear + blows
        self.sovereignty = p.sovereignty_decay * self.sovereignty + yesterday.on_soil
        self.pressed = p.order_decay * self.pressed + counts["order_pressure"]
        self.held = p.order_decay * self.held + counts["order_restraint"]
        self.exposure_lost = p.exposure_decay * self.exposure_lost + p.draw_down_share * counts["draw_down"]
        self.noticed = p.notice_decay * self.noticed + counts["warn_militia"]
        self.grudge = p.grudge_decay * self.grudge + yesterday.commander_killed
        self.halted = 0.0 if war_begins else p.halt_decay * self.halted + halting
        self.called_off = 0.0 if war_begins else 1.0 - (1.0 - self.called_off) * (1.0 - halting)
        if yesterday.commander_killed:
            self.commander_alive = False
