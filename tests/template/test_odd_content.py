"""What people put into a cell for a number: the sheet and the check ask the same of them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from random import Random

import openpyxl
import pytest
from tests.conftest import Convert
from tests.support.samples import valid_report
from tests.support.sheets import contents

from xlreport.checking import check
from xlreport.edition import layout_of, load_edition
from xlreport.reading import read
from xlreport.template import write_report
from xlreport.template.live import live_checks

pytestmark = pytest.mark.whole

NOTED, MENDED = "！", "×"
# TRUE is none of them: in a cell for a number it is 1 for LibreOffice, and no number for COUNT in
# Excel and for the reader.
ODD: dict[object, str] = {
    "１": NOTED,
    "１２３": NOTED,
    "1 件": NOTED,
    "1件次": NOTED,
    "1\u00a0": NOTED,
    "　1": NOTED,
    "1,234": NOTED,
    "12": NOTED,
    "〇": NOTED,
    "\u00a0": MENDED,
    " ": MENDED,
    "　": MENDED,
    "无": MENDED,
    "-": MENDED,
    "/": MENDED,
    "示例 ": MENDED,
    "12人": MENDED,
    "约12件": MENDED,
    "1.5": MENDED,
    "-5": MENDED,
    1.5: MENDED,
    -1: MENDED,
    None: MENDED,
}


def test_every_odd_content_is_told_alike(convert: Convert, tmp_path: Path) -> None:
    """A row each; of the cells beside them every one is filled."""
    edition = load_edition("2021")
    whole = valid_report(edition, Random(0))
    path = tmp_path / "示例.xlsx"
    write_report(replace(whole, unit=replace(whole.unit, level="")), path)
    rows = [key for key in edition.cells if key.endswith(".natural")]
    rows = [key for key in rows if edition.cells[key].typed][: len(ODD)]
    book = openpyxl.load_workbook(path)
    places = layout_of(edition).places
    for key, content in zip(rows, ODD, strict=True):
        book[places[key].sheet][places[key].a1].value = content
    book.save(path)
    (verdict,) = check([read(path)])
    (computed,) = convert([path])
    live = contents(computed)
    asked = {places[key]: content for key, content in zip(rows, ODD, strict=True)}
    for place, content in asked.items():
        said = [f for f in verdict.findings if f.places[0] == place and f.rule in RULES]
        demands = {f.demand for f in said}
        statuses = {
            str(live[c.place])
            for c in live_checks(edition).checks
            if c.rule.id in RULES and c.place.row == place.row and c.place.sheet == place.sheet
        }
        signs = {status[0] for status in statuses}
        wanted = ODD[content]
        assert (MENDED in signs) == ("必须改正" in demands) == (wanted == MENDED), (content, said)
        assert (NOTED in signs) == (demands == {"提示"}) == (wanted == NOTED), (content, said)
        blank = content is None or (isinstance(content, str) and not content.strip("\u00a0 　"))
        assert any("缺" in status for status in statuses) == blank, (content, statuses)
        assert any("是空白" in f.found for f in said) == blank, (content, said)


RULES = ("FILLED", "RANGE", "READ-TEXT")
