"""Another author of an act: what stays, what goes with him, and who may be one."""

from __future__ import annotations

import pytest

from sim.record.acts import Act, TruceTerms
from sim.scenario.interventions.authors import author_faults, by_another

KH, HN, BADR = "kataib_hezbollah", "harakat_al_nujaba", "badr"
ATTACK = Act("a", 1, KH, (KH,), "attack_base", {"lethal": 1.0}, label=KH)
STRIKE = Act("s", 1, "us", (), "strike", label="us")


def truce(candidates: tuple[str, ...], scope: tuple[str, ...]) -> Act:
    actor = candidates[0] if len(candidates) == 1 else ""
    return Act("t", 1, actor, candidates, "announce_truce", terms=TruceTerms(dict.fromkeys(scope, 1.0), deadline=9.0))


def test_the_act_is_the_authors_and_its_marks_stay() -> None:
    after = by_another(ATTACK, BADR)
    assert (after.actor, after.candidates, after.label, after.marks) == (BADR, (BADR,), BADR, {"lethal": 1.0})
    assert by_another(ATTACK, KH) is ATTACK


@pytest.mark.parametrize(
    ("label", "after"), [("usbat_al_thairin", "usbat_al_thairin"), ("islamic_resistance_in_iraq",) * 2, ("unknown_militia", BADR)]
)
def test_an_unnamed_act_gets_an_author_and_keeps_the_front_name_that_claimed_it(label: str, after: str) -> None:
    act = by_another(Act("a", 1, "", (KH, HN), "attack_base", label=label), BADR)
    assert (act.actor, act.candidates, act.label) == (BADR, (BADR,), after)


@pytest.mark.parametrize(
    ("candidates", "scope", "after"),
    [((KH,), (KH,), {BADR: 1.0}), ((KH, HN), (KH, HN), {BADR: 1.0}), ((KH,), (KH, HN), {KH: 1.0, HN: 1.0})],
)
def test_a_truce_binds_its_new_author_unless_it_was_for_others_too(
    candidates: tuple[str, ...], scope: tuple[str, ...], after: dict[str, float]
) -> None:
    terms = by_another(truce(candidates, scope), BADR).terms
    assert terms is not None
    assert (dict(terms.scope), terms.deadline) == (after, 9.0)


def test_what_a_state_does_in_the_same_row_stays_its_own() -> None:
    assert by_another(STRIKE, BADR) is STRIKE


@pytest.mark.parametrize(
    ("author", "acts", "contains"),
    [
        (BADR, (ATTACK,), ""),
        (BADR, (STRIKE, ATTACK), ""),
        (BADR, (STRIKE,), "is strike by us, which nobody else decides on"),
        ("iran", (ATTACK,), "iran has no decision 'attack_base'; allowed: kataib_hezbollah"),
        ("bader", (ATTACK,), "unknown author 'bader'; did you mean 'badr'"),
    ],
)
def test_who_may_be_one(author: str, acts: tuple[Act, ...], contains: str) -> None:
    wrong = list(author_faults("a", author, acts))
    assert len(wrong) == bool(contains)
    assert all(fault.key_path == ("author",) and contains in fault.message for fault in wrong)
