"""The columns of the incident record and the words each may hold, as `calibration/record/CODEBOOK.md` lists them."""

from __future__ import annotations

from sim.vocabulary.decisions import MILITIAS
from sim.vocabulary.front_names import FRONT_NAMES, UMBRELLA

GROUPS = (*MILITIAS, *FRONT_NAMES, UMBRELLA, "pmf")
OTHERS = (
    "us",
    "iran",
    "iraq_government",
    "israel",
    "turkey",
    "coalition",
    "kurdistan",
    "protesters",
    "isis",
    "unknown_militia",
    "other",
)
RECORD_ACTORS = (*OTHERS, *GROUPS)
ATTACKS = ("rocket_attack", "drone_attack", "missile_attack", "ied_attack", "small_arms_attack")
ACTIONS = (
    *ATTACKS,
    "embassy_assault",
    "foiled_attack",
    "threat",
    "truce",
    "truce_end",
    "airstrike",
    "targeted_killing",
    "sanction",
    "warning",
    "raid",
    "arrest",
    "release",
    "condemnation",
    "parliament_vote",
    "dialogue",
    "posture",
    "maritime_attack",
    "shootdown",
    "statement",
    "leadership_change",
    "protest",
    "context",
)
TARGETS = (
    "us_military",
    "us_diplomatic",
    "us_contractor",
    "us_logistics",
    "coalition",
    "iraqi_forces",
    "iraq_government",
    "militia",
    "iran",
    "kurdistan",
    "israel",
    "gulf_shipping",
    "protesters",
    "civilians",
    "none",
)
COUNTRIES = ("Iraq", "Syria", "Jordan", "Iran", "Israel", "Gulf", "US", "other")
PRECISIONS = ("day", "week", "month")
CONFIDENCES = ("high", "medium", "low")

WORDS: dict[str, tuple[str, ...]] = {
    "date_precision": PRECISIONS,
    "actor": RECORD_ACTORS,
    "attribution": ("claimed", "attributed", "suspected", "none"),
    "action": ACTIONS,
    "target": TARGETS,
    "country": COUNTRIES,
    "confidence": CONFIDENCES,
}
"""Columns that hold exactly one word of a list."""

WORD_LISTS: dict[str, tuple[str, ...]] = {"attributed_to": RECORD_ACTORS, "target_group": RECORD_ACTORS}
"""Columns that hold none, one or several words, separated by semicolons."""

COUNTS = (
    "munitions",
    "us_killed",
    "us_wounded",
    "coalition_killed",
    "coalition_wounded",
    "iraqi_forces_killed",
    "iraqi_forces_wounded",
    "militia_killed",
    "militia_wounded",
    "iran_killed",
    "civilians_killed",
)
"""Columns that hold a count, or nothing where no source states one."""
MOST = 100_000
"""Highest count of one event. The highest of the record is 176; and as many events as a file may hold add up in 32 bits."""
MOST_OF_TOTAL = 1_000_000_000
"""Highest total that is believed to be one."""

COLUMNS = (
    "id",
    "date",
    "date_precision",
    "actor",
    "attribution",
    "attributed_to",
    "action",
    "target",
    "target_group",
    "country",
    "location",
    *COUNTS,
    "in_response_to",
    "summary",
    "source_urls",
    "confidence",
    "discrepancy",
)

TOTAL_COLUMNS = (
    "window_start",
    "window_end",
    "what",
    "count",
    "of_which_iraq",
    "of_which_syria",
    "said_by",
    "said_on",
    "source_urls",
    "note",
)
