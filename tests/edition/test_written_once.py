"""What an edition says is said once: in its YAML file, and nowhere in the code."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from tests.support.samples import EDITIONS
from tests.support.source import SOURCES, tree_of

from xlreport.edition import Edition
from xlreport.edition.model import Block, Head

_ADDRESS = re.compile(r"\$?[A-Z]{1,3}\$?[1-9]\d{0,6}(:\$?[A-Z]{1,3}\$?[1-9]\d{0,6})?")
_FURNITURE = {
    "AMD64",  # a kind of processor, not column AMD
    "A2",  # the summary on 校验, a sheet that no edition describes
}


@cache
def _constants(path: Path) -> list[tuple[int, str]]:
    """Return each string of a file, parts of f-strings too, but no docstrings."""
    tree = tree_of(path)
    documentation = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    return [
        (node.lineno, node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in documentation
    ]


def _head_labels(heads: tuple[Head, ...]) -> Iterator[str]:
    for head in heads:
        yield head.label
        yield from _head_labels(head.children)


def _block_labels(block: Block) -> Iterator[str]:
    yield from _head_labels(block.rows + block.columns)
    yield from (text for text in (block.title, block.corner, block.over) if text)


def _labels(edition: Edition) -> Iterator[str]:
    """Yield every text that the edition prints or says, but for the name of the report itself.

    What the program is for, its help may say too.
    """
    yield from (edition.document, edition.document_number)
    for section in edition.sections:
        yield from (section.title, section.sheet)
        for block in section.blocks:
            yield from _block_labels(block)
        yield from (piece.label for piece in section.prose)
    for rule in edition.rules:
        yield from (rule.name, rule.advice)
    for level in edition.levels.values():
        yield level.label
    yield from (cell.number.label for cell in edition.cells.values())


LABELS = {label for edition in EDITIONS for label in _labels(edition) if label}
_LONG = sorted(label for label in LABELS if len(label) >= 4)


def test_there_is_something_to_look_for() -> None:
    """The labels and the code's strings are really collected."""
    assert {"规章", "（七）总计", "申请人情况", "县级", "（二）依申请公开"} <= LABELS
    assert len(SOURCES) > 20
    strings = {text for path in SOURCES for _, text in _constants(path)}
    assert {"填报说明", "单位名称", "    计量单位："} <= strings


def test_the_code_holds_no_label_of_the_form() -> None:
    """A long label nowhere, a short one not as a string of its own."""
    found = [
        f"{path}:{line}: {label} in {text!r}"
        for path in SOURCES
        for line, text in _constants(path)
        for label in (_LONG if text not in LABELS else [text])
        if label in text
    ]
    assert found == []


def test_the_code_holds_no_address_of_a_cell() -> None:
    """Where a figure stands follows from the edition."""
    found = [
        f"{path}:{line}: {text}"
        for path in SOURCES
        for line, text in _constants(path)
        if _ADDRESS.fullmatch(text) and text not in _FURNITURE
    ]
    assert found == []


@pytest.mark.parametrize("edition", EDITIONS, ids=lambda edition: edition.id)
def test_an_edition_says_nothing_twice(edition: Edition) -> None:
    """No rule id, no law in one table, and no statement about the same cells comes twice."""
    laws = [
        (r.clauses[0].terms[0].key.split(".")[0], r.for_each, r.law) for r in edition.rules if r.law
    ]
    statements = [
        (clause.left, clause.relation, clause.right)
        for rule in edition.rules
        for clause in rule.clauses
    ]
    tests = [(rule.test, key) for rule in edition.rules for key in rule.targets]
    ids = [rule.id for rule in edition.rules]
    places = [clause.id for rule in edition.rules for clause in rule.clauses]
    for said in (ids, laws, statements, tests, places):
        assert said
        assert [each for each, times in Counter(said).items() if times > 1] == []


@pytest.mark.parametrize("edition", EDITIONS, ids=lambda edition: edition.id)
def test_no_two_cells_have_one_name(edition: Edition) -> None:
    """Each row and column meet in one cell, with a key and a label of its own."""
    leaves = sum(
        sum(not any(head.empty for head in (*row, *column)) for column in block.column_paths())
        for section in edition.sections
        for block in section.blocks
        for row in block.row_paths()
    )
    assert leaves == len(edition.cells)
    labels = Counter((cell.section, cell.label) for cell in edition.cells.values())
    assert labels.most_common(1)[0][1] == 1
