"""What actors may do: the vocabulary of actors and decisions, and the rungs of the escalation ladder.

The ladder is a coarse cousin of Herman Kahn's (On Escalation, 1965): ten rungs that fit this conflict, from quiet to open
interstate war.
"""

from __future__ import annotations

from dataclasses import dataclass

MILITIAS = (
    "kataib_hezbollah",
    "asaib_ahl_al_haq",
    "harakat_al_nujaba",
    "kataib_sayyid_al_shuhada",
    "badr",
    "kataib_imam_ali",
    "ansar_allah_al_awfiya",
    "thar_allah",
    "liwa_al_tafuf",
    "saraya_al_salam",
)
STATES = ("iran", "us", "iraq_government")
ACTORS = (*MILITIAS, *STATES)


@dataclass(frozen=True)
class ActionType:
    """One entry of the vocabulary: what a kind of actor may decide, against whom, and the rung it reaches.

    `rung` is the least rung a day with this action stands on; casualties may lift it (see `sim.vocabulary.ladder`).
    """

    kind: str
    name: str
    target: str
    rung: int
    meaning: str


ACTION_TYPES = (
    ActionType("militia", "attack_base", "us", 2, "attack a base or mission that houses Americans"),
    ActionType("militia", "attack_convoy", "us_logistics", 2, "bomb a supply convoy run for the coalition by Iraqis"),
    ActionType("militia", "assault_embassy", "us", 5, "lead a crowd into the US embassy"),
    ActionType("militia", "announce_truce", "us", 0, "announce that attacks stop, for a scope and until a stated end"),
    ActionType("militia", "end_truce", "us", 1, "declare a truce over"),
    ActionType("militia", "threaten", "us", 1, "threaten attacks"),
    ActionType("iran", "launch_missiles", "us", 8, "fire missiles at a US base"),
    ActionType(
        "iran", "strike_in_iraq", "kurdistan", 3, "fire missiles, drones or shells at targets in Iraq that are not American"
    ),
    ActionType("iran", "attack_shipping", "gulf_shipping", 3, "attack or seize ships and oil plants in the Gulf"),
    ActionType("iran", "order_restraint", "militia", 0, "tell client militias to hold fire"),
    ActionType("iran", "order_pressure", "militia", 1, "tell client militias to step up attacks"),
    ActionType("us", "strike", "militia", 6, "strike sites of militias or of the Guards in Iraq or Syria"),
    ActionType(
        "us", "counter_fire", "militia", 2, "fire back at launch points and launch crews on the spot, the same day or night"
    ),
    ActionType("us", "kill_leader", "militia", 7, "kill a leader by name"),
    ActionType("us", "strike_iran", "iran", 8, "strike Iranian soil"),
    ActionType("us", "sanction", "iran", 1, "list or sanction Iran or a militia"),
    ActionType("us", "warn", "iran", 1, "warn Iran, a militia or Baghdad of the consequences"),
    ActionType("us", "reinforce", "none", 1, "send troops or air defence, or pull staff out for their safety"),
    ActionType("us", "draw_down", "none", 0, "cut troops or hand a base over"),
    ActionType("iraq_government", "condemn_us", "us", 0, "condemn an American act on Iraqi soil"),
    ActionType("iraq_government", "condemn_militia", "militia", 0, "condemn an attack, or vow to stop its authors"),
    ActionType("iraq_government", "raid", "militia", 0, "raid a militia or arrest its men"),
    ActionType("iraq_government", "release", "militia", 0, "let the detained men go"),
    ActionType("iraq_government", "broker_truce", "militia", 0, "mediate between the militias and the Americans"),
    ActionType("iraq_government", "move_expulsion", "us", 0, "move to end the foreign troop presence"),
    ActionType("iraq_government", "warn_militia", "militia", 0, "warn a militia that a strike is coming"),
)


def kind_of(actor: str) -> str:
    """The kind of an actor: `militia`, or the state's own name."""
    return "militia" if actor in MILITIAS else actor


def actors_of(decision: str) -> tuple[str, ...]:
    """Who may take a decision: one state, or every militia, in the order of the groups."""
    kind = ACTION_TYPE[decision].kind
    return MILITIAS if kind == "militia" else (kind,)


def decisions_of(actor: str) -> tuple[str, ...]:
    """Names of the decisions that an actor has."""
    return tuple(action.name for action in ACTION_TYPES if action.kind == kind_of(actor))


def is_counted(decision: str) -> bool:
    """Whether it may be taken several times a day, as the groups' are; what a state decides happens at most once a day."""
    return ACTION_TYPE[decision].kind == "militia"


DECISIONS = tuple(action.name for action in ACTION_TYPES)
ACTION_TYPE = {action.name: action for action in ACTION_TYPES}
