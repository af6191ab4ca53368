"""What `make mutants` changes, and whom it believes."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from scripts.mutation import changes
from scripts.mutation.copies import Task
from scripts.mutation.lines import Record
from scripts.mutation.trial import Suite, Trial, Verdict

MODULE = '''\
"""A module."""

LIMIT = 3


def few(numbers, more=True):
    """Say whether there are few."""
    for number in zip(
        numbers,
        numbers[1:],
        strict=True,
    ):
        if number < LIMIT and not more:
            return False
    return len(numbers) > 1


def many(numbers):
    match numbers:
        case [first, *_] if first > 2:
            return None
    return "many " + str(numbers)
'''


@pytest.fixture
def module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(changes, "ROOT", tmp_path)
    path = tmp_path / "module.py"
    path.write_text(MODULE, "utf-8")
    return path


def test_what_can_be_changed(module: Path) -> None:
    """Only in functions; and no return of nothing, for which another nothing does."""
    found = [*changes.mutants_of("part", module)]
    assert sorted((each.line, each.change) for each in found) == [
        (10, "1 -> 0"),
        (10, "1 -> 2"),
        (13, "And -> Or"),
        (13, "Lt -> LtE"),
        (13, "not dropped"),
        (14, "False -> True"),
        (15, "1 -> 0"),
        (15, "1 -> 2"),
        (15, "Gt -> GtE"),
        (15, "return None"),
        (20, "2 -> 1"),
        (20, "2 -> 3"),
        (20, "Gt -> GtE"),
        (22, "return None"),
    ]
    whole = ast.unparse(ast.parse(MODULE))
    for each in found:
        differ = [
            (old, new)
            for old, new in zip(whole.splitlines(), each.text().splitlines(), strict=True)
            if old != new
        ]
        assert len(differ) == 1, each


def test_a_change_is_looked_for_in_its_own_lines_and_then_in_those_of_its_statement(
    module: Path,
) -> None:
    lines = {each.line: each.lines() for each in changes.mutants_of("part", module)}
    assert lines[10] == [range(10, 11), range(8, 13)]
    assert lines[13] == [range(13, 14), range(13, 14)]
    assert lines[20] == [range(20, 21), range(19, 20)]


def test_a_draw_is_the_same_each_time_and_of_all_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(changes, "PARTS", ("files.py", "quantity.py"))
    drawn = changes.drawn(30, 3)
    assert drawn == changes.drawn(30, 3)
    assert len({*drawn}) == 30
    assert {each.part for each in drawn} == {*changes.PARTS}
    assert drawn != changes.drawn(30, 4)


def trial(module: Path, lines: dict[str, str]) -> Trial:
    mutant = next(changes.mutants_of("files.py", module))
    records = {
        "tests/test_a.py": Record({"tests/test_a.py::x": 0.1, "tests/test_a.py::y": 9.0}, {}),
        "tests/test_b.py": Record(
            {"tests/test_b.py::x": 0.1, "tests/test_b.py::y": 0.2, "tests/test_b.py::z": 99.0},
            {mutant.name: lines},
        ),
    }
    return Trial(mutant, Suite(records), 40)


def chosen(task: Task | Verdict) -> list[str]:
    assert isinstance(task, Task)
    return [*task.work.args[1]]  # type: ignore[attr-defined]


def test_who_executes_the_line_comes_first_and_then_who_shares_the_file(module: Path) -> None:
    line = str(next(changes.mutants_of("files.py", module)).line)
    assert chosen(trial(module, {line: "6"}).next()) == ["tests/test_b.py::y", "tests/test_b.py::x"]
    said = trial(module, {"999": "7"}).next()
    assert isinstance(said, Verdict)
    assert (said.killed, said.why) == (False, "not executed")


def test_a_test_that_holds_all_that_is_said_comes_before_quicker_ones(
    module: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scripts.mutation.trial.WHOLE", ("tests/test_b.py::y",))
    line = str(next(changes.mutants_of("files.py", module)).line)
    assert chosen(trial(module, {line: "3"}).next()) == ["tests/test_b.py::y", "tests/test_b.py::x"]


def test_a_test_that_fails_anyway_has_noticed_nothing(module: Path) -> None:
    line = str(next(changes.mutants_of("files.py", module)).line)
    each = trial(module, {line: "3"})
    each.next()
    assert chosen(each.hear(["tests/test_b.py::x"])) == ["tests/test_b.py::x"]
    assert chosen(each.hear(["tests/test_b.py::x"])) == ["tests/test_b.py::y"]
    said = each.hear([""])
    assert isinstance(said, Verdict)
    assert not said.killed


@pytest.mark.parametrize("end", [["tests/test_b.py::x"], "never ends: tests/test_b.py::x"])
def test_a_test_that_passes_otherwise_has_noticed_it(module: Path, end: object) -> None:
    line = str(next(changes.mutants_of("files.py", module)).line)
    each = trial(module, {line: "3"})
    each.next()
    said = each.hear(end)
    if isinstance(said, Task):
        said = each.hear([""])
    assert isinstance(said, Verdict)
    assert said.killed
