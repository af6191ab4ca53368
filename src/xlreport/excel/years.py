"""From one year to the next: last year's figures taken in, next year's workbook begun."""

from __future__ import annotations

from pathlib import Path

from xlreport.edition import EditionError, UnknownEdition, edition_like
from xlreport.edition.layout import LAST_YEAR_SHEET, layout_of
from xlreport.excel.book import CannotDo, LiveBook, own_files
from xlreport.excel.protection import unlocked
from xlreport.files import file_name
from xlreport.read import Refused, read, workbooks_in
from xlreport.report import Report
from xlreport.template import blank_report, write_report


def load_last_year(book: LiveBook) -> Path:
    """Fill 上年数据 from last year's workbook of the same unit, found beside this one.

    :returns: the workbook that the figures were taken from.
    :raises CannotDo: if there is none, or more than one.
    """
    report = book.report()
    found = _of_last_year(report, book.folder / book.path.name)
    if len(found) != 1:
        names = "、".join(path.name for path, _ in found)
        raise CannotDo(
            f"同一文件夹里有 {len(found)} 份“{report.unit.name}”{report.year - 1} 年的工作簿"
            f"{f'（{names}）' if names else ''}。"
            "请把上一年度报送的那一份（只留一份）与本工作簿放在一起。"
        )
    path, previous = found[0]
    filled = report.with_last(previous)
    with unlocked(book.sheets[LAST_YEAR_SHEET]):
        for key in report.edition.last_keys:
            value = filled.last.get(key)
            place = layout_of(report.edition).places[f"last.{key}"]
            book.cell(place).value = None if value is None else float(value)
    return path


def _of_last_year(report: Report, mine: Path) -> list[tuple[Path, Report]]:
    found: list[tuple[Path, Report]] = []
    for path in workbooks_in([mine.parent]):
        # Marked copies are copies, and other years' files are many.
        if path.parent != mine.parent or path.name == mine.name:
            continue
        try:
            other = read(path, own_files())
        except Refused:
            continue
        same = report.unit.name == other.unit.name or (
            report.unit.code and report.unit.code == other.unit.code
        )
        if same and other.year == report.year - 1:
            found.append((path, other))
    return found


def begin_next_year(book: LiveBook) -> Path:
    """Write next year's blank workbook beside this one, with this year's figures to hold against.

    :returns: the new workbook.
    :raises CannotDo: if it is there already, or there is no edition for next year.
    :raises CannotWrite: if it cannot be written.
    """
    report = book.report()
    year = report.year + 1
    suffix = ".xlsm" if book.path.suffix.lower() == ".xlsm" else ".xlsx"
    path = book.folder / file_name(f"{report.unit.name or '未命名'}{year}", suffix)
    if path.exists():
        raise CannotDo(
            f"“{path.name}”已经在同一文件夹里，没有重新生成。如要重做，请先改名或删除它。"
        )
    try:
        edition = edition_like(report.edition, year, own_files())
    except (UnknownEdition, EditionError) as error:
        raise CannotDo(f"{year} 年没有可用的格式：{error}") from error
    new = blank_report(edition, year, report.unit).with_last(report)
    write_report(new, path, macros=suffix == ".xlsm")
    return path
