"""From one year to the next: last year's figures taken in, next year's workbook begun."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from xlreport.edition import EditionError, Place, UnknownEdition, edition_like
from xlreport.edition.carried import carried_over, carried_value
from xlreport.edition.layout import layout_of
from xlreport.excel.plan import File, Values
from xlreport.excel.snapshot import CannotDo, Snapshot, own_files
from xlreport.excel.submission import workbook_bytes
from xlreport.files import file_name
from xlreport.finding import address_ranges
from xlreport.read import Refused, read, workbooks_in
from xlreport.report import Report
from xlreport.template import blank_report


def last_year(snapshot: Snapshot) -> tuple[Path, list[Values], str]:
    """Find last year's workbook of the same unit beside this one, and what to fill in from it.

    :returns: the workbook, how 上年数据 and what is carried over are filled, and what to say.
    :raises CannotDo: if there is none, or more than one.
    """
    report = snapshot.report()
    found = _of_last_year(report, snapshot.folder / snapshot.path.name)
    if len(found) != 1:
        names = "、".join(path.name for path, _ in found)
        raise CannotDo(
            f"同一文件夹里有 {len(found)} 份“{report.unit.name}”{report.year - 1} 年的工作簿"
            f"{f'（{names}）' if names else ''}。"
            "请把上一年度报送的那一份（只留一份）与本工作簿放在一起。"
            "本单位由别的单位合并、拆分或者更名而来的，这里找不到它们的报表："
            "请向下发模板的单位要按名册填好上年数据的工作簿，或者自己填写“上年数据”。"
        )
    path, previous = found[0]
    this = report.with_last(previous)
    carried, words = _carried(snapshot, this)
    return path, [*_filled_in(this), *carried], words


def _carried(snapshot: Snapshot, report: Report) -> tuple[list[Values], str]:
    """Return how to fill in what follows from last year's figures, and what is to be said of it.

    What is typed stays; a formula of the template's computes what it says by itself.
    """
    filled: list[Values] = []
    different: list[Place] = []
    unknown: list[Place] = []
    for key, clause in carried_over(report.edition).items():
        place = report.place(key)
        if place.sheet not in snapshot.names or snapshot.is_computed(place):
            continue
        value = carried_value(clause.right, report.last)
        typed = report.values.get(key)
        if value is None:
            unknown.append(place)
        elif typed is None and key not in report.unreadable:
            filled.append(Values(place.sheet, place.row, place.column, ((float(value),),)))
        elif typed != value:
            different.append(place)
    cells = [Place(each.sheet, each.row, each.column) for each in filled]
    return filled, "".join(
        (
            f"按上年数填好了{_named(cells)}。" if cells else "",
            f"{_named(different)}已填的数与上年的不同，没有改动，请核对。" if different else "",
            f"{_named(unknown)}没有填：上年的工作簿里缺有关的数。" if unknown else "",
        )
    )


def _named(places: list[Place]) -> str:
    by_sheet: dict[str, list[Place]] = {}
    for place in places:
        by_sheet.setdefault(place.sheet, []).append(place)
    return "，".join(f"“{s}”{'、'.join(address_ranges(each))}" for s, each in by_sheet.items())


def _filled_in(report: Report) -> Iterator[Values]:
    """Yield the figures of last year, those that stand below each other together."""
    runs: list[Values] = []
    for key in report.edition.last_keys:
        value = report.last.get(key)
        place = layout_of(report.edition).places[f"last.{key}"]
        row = (None if value is None else float(value),)
        run = runs[-1] if runs else None
        if run and (run.row + len(run.rows), run.column) == (place.row, place.column):
            runs[-1] = Values(run.sheet, run.row, run.column, (*run.rows, row))
        else:
            runs.append(Values(place.sheet, place.row, place.column, (row,)))
    yield from runs


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


def next_year(snapshot: Snapshot) -> File:
    """Return next year's blank workbook, with this year's figures to hold against.

    :raises CannotDo: if it is there already, or there is no edition for next year.
    """
    report = snapshot.report()
    year = report.year + 1
    suffix = ".xlsm" if snapshot.path.suffix.lower() == ".xlsm" else ".xlsx"
    path = snapshot.folder / file_name(f"{report.unit.name or '未命名'}{year}", suffix)
    if path.exists():
        raise CannotDo(
            f"“{path.name}”已经在同一文件夹里，没有重新生成。如要重做，请先改名或删除它。"
        )
    try:
        edition = edition_like(report.edition, year, own_files())
    except (UnknownEdition, EditionError) as error:
        raise CannotDo(f"{year} 年没有可用的格式：{error}") from error
    new = blank_report(edition, year, report.unit).with_last(report)
    return File(str(path), workbook_bytes(new, suffix))
