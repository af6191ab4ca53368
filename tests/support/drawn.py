"""What is written on the lists of a roll-up's workbook, without a workbook.

It is a part of what :mod:`tests.support.desk` tells.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from unittest.mock import MagicMock, patch

from xlsxwriter.url import Url

from xlreport.checking import Verdict
from xlreport.consolidation.book import city, difference, issues, received_sheet, standing_sheets
from xlreport.consolidation.book.open_files import OpenFiles
from xlreport.consolidation.earlier.rerun import OldBook
from xlreport.consolidation.sums.tree import RollUp
from xlreport.consolidation.units.workbook_links import WorkbookLinks
from xlreport.edition.layout import CHECK_SHEET, ISSUES_SHEET
from xlreport.sheets import decisions, reasons
from xlreport.sheets.detail import Drawn
from xlreport.sheets.lists import ListRow
from xlreport.sheets.reasons import ReasonRow

_DRAWS_LISTS = (difference, issues, received_sheet, standing_sheets, decisions, reasons)
_FIGURES = 3
_STYLES = ("list_title", "note", "step", "label", "text", "sum_money")


def lists_of(
    roll_up: RollUp,
    verdict: Verdict,
    open_files: OpenFiles,
    books: dict[str, Path],
    below: int,
    *,
    front: bool,
) -> Iterator[str]:
    """Yield what the lists of a roll-up say; of an earlier run there are two reasons.

    :param books: where the workbooks lie.
    :param below: how many findings below are open.
    :param front: whether the first sheet is told, too.
    """
    told: list[str] = []

    def draw_list(
        _: object, name: str, note: str, __: object, rows: Iterable[ListRow], **more: object
    ) -> MagicMock:
        told.append(f"  [{name}] {note} {sorted(more.items())}".replace("\n", "⏎"))
        for values, link, looks in rows:
            text = " | ".join(map(str, values)).replace("\n", "⏎")
            told.append(f"    {text}{_to(link)} {''.join(sorted(looks))}".rstrip())
        return MagicMock()

    def draw_detail(_: object, rows: Iterable[Drawn]) -> None:
        for row in rows:
            figures = [n for n, number in enumerate(row.numbers) if number][:_FIGURES]
            shown = [f"{n}={row.numbers[n]:g}" for n in figures]
            gaps = [n for n, gap in enumerate(row.gaps) if gap]
            told.append(f"  明细 {row.unit} {row[1:4]} {shown} 缺 {gaps}{_to(row.link)}")

    def draw_settings(_: object, settings: object) -> None:
        told.append(f"  设置 {settings}")

    def let_choose(_: object, area: object, **more: object) -> None:
        told.append(f"  可以选 {area} {sorted(more.items())}")

    unit = roll_up.unit
    kept = [ReasonRow("别的", "9", ISSUES_SHEET, "R", "", "过去的原因", "", "v1")]
    kept += [ReasonRow(unit.name, unit.code, CHECK_SHEET, "R", "", "本级的原因", "", "v2")]
    path = books[roll_up.holder]
    links = WorkbookLinks(path, books)
    old = OldBook(roll_up.report, tuple(kept), {})
    with ExitStack() as stack:
        for module in _DRAWS_LISTS:
            stack.enter_context(patch.object(module, "draw_list", draw_list))
        stack.enter_context(patch.object(received_sheet, "let_choose", let_choose))
        stack.enter_context(patch.object(city, "draw_detail", draw_detail))
        stack.enter_context(patch.object(city, "draw_settings", draw_settings))
        book = city._City(roll_up, verdict, open_files, old, links, below)
        book.draw(MagicMock())
    yield from told
    if front:
        yield from _front(book)


def _front(book: city._City) -> Iterator[str]:
    """Yield what is done to draw the first sheet, and its pictures."""
    canvas = MagicMock()
    canvas.styles = defaultdict(str, {name: name for name in _STYLES})
    sheet = canvas.add_sheet.return_value
    sheet.hlink_count, sheet.hyperlinks = 0, defaultdict(dict)
    assert book.draw_front(canvas) is sheet
    yield f"  [概览] {canvas.add_sheet.call_args}"
    for name, arguments, more in sheet.method_calls:
        told = [each for each in arguments if not isinstance(each, MagicMock)]
        yield f"    {name} {told} {more or ''}".rstrip()
    for row, links in sheet.hyperlinks.items():
        yield f"    {row} {[(column, _to(link)) for column, link in links.items()]}"
    for name, arguments, _ in canvas.book.add_chart.return_value.method_calls:
        yield f"    图 {name} {arguments}"


def _to(link: Url | None) -> str:
    return f" → {link._link}#{link._anchor or ''}" if link is not None else ""
