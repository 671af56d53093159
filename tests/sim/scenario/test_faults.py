"""Which of several faults is reported: the child's before the parent's, what is missing last, then the first line."""

from __future__ import annotations

from sim.scenario.faults import Fault, by_line, listed, worst
from sim.scenario.files import merge
from tests.sim.scenario.drafts import HEAD, Refusal, Write


def test_the_first_fault_of_the_file_is_told(write: Write, refusal: Refusal) -> None:
    text = HEAD + "switch_off: [feer]\ninterventions:\n  - remove_actor: bader\n"
    assert refusal(write(text)).startswith("mine.yaml:6: unknown mechanism")


def test_the_childs_own_fault_comes_before_the_parents_and_what_is_missing_last(write: Write) -> None:
    write("title: P\nquestion: Q?\nbranch: 2020-01-02\n", "parent.yaml")
    merged = merge(write("extends: parent\nluck: fresh\nend: 2020-12-31\n"))
    parents, luck, end = Fault(("branch",), "parent"), Fault(("luck",), "luck"), Fault(("end",), "end")
    missing = Fault((), "missing", missing=True)
    assert worst([parents, missing, end, luck], merged) == luck
    assert worst([parents, missing], merged) == missing, "it is the child that lacks the key"
    assert worst([parents], merged) == parents
    assert worst([missing, end, luck], None) == end, "without files, in the order in which they were found"


def test_faults_are_told_once_by_file_and_line(write: Write) -> None:
    write("title: P\nquestion: Q?\nbranch: 2020-01-02\n", "parent.yaml")
    merged = merge(write("extends: parent\nluck: fresh\nend: 2020-12-31\n"))
    parents, luck, end = Fault(("branch",), "parent"), Fault(("luck",), "luck"), Fault(("end",), "end")
    missing = Fault((), "missing", missing=True)
    assert by_line([parents, end, luck, missing, end], merged) == [missing, luck, end, parents]
    assert str(end.error(merged)) == "mine.yaml:3: end"


def test_a_fault_inside_something_lies_below_it() -> None:
    fault = Fault(("actor",), "wrong", missing=True).below(("interventions", 2))
    assert fault == Fault(("interventions", 2, "actor"), "wrong", missing=True)


def test_names_of_a_list_that_do_not_exist() -> None:
    unknown_names = list(listed(("watch",), "measure", ["a", "b", "c"], ["b"]))
    assert [fault.key_path for fault in unknown_names] == [("watch", 0), ("watch", 2)]
    assert unknown_names[1].message == "unknown measure 'c'. Allowed: b"
