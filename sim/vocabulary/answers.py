"""What came of a question, by measure: the words of a scenario's key `answer`, what each means of a table of effects, a sentence.

`less attacks_on_us` says that a scenario has less of it than the one that it is set against. A claim is held against rows of
`sim.effect_table.effects_of`, so that an answer that no longer holds is found.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sim.vocabulary.measures import MEASURES

SURE = 0.7
"""Share of worlds from which on a direction is one; where fewer agree, the rules do not decide."""
HARDLY = 0.05
"""A mean difference below this share of the reference is hardly any."""
LESS, MORE, SAME, UNDECIDED = "less", "more", "same", "undecided"
WORDS = (LESS, MORE, SAME, UNDECIDED)
HEADS = {LESS: "Less", MORE: "More", SAME: "Hardly changed", UNDECIDED: "Not decided by the rules"}
PROPER = ("Americans", "Iran", "Iraqi", "US ")
ANSWERS = tuple(f"{word} {measure}" for measure in MEASURES for word in WORDS)
"""All that a scenario may answer; above, how each word begins its part of a sentence, and what begins with a name."""


def parted(answer: str) -> tuple[str, str]:
    """The word and the measure of one of `ANSWERS`."""
    word, _, measure = answer.partition(" ")
    return word, measure


def word_of(effect: Mapping[str, float], sure: float = SURE, hardly: float = HARDLY) -> str:
    """The word for a row of a table of effects, one of `WORDS`.

    Parameters
    ----------
    effect
        With `p_less`, `p_more`, `p_same` (shares of worlds), `mean` (of the scenario) and `difference` (to its reference), in the
        unit of the measure.
    sure, hardly
        Other limits, for who wants to be surer.
    """
    for word, share in ((LESS, "p_less"), (MORE, "p_more"), (SAME, "p_same")):
        if effect[share] >= sure:
            return word
    size = abs(effect["mean"] - effect["difference"])
    return SAME if abs(effect["difference"]) < hardly * size else UNDECIDED


def sentence(answers: Iterable[str]) -> str:
    """The answers of a scenario as one sentence; empty if there are none.

    >>> sentence(["less attacks_on_us", "same us_strikes", "less us_killed"])
    'Less: attacks on US sites, Americans killed. Hardly changed: days with a US strike.'
    """
    named: dict[str, list[str]] = {word: [] for word in WORDS}
    for word, measure in map(parted, answers):
        named[word].append(_in_line(MEASURES[measure].label))
    return " ".join(f"{HEADS[word]}: {', '.join(names)}." for word, names in named.items() if names)


def _in_line(label: str) -> str:
    """A measure's label within a sentence."""
    return label if label.startswith(PROPER) else label[0].lower() + label[1:]
