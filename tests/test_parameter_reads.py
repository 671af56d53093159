"""The reader of parameters: each way to read one is seen, and naming one in words is not."""

from __future__ import annotations

from textwrap import dedent

import pytest

from tests.parameter_reads import reads, unread

READ = {
    "own attribute": ("class A:\n    kind = 'us'\n    def f(self): return self.p.floor", {"us.floor"}),
    "typed kind": ("class A:\n    kind: str = 'us'\n    def f(self): return self.p.floor", {"us.floor"}),
    "trait": ("class A:\n    kind = 'militia'\n    def f(self): return self.traits.blame", {"*.blame"}),
    "local": ("def f(e):\n    p = e.parameters.owned_by('us')\n    return p.floor", {"us.floor"}),
    "at once": ("def f(e): return e.parameters.owned_by('us').floor", {"us.floor"}),
    "pair": (
        "def f(e):\n    p, v = e.parameters.owned_by('us'), e.parameters.values\n    return p.floor, v[f'{g}.blame']",
        {"us.floor", "*.blame"},
    ),
    "groups": ("def f(e): return e.parameters.by_group(MILITIAS).blame", {"*.blame"}),
    "groups, local": ("def f(e):\n    t = e.parameters.by_group(MILITIAS)\n    return t.blame", {"*.blame"}),
    "full name": ("x = parameters.values['marks.truce']", {"marks.truce"}),
    "name with a gap": ("x = {g: parameters.values[f'{g}.blame'] for g in MILITIAS}", {"*.blame"}),
    "table": ("T = {'a': 'x', 'b': 'y'}\ndef f(n): return parameters.values[f'militia.{T[n]}']", {"militia.x", "militia.y"}),
    "table walked": ("T = {'a': 'groups.x'}\ndef f(base):\n    for k, v in T.items():\n        base.entry(v)", {"groups.x"}),
    "holder": (
        "class A:\n    kind = 'us'\n    def f(self): return of_holder(self.p, 'tolerance', holder)", {"us.tolerance_*"},
    ),
    "memory set up": ("class A:\n    kind = 'us'\n    def f(self): self.m = self.kernel('fade', stages=2)", {"us.fade"}),
    "memory declared": ("class A:\n    m = kernel(acts('strike', mark='dead'), 'fade')\n    kind = 'us'", {"us.fade"}),
    "another's half-life": ("class A:\n    kind = 'us'\n    m = trace(acts('strike'), 'scene.fade')", {"scene.fade"}),
    "half-life by word": ("class A:\n    kind = 'us'\n    m = trace(acts('strike'), half_life='fade')", {"us.fade"}),
    "share at once": (
        "class A:\n    kind = 'us'\n    m = kernel(acts('strike'), 'fade', at_once='share')", {"us.share", "us.fade"},
    ),
    "kind of a base": ("class A:\n    kind = 'us'\nclass B(A):\n    def f(self): return self.p.floor", {"us.floor"}),
    "owner in a constant": ("OWNER = 'us'\ndef f(e): return e.parameters.owned_by(OWNER).floor", {"us.floor"}),
    "weight": ("class A:\n    kind = 'us'\n    m = trace(acts('strike', weight='share'), 'fade')", {"us.share", "us.fade"}),
}  # fmt: skip
IN_WORDS = {
    "docstring": 'class A:\n    kind = "us"\n    def f(self):\n        """Once self.p.floor, or `us.floor`."""',
    "comment": "class A:\n    kind = 'us'\n    x = 1  # self.p.floor",
    "string": "x = 'us.floor'\ny = {'floor': 'us.floor'}\nz = ('us.floor',)",
    "somebody else's": "class A:\n    kind = 'iran'\n    def f(self): return self.p.floor",
    "no class": "def f(self): return self.p.floor",
    "an attribute of something else": "class A:\n    kind = 'us'\n    def f(self): return self.scene.floor + floor",
    "another function's local": "def f(e):\n    p = e.owned_by('us')\ndef g(p): return p.floor",
    "a local given something else": "def f(e):\n    p = e.owned_by('us')\n    p = other\n    return p.floor",
    "a trait of a group is no state's": "def f(e): return e.by_group(MILITIAS).floor",
    "another table": "T = {'a': 'us.floor'}\ndef f(n): return other[T[n]]",
    "a base of another kind": ("class A:\n    kind = 'us'\nclass B(A):\n    kind = 'iran'\n    def f(self): return self.p.floor"),
    "another constant": "OWNER = 'iran'\ndef f(e): return e.parameters.owned_by(OWNER).floor",
    "another argument": "class A:\n    kind = 'us'\n    m = kernel(acts('floor', mark='floor'), 'fade')",
    "written": "class A:\n    kind = 'us'\n    def f(self): self.p.floor = 1.0",
    "any name at all": "def f(name): return parameters.values[name], parameters.values[f'us.{name}']",
    "a longer name": "x = parameters.values['us.floor_of_force']",
}


@pytest.mark.parametrize("way", READ)
def test_each_way_to_read_is_seen(way: str) -> None:
    source, found = READ[way]
    assert reads(dedent(source)) == found


@pytest.mark.parametrize("way", IN_WORDS)
def test_naming_is_not_reading(way: str) -> None:
    assert unread({"us.floor"}, [IN_WORDS[way]]) == {"us.floor"}


def test_what_one_of_several_modules_reads_is_read() -> None:
    sources = ["x = values['a.b']", *(source for source, _ in READ.values())]
    names = {"us.floor", "badr.blame", "us.blame", "us.tolerance_biden", "us.tolerances", "iran.fade", "groups.x"}
    assert unread(names, sources) == {"us.blame", "us.tolerances", "iran.fade"}


def test_a_kind_is_inherited_from_a_class_of_another_module() -> None:
    base = "class A(Z):\n    kind = 'us'\n    def f(self): return self.p.old"
    derived = "class B(A):\n    m = kernel(acts('strike'), 'fade')\nclass C(B):\n    def f(self): return self.p.floor"
    assert unread({"us.floor", "us.fade", "us.old", "us.other"}, [derived, base]) == {"us.other"}
    assert reads(derived) == set()
