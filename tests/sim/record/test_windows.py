"""Windows of the record: they do not overlap, both ends belong to them, and a wrong one is named with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.errors import RecordError
from sim.paths import Posterior
from sim.record.windows import load_windows

TEXT = "windows:\n  a:\n    from: 2020-01-02\n    until: 2020-01-03\n    meaning: none\n"


def test_both_ends_belong_to_a_window(tmp_path: Path) -> None:
    path = tmp_path / "windows.yaml"
    path.write_text(TEXT, encoding="utf-8")
    assert [str(day) for day in load_windows(path)["a"].days] == ["2020-01-02", "2020-01-03"]


def test_windows_split_the_record_without_overlap() -> None:
    windows = load_windows()
    assert windows.names == ("record", "train", "whole", "test", "test_2024")
    assert windows["train"].days[-1] + 1 == windows["test"].days[0]
    assert set(Posterior) <= set(windows.names)
    assert (windows["whole"].since, windows["whole"].until) == (windows["train"].since, windows["record"].until)
    assert windows["test"].days[-1] + 1 == windows["test_2024"].days[0]
    assert windows["record"].days[-1] == windows["whole"].days[-1] == windows["test_2024"].days[-1]
    assert windows["whole"].days[0] == windows["train"].days[0]
    with pytest.raises(RecordError, match="unknown window 'trian'; did you mean 'train'"):
        windows["trian"]


def test_a_window_must_not_end_before_it_begins(tmp_path: Path) -> None:
    path = tmp_path / "windows.yaml"
    path.write_text("windows:\n  a:\n    from: 2020-01-02\n    until: 2020-01-01\n    meaning: none\n", encoding="utf-8")
    with pytest.raises(RecordError, match=r"windows\.yaml:4: windows\.a\.until: 2020-01-01 lies before"):
        load_windows(path)
    path.write_text("windows:\n  a:\n    form: 2020-01-02\n    until: 2020-01-03\n    meaning: x\n", encoding="utf-8")
    with pytest.raises(RecordError, match=r"windows\.yaml:\d"):
        load_windows(path)


def test_the_own_windows_are_read_once_and_a_file_that_is_given_each_time(tmp_path: Path) -> None:
    assert load_windows() is load_windows()
    path = tmp_path / "windows.yaml"
    text = "windows:\n  a: {from: 2020-01-02, until: 2020-01-03, meaning: some}\n"
    path.write_text(text)
    assert str(load_windows(path)["a"].until) == "2020-01-03"
    path.write_text(text.replace("01-03", "01-04"))
    assert str(load_windows(path)["a"].until) == "2020-01-04"
