"""The grammar of conditions: what binds closer, what is number and what truth, and one line for whatever is wrong."""

from __future__ import annotations

import ast
import inspect
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.errors import LONGEST as LONGEST_MESSAGE
from sim.scenario import conditions
from sim.scenario.conditions import grammar, parse
from sim.scenario.conditions.tokens import DEEPEST
from sim.scenario.conditions.tree import Always, Arithmetic, Comparison, Constant, Joined, Not, Quantity
from sim.vocabulary.quantities import MOST_DAYS

ONE, TWO, THREE = (Constant(float(n)) for n in (1, 2, 3))


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("always", Always()),
        ("1 < 2", Comparison("<", ONE, TWO)),
        ("1 - 2 - 3 < 1", Comparison("<", Arithmetic("-", Arithmetic("-", ONE, TWO), THREE), ONE)),
        ("1 + 2 * 3 >= 1", Comparison(">=", Arithmetic("+", ONE, Arithmetic("*", TWO, THREE)), ONE)),
        ("(1 + 2) * 3 >= 1", Comparison(">=", Arithmetic("*", Arithmetic("+", ONE, TWO), THREE), ONE)),
        ("1 / -2 == 1", Comparison("==", Arithmetic("/", ONE, Arithmetic("-", Constant(0.0), TWO)), ONE)),
        (
            "1 < 2 or 1 < 3 and 2 < 3",
            Joined("or", (Comparison("<", ONE, TWO), Joined("and", (Comparison("<", ONE, THREE), Comparison("<", TWO, THREE))))),
        ),
        (
            "(1 < 2 or 1 < 3) and 2 < 3",
            Joined("and", (Joined("or", (Comparison("<", ONE, TWO), Comparison("<", ONE, THREE))), Comparison("<", TWO, THREE))),
        ),
        ("not 1 < 2 and always", Joined("and", (Not(Comparison("<", ONE, TWO)), Always()))),
        ("not not (1 != 2)", Not(Not(Comparison("!=", ONE, TWO)))),
        ("days_since(lethal_attack) <= 2", Comparison("<=", Quantity("days_since", "lethal_attack", 0, 1), TWO)),
        ("days_since(us_killed) <= 2", Comparison("<=", Quantity("days_since", "us_killed", 0, 1), TWO)),
        ("1 < count(attack_base, 30)", Comparison("<", ONE, Quantity("counted", "attack_base", 30, 5))),
        ("us_killed(7) > 1", Comparison(">", Quantity("counted", "us_killed", 7, 1), ONE)),
        ("context(gaza_war) > 1", Comparison(">", Quantity("context", "gaza_war", 0, 9), ONE)),
        ("scene.harassment > 1", Comparison(">", Quantity("level", "harassment", 0, 1), ONE)),
    ],
)
def test_a_text_becomes_its_tree(text: str, tree: object) -> None:
    assert parse(text) == tree
    assert parse(" ".join(text.replace("(", " ( ").replace(")", " ) ").replace(",", " , ").split())) is not None


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "column 1: the condition ends; allowed here: a number, a bracket, or a quantity: count, days_since"),
        ("1", "column 1: a number stands alone; allowed: a comparison, such as days_since(strike) <= 2"),
        ("1 < 2 or 3", "column 10: a number stands alone"),
        ("not 3", "column 5: a number stands alone"),
        ("(1 < 2) + 1 > 0", "column 1: this is true or false; allowed here: a number"),
        ("1 > (1 < 2)", "column 5: this is true or false"),
        ("1 < 2 < 3", "column 7: '<'; allowed here: one comparison; two are joined by `and`"),
        ("1 < 2 3", "column 7: '3'; allowed here: the end, `and`, `or`, or a sign between numbers"),
        ("(1 < 2", "column 7: the condition ends; allowed here: `)`"),
        ("days_sinc(strike) < 2", "column 1: unknown quantity 'days_sinc'; did you mean 'days_since'"),
        ("strike > 1", "column 1: unknown quantity 'strike'"),
        ("count(atack_base, 3) > 1", "column 7: unknown act 'atack_base'; did you mean 'attack_base'"),
        ("count(us_killed, 3) > 1", "column 7: unknown act 'us_killed'"),
        ("days_since(gaza_war) > 1", "column 12: unknown act 'gaza_war'"),
        ("days_since(2) > 1", "column 12: '2'; allowed here: the name of an act"),
        ("count(strike) > 1", "column 13: ')'; allowed here: `,`"),
        ("count(strike, 0) > 1", f"column 15: '0'; allowed here: a whole number of days, 1 to {MOST_DAYS}"),
        (f"us_killed({MOST_DAYS + 1}) > 1", f"column 11: '{MOST_DAYS + 1}'; allowed here: a whole number of days"),
        ("us_killed(1.5) > 1", "column 11: '1.5'; allowed here: a whole number of days"),
        ("us_killed(" + "9" * 200 + ") > 1", "column 11: '99"),
        ("__import__('os').system('true')", 'column 12: "\'" is no part of a condition'),
        ("exec(strike) > 1", "column 1: unknown quantity 'exec'"),
        ("lambda > 1", "column 1: unknown quantity 'lambda'"),
        ("1 if 1 else 2", "column 3: 'if'; allowed here: the end"),
        ("(" * (DEEPEST + 1) + "1", f"column {DEEPEST + 2}: '1'; allowed here: at most {DEEPEST} brackets"),
        ("not " * (DEEPEST + 1) + "1 < 2", f"at most {DEEPEST} brackets, `not` and minus signs inside each other"),
        ("-" * (DEEPEST + 1) + "1 < 2", f"at most {DEEPEST} brackets"),
        ("1 < 2 " * 60, "letters; allowed: at most 300"),
    ],
)
def test_a_wrong_one_gets_one_line_with_the_column(text: str, says: str) -> None:
    with pytest.raises(ValueError, match=re.escape(says)) as caught:
        parse(text)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < LONGEST_MESSAGE


WORDS = st.sampled_from(
    ("not", "and", "or", "(", ")", "-", "+", "*", "/", "<", "<=", "==", "1", "2.5", "count(strike, 3)", "days_since(attack)",
     "us_killed(30)", "context(gaza_war)", "scene.fear", "always", ",", "strike", "count"),
)  # fmt: skip


@given(st.lists(WORDS, max_size=25).map(" ".join) | st.text(max_size=80))
def test_any_text_is_a_truth_or_is_refused_in_one_line(text: str) -> None:
    try:
        assert isinstance(parse(text), conditions.Condition)
    except ValueError as error:
        refusal = str(error).lower()
    else:
        return
    assert "allowed" in refusal


@given(st.integers(1, 70), st.sampled_from("+-*/"))
def test_a_long_sum_is_read_too(terms: int, sign: str) -> None:
    assert parse(f" {sign} ".join("1" * terms) + " > 0") is not None


def test_nothing_of_it_is_ever_executed() -> None:
    for module in (grammar, grammar.Tokens, conditions.tree):
        calls = [
            node.func for node in ast.walk(ast.parse(inspect.getsource(inspect.getmodule(module)))) if isinstance(node, ast.Call)
        ]
        assert not {call.id for call in calls if isinstance(call, ast.Name)} & {"eval", "exec", "compile", "__import__"}
