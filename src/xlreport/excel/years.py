"""From one year to the next: last year's figures taken in, next year's workbook begun."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from xlreport.edition import EditionError, Place, UnknownEdition, edition_like
from xlreport.edition.carried import carried_over, carried_value
from xlreport.edition.layout import LAST_YEAR_SHEET, layout_of
from xlreport.excel.plan import File, Values
from xlreport.excel.snapshot import CannotDo, Snapshot, own_files
from xlreport.excel.submission import workbook_bytes
from xlreport.files import file_name
from xlreport.finding import address_ranges
from xlreport.reading import Refused, read, workbooks_in
from xlreport.report import Report
from xlreport.sequences import grouped
from xlreport.template import blank_report


def last_year(snapshot: Snapshot) -> tuple[Path, list[Values], str]:
    """Find last year's workbook of the same unit beside this one, and what to fill in from it.

    :returns: the workbook, how 上年数据 and what is carried over are filled, and what to say.
    :raises CannotDo: if there is none, or more than one.
    """
    report = snapshot.report()
    snapshot.demand(LAST_YEAR_SHEET, "不能读取上年数据")
    found = _of_last_year(report, snapshot.folder / snapshot.path.name)
    if len(found) != 1:
        raise CannotDo(_not_one(report, [path.name for path, _ in found]))
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
    by_sheet = grouped((place.sheet, place) for place in places)
    return "，".join(f"“{s}”{'、'.join(address_ranges(each))}" for s, each in by_sheet.items())


def _not_one(report: Report, names: Sequence[str]) -> str:
    what = f"“{report.unit.name}”{report.year - 1} 年的工作簿"
    if not names:
        return (
            f"没有找到{what}。请复制到本文件夹，再点一次。"
            "本单位是合并、拆分或者改名来的，请向上级要填好上年数据的工作簿，或者自己填“上年数据”。"
        )
    named = "、".join(names)
    return f"本文件夹里有 {len(names)} 份{what}（{named}）。请只留下报送的那一份，再点一次。"


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
            f"“{path.name}”已经在本文件夹里，没有再生成。要重新生成的，请先把它改名或者移走。"
        )
    try:
        edition = edition_like(report.edition, year, own_files())
    except (UnknownEdition, EditionError) as error:
        raise CannotDo(f"还没有 {year} 年的格式，请向上级要。（技术人员：{error}）") from error
    new = blank_report(edition, year, report.unit).with_last(report)
    return File(str(path), workbook_bytes(new, suffix))
