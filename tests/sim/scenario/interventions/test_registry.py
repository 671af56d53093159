"""The kinds of intervention: told apart by the one key of a YAML item, each registered under its own."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sim.scenario.interventions import KINDS, Intervention, RemoveEvent
from sim.scenario.interventions.registry import from_yaml

RefusedItem = Callable[[str], str]


@pytest.mark.parametrize(
    ("item", "start", "contains"),
    [
        ("remove_evnt: x", ":7: unknown intervention 'remove_evnt'; did you mean 'remove_event'", "forbid"),
        ("a plain sentence", ":7: an intervention is one key with its details", "remove_event"),
        ("{remove_actor: badr, remove_event: x}", ":7: an intervention is one key", ""),
        ("forbid: us", ":7: forbid needs details in braces; allowed keys: actor, decision, from, until, because", ""),
    ],
)
def test_a_wrong_one_gets_one_line(refused_item: RefusedItem, item: str, start: str, contains: str) -> None:
    line = refused_item(item)
    assert line.startswith(f"mine.yaml{start}")
    assert contains in line


def test_every_kind_is_registered_under_its_own_key() -> None:
    assert list(KINDS)[:2] == ["remove_event", "edit_event"]  # as they are listed to people
    for kind, part in KINDS.items():
        assert issubclass(part, Intervention)
        assert part.model_fields["kind"].default == kind


def test_every_concrete_class_is_registered() -> None:
    """A subclass that nobody registered would be a kind that no scenario can use."""

    def below(part: type[Intervention]) -> set[type[Intervention]]:
        return {part}.union(*(below(child) for child in part.__subclasses__()))

    concrete = {part for part in below(Intervention) if isinstance(part.model_fields["kind"].default, str)}
    assert {part for part in concrete if part.__module__.startswith("sim.")} == set(KINDS.values())


def test_an_item_is_read_by_its_key() -> None:
    assert from_yaml({"forbid": {"actor": "us"}}) == {"kind": "forbid", "actor": "us"}
    assert from_yaml({"remove_event": "x"}) == {"kind": "remove_event", "id": "x"}
    assert from_yaml({"nothing": 3}) == {"kind": "nothing"}, "for the type check to refuse"
    typed = RemoveEvent(id="x")
    assert from_yaml(typed) is typed
