"""What a comparison shows: in what a scenario differs from the one that it is set against.

`nothing`, or a sum of `events` (what happens: acts, actors, prohibitions, dated facts), `rules` (how actors answer: mechanisms
that only one of the two has, parameters, policies) and `luck` (the two do not share what is not caused), such as `events, rules
and luck`. What both arms of an abduction have in common, such as a mechanism that is off in both, is not in its contrast with the
record.
"""

from __future__ import annotations

from collections.abc import Hashable

from sim.scenario.definition import Scenario
from sim.scenario.interventions.dated import Switch

NOTHING = "nothing"
MEANING = {
    "events": "of the events and circumstances that the scenario changes",
    "rules": "of the rules that it changes",
    "luck": "of luck, which the two do not share",
}


def contrast(scenario: Scenario, reference: Scenario) -> str:
    """In what a scenario differs from its reference, such as `events and luck`; of the reference itself, `nothing`."""
    recorded = scenario.is_documented or reference.is_documented
    ours, theirs = _parts(scenario, recorded), _parts(reference, recorded)
    parts = [part for part in ours if ours[part] != theirs[part]]
    return " and ".join(filter(None, [", ".join(parts[:-1]), *parts[-1:]])) or NOTHING


def contrast_sentence(scenario: Scenario, reference: Scenario) -> str:
    """The same as a sentence for people, with the mechanisms that are off and where they are."""
    word = contrast(scenario, reference)
    parts = [MEANING[part] for part in MEANING if part in word]
    whole = "The two do not differ in rules, events or luck" if word == NOTHING else f"The difference is {_joined(parts)}"
    return f"{whole}{_without(scenario, reference)}."


def switched_off(scenario: Scenario) -> tuple[str, ...]:
    """What is off in a scenario: mechanisms for all from the branch on, then those for a span or for some actors, in words."""
    return (*scenario.switch_off, *(_in_words(switch) for item in scenario.interventions for switch in item.switches()))


def _in_words(switch: Switch) -> str:
    whose = f" of {switch.actor}" if switch.actor else ""
    since = "" if switch.since is None else f" from {switch.since}"
    return f"{switch.mechanism}{whose}{since}{'' if switch.until is None else f' to {switch.until}'}"


def _without(scenario: Scenario, reference: Scenario) -> str:
    """What is off, and where."""
    ours, theirs = ([] if one.is_documented else list(switched_off(one)) for one in (scenario, reference))
    both = scenario.switch_off if scenario.is_off_in_both else ()
    shared = f", under rules without {', '.join(both)} in both arms: the luck of the record is taken under these rules too"
    ours = [name for name in ours if name not in both]
    places = (
        ("off in both", [name for name in ours if name in theirs]),
        ("off in this arm alone", [name for name in ours if name not in theirs]),
        ("off in the reference alone", [] if both else [name for name in theirs if name not in ours]),
    )
    return (shared if both else "") + "".join(f"; {where}: {', '.join(names)}" for where, names in places if names)


def _joined(parts: list[str]) -> str:
    return " and ".join(parts) if len(parts) < 3 else f"{', '.join(parts[:-1])}, and {parts[-1]}"


def _parts(one: Scenario, recorded: bool) -> dict[str, Hashable]:
    """What makes two scenarios differ, by the words of `MEANING`."""
    return {"events": _events(one, recorded), "rules": _rules(one, recorded), "luck": _luck(one)}


def _events(one: Scenario, recorded: bool) -> Hashable:
    """What it makes happen otherwise; `recorded`: one of the two that are compared is the record."""
    if one.is_documented:
        return (), None, "recorded"
    changed = tuple(str(item.as_yaml()) for item in one.interventions if not item.changes_rules)
    return changed, one.branch if changed else None, "recorded" if _shares_ground(one, recorded) else one.contexts


def _rules(one: Scenario, recorded: bool) -> Hashable:
    """The rules that it alone has."""
    if one.is_documented:
        return (), frozenset(), False, None, "as_recorded"
    changed = tuple(str(item.as_yaml()) for item in one.interventions if item.changes_rules)
    shared = _shares_ground(one, recorded)
    off = frozenset() if shared and one.is_off_in_both else frozenset(one.switch_off)
    since = one.branch if changed or off else None
    return changed, off, bool(off) and one.is_off_in_both, since, "as_recorded" if shared else one.reporting


def _luck(one: Scenario) -> Hashable:
    """Where luck of its own begins; abducted luck is that of the record."""
    return one.branch if one.luck == "fresh" else None


def _shares_ground(one: Scenario, recorded: bool) -> bool:
    """Whether it is set against the record by way of its own factual arm, which has its contexts and what is off in both."""
    return recorded and one.luck == "abducted"
