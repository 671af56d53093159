"""From a rule to a decision: the terms that are switched on, for all who decide or for some of the groups alone."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from sim.decision import Decision, Rule, Term
from sim.types import Bools


def bind(
    actor: object,
    name: str,
    actors: tuple[str, ...],
    rule: Rule,
    off: Collection[str],
    *,
    by_group: bool = False,
    keep: bool = False,
    partly: Mapping[str, Bools] | None = None,
) -> Decision | None:
    """Build a decision from its rule without the terms whose mechanism is off.

    If the whole decision is off: None, or with `keep` a decision without terms, which nobody takes but which the record may hold.
    `partly` holds, by mechanism that is off for some of the groups alone, the others, shape `(groups, 1)`.
    """
    if rule.mechanism in off:
        return Decision(actors, name, rule.many, (), (), by_group=by_group) if keep else None

    def switched_on(names: tuple[str, ...]) -> tuple[tuple[str, Term], ...]:
        terms = ((term, getattr(actor, term)) for term in names)
        return tuple((term, method) for term, method in terms if method.note.mechanism not in off)

    motives, restraints = switched_on(rule.motives), switched_on(rule.restraints)
    only = _only(rule, (*motives, *restraints), partly) if partly else {}
    return Decision(actors, name, rule.many, motives, restraints, by_group=by_group, only=only)


def _only(rule: Rule, terms: Sequence[tuple[str, Term]], partly: Mapping[str, Bools]) -> dict[str, Bools]:
    """By term that some groups are without, the others; who is without the whole decision is without all its motives."""
    of = {name: term.note.mechanism for name, term in terms}  # type: ignore[attr-defined]
    only = {name: partly[mechanism] for name, mechanism in of.items() if mechanism is not None and mechanism in partly}
    if rule.mechanism is not None and rule.mechanism in partly:
        taken = partly[rule.mechanism]
        only |= {name: taken & only.get(name, True) for name, _ in terms if name in rule.motives}
    return only
