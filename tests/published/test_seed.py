"""A report that was really published imports whole, and the rules hold on it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from examples.reports import SEED
from tests.support.forms import FORMS

from xlreport.checking import check
from xlreport.finding import Outcome
from xlreport.publish.intake import ORIGIN_SHEET, traced_bytes
from xlreport.reading import read
from xlreport.reading.published import Imported, import_report
from xlreport.report import with_totals


def imported(shared: Path) -> Imported:
    return import_report(next((shared / "seed").glob("*.txt")))


def test_every_figure_is_right(shared: Path) -> None:
    report = imported(shared).report
    form = FORMS[SEED["edition"]]
    counts = Counter(report.edition.cells[key].section for key in report.values)
    assert counts == {section: sum(cells) for section, cells in form.cells.items()}
    inputs = {cell.key: 0 for cell in report.edition.inputs} | SEED["figures"]
    assert report.values == with_totals(report.edition, inputs)
    assert report.unreadable == {}
    found = (report.unit.name, report.year, report.edition.id)
    assert found == (SEED["unit"], SEED["year"], SEED["edition"])


def test_every_part_is_there(shared: Path) -> None:
    """Each is as long as it was published, and all of it is the text of the document, in order."""
    prose = imported(shared).report.prose
    assert {k: [text.count("\n") + 1, len(text)] for k, text in prose.items()} == SEED["texts"]
    (path,) = (shared / "seed").glob("*.txt")
    document, at = "".join(path.read_text("utf-8").split()), 0
    for text in prose.values():
        for paragraph in text.split("\n"):
            at = document.index("".join(paragraph.split()), at) + 1


def test_its_odd_labels_are_said(shared: Path) -> None:
    notes = {n.subject: n.found for n in imported(shared).report.notes if n.rule == "IMPORT-LABEL"}
    assert "二十六条" in notes["第二十条第（六）项"]
    assert "第三类" in notes["5.属于三类内部事务信息"]
    assert "信访举报类" in notes["1.信访举报投诉类申请"]


def test_the_filled_workbook_passes_the_rules(shared: Path, tmp_path: Path) -> None:
    whole = imported(shared)
    (tmp_path / "seed.xlsx").write_bytes(traced_bytes(whole, check([whole.report])[0]))
    report = read(tmp_path / "seed.xlsx")
    assert report.values == whole.report.values
    assert report.prose == whole.report.prose
    verdict = check([report])[0]
    assert verdict.findings == ()
    for clause in ("T3-BAL[natural]", "T3-SUM[total]", "T4-SUM[review]", "T2-LEVEL[made]"):
        assert verdict.outcomes[clause] is Outcome.HELD


def test_the_workbook_says_where_each_value_came_from(shared: Path, tmp_path: Path) -> None:
    import openpyxl

    whole = imported(shared)
    (tmp_path / "seed.xlsx").write_bytes(traced_bytes(whole, check([whole.report])[0]))
    sheet = openpyxl.load_workbook(tmp_path / "seed.xlsx")[ORIGIN_SHEET]
    rows = {row[0]: row[1:] for row in sheet.iter_rows(values_only=True) if row[0]}
    assert rows["disclosure.procurement.amount"][1:] == ("173581", "173581元", "第107行")
    assert rows["problems.text"][3] == "第427行至第440行"
