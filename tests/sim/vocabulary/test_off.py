"""What is off today: for all, for a kind, for single groups."""

from __future__ import annotations

from sim.vocabulary.off import Off

OF_BADR = ("momentum", "raids", "momentum")
OFF = Off(("fear",), {"militia": ("raids",), "badr": OF_BADR, "us": ("posture",), "thar_allah": ("momentum",)})


def test_nothing_is_off_unless_it_is_said() -> None:
    assert Off().for_all == Off().of("us") == Off().of_actor("badr") == ()
    assert Off().by_group() == {}


def test_a_kind_lacks_what_all_lack_and_what_is_off_for_it() -> None:
    assert OFF.of("us") == ("fear", "posture")
    assert OFF.of("militia") == ("fear", "raids")
    assert OFF.of("iran") == ("fear",)


def test_a_group_lacks_what_its_kind_lacks_and_its_own_each_once() -> None:
    assert OFF.of_actor("badr") == ("fear", "raids", "momentum")
    assert OFF.of_actor("liwa_al_tafuf") == ("fear", "raids")
    assert OFF.of_actor("us") == ("fear", "posture")


def test_what_is_off_for_groups_alone_names_them_in_their_order() -> None:
    assert OFF.by_group() == {"momentum": ("badr", "thar_allah")}, "raids are off for all of them anyway"
