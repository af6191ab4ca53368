"""The clerk's draft comes from Word and from pages: pasted in LibreOffice, with the keys."""

from __future__ import annotations

import re
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from examples.reports import seed_report
from tests.excel.desk import Desk, desk

from xlreport.edition import Place, layout_of
from xlreport.edition.grid import BoxKind
from xlreport.reading import read
from xlreport.template import blank_report, write_report

REPORT = seed_report()
LAYOUT = layout_of(REPORT.edition)
PLACES = LAYOUT.places
TABLE = PLACES["applications.new.natural"].sheet
CASES = PLACES["disputes.review.upheld"].sheet
SENTENCE = "本单位按照规定主动公开了各类政府信息，回应了群众关切，工作取得了进展。"
DRAFT = [f"第{number:02}段。" + (SENTENCE * 4)[:130] for number in range(1, 24)]
DRAFT.append("第24段。" + (SENTENCE * 5)[: 3254 - sum(map(len, DRAFT)) - 5])


def figures(sheet: str, *, totals: bool = True) -> list[list[object]]:
    """The figures of a table as they are printed, in rows."""
    rows: dict[int, list[object]] = {}
    for box in LAYOUT.sheet(sheet).boxes:
        if box.kind is BoxKind.CELL and (totals or not REPORT.edition.cells[box.key].total):
            rows.setdefault(box.row, []).append(REPORT.values[box.key])
    return list(rows.values())


def first(sheet: str) -> Place:
    boxes = (box for box in LAYOUT.sheet(sheet).boxes if box.kind is BoxKind.CELL)
    return min(Place(sheet, box.row, box.column) for box in boxes)


def paste(work: Desk, place: Place, kind: str, text: str) -> None:
    from tests.excel import clipboard

    clipboard.put(work.context, kind, text)
    work.book.sheets[place.sheet].range(place.a1).select()
    work.focus()
    work.key("ctrl+v")
    work.confirm()  # how numbers, or columns, are to be understood


def cell(work: Desk, name: str) -> Any:
    place = PLACES[name]
    return work.book.sheets[place.sheet].range(place.a1)


def is_locked(work: Desk, name: str) -> bool:
    return bool(cell(work, name).api.CellProtection.IsLocked)


def values(work: Desk, sheet: str) -> dict[str, object]:
    keys = [box.key for box in LAYOUT.sheet(sheet).boxes if box.kind is BoxKind.CELL]
    return {key: cell(work, key).value for key in keys}


def of_seed(sheet: str) -> dict[str, object]:
    keys = [box.key for box in LAYOUT.sheet(sheet).boxes if box.kind is BoxKind.CELL]
    return {key: float(REPORT.values[key]) for key in keys}


@pytest.mark.slow
def test_what_is_pasted_and_typed_arrives_and_can_be_corrected(
    office: Path, profile: Path, tmp_path: Path
) -> None:
    from tests.excel import clipboard

    file = tmp_path / "示例街道.xlsm"
    blank = blank_report(REPORT.edition, REPORT.year, REPORT.unit)
    write_report(replace(blank, last=REPORT.last), file, macros=True)
    with desk(office, profile, file) as work:
        # The official table with its totals, as a page has it.
        paste(work, first(TABLE), clipboard.HTML, clipboard.table(figures(TABLE)))
        work.until(lambda: values(work, TABLE) == of_seed(TABLE))
        assert is_locked(work, "applications.new.natural"), "this is what LibreOffice does"
        work.click(TABLE, "校验")
        assert "已恢复" in work.message()
        assert not is_locked(work, "applications.new.natural")
        total = cell(work, "applications.new.total")
        assert total.formula[0][0].startswith("=IF(COUNT(")
        assert total.value == float(REPORT.values["applications.new.total"])
        assert cell(work, "applications.new.natural").api.Validation.Type.value == "WHOLE"

        # One step undoes the click, and what was pasted stays.
        work.key("ctrl+z")
        assert is_locked(work, "applications.new.natural")
        assert values(work, TABLE) == of_seed(TABLE)
        work.click(TABLE, "校验")
        work.message()

        # Two rows without their totals: the formulas beside them stay.
        rows_alone = [row[:-1] for row in figures(TABLE)[:2]]
        paste(work, first(TABLE), clipboard.HTML, clipboard.table(rows_alone))
        work.until(lambda: is_locked(work, "applications.new.natural"))
        assert values(work, TABLE) == of_seed(TABLE)
        assert total.formula[0][0].startswith("=IF(COUNT(")

        # Another table as text with tabs.
        text = "\n".join("\t".join(map(str, row)) for row in figures(CASES))
        paste(work, first(CASES), clipboard.TEXT, text)
        work.until(lambda: values(work, CASES) == of_seed(CASES))

        # A draft of 24 paragraphs, a row each; then a paragraph by hand, with Tab and zoom.
        proactive, request = PLACES["overview.proactive"], PLACES["overview.on_request"]
        paste(work, proactive, clipboard.HTML, clipboard.paragraphs(DRAFT))
        sheet = work.book.sheets[proactive.sheet]
        rows = [sheet.range((proactive.row + 1 + n, 1)) for n in range(24)]
        work.until(lambda: [row.value for row in rows] == DRAFT)
        work.document.CurrentController.ZoomValue = 150
        work.type(request.sheet, request.a1, "Typed by hand. " * 40)
        assert work.book.app.selection.address == f"$A${request.row + 2}"
        work.document.CurrentController.ZoomValue = 100
        work.click(TABLE, "校验")
        work.message()
        assert not rows[20].api.CellProtection.IsLocked
        work.book.save(tmp_path / "填好.xlsx")
        pdf = tmp_path / "年报.pdf"
        _export(work, pdf)
    back = read(tmp_path / "填好.xlsx")
    assert back.prose["overview.proactive"].split("\n") == DRAFT
    assert back.prose["overview.on_request"] == ("Typed by hand. " * 40).strip()
    told = subprocess.run(["pdftotext", "-raw", pdf, "-"], capture_output=True, check=True)
    printed = re.sub(r"\s", "", re.sub(r"第 \d+ 页，共 \d+ 页", "", told.stdout.decode()))
    assert [text for text in DRAFT if text not in printed] == []
    assert re.sub(r"\s", "", "Typed by hand. " * 40) in printed
    assert sum(map(len, DRAFT)) == 3254


def _export(work: Desk, path: Path) -> None:
    import uno

    option = uno.createUnoStruct("com.sun.star.beans.PropertyValue")
    option.Name, option.Value = "FilterName", "calc_pdf_Export"
    work.document.storeToURL(path.as_uri(), (option,))
