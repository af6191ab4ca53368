"""One adapter for every program: an open workbook through xlwings' public interface alone.

It answers what a snapshot asks, and carries out a plan.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import assert_never

import xlwings as xw

from xlreport.buttons import TAB
from xlreport.edition import Place
from xlreport.errors import CannotWrite
from xlreport.excel.cell_access import access_to
from xlreport.excel.engines.office_waiting import OfficeWaiting
from xlreport.excel.engines.parts import CellBlock
from xlreport.excel.looks import give_look, spoiled_cells
from xlreport.excel.plan import (
    LONGEST_MESSAGE,
    LONGEST_STATUS,
    Change,
    Colour,
    Height,
    Look,
    Notes,
    Plan,
    Values,
    fitting,
)
from xlreport.excel.protection import lift
from xlreport.files import put_in_place, replacing
from xlreport.finding import address_ranges
from xlreport.reading.rows import Rows

_VISIBLE = -1
"""``xlSheetVisible``; a sheet that is hidden well has 2, which is no word for yes."""
_HIDDEN = (
    "要看的格是“{sheet}”表的 {cell}，这个表现在隐藏着。请在窗口下方任一工作表标签上点右键，"
    "点“取消隐藏”，选“{sheet}”。"
)


@dataclass(frozen=True)
class StatusLine:
    """Shows how far a command is in the status line, where nobody can stop anything."""

    write: Callable[[str], None]

    def shows(self, text: str) -> bool:
        """Show a text; return whether the command is to be stopped."""
        self.write(text)
        return False

    def close(self) -> None:
        """Give the status line back."""
        self.write("")


class LiveBook:
    """A workbook that may be open and unsaved."""

    def __init__(self, book: xw.Book) -> None:
        """:param book: the workbook, of any engine."""
        self.book = book
        self.app = book.app
        self.path = Path(book.fullname)
        # Looked up once: every question to a spreadsheet program takes its time.
        self.sheets: dict[str, xw.Sheet] = {sheet.name: sheet for sheet in book.sheets}
        self.names: tuple[str, ...] = tuple(self.sheets)
        self._cells = access_to(self.app)

    # --- What a snapshot asks ---------------------------------------------------------------------

    def rows(self, name: str) -> Rows:
        """Return the values of a sheet from ``A1`` on."""
        return Rows(self._cells.rows(self.sheets[name]))

    def notes(self, name: str) -> Mapping[str, str]:
        """Return the notes of a sheet by the address of their cells."""
        return self._cells.notes(self.sheets[name])

    def colours(self, places: Sequence[Place]) -> Mapping[Place, str]:
        """Return the colours of cells as ``#RRGGBB``, empty where there is none."""
        found: dict[Place, str] = {}
        for name in dict.fromkeys(place.sheet for place in places):
            on_sheet = [place for place in places if place.sheet == name]
            found.update(self._cells.colours(self.sheets[name], on_sheet))
        return found

    def formulas(self, name: str) -> Rows:
        """Return what a sheet holds from ``A1`` on, the formulas where there are some."""
        return Rows(self._cells.formulas(self.sheets[name]))

    def spoiled(self, name: str, areas: Sequence[str], *, validated: bool) -> tuple[str, ...]:
        """Return the cells that are locked, or take anything though they should not."""
        cells = spoiled_cells(self.sheets[name], self._cells.host, areas, validated=validated)
        return tuple(address_ranges(sorted(cells)))

    def here(self) -> Place | None:
        """Return the selected cell."""
        selected = self.app.selection
        if selected is None:
            return None
        return Place(selected.sheet.name, selected.row - 1, selected.column - 1)

    # --- Carrying out a plan ----------------------------------------------------------------------

    def carry_out(self, plan: Plan) -> str:
        """Do what a plan says, all but its words; return what is to be said besides.

        Files come first: one that cannot be written leaves the workbook as it is.

        :raises CannotWrite: if a file cannot be written.
        :raises Locked: if a sheet has a password.
        """
        for file in plan.files:
            with replacing(Path(file.path)) as temporary:
                temporary.write_bytes(file.content)
        if plan.changes:
            # Kept still: the window, while much is being changed.
            before = self.app.screen_updating
            self.app.screen_updating = False
            try:
                self.change(plan.changes)
            finally:
                self.app.screen_updating = before
        if plan.swap:
            self._swap(Path(plan.swap))
        return self._select(plan.select) if plan.select is not None else ""

    def _select(self, place: Place) -> str:
        """Select a cell, and return what is to be said if nobody can look at it."""
        sheet = self.sheets[place.sheet]
        if sheet.visible not in (True, _VISIBLE):
            return _HIDDEN.format(sheet=place.sheet, cell=place.a1)
        # Excel selects cells of the sheet in front only.  `Sheet.activate` of xlwings would bring
        # the program to the front as well, where it is, and fails if it runs twice.
        sheet.impl.activate()
        sheet.range(place.a1).select()
        return ""

    def save(self) -> None:
        """Save the workbook, so that a command can read what was typed.

        :raises CannotWrite: if it cannot be saved.
        """
        try:
            self.book.save()
        except Exception as error:
            raise CannotWrite(
                f"“{self.path.name}”没有保存成功，可能是只读的，或者正被别的程序使用。"
                "请另存一份能写的，再点一次"
            ) from error

    def _swap(self, new: Path) -> None:
        """Put a new workbook in the place of this one, and open it.

        :raises CannotWrite: if the file cannot be replaced; then the old one is opened again.
        """
        self.book.close()
        try:
            put_in_place(new, self.path)
        except OSError as error:
            self.book = self.app.books.open(str(self.path))
            raise CannotWrite(
                f"“{self.path.name}”正被别的程序使用，没有替换。新的汇总簿是同一文件夹里的"
                f"“{new.name}”，请关闭别处打开的“{self.path.name}”后再点一次"
            ) from error
        self.book = self.app.books.open(str(self.path))

    def waiting(self, doing: str) -> StatusLine | OfficeWaiting:
        """Return what shows how far a command is, and tells whether it is to be stopped."""
        window = getattr(self.app.impl, "waiting", None)
        return window(TAB, doing) if window else StatusLine(self.shows)

    def change(self, changes: Sequence[Change]) -> None:
        """Make changes, in their order.

        :raises Locked: if a sheet has a password; then nothing is changed.
        """
        with ExitStack() as lifted:
            for name in dict.fromkeys(change.sheet for change in changes):
                lifted.callback(lift(self.sheets[name], self._cells.host))
            for change in changes:
                self._change(self.sheets[change.sheet], change)

    def _change(self, sheet: xw.Sheet, change: Change) -> None:
        match change:
            case Values(row=row, column=column, rows=rows):
                block = CellBlock(row + 1, column + 1, len(rows), len(rows[0]))
                self._cells.write(sheet, block, rows)
            case Colour(areas=areas, colour=colour):
                self._cells.set_colour(sheet, areas, colour)
            case Notes(gone=gone, given=given):
                self._cells.remove_notes(sheet, gone)
                self._cells.add_notes(sheet, given)
            case Height(areas=areas, points=points):
                self._cells.set_row_heights(sheet, areas, points)
            case Look(areas=areas, style=style, allowed=allowed):
                for area in areas:
                    give_look(sheet.range(area), self._cells.host, style, allowed)
            case _:
                assert_never(change)

    # --- Words ------------------------------------------------------------------------------------

    def shows(self, status: str) -> None:
        """Show a text in the status line, or give the line back."""
        self.app.status_bar = fitting(status, LONGEST_STATUS) or False

    def show_message(self, text: str, *, failed: bool = False) -> None:
        """Show a message until it is read."""
        self.app.alert(fitting(text, LONGEST_MESSAGE), TAB, mode="critical" if failed else "info")

    def confirm(self, text: str) -> bool:
        """Ask a question, and return whether the answer was yes."""
        message = fitting(text, LONGEST_MESSAGE)
        return bool(self.app.alert(message, TAB, buttons="yes_no", mode="info") == "yes")
