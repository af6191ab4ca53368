"""The atoms of a section -> the text of every cell of its table, or the reason why not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from xlreport.edition.model import Section
from xlreport.reading.published.atoms import MERGED, Atom, AtomKind
from xlreport.reading.published.cells import Lost, demand_widths, sides_of, windows_of
from xlreport.reading.published.form import FormRow, plain, rows_of
from xlreport.reading.published.heads import mended
from xlreport.reading.published.match import (
    Heads,
    NoMatch,
    ends_near_own,
    ends_with_own,
    likeness,
    match_heads,
)

_MOST_LETTERS = 5000
"""Letters between two rows of figures; no table has more."""
_MOST_BREAKS = 10
_STRANGE = 0.6
"""A heading less like every heading of the form than this is a row of the unit's own."""


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
    reader.settle()
    return reader.cells


class _Reader:
    def __init__(self, section: Section, stream: Sequence[Atom]) -> None:
        self.rows = rows_of(section)
        self.cells = Cells()
        self._stream = mended(section, stream)
        self._at = 0
        self._runs: list[tuple[FormRow, Sequence[Atom], str]] = []
        self._unsettled: list[tuple[FormRow, list[Atom], str]] = []
        merged = any(a.kind is AtomKind.BREAK and a.text == MERGED for a in self._stream)
        self._merged = merged
        self._sides = {0} if merged else sides_of(self._stream)
        self._judged: tuple[str, int, bool] = "", 0, False
        self._rest = ""
        self._seen = ""
        self._owns = [row.own.spellings[0] for row in self.rows if row.own]

    def row(self, row: FormRow) -> None:
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

    def _take(self, row: FormRow, heads: Heads, run: Sequence[Atom], where: str) -> None:
        self.cells.odd += [(official, found, where) for official, found in heads.odd]
        self.cells.extra += [(text, where) for text in heads.extra]
        self._rest = heads.rest
        if any(label.required for label in row.orders[0][:-1]):
            self._seen = heads.before
        self._runs.append((row, run, where))
        windows = windows_of(row, run, where)
        if len(windows) > 1 and any(atom.kind is AtomKind.VALUE for atom in run):
            self._unsettled.append((row, list(run), where))
            return
        start = windows[0]
        if len(run) > len(row.slots) and any(atom.kind is AtomKind.VALUE for atom in run):
            self._sides.add(0 if start == 0 else 1 if start == len(run) - len(row.slots) else 2)
        self._place(row, run, start)

    def _place(self, row: FormRow, run: Sequence[Atom], start: int) -> None:
        """Give the cells of a row their atoms, the first of which is ``run[start]``."""
        if start < 0:
            keys = [key for key in row.slots if key is not None]
            run = [atom for atom in run if atom.kind is AtomKind.VALUE]
            self.cells.found.update(zip(keys, run, strict=True))
            return
        for key, atom in zip(row.slots, run[start:], strict=False):
            if key is not None:
                self.cells.found[key] = atom

    def settle(self) -> None:
        """Place the rows of which only the others tell where their blank cells stand.

        :raises Lost: if they do not tell either.
        """
        demand_widths(self._runs, merged=self._merged, before=self._sides == {1})
        for row, run, where in self._unsettled:
            if self._sides not in ({0}, {1}):
                figures = "、".join(atom.text for atom in run if atom.kind is AtomKind.VALUE)
                raise Lost(
                    f"{where}：“{row.name or row.orders[0][0].text}”一行有空白格，"
                    f"看不出“{figures}”属于哪一栏"
                )
            self._place(row, run, 0 if self._sides == {0} else len(run) - len(row.slots))

    def _match(self, words: Sequence[str], row: FormRow) -> Heads:
        if self._rest:
            text = plain("".join(words))
            if not text.startswith(self._rest):
                raise NoMatch(f"上一行的栏目名称不完整，缺少“{self._rest}”")
            words = [text.removeprefix(self._rest)]
        return match_heads(words, row, self._owns, self._seen)

    def _words(self, row: FormRow) -> tuple[list[str], str]:
        """Take the words up to the next figures, and say where the last of them stands."""
        words: list[str] = []
        where = ""
        letters = 0
        while self._at < len(self._stream):
            atom = self._stream[self._at]
            letters += len(atom.text)
            if letters > _MOST_LETTERS:
                raise Lost(f"{atom.where}：“{row.name}”之前有很长的文字，表格读不出来")
            mark = not any(c.isdigit() for c in atom.text)
            if atom.kind is AtomKind.VALUE and (not mark or self._is_placed(words, row)):
                break
            if atom.kind is AtomKind.BLANK and self._is_placed(words, row):
                break
            if atom.kind in (AtomKind.WORD, AtomKind.VALUE):
                words.append(atom.text)
                where = atom.where
            self._at += 1
        where = where or (self._stream[self._at].where if self._at < len(self._stream) else "文末")
        return words, where

    def _is_placed(self, words: Sequence[str], row: FormRow) -> bool:
        """Tell whether the words so far are all the headings of a row, so that figures follow."""
        name = row.orders[0][-1].text
        if self._judged[:2] != (name, len(words)):
            self._judged = name, len(words), bool(words) and self._are_heads(words, row)
        return self._judged[2]

    def _are_heads(self, words: Sequence[str], row: FormRow) -> bool:
        if row.own is not None:
            return ends_with_own(words, row) or ends_near_own(words, row, self._owns)
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
            if atom.kind is AtomKind.WORD:
                break
            self._at += 1
            if atom.kind is not AtomKind.BREAK:
                run.append(atom)
            elif self._figures_next() and all(each.kind is AtomKind.BLANK for each in run):
                run.clear()
            elif run:
                break
        return run

    def _figures_next(self) -> bool:
        after = self._stream[self._at : self._at + _MOST_BREAKS]
        atom = next((atom for atom in after if atom.kind is not AtomKind.BREAK), None)
        return atom is not None and atom.kind is AtomKind.VALUE

    def _is_strange(self, words: Sequence[str], row: FormRow) -> bool:
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
            tail = plain(
                "".join(a.text for a in self._stream[self._at :] if a.kind is AtomKind.WORD)
            )
            if not tail.startswith(self._rest):
                raise Lost(f"最后一行的栏目名称不完整，缺少“{self._rest}”")
        left = self._stream[self._at :]
        for index, atom in enumerate(left):
            if atom.kind is AtomKind.VALUE:
                if index == 0:
                    raise Lost(f"{atom.where}：表格末尾多出数“{atom.text}”")
                text = "".join(a.text for a in left if a.kind is not AtomKind.BREAK)
                self.cells.extra.append((text, atom.where))
                return
