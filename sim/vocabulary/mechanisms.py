"""The mechanisms a scenario can switch off, one sentence each.

A motive, a restraint or a whole decision names the mechanism it belongs to. Switched off, it is left out when the actors are
built, so it costs nothing and touches nothing else. Baselines belong to no mechanism: they stay.
"""

from __future__ import annotations

MECHANISMS: dict[str, str] = {
    "momentum": "attacks bring further attacks by the same and allied groups (self-excitation)",
    "solidarity": "groups answer what is done to their allies, not only what is done to them",
    "dispersion": "a day's common circumstances make attacks come in bunches beyond chance (shared gamma frailty)",
    "reprisal": "a militia that was struck, or put under sanctions, answers with attacks and threats",
    "fear": "strikes deter: recent strikes lower the rate of attacks",
    "mobilisation": "funerals of the dead turn into marches on the embassy, which a law in hand ends",
    "decapitation": "killing a commander removes his authority and calls for revenge",
    "red_line": "an American death is answered by strikes",
    "harassment": "attacks without American dead add up until they too are answered, within an administration's tolerance",
    "counter_fire": "fire on a base is returned at its launch point the same day or night, without an order from Washington",
    "retaliation_delay": "an answer takes days: it builds and fades instead of falling on one day",
    "direct_duel": "strikes on Iran are answered by Iran, at sea and by its clients, its salvos by Washington; prior only",
    "patron_liability": "Washington holds Iran answerable for what its clients do",
    "patron_orders": "Tehran orders restraint or pressure, obeyed in proportion to the commander's authority",
    "underestimation": "Tehran expects a mild American answer, and grows bold by what is borne, until it is surprised",
    "attribution": "Washington sees a belief about the author, not the author; a strike may hit the wrong group",
    "double_bind": "Baghdad condemns both sides, and strikes on its soil feed the vote to expel the Americans",
    "raids": "Baghdad raids militias, and releases the men under pressure",
    "posture": "American troop cuts and base hand-overs leave fewer targets; reinforcements follow danger",
    "protest_rivalry": "the protest movement is a rival for attention, on the street and in Tehran's orders, or one to divert",
    "gaza_war": "the war in Gaza drives a campaign of attacks, its cease-fire pauses it",
    "truces": "militias announce truces with a scope and a stated end, and end them",
    "israeli_strikes": "Israeli strikes on the militias feed threats and attacks",
    "own_government": "a government of the militias' own allies is not to be embarrassed",
    "state_ties": "groups on Baghdad's payroll are part of the state: it pays them, raids them less, protests for them",
    "diplomacy": "Washington spares Baghdad: recent strikes and killings on Iraqi soil hold back the next",
}
