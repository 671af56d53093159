"""Front names: drawn for deniability once the commander is dead, and never a change of what happens."""

from __future__ import annotations

import numpy as np

from sim.history.claims import front_names_of
from sim.model import EscalationModel
from sim.parameters import load_parameters
from sim.scenario import Scenario, load_scenario
from sim.vocabulary.decisions import MILITIAS
from sim.vocabulary.front_names import CLAIM_NAMES, FRONT_NAMES, UMBRELLA

FREE = load_scenario("free_run")


def ran(scenario: Scenario, **values: float) -> EscalationModel:
    parameters = load_parameters().replace({f"militia.{name}": value for name, value in values.items()})
    model = EscalationModel(scenario, worlds=100, rng=2, parameters=parameters)
    for _ in model.run():
        pass
    return model


def claims(model: EscalationModel) -> set[str]:
    events = model.event_log.events()
    return set(events["claimed_as"])


def test_groups_stand_behind_the_names_that_the_coding_gives_them() -> None:
    assert [CLAIM_NAMES[i] for i in front_names_of("asaib_ahl_al_haq")] == list(FRONT_NAMES)
    assert "qasim_al_jabbarin" not in [CLAIM_NAMES[i] for i in front_names_of("kataib_hezbollah")]
    assert front_names_of("badr").size == 0
    assert set(MILITIAS).isdisjoint(CLAIM_NAMES)


def test_no_front_name_while_the_commander_lives() -> None:
    calm = FREE.edit(
        end="2019-06-30", interventions=[{"forbid": {"actor": "us", "decision": "kill_leader", "from": "2018-09-01"}}]
    )
    assert claims(ran(calm, front_name_claims=1.0)) == {""}


def test_front_names_after_his_death() -> None:
    later = FREE.edit(start="2020-06-01", end="2020-12-31", branch="2020-06-01")
    assert claims(ran(later, front_name_claims=1.0)) >= set(FRONT_NAMES)
    assert claims(ran(later, front_name_claims=0.0)) == {""}


def test_the_umbrella_in_the_campaign() -> None:
    war = FREE.edit(start="2023-10-10", end="2023-11-20", branch="2023-10-10")
    model = ran(war, umbrella_claims=1.0)
    events = model.event_log.events()
    attacks = events[events["action"] == "attack_base"]
    partners = [g for g in MILITIAS if float(load_parameters().values[f"{g}.share_of_gaza"]) > 0]
    assert set(attacks.loc[attacks["actor"].isin(partners), "claimed_as"]) == {UMBRELLA}


def test_a_claim_changes_nothing_that_happens() -> None:
    later = FREE.edit(start="2020-06-01", end="2020-12-31", branch="2020-06-01")
    assert np.array_equal(ran(later, front_name_claims=1.0).event_log.daily, ran(later, front_name_claims=0.0).event_log.daily)
