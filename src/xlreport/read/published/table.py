"""The atoms of a section -> the text of every cell of its table, or the reason why not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from xlreport.edition.model import Section
from xlreport.read.published.atoms import Atom, Kind
from xlreport.read.published.form import Row, plain, rows_of
from xlreport.read.published.match import (
    Heads,
    NoMatch,
    ends_with_own,
    likeness,
    match_heads,
)

_STRANGE = 0.6
"""A heading less like every heading of the form than this is a row of the unit's own."""


class Lost(Exception):
    """Cells are missing or mixed up, so that a figure's place would be a guess."""


@dataclass
class Cells:
    """What was read of a table.

    ``found`` maps cell keys to their atoms (blank ones included), ``odd`` holds the official
    heading, the spelling found, and where; ``extra`` rows and texts that are not of the form.
    """

    found: dict[str, Atom] = field(default_factory=dict)
    odd: list[tuple[str, str, str]] = field(default_factory=list)
    extra: list[tuple[str, str]] = field(default_factory=list)


def read_table(section: Section, stream: Sequence[Atom]) -> Cells:
    """Read a section's table.

    :raises Lost: if a heading is missing or a row has not as many figures as cells.
    """
    reader = _Reader(section, stream)
    for row in reader.rows:
        reader.row(row)
    reader.end()
    return reader.cells


class _Reader:
    def __init__(self, section: Section, stream: Sequence[Atom]) -> None:
        self.rows = rows_of(section)
        self.cells = Cells()
        self._stream = stream
        self._at = 0
        self._rest = ""
        self._seen = ""
        self._owns = [row.own.spellings[0] for row in self.rows if row.own]

    def row(self, row: Row) -> None:
        """Read one row, passing over rows of the unit's own in front of it."""
        held: list[str] = []
        while True:
            words, where = self._words(row)
            run = self._run()
            if not words and not run:
                raise Lost(f"找不到“{row.name or row.orders[0][0].text}”一行，表格不完整")
            if not words and not held and row.name:
                raise Lost(f"{where}：“{row.name}”之前多出 {len(run)} 个数，无法确定属于哪一格")
            try:
                heads = self._match([*held, *words], row)
            except NoMatch as error:
                if not self._is_strange(words, row):
                    raise Lost(f"{where}：{error}") from error
                figures = "、".join(atom.text for atom in run)
                self.cells.extra.append((f"{''.join(words)}（{figures}）", where))
                has_columns = any(label.required for label in row.orders[0][:-1])
                held = [*held, *words] if has_columns else []
                continue
            self._take(row, heads, run, where)
            return

    def _take(self, row: Row, heads: Heads, run: Sequence[Atom], where: str) -> None:
        self.cells.odd += [(official, found, where) for official, found in heads.odd]
        self.cells.extra += [(text, where) for text in heads.extra]
        self._rest = heads.rest
        if any(label.required for label in row.orders[0][:-1]):
            self._seen = heads.before
        for key, atom in _assign(row, run, where).items():
            self.cells.found[key] = atom

    def _match(self, words: Sequence[str], row: Row) -> Heads:
        if self._rest:
            text = plain("".join(words))
            if not text.startswith(self._rest):
                raise NoMatch(f"上一行的栏目名称不完整，缺少“{self._rest}”")
            words = [text.removeprefix(self._rest)]
        return match_heads(words, row, self._owns, self._seen)

    def _words(self, row: Row) -> tuple[list[str], str]:
        """Take the words up to the next figures, and say where the last of them stands."""
        words: list[str] = []
        where = ""
        while self._at < len(self._stream):
            atom = self._stream[self._at]
            mark = not any(c.isdigit() for c in atom.text)
            if atom.kind is Kind.VALUE and (not mark or self._is_placed(words, row)):
                break
            if atom.kind is Kind.BLANK and self._is_placed(words, row):
                break
            if atom.kind in (Kind.WORD, Kind.VALUE):
                words.append(atom.text)
                where = atom.where
            self._at += 1
        where = where or (self._stream[self._at].where if self._at < len(self._stream) else "文末")
        return words, where

    def _is_placed(self, words: Sequence[str], row: Row) -> bool:
        """Tell whether the words so far are all the headings of a row, so that figures follow."""
        if row.own is not None or not words:
            return bool(words) and ends_with_own(words, row)
        try:
            self._match(words, row)
        except NoMatch:
            return False
        return True

    def _run(self) -> list[Atom]:
        """Take the figures and blanks up to the next word, or to the end of the table's row.

        A row that ends in blanks only, with figures next, is a heading above its figures.
        """
        run: list[Atom] = []
        while self._at < len(self._stream):
            atom = self._stream[self._at]
            if atom.kind is Kind.WORD:
                break
            self._at += 1
            if atom.kind is not Kind.BREAK:
                run.append(atom)
            elif self._figures_next() and all(each.kind is Kind.BLANK for each in run):
                run.clear()
            elif run:
                break
        return run

    def _figures_next(self) -> bool:
        after = self._stream[self._at : self._at + 1]
        return any(atom.kind is Kind.VALUE for atom in after)

    def _is_strange(self, words: Sequence[str], row: Row) -> bool:
        """Tell whether the words are the heading of a row that the form does not have."""
        text = plain("".join(words))
        if not text:
            return False
        spellings = [s for each in self.rows for s in each.orders[0][-1].spellings]
        tails = [(text[-len(s) - 2 :], s) for s in spellings]
        known = any(s in text for s in spellings if len(s) > 2) and row.own is None
        return not known and all(likeness(tail, s) < _STRANGE for tail, s in tails)

    def end(self) -> None:
        """Account for what follows the last row."""
        if self._rest:
            tail = plain("".join(a.text for a in self._stream[self._at :] if a.kind is Kind.WORD))
            if not tail.startswith(self._rest):
                raise Lost(f"最后一行的栏目名称不完整，缺少“{self._rest}”")
        left = self._stream[self._at :]
        for index, atom in enumerate(left):
            if atom.kind is Kind.VALUE:
                if index == 0:
                    raise Lost(f"{atom.where}：表格末尾多出数“{atom.text}”")
                text = "".join(a.text for a in left if a.kind is not Kind.BREAK)
                self.cells.extra.append((text, atom.where))
                return


def _assign(row: Row, run: Sequence[Atom], where: str) -> Mapping[str, Atom]:
    """Give each cell of a row its atom.

    :raises Lost: if there is not exactly one way to do so.
    """
    keys = [key for key in row.slots if key is not None]
    figures = [atom for atom in run if atom.kind is Kind.VALUE]
    if len(figures) == len(keys):
        return dict(zip(keys, figures, strict=True))
    fits = []
    for start in range(len(run) - len(row.slots) + 1):
        window = run[start : start + len(row.slots)]
        rest = [*run[:start], *run[start + len(row.slots) :]]
        blank_outside = all(atom.kind is Kind.BLANK for atom in rest)
        empty_inside = all(
            key is not None or not any(c.isdigit() for c in atom.text)
            for key, atom in zip(row.slots, window, strict=True)
        )
        if blank_outside and empty_inside:
            fits.append(window)
    if len(fits) == 1 or (fits and not figures):
        pairs = zip(row.slots, fits[0], strict=True)
        return {key: atom for key, atom in pairs if key is not None}
    name = row.name or row.orders[0][0].text
    if len(figures) > len(keys):
        raise Lost(f"{where}：“{name}”一行应有 {len(keys)} 个数，这里有 {len(figures)} 个")
    raise Lost(
        f"{where}：“{name}”一行应有 {len(keys)} 个数，这里只有 {len(figures)} 个，"
        "有单元格丢失（相同的行被去重，或者空白格没有保留）"
    )
