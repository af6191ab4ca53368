"""The forms as shared/forms.md describes them, read from its tables and lists."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

_PART = re.compile(r"^#{2,3} ([A-Z](?:\.\d)?)[. ].*$", re.MULTILINE)
_ROW_NUMBER = re.compile(r"r\d\d")
_SHORT = re.compile(r"[一二三四]|（[一二三四五六七]）")
_EMPTY = "[ ]"


@dataclass(frozen=True)
class PrintedBlock:
    """A block of table 2: its title, heads of columns, labels of rows, and its empty cells.

    A head is empty where the form prints none; an empty cell is named by its row and column.
    """

    title: str
    columns: tuple[str, ...]
    rows: tuple[str, ...]
    empty: frozenset[tuple[int, int]]


@dataclass(frozen=True)
class PrintedRow:
    """A row of table 3: the heads that lead to it, and whether it is of totals."""

    heads: tuple[str, ...]
    total: bool


class Forms:
    """What forms.md says."""

    def __init__(self, path: Path) -> None:
        """:param path: forms.md."""
        self._opening, *pieces = _PART.split(path.read_text("utf-8"))
        self._parts = dict(zip(pieces[::2], pieces[1::2], strict=True))

    def section_heads(self) -> list[str]:
        """Return the level-1 heads of both editions."""
        (line,) = re.findall(r"^一、.+$", self._opening, re.MULTILINE)
        return [head.rstrip(".") for head in line.split(" / ")]

    def documents(self) -> dict[str, str]:
        """Return what is said of each edition's document, by edition."""
        return {row[0].strip("`"): row[1] for row in _table(self._opening)[1:]}

    def blocks(self, part: str) -> list[PrintedBlock]:
        """Return the blocks of table 2, from part A.2 or B.2."""
        return [_block(text) for text in self._parts[part].split("\nBlock ")[1:]]

    def note(self) -> str:
        """Return the note printed in the corner of table 3."""
        (note,) = re.findall(r"^Top-left note printed .+?: (.+)$", self._parts["A.3"], re.MULTILINE)
        return str(note)

    def applicants(self) -> tuple[str, list[tuple[str, ...]]]:
        """Return what stands over all columns of table 3, and the heads of each column."""
        ((over, rest),) = re.findall(r"3 levels: (\S+) > (.+?\])\. ", self._parts["A.3"])
        columns: list[tuple[str, ...]] = []
        for text in re.findall(r"\[(.+?)\]", rest):
            *group, leaves = text.split(" > ")
            columns += [(*group, leaf) for leaf in leaves.split(" | ")]
        return over, columns

    def request_rows(self, part: str) -> list[PrintedRow]:
        """Return the rows of table 3, from part A.3 or B.3.

        The list writes a head in full once, and after that as its number alone.
        """
        rows = [row for row in _table(self._parts[part]) if _ROW_NUMBER.fullmatch(row[0])]
        result: list[PrintedRow] = []
        if "Rows r01-r20 identical to the 2019 edition" in self._parts[part]:
            result += self.request_rows("A.3")[:20]
        for _, path, kind in rows:
            above = result[-1].heads if result else ()
            heads = tuple(
                above[depth] if _SHORT.fullmatch(head) else head
                for depth, head in enumerate(path.split(" / "))
            )
            result.append(PrintedRow(heads, kind.startswith("TOTAL")))
        return result

    def results(self) -> list[tuple[str, ...]]:
        """Return the heads of each column of table 4."""
        lines = re.findall(r"^(行政.+?) \(5\): (.+)$", self._parts["A.4"], re.MULTILINE)
        return [(*heads.split(" / "), leaf) for heads, row in lines for leaf in row.split(", ")]


def _block(text: str) -> PrintedBlock:
    heads, *rows = _table(text)
    return PrintedBlock(
        title=text.split(maxsplit=1)[0],
        columns=tuple("" if head == _EMPTY else head for head in heads[1:]),
        rows=tuple(row[0] for row in rows),
        empty=frozenset(
            (down, across)
            for down, row in enumerate(rows)
            for across, mark in enumerate(row[1:])
            if mark == _EMPTY
        ),
    )


def _table(text: str) -> list[list[str]]:
    """Return the cells of the first Markdown table of a text, its heads first."""
    rows = [line.strip("|").split("|") for line in text.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in row] for row in rows if set("".join(row)) != {"-"}]
