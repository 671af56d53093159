"""The peer's Iraqi government."""

from __future__ import annotations

from typing import TYPE_CHECKING

import mesa

if TYPE_CHECKING:
    from .model import PeerModel


class Baghdad(mesa.Agent):  # type: ignore[misc]
    """Condemns both allies, mediates, sometimes raids and then releases, and moves to expel the Americans."""

    def __init__(self, model: PeerModel) -> None:
        super().__init__(model)
        self.p, self.marks = model.owned["iraq_government"], model.owned["marks"]
        self.strikes_on_soil = self.killings_on_soil = self.attacks = 0.0
        self.detained = self.show_of_force = 0.0
        self.us_warnings = self.us_deaths = 0.0

    def perceive(self) -> None:
        """Take in what both allies did on its soil."""
        p, yesterday = self.p, self.model.yesterday
        counts = yesterday.counts
        violence = counts["attack_base"] + counts["attack_convoy"] + counts["assault_embassy"]
        self.strikes_on_soil += p.protest_gain * (yesterday.on_soil - self.strikes_on_soil)
        self.killings_on_soil += p.vote_gain * (counts["kill_leader"] - self.killings_on_soil)
        self.attacks += p.rebuke_gain * (violence - self.attacks)
        self.detained = p.detention_decay * self.detained + counts["raid"]
        if counts["release"]:
            self.detained = 0.0
        self.show_of_force = p.force_decay * self.show_of_force + counts["threaten"]
        self.us_warnings += p.mediation_gain * (counts["warn"] - self.us_warnings)
        self.us_deaths += p.notice_gain * (yesterday.lethal - self.us_deaths)

    def act(self) -> None:
        """Weigh and do what today brings."""
        p, scene, model = self.p, self.model.scene, self.model
        model.once("iraq_government", "condemn_us", p.protest_floor + p.protests_per_strike * self.strikes_on_soil)
        model.once("iraq_government", "condemn_militia", p.rebukes + p.rebukes_per_attack * self.attacks)
        daring = getattr(p, f"raids_per_attack_{model.facts.government}")
        if model.once("iraq_government", "raid", p.raid_floor + daring * self.attacks):
            model.today.raided = self.whom_to_raid()
        release = (p.releases + p.releases_under_threat * self.show_of_force) * self.detained
        model.once("iraq_government", "release", p.raid_floor + release)
        model.once("iraq_government", "broker_truce", p.mediation_floor + p.mediations_per_warning * self.us_warnings)
        expulsion = p.expulsions_per_breach * scene.sovereignty + p.expulsions_per_leader * self.killings_on_soil
        model.once("iraq_government", "move_expulsion", p.expulsion_floor + expulsion)
        model.once("iraq_government", "warn_militia", p.notice_floor + p.notices_per_death * self.us_deaths)

    def whom_to_raid(self) -> str:
        """The group most to blame, or any."""
        us, random = self.model.us, self.model.random
        if random.random() < self.marks.raid_hits_author:
            return str(random.choices(tuple(us.blame), us.belief())[0])
        return str(random.choice(tuple(us.blame)))
