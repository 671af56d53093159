"""The grammar of a condition, read by recursive descent (Aho, Lam, Sethi and Ullman, Compilers, 2006, section 4.4).

    condition  = both { "or" both }
    both       = truth { "and" truth }
    truth      = "not" truth | "always" | number compares number | "(" condition ")"
    compares   = "<" | "<=" | ">" | ">=" | "==" | "!="
    number     = product { ( "+" | "-" ) product }
    product    = factor { ( "*" | "/" ) factor }
    factor     = "-" factor | NUMBER | quantity | "(" number ")"
    quantity   = "count" "(" ACT "," DAYS ")" | "days_since" "(" ( ACT | PEOPLE ) ")" | PEOPLE "(" DAYS ")"
               | "context" "(" NAME ")" | "scene." NAME

Names are those of `sim.vocabulary.quantities`. Nothing of it is ever executed: a text becomes a tree or is refused.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Collection

from sim.scenario.conditions.tokens import Token, Tokens
from sim.scenario.conditions.tree import (
    COMPARISONS,
    Always,
    Arithmetic,
    Comparison,
    Condition,
    Constant,
    Joined,
    Not,
    Numeric,
    Quantity,
)
from sim.vocabulary.quantities import ACTS, FUNCTIONS, MOST_DAYS, PEOPLE, SCENE

EXAMPLE = "days_since(strike) <= 2"
WORDS = ("and", "or", "not", "always")
Tree = Condition | Numeric


@functools.lru_cache(maxsize=256)
def parse(text: str) -> Condition:
    """Read a condition.

    Raises
    ------
    ValueError
        One line: the column, what is wrong there, what is allowed, the nearest right name.
    """
    reader = _Reader(text)
    begins, tree = reader.next, reader.condition()
    if reader.next.text:
        raise reader.refused("the end, `and`, `or`, or a sign between numbers")
    return as_truth(tree, begins)


def as_truth(tree: Tree, begins: Token) -> Condition:
    """The tree, if it is a truth; `begins` is its first token."""
    if isinstance(tree, Numeric):
        raise ValueError(f"column {begins.place}: a number stands alone; allowed: a comparison, such as {EXAMPLE}")
    return tree


def as_number(tree: Tree, begins: Token) -> Numeric:
    """The tree, if it is a number."""
    if isinstance(tree, Condition):
        raise ValueError(f"column {begins.place}: this is true or false; allowed here: a number, such as count(strike, 7)")
    return tree


class _Reader(Tokens):
    """Reads tokens from the left; what a bracket holds may be a number or a truth, which who asks for it checks."""

    def condition(self) -> Tree:
        """Truths joined by `or` of truths joined by `and`."""
        return self._joined("or", lambda: self._joined("and", self._truth))

    def _joined(self, word: str, part: Callable[[], Tree]) -> Tree:
        begins, first = self.next, part()
        if self.next.text != word:
            return first
        parts = [as_truth(first, begins)]
        while self.take(word):
            begins = self.next
            parts.append(as_truth(part(), begins))
        return Joined(word, tuple(parts))

    def _truth(self) -> Tree:
        if self.take("not"):
            inside = self.next
            return Not(as_truth(self.inside(self._truth), inside))
        if self.take("always"):
            return Always()
        begins = self.next
        left = self._sum()
        sign = self.take(*COMPARISONS)
        if not sign:
            return left
        beside = self.next
        right = self._sum()
        if self.next.text in COMPARISONS:
            raise self.refused("one comparison; two are joined by `and`")
        return Comparison(sign, as_number(left, begins), as_number(right, beside))

    def _sum(self) -> Tree:
        return self._chain(("+", "-"), lambda: self._chain(("*", "/"), self._factor))

    def _chain(self, signs: tuple[str, ...], part: Callable[[], Tree]) -> Tree:
        begins, made = self.next, part()
        while sign := self.take(*signs):
            beside = self.next
            made = Arithmetic(sign, as_number(made, begins), as_number(part(), beside))
        return made

    def _factor(self) -> Tree:
        token = self.next
        if self.take("-"):
            return Arithmetic("-", Constant(0.0), as_number(self.inside(self._factor), token))
        if self.take("("):
            made = self.inside(self.condition)
            self.need(")")
            return made
        if token.kind == "name" and token.text not in WORDS:
            return self._quantity()
        if token.kind != "number":
            raise self.refused(f"a number, a bracket, or a quantity: {', '.join(FUNCTIONS)}, {SCENE}NAME")
        return Constant(float(self.taken().text))

    def _quantity(self) -> Quantity:
        token = self.taken()
        if token.text.startswith(SCENE):
            return Quantity("level", token.text[len(SCENE) :], place=token.place)
        if token.text not in FUNCTIONS:
            raise token.misspelt("quantity", (*FUNCTIONS, f"{SCENE}NAME"))
        self.need("(")
        match token.text:
            case "count":
                what = self._name("an act", ACTS)
                self.need(",")
                made = Quantity("counted", what, self._days(), token.place)
            case "days_since":
                made = Quantity("days_since", self._name("an act", (*ACTS, *PEOPLE)), place=token.place)
            case "context":
                inside = self.next
                made = Quantity("context", self._name("a context"), place=inside.place)
            case people:
                made = Quantity("counted", people, self._days(), token.place)
        self.need(")")
        return made

    def _name(self, kind: str, allowed: Collection[str] = ()) -> str:
        if self.next.kind != "name":
            raise self.refused(f"the name of {kind}")
        token = self.taken()
        if allowed and token.text not in allowed:
            raise token.misspelt("act", allowed)
        return token.text

    def _days(self) -> int:
        text = self.next.text
        if not (text.isdecimal() and len(text) < 9 and 1 <= int(text) <= MOST_DAYS):
            raise self.refused(f"a whole number of days, 1 to {MOST_DAYS}")
        return int(self.taken().text)
