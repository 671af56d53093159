"""What an answer of `sensitivity` says, in plain sentences: below the printed tables, in `words.txt` and in notebooks."""

from __future__ import annotations

import math
from collections.abc import Iterator

from sim.sensitivities.answering import Answer
from sim.sensitivities.groups import Tie
from sim.sensitivities.reweighing import LEAST
from sim.sensitivities.rows import DIFFERENCE, FIRST, SHARE, SHIFT, TOTAL, Row
from sim.sensitivities.split import BETWEEN, CHANCE, HARDLY, PARAMETERS, SAME, VARIANTS
from sim.vocabulary.measures import MEASURES
from sim.wording import percent, rounded

MOST_TERMS = 3
"""Doubted terms that the sentences name."""


def asked(answer: Answer) -> str:
    """What was measured, over which days, in how many worlds."""
    about = answer.about
    of = "level" if about["reference"] is None else f"effect against {about['reference']}"
    runs = f" {about['runs']:,} worlds run." if about["runs"] else ""
    per = about["worlds"]
    each = f"{per:.0f}" if float(per).is_integer() else f"{per:.1f}"
    return (
        f"Of the {of} of {about['scenario']}, counted from {about['span']}: {about['draws']} draws of the parameters, "
        f"{each} worlds each, seed {about['seed']}.{runs}"
    )


def sentences(answer: Answer) -> list[str]:
    """All that is said, a paragraph a line."""
    found = [asked(answer)]
    found += [_of_measure(answer, measure) for measure in answer.measures]
    found += [*_on_terms(answer), *_on_groups(answer), *_on_changes(answer)]
    if answer.about["left_out"]:
        found.append(f"Left out, since not every world has a value: {', '.join(answer.about['left_out'])}.")
    return found


def _of_measure(answer: Answer, measure: str) -> str:
    label = f"“{MEASURES[measure].label}”"
    shares = {row.factor: row for row in answer.of(SHARE, measure)}
    if math.isnan(answer.variances[measure]):
        return f"{label}: mean {rounded(answer.means[measure])}; {_why_not(answer.spread[measure])}."
    parts = [f"{label}: mean {rounded(answer.means[measure])}, standard deviation of single worlds {_sd(answer, measure)}."]
    if math.isnan(shares[VARIANTS].index):
        parts.append(
            f"Of the variance {_share(shares[CHANCE])} is chance and {_share(shares[BETWEEN])} parameters and rule variants, "
            "which too few draws tell apart."
        )
    else:
        parts.append(
            f"Of the variance {_share(shares[CHANCE])} is chance, {_share(shares[PARAMETERS])} parameters, "
            f"{_share(shares[VARIANTS])} rule variants."
        )
    return " ".join([*parts, _strongest(answer, measure), _terms_of(answer, measure)]).strip()


def _sd(answer: Answer, measure: str) -> str:
    return rounded(math.sqrt(answer.variances[measure]))


def _why_not(says: str) -> str:
    return says if says in (SAME, HARDLY) else f"chance and parameters are not told apart ({says})"


def _share(row: Row) -> str:
    return f"{percent(row.index)} ({percent(row.low)} to {percent(row.high)})"


def _strongest(answer: Answer, measure: str) -> str:
    rows = answer.of(TOTAL, measure)
    if not rows:
        return ""
    known = [row for row in rows if not math.isnan(row.index)]
    if not known:
        return "Parameters move its mean too little for indices of groups."
    total = max(known, key=lambda row: row.index)
    first = next(row for row in answer.of(FIRST, measure) if row.factor == total.factor)
    return (
        f"Of what parameters do to its mean over luck, {total.factor} has the most: {_share(total)} with all that it does "
        f"together with others, {_share(first)} by itself."
    )


def _terms_of(answer: Answer, measure: str) -> str:
    sure = [row for row in answer.of(DIFFERENCE, measure) if row.low > 0 or row.high < 0][:MOST_TERMS]
    if not sure:
        return ""
    named = "; ".join(f"{row.factor} {_signed(row.index)} ({_signed(row.low)} to {_signed(row.high)})" for row in sure)
    return f"Draws with a doubted term less those without: {named}."


def _signed(value: float) -> str:
    return rounded(value, "+")


def _on_terms(answer: Answer) -> Iterator[str]:
    if answer.terms:
        yield (
            f"Terms: {answer.terms} terms of the rules are in some draws and out in others. What a term does is the difference "
            "between draws that have it in and out, with whatever else goes along with it in the posterior; no mechanism was "
            f"switched off, which would take a run for each. Of {answer.terms} intervals about {0.1 * answer.terms:.0f} would "
            "not hold zero even if no term did anything."
        )


def _on_groups(answer: Answer) -> Iterator[str]:
    if not answer.ties:
        if not answer.about["runs"]:
            yield "A folder has no indices of groups: they need designs of their own, which `sensitivity SCENARIO` runs."
        return
    first = answer.ties[0]
    beyond = [tie for tie in answer.ties if abs(tie.rho) > tie.chance]
    tied = f"{len(beyond)} of {len(answer.ties)} pairs of groups are tied more than chance would have it"
    yield (
        f"Groups are taken to be independent, which is an assumption: {tied} (strongest: {_tie(first)}). The indices are those "
        "of a posterior in which these ties are cut; luck is taken out of them."
    )
    rows = answer.about["draws"] // 2
    if any(row.kind == TOTAL and row.high == 0 for row in answer.rows):
        yield (
            f"A total order of 0 % (0 % to 0 %): in none of {rows} rows did two worlds both differ, so that it happens in fewer "
            f"than about {percent(3 / rows)} of the rows (95 %, the rule of three). That is little, and not nothing."
        )


def _tie(tie: Tie) -> str:
    return f"{tie.names[0]} with {tie.names[1]}, rank correlation {tie.rho:+.2f}, of shuffled draws up to {tie.chance:.2f}"


def _on_changes(answer: Answer) -> Iterator[str]:
    if not answer.about["coverage"]:
        yield "The record's coverage was not varied."
    few = [row for row in answer.effective if row.index < LEAST]
    for row in few:
        yield f"Refit needed: {row.factor}: only {percent(row.index)} of the draws count under it (least: {percent(LEAST)})."
    kept = [row for row in answer.effective if row.index >= LEAST]
    if not kept:
        return
    moved = [row for row in answer.rows if row.kind == SHIFT and not math.isnan(row.index)]
    if not moved:
        return
    measure = moved[0].measure
    moved = [row for row in moved if row.measure == measure]
    largest = max(moved, key=lambda row: abs(row.index))
    least = min(kept, key=lambda row: row.index)
    yield (
        f"Priors and coverage: {answer.strong} priors hold as much as the record or more. Of {len(kept)} changes by reweighing "
        f"the draws, “{largest.factor}” moves the mean of “{MEASURES[measure].label}” most, by {_signed(largest.index)} "
        f"({_signed(largest.low)} to {_signed(largest.high)}); at least {percent(least.index)} of the draws count. It was "
        "picked as the largest: read it with care."
    )
