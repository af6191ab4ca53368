"""What the program itself put into the unlocked cells of a roll-up, on the hidden sheet.

By it a rerun tells what people have changed since: that is kept, anything else is computed anew.

STORAGE: read back by the next run of ``consolidate``: a name in the first column, its text in the
second, below the rows of the manifest.
"""

from __future__ import annotations

from collections.abc import Mapping

from xlsxwriter.worksheet import Worksheet

from xlreport.edition.layout import MANIFEST_SHEET
from xlreport.manifest import MARKS_ROW
from xlreport.quantity import show
from xlreport.report import Report
from xlreport.sheets.columns import text_in
from xlreport.sheets.reader import OwnBook

_TOP = MARKS_ROW + 50
"""Below the texts of the macros, which a workbook with buttons has here, too."""
_PREFIX = "computed."


def computed_of(report: Report) -> Mapping[str, str]:
    """Return the texts of those unlocked cells of a roll-up that are filled in by the program."""
    unit = report.unit
    cover = {"cover.unit": unit.name, "cover.code": unit.code, "cover.level": unit.level}
    last = {key: report.last.get(key) for key in report.edition.last_keys}
    figures = {f"last.{key}": "" if v is None else show(v) for key, v in last.items()}
    return cover | figures


def draw_computed(sheet: Worksheet, computed: Mapping[str, str]) -> None:
    """Write them on the hidden sheet."""
    for row, (name, text) in enumerate(computed.items(), start=_TOP):
        sheet.write_string(row, 0, _PREFIX + name)
        sheet.write_string(row, 1, text)


def read_computed(book: OwnBook) -> Mapping[str, str]:
    """Return them; a workbook of an earlier version has none.

    :raises Refused: if the sheet is damaged.
    """
    if MANIFEST_SHEET not in book.names:
        return {}
    pairs = ((text_in(v.get(0)), text_in(v.get(1))) for _, v in book.lines(MANIFEST_SHEET))
    return {name.removeprefix(_PREFIX): text for name, text in pairs if name.startswith(_PREFIX)}
